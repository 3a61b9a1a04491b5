namespace Kaya.Torch;

/// <summary>A convolution along the last axis.</summary>
public sealed class Conv1d : Layer
{
    private readonly Tensor _weight, _bias;
    private readonly ConvolutionOptions _options;

    /// <summary>Makes the layer.</summary>
    /// <param name="inputs">Input channels.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="kernel">Length of the kernel.</param>
    /// <param name="random">Where first values come from: uniform in +-1/sqrt(inputs / groups * kernel).</param>
    /// <param name="options">Stride, padding and the like.</param>
    public Conv1d(int inputs, int outputs, int kernel, RandomSource random, ConvolutionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(random);
        _options = options ?? new ConvolutionOptions();
        long channels = inputs / _options.Groups;
        double limit = 1 / Math.Sqrt(channels * kernel);
        _weight = AddParameter("weight", FirstValues.Uniform(random, "weight", outputs * channels * kernel, limit), [outputs, channels, kernel]);
        _bias = AddParameter("bias", FirstValues.Uniform(random, "bias", outputs, limit), [outputs]);
    }

    /// <inheritdoc/>
    /// <param name="input">[batch, inputs, length].</param>
    /// <returns>[batch, outputs, length'].</returns>
    public override Tensor Forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Conv1d(_weight, _bias, _options);
    }
}

/// <summary>A convolution over the last two axes.</summary>
public sealed class Conv2d : Layer
{
    private readonly Tensor _weight, _bias;
    private readonly ConvolutionOptions _options;

    /// <summary>Makes the layer.</summary>
    /// <param name="inputs">Input channels.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="kernel">Side of the kernel.</param>
    /// <param name="random">Where first values come from: uniform in +-1/sqrt(inputs / groups * kernel^2).</param>
    /// <param name="options">Stride, padding and the like.</param>
    public Conv2d(int inputs, int outputs, int kernel, RandomSource random, ConvolutionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(random);
        _options = options ?? new ConvolutionOptions();
        long channels = inputs / _options.Groups;
        double limit = 1 / Math.Sqrt(channels * kernel * kernel);
        _weight = AddParameter("weight", FirstValues.Uniform(random, "weight", outputs * channels * kernel * kernel, limit),
            [outputs, channels, kernel, kernel]);
        _bias = AddParameter("bias", FirstValues.Uniform(random, "bias", outputs, limit), [outputs]);
    }

    /// <inheritdoc/>
    /// <param name="input">[batch, inputs, height, width].</param>
    /// <returns>[batch, outputs, height', width'].</returns>
    public override Tensor Forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Conv2d(_weight, _bias, _options);
    }
}

/// <summary>The transpose of a convolution over the last two axes: it enlarges.</summary>
public sealed class ConvTranspose2d : Layer
{
    private readonly Tensor _weight, _bias;
    private readonly ConvolutionOptions _options;

    /// <summary>Makes the layer.</summary>
    /// <param name="inputs">Input channels.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="kernel">Side of the kernel.</param>
    /// <param name="random">Where first values come from: uniform in +-1/sqrt(outputs / groups * kernel^2).</param>
    /// <param name="options">Stride, padding and the like.</param>
    public ConvTranspose2d(int inputs, int outputs, int kernel, RandomSource random, ConvolutionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(random);
        _options = options ?? new ConvolutionOptions();
        long channels = outputs / _options.Groups;
        double limit = 1 / Math.Sqrt(channels * kernel * kernel);
        _weight = AddParameter("weight", FirstValues.Uniform(random, "weight", inputs * channels * kernel * kernel, limit),
            [inputs, channels, kernel, kernel]);
        _bias = AddParameter("bias", FirstValues.Uniform(random, "bias", outputs, limit), [outputs]);
    }

    /// <inheritdoc/>
    /// <param name="input">[batch, inputs, height, width].</param>
    /// <returns>[batch, outputs, height', width'].</returns>
    public override Tensor Forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.ConvTranspose2d(_weight, _bias, _options);
    }
}

/// <summary>A convolution along the last axis of several networks at once.</summary>
/// <remarks>Windows become rows of one dense layer. Member m starts as <see cref="Conv1d"/> does with <c>random.Derive("member{m}")</c>.</remarks>
public sealed class MemberConv1d : Layer
{
    private readonly int _members, _inputs, _outputs, _kernel;
    private readonly Tensor _weight, _bias;
    private readonly ConvolutionOptions _options;

    /// <summary>Makes the layer.</summary>
    /// <param name="members">Number of networks.</param>
    /// <param name="inputs">Input channels.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="kernel">Length of the kernel.</param>
    /// <param name="random">Where first values come from.</param>
    /// <param name="options">Stride and padding; dilation and groups must be 1.</param>
    public MemberConv1d(int members, int inputs, int outputs, int kernel, RandomSource random, ConvolutionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(random);
        _options = options ?? new ConvolutionOptions();
        if (_options.Dilation != 1 || _options.Groups != 1) throw new ArgumentException("dilation and groups must be 1", nameof(options));
        (_members, _inputs, _outputs, _kernel) = (members, inputs, outputs, kernel);
        double limit = 1 / Math.Sqrt((double)inputs * kernel);
        _weight = AddParameter("weight",
            FirstValues.Members(members, random, source => FirstValues.Uniform(source, "weight", (long)outputs * inputs * kernel, limit)),
            [members, outputs, inputs * kernel], members);
        _bias = AddParameter("bias",
            FirstValues.Members(members, random, source => FirstValues.Uniform(source, "bias", outputs, limit)), [members, outputs], members);
    }

    /// <inheritdoc/>
    /// <param name="input">[members, batch, inputs, length], or [batch, inputs, length] shared by all members.</param>
    /// <returns>[members, batch, outputs, length'].</returns>
    public override Tensor Forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        bool shared = input.Dimensions == 3;
        Tensor padded = _options.Padding > 0 ? input.Pad(0, _options.Padding, _options.Padding) : input;
        long batch = padded.Length(-3);
        Tensor windows = padded.Unfold(-1, _kernel, _options.Stride);
        long length = windows.Length(-2);
        Tensor rows = shared
            ? windows.Permute(0, 2, 1, 3).Reshape(batch * length, _inputs * _kernel)
            : windows.Permute(0, 1, 3, 2, 4).Reshape(_members, batch * length, _inputs * _kernel);
        return rows.Dense(_weight, _bias, transposed: true, ActivationKind.Identity)
            .Reshape(_members, batch, length, _outputs).Permute(0, 1, 3, 2);
    }
}
