namespace Kaya.Torch;

// Element by element, and products. Shapes broadcast as in numpy.
public readonly unsafe partial struct Tensor
{
    /// <summary>This plus <paramref name="other"/>.</summary>
    /// <param name="other">A tensor of a shape that broadcasts with this one.</param>
    /// <returns>The sum.</returns>
    public Tensor Add(Tensor other) => Operators.Add.Call(this, other);

    /// <summary>This plus a number.</summary>
    /// <param name="number">Added to every element.</param>
    /// <returns>The sum.</returns>
    public Tensor Add(double number) => Operators.AddNumber.Call(this, number);

    /// <summary>This minus <paramref name="other"/>.</summary>
    /// <param name="other">A tensor of a shape that broadcasts with this one.</param>
    /// <returns>The difference.</returns>
    public Tensor Subtract(Tensor other) => Operators.Subtract.Call(this, other);

    /// <summary>This minus a number.</summary>
    /// <param name="number">Subtracted from every element.</param>
    /// <returns>The difference.</returns>
    public Tensor Subtract(double number) => Operators.SubtractNumber.Call(this, number);

    /// <summary>This times <paramref name="other"/>, element by element.</summary>
    /// <param name="other">A tensor of a shape that broadcasts with this one.</param>
    /// <returns>The product.</returns>
    public Tensor Multiply(Tensor other) => Operators.Multiply.Call(this, other);

    /// <summary>This times a number.</summary>
    /// <param name="number">Multiplies every element.</param>
    /// <returns>The product.</returns>
    public Tensor Multiply(double number) => Operators.MultiplyNumber.Call(this, number);

    /// <summary>This divided by <paramref name="other"/>, element by element.</summary>
    /// <param name="other">A tensor of a shape that broadcasts with this one.</param>
    /// <returns>The quotient.</returns>
    public Tensor Divide(Tensor other) => Operators.Divide.Call(this, other);

    /// <summary>This divided by a number.</summary>
    /// <param name="number">Divides every element.</param>
    /// <returns>The quotient.</returns>
    public Tensor Divide(double number) => Operators.DivideNumber.Call(this, number);

    /// <summary>A number minus this.</summary>
    /// <param name="number">What every element is subtracted from.</param>
    /// <returns>The difference.</returns>
    public Tensor SubtractFrom(double number) => Operators.SubtractFrom.Call(this, number);

    /// <summary>The negative of every element.</summary>
    /// <returns>The negative.</returns>
    public Tensor Negate() => Operators.Negate.Call(this);

    /// <summary>Every element to a power.</summary>
    /// <param name="exponent">The power.</param>
    /// <returns>The powers.</returns>
    public Tensor Power(double exponent) => Operators.Power.Call(this, exponent);

    /// <summary>The square of every element.</summary>
    /// <returns>The squares.</returns>
    public Tensor Square() => Operators.Square.Call(this);

    /// <summary>The larger of two, element by element.</summary>
    /// <param name="other">A tensor of a shape that broadcasts with this one.</param>
    /// <returns>The larger ones.</returns>
    public Tensor Maximum(Tensor other) => Operators.Maximum.Call(this, other);

    /// <summary>The smaller of two, element by element.</summary>
    /// <param name="other">A tensor of a shape that broadcasts with this one.</param>
    /// <returns>The smaller ones.</returns>
    public Tensor Minimum(Tensor other) => Operators.Minimum.Call(this, other);

    /// <summary>e to the power of every element.</summary>
    /// <returns>The exponentials.</returns>
    public Tensor Exp() => Operators.Exponential.Call(this);

    /// <summary>Natural logarithm of every element.</summary>
    /// <returns>The logarithms; NaN below zero.</returns>
    public Tensor Log() => Operators.Logarithm.Call(this);

    /// <summary>Natural logarithm of one plus every element.</summary>
    /// <returns>The logarithms, exact near zero.</returns>
    public Tensor Log1P() => Operators.Logarithm1P.Call(this);

    /// <summary>Square root of every element.</summary>
    /// <returns>The roots; NaN below zero.</returns>
    public Tensor Sqrt() => Operators.SquareRoot.Call(this);

    /// <summary>One over every element.</summary>
    /// <returns>The reciprocals.</returns>
    public Tensor Reciprocal() => Operators.Reciprocal.Call(this);

    /// <summary>Absolute value of every element.</summary>
    /// <returns>The absolute values.</returns>
    public Tensor Abs() => Operators.Absolute.Call(this);

    /// <summary>Every element, held within bounds.</summary>
    /// <param name="lowest">Lower bound; none when null.</param>
    /// <param name="highest">Upper bound; none when null.</param>
    /// <returns>The bounded elements.</returns>
    public Tensor Clamp(double? lowest = null, double? highest = null) => Operators.Clamp.Call(
        this, lowest is { } low ? low : Argument.None, highest is { } high ? high : Argument.None);

    /// <summary>The matrix product over the last two axes, leading axes as a batch.</summary>
    /// <param name="other">[..., k, n] where this is [..., m, k].</param>
    /// <returns>[..., m, n].</returns>
    public Tensor MatMul(Tensor other) => Operators.MatrixProduct.Call(this, other);

    /// <summary>Batched product plus this: <c>this + left right</c>.</summary>
    /// <param name="left">[b, m, k].</param>
    /// <param name="right">[b, k, n].</param>
    /// <returns>[b, m, n].</returns>
    public Tensor AddBatchProduct(Tensor left, Tensor right) => Operators.BatchProduct.Call(this, left, right);

    /// <summary>True where an element is greater.</summary>
    /// <param name="number">What each is compared with.</param>
    /// <returns>Truth values.</returns>
    public Tensor IsGreater(double number) => Operators.GreaterNumber.Call(this, number);

    /// <summary>True where an element is greater than the other's.</summary>
    /// <param name="other">A tensor of a shape that broadcasts with this one.</param>
    /// <returns>Truth values.</returns>
    public Tensor IsGreater(Tensor other) => Operators.Greater.Call(this, other);

    /// <summary>True where an element is less.</summary>
    /// <param name="number">What each is compared with.</param>
    /// <returns>Truth values.</returns>
    public Tensor IsLess(double number) => Operators.LessNumber.Call(this, number);

    /// <summary>True where an element is less than the other's.</summary>
    /// <param name="other">A tensor of a shape that broadcasts with this one.</param>
    /// <returns>Truth values.</returns>
    public Tensor IsLess(Tensor other) => Operators.Less.Call(this, other);

    /// <summary>True where an element equals a number.</summary>
    /// <param name="number">What each is compared with.</param>
    /// <returns>Truth values.</returns>
    public Tensor IsEqual(double number) => Operators.EqualNumber.Call(this, number);

    /// <summary>The opposite of every truth value.</summary>
    /// <returns>Truth values.</returns>
    public Tensor Not() => Operators.LogicalNot.Call(this);

    /// <summary>Chooses between two tensors, element by element.</summary>
    /// <param name="condition">Truth values.</param>
    /// <param name="whenTrue">Taken where true.</param>
    /// <param name="whenFalse">Taken where false.</param>
    /// <returns>The chosen elements.</returns>
    public static Tensor Where(Tensor condition, Tensor whenTrue, Tensor whenFalse) =>
        Operators.Where.Call(condition, whenTrue, whenFalse);

    /// <inheritdoc cref="Add(Tensor)"/>
    public static Tensor operator +(Tensor left, Tensor right) => Operators.Add.Call(left, right);

    /// <inheritdoc cref="Add(double)"/>
    public static Tensor operator +(Tensor left, double right) => Operators.AddNumber.Call(left, right);

    /// <inheritdoc cref="Subtract(Tensor)"/>
    public static Tensor operator -(Tensor left, Tensor right) => Operators.Subtract.Call(left, right);

    /// <inheritdoc cref="Subtract(double)"/>
    public static Tensor operator -(Tensor left, double right) => Operators.SubtractNumber.Call(left, right);

    /// <inheritdoc cref="SubtractFrom(double)"/>
    public static Tensor operator -(double left, Tensor right) => Operators.SubtractFrom.Call(right, left);

    /// <inheritdoc cref="Negate()"/>
    public static Tensor operator -(Tensor value) => Operators.Negate.Call(value);

    /// <inheritdoc cref="Multiply(Tensor)"/>
    public static Tensor operator *(Tensor left, Tensor right) => Operators.Multiply.Call(left, right);

    /// <inheritdoc cref="Multiply(double)"/>
    public static Tensor operator *(Tensor left, double right) => Operators.MultiplyNumber.Call(left, right);

    /// <inheritdoc cref="Multiply(double)"/>
    public static Tensor operator *(double left, Tensor right) => Operators.MultiplyNumber.Call(right, left);

    /// <inheritdoc cref="Divide(Tensor)"/>
    public static Tensor operator /(Tensor left, Tensor right) => Operators.Divide.Call(left, right);

    /// <inheritdoc cref="Divide(double)"/>
    public static Tensor operator /(Tensor left, double right) => Operators.DivideNumber.Call(left, right);
}
