using System.Globalization;
using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Inversion;

/// <summary>3 x 3 convolutions, each normalised over the batch and followed by a learnt rectifier.</summary>
internal sealed class ConvolutionStack : Layer
{
    private readonly (Conv2d Convolution, BatchNorm? Normalisation, PRelu Rectifier)[] _layers;

    internal ConvolutionStack(int inputs, int outputs, int count, RandomSource random, bool normalise = true)
    {
        _layers = [.. Enumerable.Range(0, count).Select(i =>
        {
            string number = i.ToString(CultureInfo.InvariantCulture);
            // The normalisation has a bias of its own.
            return (AddChild($"conv{number}",
                    SurrogateNetwork.Convolution(i == 0 ? inputs : outputs, outputs, random.Derive($"conv{number}"), bias: !normalise)),
                normalise ? AddChild($"norm{number}", new BatchNorm(outputs)) : null,
                AddChild($"prelu{number}", new PRelu(outputs)));
        })];
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input)
    {
        Tensor value = input;
        foreach ((Conv2d convolution, BatchNorm? normalisation, PRelu rectifier) in _layers)
        {
            value = convolution.Forward(value);
            if (normalisation is not null) value = normalisation.Forward(value);
            value = rectifier.Forward(value);
        }

        return value;
    }
}
