using System.Globalization;
using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Urban;

/// <summary>Scales channels by what they hold all together (Hu et al. 2018; equations 1 to 3 of paper 001).</summary>
internal sealed class SqueezeExcitation : Layer
{
    private readonly Linear _squeeze, _excite;

    internal SqueezeExcitation(int channels, int compression, RandomSource random)
    {
        int hidden = Math.Max(1, channels / compression);
        _squeeze = AddChild("squeeze", new Linear(channels, hidden, random.Derive("squeeze"), bias: false));
        _excite = AddChild("excite", new Linear(hidden, channels, random.Derive("excite"), bias: false));
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input)
    {
        Tensor scale = _excite.Forward(_squeeze.Forward(input.Mean([2, 3]), ActivationKind.Relu)).Sigmoid();
        return input * scale.Reshape(input.Length(0), input.Length(1), 1, 1);
    }
}

/// <summary>From points of interest to the vector of a cell: convolutions, each after a <see cref="SqueezeExcitation"/> block.</summary>
/// <remarks>
/// The paper says neither how many layers there are, nor how wide, nor how counts are scaled: ours are in
/// <see cref="PointEncoderOptions"/>. The counts of the whole cell, which the mean over a sparse plane nearly loses, join before the
/// last layer.
/// </remarks>
internal sealed class PointNetwork : Layer
{
    private readonly (SqueezeExcitation? Scale, Conv2d Convolution, BatchNorm Normalisation)[] _layers;
    private readonly Linear _output;
    private readonly bool _addsCounts;

    internal PointNetwork(PointEncoderOptions options, int categories, int rasterSize, int outputs, RandomSource random)
    {
        _addsCounts = options.AddsCounts;
        int inputs = categories, size = rasterSize;
        _layers = [.. options.Channels.Select((channels, i) =>
        {
            RandomSource source = random.Derive(string.Create(CultureInfo.InvariantCulture, $"layer{i}"));
            int stride = size >= 4 ? 2 : 1, kernel = size > 1 ? 3 : 1, from = inputs;
            (inputs, size) = (channels, (size + stride - 1) / stride);
            string name = string.Create(CultureInfo.InvariantCulture, $"layer{i}");
            return (options.SqueezeExcitation
                    ? AddChild(name + "scale", new SqueezeExcitation(from, options.Compression, source.Derive("scale"))) : null,
                AddChild(name, ResNet.Convolution(from, channels, kernel, stride, source.Derive("convolution"))),
                AddChild(name + "norm", new BatchNorm(channels)));
        })];
        _output = AddChild("output", new Linear(inputs + (_addsCounts ? categories : 0), outputs, random.Derive("output")));
    }

    /// <inheritdoc/>
    /// <param name="input">[cells, categories, rows, columns]: number of points of each pixel of the raster.</param>
    /// <returns>[cells, width].</returns>
    public override Tensor Forward(Tensor input)
    {
        Tensor value = input.Log1P();
        foreach ((SqueezeExcitation? scale, Conv2d convolution, BatchNorm normalisation) in _layers)
            value = normalisation.Forward(convolution.Forward(scale?.Forward(value) ?? value)).ReluInPlace();
        Tensor features = value.Mean([2, 3]);
        return _output.Forward(_addsCounts ? Tensor.Cat(1, features, input.Sum([2, 3]).Log1P()) : features);
    }
}

/// <summary>From numbers of a cell, such as standardised covariates, to its vector: a hidden layer and a linear one.</summary>
internal sealed class DenseNetwork : Layer
{
    private readonly Linear _hidden, _output;

    internal DenseNetwork(int inputs, int hidden, int outputs, RandomSource random)
    {
        _hidden = AddChild("hidden", new Linear(inputs, hidden, random.Derive("hidden")));
        _output = AddChild("output", new Linear(hidden, outputs, random.Derive("output")));
    }

    /// <inheritdoc/>
    /// <param name="input">[cells, inputs].</param>
    /// <returns>[cells, width].</returns>
    public override Tensor Forward(Tensor input) => _output.Forward(_hidden.Forward(input, ActivationKind.Relu));
}
