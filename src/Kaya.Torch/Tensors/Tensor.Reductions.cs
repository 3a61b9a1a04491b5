namespace Kaya.Torch;

// Reductions.
public readonly unsafe partial struct Tensor
{
    /// <summary>Sum of all elements.</summary>
    /// <returns>One number.</returns>
    public Tensor Sum() => Operators.SumAll.Call(this);

    /// <summary>Sum over some axes.</summary>
    /// <param name="axes">The axes.</param>
    /// <param name="keep">Whether to keep the axes, with length one.</param>
    /// <returns>The sums.</returns>
    public Tensor Sum(ReadOnlySpan<long> axes, bool keep = false)
    {
        fixed (long* first = axes) return Operators.Sum.Call(this, Argument.List(first, axes.Length), keep);
    }

    /// <inheritdoc cref="Sum(ReadOnlySpan{long}, bool)"/>
    /// <param name="axis">The axis.</param>
    /// <param name="keep">Whether to keep the axis, with length one.</param>
    public Tensor Sum(int axis, bool keep = false) => Sum([axis], keep);

    /// <summary>Mean of all elements.</summary>
    /// <returns>One number.</returns>
    public Tensor Mean() => Operators.MeanAll.Call(this);

    /// <summary>Mean over some axes.</summary>
    /// <param name="axes">The axes.</param>
    /// <param name="keep">Whether to keep the axes, with length one.</param>
    /// <returns>The means.</returns>
    public Tensor Mean(ReadOnlySpan<long> axes, bool keep = false)
    {
        fixed (long* first = axes) return Operators.Mean.Call(this, Argument.List(first, axes.Length), keep);
    }

    /// <inheritdoc cref="Mean(ReadOnlySpan{long}, bool)"/>
    /// <param name="axis">The axis.</param>
    /// <param name="keep">Whether to keep the axis, with length one.</param>
    public Tensor Mean(int axis, bool keep = false) => Mean([axis], keep);

    /// <summary>The largest element.</summary>
    /// <returns>One number.</returns>
    public Tensor Max() => Operators.MaximumAll.Call(this);

    /// <summary>The largest element along one axis.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="keep">Whether to keep the axis, with length one.</param>
    /// <returns>The largest ones.</returns>
    public Tensor Max(int axis, bool keep = false)
    {
        long only = axis;
        return Operators.MaximumAlong.Call(this, Argument.List(&only, 1), keep);
    }

    /// <summary>The smallest element.</summary>
    /// <returns>One number.</returns>
    public Tensor Min() => Operators.MinimumAll.Call(this);

    /// <summary>The smallest element along one axis.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="keep">Whether to keep the axis, with length one.</param>
    /// <returns>The smallest ones.</returns>
    public Tensor Min(int axis, bool keep = false)
    {
        long only = axis;
        return Operators.MinimumAlong.Call(this, Argument.List(&only, 1), keep);
    }

    /// <summary>Index of the largest element along one axis.</summary>
    /// <param name="axis">The axis.</param>
    /// <returns>64-bit integers; the axis goes away.</returns>
    public Tensor ArgMax(int axis) => Operators.ArgumentMaximum.Call(this, axis);

    /// <summary>Running sum along one axis.</summary>
    /// <param name="axis">The axis.</param>
    /// <returns>A tensor of the same shape.</returns>
    public Tensor CumSum(int axis) => Operators.CumulativeSum.Call(this, axis);

    /// <summary>Euclidean norm of all elements.</summary>
    /// <returns>One number.</returns>
    public Tensor Norm() => Operators.Norm.Call(this);

    /// <summary>Logarithm of the sum of exponentials along one axis, without overflow.</summary>
    /// <param name="axis">The axis, which is removed.</param>
    /// <returns>The logarithms.</returns>
    public Tensor LogSumExp(int axis)
    {
        long only = axis;
        return Operators.LogSumExp.Call(this, Argument.List(&only, 1));
    }
}
