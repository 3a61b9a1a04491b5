using System.Globalization;
using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Urban;

/// <summary>A residual network of basic blocks, with the names that torchvision gives its parts.</summary>
/// <remarks>First values as in torchvision: He et al. 2015 by the number of outputs.</remarks>
internal sealed class ResNet : Layer
{
    private readonly Conv2d _stem;
    private readonly BatchNorm _stemNormalisation;
    private readonly Sequential[] _stages;
    private readonly Linear? _classifier;

    /// <param name="options">Blocks and channels.</param>
    /// <param name="random">First values.</param>
    /// <param name="classes">Length of the output; 0 for the features themselves.</param>
    internal ResNet(ResNetOptions options, RandomSource random, int classes = 0)
    {
        options.Require();
        _stem = AddChild("conv1", Convolution(3, options.Width, 7, 2, random.Derive("conv1")));
        _stemNormalisation = AddChild("bn1", new BatchNorm(options.Width));
        int inputs = options.Width;
        _stages = [.. options.Blocks.Select((count, stage) =>
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"layer{stage + 1}");
            int outputs = options.Width << stage, first = inputs;
            inputs = outputs;
            return AddChild(name, new Sequential([.. Enumerable.Range(0, count).Select(block => new ResidualBlock(
                block == 0 ? first : outputs, outputs, block == 0 && stage > 0 ? 2 : 1, random.Derive($"{name}.{block}")))]));
        })];
        if (classes > 0) _classifier = AddChild("fc", new Linear(options.Features, classes, random.Derive("fc")));
    }

    /// <inheritdoc/>
    /// <param name="input">[images, red/green/blue, rows, columns], normalised.</param>
    /// <returns>[images, features], or [images, classes].</returns>
    public override Tensor Forward(Tensor input)
    {
        Tensor value = Stage(_ => _stemNormalisation.Forward(_stem.Forward(input)).ReluInPlace().MaxPool2d(3, 2, 1), input);
        foreach (Sequential stage in _stages) value = Stage(stage.Forward, value);
        Tensor features = value.Mean([2, 3]);
        return _classifier?.Forward(features) ?? features;
    }

    // What a stage leaves behind is freed at once, but for what a backward pass needs.
    private static Tensor Stage(Func<Tensor, Tensor> work, Tensor input)
    {
        using TensorScope scope = new();
        return work(input).Keep();
    }

    internal static Conv2d Convolution(int inputs, int outputs, int kernel, int stride, RandomSource random)
    {
        Conv2d layer = new(inputs, outputs, kernel, random, new ConvolutionOptions(Stride: stride, Padding: kernel / 2, Bias: false));
        FirstValues.WriteNormal(layer, 2, outputs * kernel * kernel, random);
        return layer;
    }
}

/// <summary>Two 3 x 3 convolutions and what goes around them.</summary>
internal sealed class ResidualBlock : Layer
{
    private readonly Conv2d _first, _second;
    private readonly BatchNorm _firstNormalisation, _secondNormalisation;
    private readonly Sequential? _shortcut;

    internal ResidualBlock(int inputs, int outputs, int stride, RandomSource random)
    {
        _first = AddChild("conv1", ResNet.Convolution(inputs, outputs, 3, stride, random.Derive("conv1")));
        _firstNormalisation = AddChild("bn1", new BatchNorm(outputs));
        _second = AddChild("conv2", ResNet.Convolution(outputs, outputs, 3, 1, random.Derive("conv2")));
        _secondNormalisation = AddChild("bn2", new BatchNorm(outputs));
        if (stride != 1 || inputs != outputs)
            _shortcut = AddChild("downsample", new Sequential(
                ResNet.Convolution(inputs, outputs, 1, stride, random.Derive("downsample")), new BatchNorm(outputs)));
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input)
    {
        Tensor value = _firstNormalisation.Forward(_first.Forward(input)).ReluInPlace();
        return (_secondNormalisation.Forward(_second.Forward(value)) + (_shortcut?.Forward(input) ?? input)).ReluInPlace();
    }
}

/// <summary>From bytes to the vector of an image: normalisation of the channels, then a residual network.</summary>
internal sealed class ImageNetwork : Module
{
    private readonly Tensor _mean, _spread;

    internal ImageNetwork(ResNetOptions options, RandomSource random)
    {
        _mean = AddBuffer("mean", ImageNormalisation.ImageNet.Mean.AsSpan(), [3]);
        _spread = AddBuffer("std", ImageNormalisation.ImageNet.Spread.AsSpan(), [3]);
        Network = AddChild("resnet", new ResNet(options, random));
    }

    internal ResNet Network { get; }

    internal void SetNormalisation(ImageNormalisation normalisation)
    {
        _mean.Write(normalisation.Mean.AsSpan());
        _spread.Write(normalisation.Spread.AsSpan());
    }

    /// <param name="images">[images, rows, columns, red/green/blue] bytes.</param>
    /// <returns>[images, features].</returns>
    internal Tensor Forward(Tensor images) =>
        Network.Forward(((images.To(TensorType.Float32) / 255.0 - _mean) / _spread).Permute(0, 3, 1, 2));
}
