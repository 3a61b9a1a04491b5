using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Energy;

/// <summary>Encodes a standardised profile (shares, total, calendar) in the latent space; one for each direction.</summary>
internal sealed class ShareEncoder : Layer
{
    private const int Reach = 3;

    private readonly int _shares;
    private readonly int _channels;
    private readonly MemberLinear[] _convolutions = [];
    private readonly MemberPerceptron _dense;

    /// <param name="members">Number of networks.</param>
    /// <param name="shares">Number of shares at the front of a row.</param>
    /// <param name="width">Length of a row.</param>
    /// <param name="options">Backbone and sizes.</param>
    /// <param name="random">Random numbers for the initial values.</param>
    public ShareEncoder(int members, int shares, int width, CleanOptions options, RandomSource random)
    {
        (_shares, _channels) = (shares, options.Channels);
        if (options.Backbone == Backbone.Cnn)
        {
            _convolutions = [Convolution("convolution0", 1), Convolution("convolution1", options.Channels)];
            int flat = shares * options.Channels + width - shares;
            _dense = AddChild(
                "dense", new MemberPerceptron(members, [flat, options.HiddenSize, options.LatentSize], 1, random.Derive("dense")));
        }
        else
        {
            _dense = AddChild(
                "dense", new MemberPerceptron(members, [width, options.HiddenSize, options.HiddenSize, options.LatentSize], 1,
                random.Derive("dense")));
        }

        MemberLinear Convolution(string name, int inputs)
        {
            MemberLinear layer = AddChild(name, new MemberLinear(members, Reach * inputs, options.Channels, random.Derive(name)));
            FirstValues.WriteNormal(layer, 2, Reach * inputs, random.Derive(name));
            return layer;
        }
    }

    /// <param name="input">[members, rows, width].</param>
    /// <returns>[members, rows, latent].</returns>
    public override Tensor Forward(Tensor input)
    {
        if (_convolutions.Length == 0) return _dense.Forward(input);
        long members = input.Shape[0], rows = input.Shape[1];
        Tensor value = input.Slice(2, 0, _shares).Unsqueeze(3);
        foreach (MemberLinear convolution in _convolutions) value = Convolve(value, convolution, members, rows);
        return _dense.Forward(Tensor.Cat(2, value.Reshape(members, rows, _shares * _channels), input.Slice(2, _shares)));
    }

    // A convolution of width 3 as a matrix product with the three neighbours: on the CPU several times faster than a grouped one.
    private Tensor Convolve(Tensor value, MemberLinear layer, long members, long rows)
    {
        Tensor padded = value.Pad(0, 0, 0, 1, 1);
        Tensor neighbours = Tensor.Cat(3, padded.Slice(2, 0, _shares), padded.Slice(2, 1, _shares + 1), padded.Slice(2, 2, _shares + 2));
        Tensor output = layer.Forward(neighbours.Reshape(members, rows * _shares, neighbours.Shape[3]), ActivationKind.Silu);
        return output.Reshape(members, rows, _shares, _channels);
    }
}
