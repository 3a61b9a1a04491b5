namespace Kaya.Torch;

/// <summary>A convolution along the last axis.</summary>
public sealed class Conv1d : Layer
{
    private readonly Tensor _weight;
    private readonly Tensor? _bias;
    private readonly ConvolutionOptions _options;

    /// <summary>Creates the layer.</summary>
    /// <param name="inputs">Input channels.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="kernel">Length of the kernel.</param>
    /// <param name="random">Random numbers for initial values: uniform in +-1/sqrt(inputs / groups * kernel).</param>
    /// <param name="options">Stride, padding and the like.</param>
    public Conv1d(int inputs, int outputs, int kernel, RandomSource random, ConvolutionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(random);
        _options = options ?? new ConvolutionOptions();
        long channels = inputs / _options.Groups;
        double limit = 1 / Math.Sqrt(channels * kernel);
        _weight = AddParameter("weight", FirstValues.Uniform(random, "weight", outputs * channels * kernel, limit),
            [outputs, channels, kernel]);
        _bias = _options.Bias ? AddParameter("bias", FirstValues.Uniform(random, "bias", outputs, limit), [outputs]) : null;
    }

    /// <inheritdoc/>
    /// <param name="input">[batch, inputs, length].</param>
    /// <returns>[batch, outputs, length'].</returns>
    public override Tensor Forward(Tensor input) => input.Conv1d(_weight, _bias, _options);
}

/// <summary>A convolution over the last two axes.</summary>
public sealed class Conv2d : Layer
{
    private readonly Tensor _weight;
    private readonly Tensor? _bias;
    private readonly ConvolutionOptions _options;

    /// <summary>Creates the layer.</summary>
    /// <param name="inputs">Input channels.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="kernel">Height and width of the kernel; one number for a square.</param>
    /// <param name="random">Random numbers for initial values: uniform in +-1/sqrt(inputs / groups * height * width).</param>
    /// <param name="options">Stride, padding and the like.</param>
    public Conv2d(int inputs, int outputs, Extent kernel, RandomSource random, ConvolutionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(random);
        _options = options ?? new ConvolutionOptions();
        long channels = inputs / _options.Groups, taps = kernel.Height * kernel.Width;
        double limit = 1 / Math.Sqrt(channels * taps);
        _weight = AddParameter("weight", FirstValues.Uniform(random, "weight", outputs * channels * taps, limit),
            [outputs, channels, kernel.Height, kernel.Width]);
        _bias = _options.Bias ? AddParameter("bias", FirstValues.Uniform(random, "bias", outputs, limit), [outputs]) : null;
    }

    /// <inheritdoc/>
    /// <param name="input">[batch, inputs, height, width].</param>
    /// <returns>[batch, outputs, height', width'].</returns>
    public override Tensor Forward(Tensor input) => input.Conv2d(_weight, _bias, _options);
}

/// <summary>The transposed convolution over the last two axes, which increases the resolution.</summary>
public sealed class ConvTranspose2d : Layer
{
    private readonly Tensor _weight;
    private readonly Tensor? _bias;
    private readonly ConvolutionOptions _options;

    /// <summary>Creates the layer.</summary>
    /// <param name="inputs">Input channels.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="kernel">Height and width of the kernel; one number for a square.</param>
    /// <param name="random">Random numbers for initial values: uniform in +-1/sqrt(outputs / groups * height * width).</param>
    /// <param name="options">Stride, padding and the like.</param>
    public ConvTranspose2d(int inputs, int outputs, Extent kernel, RandomSource random, ConvolutionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(random);
        _options = options ?? new ConvolutionOptions();
        long channels = outputs / _options.Groups, taps = kernel.Height * kernel.Width;
        double limit = 1 / Math.Sqrt(channels * taps);
        _weight = AddParameter("weight", FirstValues.Uniform(random, "weight", inputs * channels * taps, limit),
            [inputs, channels, kernel.Height, kernel.Width]);
        _bias = _options.Bias ? AddParameter("bias", FirstValues.Uniform(random, "bias", outputs, limit), [outputs]) : null;
    }

    /// <inheritdoc/>
    /// <param name="input">[batch, inputs, height, width].</param>
    /// <returns>[batch, outputs, height', width'].</returns>
    public override Tensor Forward(Tensor input) => input.ConvTranspose2d(_weight, _bias, _options);
}
