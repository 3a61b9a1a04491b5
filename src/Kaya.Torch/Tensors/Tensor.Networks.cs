namespace Kaya.Torch;

// Operations of neural networks.
public readonly unsafe partial struct Tensor
{
    /// <summary>max(x, 0).</summary>
    /// <returns>A tensor of the same shape.</returns>
    public Tensor Relu() => Operators.Relu.Call(this);

    /// <summary>max(x, 0), written over x: only for an x that is not used otherwise, also not in differentiation.</summary>
    /// <returns>This tensor.</returns>
    public Tensor ReluInPlace()
    {
        Operators.ReluInPlace.Run(this);
        return this;
    }

    /// <summary>x Phi(x), with the exact normal distribution.</summary>
    /// <returns>A tensor of the same shape.</returns>
    public Tensor Gelu() => Operators.Gelu.Call(this);

    /// <summary>x / (1 + e^-x).</summary>
    /// <returns>A tensor of the same shape.</returns>
    public Tensor Silu() => Operators.Silu.Call(this);

    /// <summary>1 / (1 + e^-x).</summary>
    /// <returns>A tensor of the same shape.</returns>
    public Tensor Sigmoid() => Operators.Sigmoid.Call(this);

    /// <summary>Hyperbolic tangent.</summary>
    /// <returns>A tensor of the same shape.</returns>
    public Tensor Tanh() => Operators.Tanh.Call(this);

    /// <summary>log(1 + e^x).</summary>
    /// <returns>A tensor of the same shape.</returns>
    public Tensor Softplus() => Operators.Softplus.Call(this);

    /// <summary>x if positive, otherwise a fraction of it.</summary>
    /// <param name="slope">The fraction.</param>
    /// <returns>A tensor of the same shape.</returns>
    public Tensor LeakyRelu(double slope = 0.01) => Operators.LeakyRelu.Call(this, slope);

    /// <summary>x if positive, otherwise a learned fraction of it.</summary>
    /// <param name="slope">[1], or one number for each channel (axis 1).</param>
    /// <returns>A tensor of the same shape.</returns>
    public Tensor PRelu(Tensor slope) => Operators.PRelu.Call(this, slope);

    /// <summary>Exponentials that sum to one along an axis.</summary>
    /// <param name="axis">The axis.</param>
    /// <returns>A tensor of the same shape.</returns>
    public Tensor Softmax(int axis) => Operators.Softmax.Call(this, axis);

    /// <summary>Logarithm of <see cref="Softmax"/>.</summary>
    /// <param name="axis">The axis.</param>
    /// <returns>A tensor of the same shape.</returns>
    public Tensor LogSoftmax(int axis) => Operators.LogSoftmax.Call(this, axis);

    /// <summary>A dense layer of one network: <c>x W^T + b</c>.</summary>
    /// <param name="weight">[outputs, inputs].</param>
    /// <param name="bias">[outputs]; none when null.</param>
    /// <returns>[..., outputs], where this is [..., inputs].</returns>
    public Tensor Linear(Tensor weight, Tensor? bias = null) => Operators.Linear.Call(this, weight, bias);

    /// <summary>A dense layer of several networks at once, each with its own weights, optionally followed by an activation.</summary>
    /// <param name="weight">[members, inputs, outputs].</param>
    /// <param name="bias">[members, outputs]; none when null.</param>
    /// <param name="after">The activation; ReLU and SiLU are fused.</param>
    /// <returns>[members, rows, outputs], where this is [members, rows, inputs], or [rows, inputs] shared by all members.</returns>
    public Tensor MemberLinear(Tensor weight, Tensor? bias = null, ActivationKind after = ActivationKind.Identity) =>
        Dense(weight, bias, transposed: false, after);

    /// <summary>A convolution along the last axis.</summary>
    /// <param name="weight">[outputs, inputs / groups, kernel].</param>
    /// <param name="bias">[outputs]; none when null.</param>
    /// <param name="options">Stride, padding, dilation, groups; the widths count.</param>
    /// <returns>[batch, outputs, length'], where this is [batch, inputs, length].</returns>
    public Tensor Conv1d(Tensor weight, Tensor? bias, ConvolutionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        long* n = stackalloc long[3] { options.Stride.Width, options.Padding.Width, options.Dilation.Width };
        return Operators.Conv1d.Call(
            this, weight, bias, Argument.List(n, 1), Argument.List(n + 1, 1), Argument.List(n + 2, 1), options.Groups);
    }

    /// <summary>A convolution over the last two axes.</summary>
    /// <param name="weight">[outputs, inputs / groups, kernel height, kernel width].</param>
    /// <param name="bias">[outputs]; none when null.</param>
    /// <param name="options">Stride, padding, dilation, groups.</param>
    /// <returns>[batch, outputs, height', width'], where this is [batch, inputs, height, width].</returns>
    public Tensor Conv2d(Tensor weight, Tensor? bias, ConvolutionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (Extent stride, Extent padding, Extent dilation) = (options.Stride, options.Padding, options.Dilation);
        Tensor input = this;
        if (LeavesCellsOut(weight, options))
            (input, stride) = (Slice(2, 0, step: stride.Height).Slice(3, 0, step: stride.Width), new Extent(1, 1));
        return Operators.Conv2d.Call(input, weight, bias, List(&stride), List(&padding), List(&dilation), options.Groups);
    }

    // A kernel of 1 x 1 with a stride takes some cells and leaves the others out. With fewer channels than a vector holds, libtorch 1.13
    // (oneDNN, AVX2, channels last) gives gradients of its weights that are wrong by up to 40 % and differ from call to call; a convolution
    // of those cells alone is right.
    private bool LeavesCellsOut(Tensor weight, ConvolutionOptions options)
    {
        const int Vector = 16;
        ReadOnlySpan<long> kernel = weight.Shape;
        return Shape.Length == 4 && kernel.Length == 4 && kernel is [_, < Vector, 1, 1] && options.Padding == new Extent(0, 0)
            && options.Stride is { Height: > 0, Width: > 0 } && options.Stride != new Extent(1, 1);
    }

    /// <summary>The transposed convolution over the last two axes, which increases the resolution.</summary>
    /// <param name="weight">[inputs, outputs / groups, kernel height, kernel width].</param>
    /// <param name="bias">[outputs]; none when null.</param>
    /// <param name="options">Stride, padding, dilation, groups and output padding.</param>
    /// <returns>[batch, outputs, height', width'].</returns>
    public Tensor ConvTranspose2d(Tensor weight, Tensor? bias, ConvolutionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (Extent stride, Extent padding, Extent dilation, Extent more) =
            (options.Stride, options.Padding, options.Dilation, options.OutputPadding);
        return Operators.ConvTranspose2d.Call(
            this, weight, bias, List(&stride), List(&padding), List(&more), options.Groups, List(&dilation));
    }

    /// <summary>The largest element of each window along the last axis.</summary>
    /// <param name="size">Length of a window.</param>
    /// <param name="stride">Distance between windows; default: their length.</param>
    /// <returns>[batch, channels, length'].</returns>
    public Tensor MaxPool1d(long size, long? stride = null)
    {
        long step = stride ?? size;
        return Operators.MaxPool1d.Call(this, Argument.List(&size, 1), Argument.List(&step, 1));
    }

    /// <summary>The largest element of each window over the last two axes.</summary>
    /// <param name="size">Height and width of a window.</param>
    /// <param name="stride">Distance between windows; default: their size.</param>
    /// <param name="padding">Rows and columns added around.</param>
    /// <returns>[batch, channels, height', width'].</returns>
    public Tensor MaxPool2d(Extent size, Extent? stride = null, Extent padding = default)
    {
        Extent step = stride ?? size;
        return Operators.MaxPool2d.Call(this, List(&size), List(&step), List(&padding));
    }

    /// <summary>The mean of each window over the last two axes.</summary>
    /// <param name="size">Height and width of a window.</param>
    /// <param name="stride">Distance between windows; default: their size.</param>
    /// <returns>[batch, channels, height', width'].</returns>
    public Tensor AveragePool2d(Extent size, Extent? stride = null)
    {
        Extent step = stride ?? size;
        return Operators.AveragePool2d.Call(this, List(&size), List(&step));
    }

    /// <summary>The means of a given number of windows, for any size of the input: 1 for the mean of the whole plane.</summary>
    /// <param name="size">Height and width of the result; windows overlap by a row or column where it does not divide the input.</param>
    /// <returns>[batch, channels, height', width'].</returns>
    public Tensor AdaptiveAveragePool2d(Extent size) => Operators.AdaptiveAveragePool2d.Call(this, List(&size));

    /// <summary>The largest elements of a given number of windows, for any size of the input.</summary>
    /// <param name="size">Height and width of the result.</param>
    /// <returns>[batch, channels, height', width'].</returns>
    public Tensor AdaptiveMaxPool2d(Extent size) => Operators.AdaptiveMaxPool2d.CallMany(2, this, List(&size))[0];

    /// <summary>The plane at another size.</summary>
    /// <param name="size">Height and width of the result.</param>
    /// <param name="kind">Interpolation between cell centres; corners of cells are kept.</param>
    /// <returns>[batch, channels, height', width'], where this is [batch, channels, height, width].</returns>
    public Tensor Interpolate(Extent size, Interpolation kind = Interpolation.Bilinear) => kind switch
    {
        Interpolation.Nearest => Operators.InterpolateNearest.Call(this, List(&size)),
        Interpolation.Bicubic => Operators.InterpolateBicubic.Call(this, List(&size), false),
        _ => Operators.InterpolateBilinear.Call(this, List(&size), false),
    };

    /// <summary>Normalisation over the last axis.</summary>
    /// <param name="weight">[length of the last axis].</param>
    /// <param name="bias">[length of the last axis].</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <returns>A tensor of the same shape.</returns>
    public Tensor LayerNorm(Tensor? weight = null, Tensor? bias = null, double epsilon = 1e-5)
    {
        long last = Length(-1);
        return Operators.LayerNorm.Call(this, Argument.List(&last, 1), weight, bias, epsilon);
    }

    /// <summary>Rows of a table by index.</summary>
    /// <param name="table">[entries, width].</param>
    /// <returns>[..., width], where this is [...] of 64-bit integers.</returns>
    public Tensor Embedding(Tensor table) => Operators.Embedding.Call(table, this);

    /// <summary>Sets a random part to zero and scales the rest, so that the mean is unchanged.</summary>
    /// <param name="drop">Probability of zero, from 0 to below 1.</param>
    /// <param name="seed">Decides which elements: the same seed and shape give the same ones, on any device and thread count.</param>
    /// <returns>A tensor of the same shape.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The probability is below 0, or 1 or more.</exception>
    public Tensor Dropout(double drop, ulong seed)
    {
        if (drop is not (>= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(drop), drop, "from 0 to below 1");
        nint mask;
        NativeTorch.Check(NativeMethods.kaya_mask(seed, drop, Pointer, &mask), "dropout", Owner);
        return Operators.Multiply.Call(this, TensorScope.Adopt(mask));
    }

    /// <summary>Mean squared difference.</summary>
    /// <param name="target">Of the same shape.</param>
    /// <returns>One number.</returns>
    public Tensor MeanSquaredLoss(Tensor target) => Operators.SquaredLoss.Call(this, target);

    /// <summary>Mean absolute difference.</summary>
    /// <param name="target">Of the same shape.</param>
    /// <returns>One number.</returns>
    public Tensor MeanAbsoluteLoss(Tensor target) => Operators.AbsoluteLoss.Call(this, target);

    /// <summary>Mean of a loss that is quadratic near zero and absolute beyond.</summary>
    /// <param name="target">Of the same shape.</param>
    /// <param name="beta">Transition between the two.</param>
    /// <returns>One number.</returns>
    public Tensor SmoothAbsoluteLoss(Tensor target, double beta = 1) => Operators.SmoothLoss.Call(this, target, 1L, beta);

    /// <summary>Mean cross entropy of yes-no targets, from logits.</summary>
    /// <param name="target">Of the same shape, from 0 to 1.</param>
    /// <returns>One number.</returns>
    public Tensor BinaryCrossEntropyLoss(Tensor target) => Operators.BinaryLoss.Call(this, target);

    /// <summary>One layer of an LSTM over projected inputs.</summary>
    /// <param name="weight">[4 hidden, hidden], of the state before.</param>
    /// <param name="hidden">[batch, hidden] to start from.</param>
    /// <param name="cell">[batch, hidden] to start from.</param>
    /// <returns>[batch, time, hidden] at every time, and [batch, hidden] twice after the last, where this is [batch, time, 4
    /// hidden].</returns>
    internal (Tensor Outputs, Tensor Hidden, Tensor Cell) LstmRecurrence(Tensor weight, Tensor hidden, Tensor cell)
    {
        TensorSet set = TensorScope.Current.Tensors;
        nint* results = stackalloc nint[3];
        NativeTorch.Check(NativeMethods.kaya_lstm(Pointer, weight.Pointer, hidden.Pointer, cell.Pointer, results), "LSTM", Owner,
            weight.Owner);
        GC.KeepAlive(hidden.Owner);
        GC.KeepAlive(cell.Owner);
        return (new Tensor(set, results[0]), new Tensor(set, results[1]), new Tensor(set, results[2]));
    }

    /// <summary>A weighted sum over neighbours along one axis, with weights of every place: zeros beyond the ends.</summary>
    /// <param name="weights">[blocks, levels, taps, rows, columns], taps odd: tap k is the weight of the value k - taps / 2 places
    /// ahead.</param>
    /// <param name="axis">1, 3 or 4: levels, rows or columns.</param>
    /// <returns>[blocks, levels, kinds, rows, columns], as this.</returns>
    /// <exception cref="NativeCallException">The shapes do not match.</exception>
    public Tensor Neighbours(Tensor weights, int axis)
    {
        TensorSet set = TensorScope.Current.Tensors;
        nint result;
        NativeTorch.Check(NativeMethods.kaya_neighbours(Pointer, weights.Pointer, axis, &result), "sum over neighbours", Owner,
            weights.Owner);
        return new Tensor(set, result);
    }

    /// <summary>Slopes of van Leer (1974) along an axis: the harmonic mean 2 a b / (a + b) of the differences to the values before and
    /// after; 0 where these have not the same sign, and at both ends.</summary>
    /// <param name="axis">Which axis.</param>
    /// <returns>Per place of the axis; of the shape of this.</returns>
    /// <exception cref="NativeCallException">There is no such axis.</exception>
    public Tensor LimitedSlopes(int axis)
    {
        nint result;
        NativeTorch.Check(NativeMethods.kaya_slopes(Pointer, axis, &result), "limited slopes", Owner);
        return new Tensor(TensorScope.Current.Tensors, result);
    }

    // Height and width lie one after the other, as libtorch wants them.
    private static Argument List(Extent* extent) => Argument.List((long*)extent, 2);

    internal Tensor Dense(Tensor weight, Tensor? bias, bool transposed, ActivationKind after)
    {
        TensorScope scope = TensorScope.Current;
        int fused = after switch { ActivationKind.Relu => 1, ActivationKind.Silu => 2, _ => 0 };
        nint result;
        int status = NativeMethods.kaya_linear(Pointer, weight.Pointer, bias?.Pointer ?? 0, transposed ? 1 : 0, fused, &result);
        GC.KeepAlive(bias?.Owner);
        NativeTorch.Check(status, "dense layer", Owner, weight.Owner);
        Tensor output = new(scope.Tensors, result);
        return fused == 0 ? output.Activate(after) : output;
    }

    internal Tensor Activate(ActivationKind kind) => kind switch
    {
        ActivationKind.Relu => Relu(),
        ActivationKind.Gelu => Gelu(),
        ActivationKind.Silu => Silu(),
        ActivationKind.Sigmoid => Sigmoid(),
        ActivationKind.Tanh => Tanh(),
        ActivationKind.Softplus => Softplus(),
        _ => this,
    };
}

/// <summary>Interpolation between cell centres.</summary>
public enum Interpolation
{
    /// <summary>That of the nearest cell.</summary>
    Nearest,

    /// <summary>Linear along both axes.</summary>
    Bilinear,

    /// <summary>Cubic along both axes (Keys 1981, with a = -0.75).</summary>
    Bicubic,
}
