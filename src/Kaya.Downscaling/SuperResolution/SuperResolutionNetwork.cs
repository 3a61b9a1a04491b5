using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Downscaling;

/// <summary>Hidden 3x3 convolutions with ReLU, and a final one for the residuals of the four fine cells of each coarse cell.</summary>
/// <remarks>
/// It works on coarse cells and returns four values for each, which costs a quarter of the same layers on interpolated cells. No
/// layer pads: an output needs <see cref="ZeroShotSuperResolution.Reach"/> real or filled cells around it, so the network never sees an
/// edge
/// that the map does not have.
/// </remarks>
internal sealed class SuperResolutionNetwork : Module
{
    private readonly Conv2d[] _hidden;
    private readonly Conv2d _last;

    public SuperResolutionNetwork(ZeroShotSuperResolution options, RandomSource random)
    {
        _hidden = [.. Enumerable.Range(0, options.HiddenLayers).Select(layer =>
            AddChild(
                $"hidden{layer}", new Conv2d(layer == 0 ? 1 : options.Channels, options.Channels, 3, random.Derive($"hidden{layer}"))))];
        _last = AddChild("last", new Conv2d(options.Channels, 4, 3, random.Derive("last")));
        // The untrained network equals the interpolation.
        foreach (ModuleTensor tensor in _last.NamedTensors()) tensor.Tensor.Fill(0);
    }

    /// <summary>Residuals of the fine cells.</summary>
    /// <param name="coarse">[batch, 1, side, side], on the standardised logarithmic scale.</param>
    /// <returns>[batch, 4, side - 2 reach, side - 2 reach]: upper left, upper right, lower left, lower right fine cell.</returns>
    public Tensor Forward(Tensor coarse)
    {
        Tensor x = coarse;
        for (int layer = 0; layer < _hidden.Length; layer++)
        {
            x = _hidden[layer].Forward(x).ReluInPlace();
            // With one channel both layouts are equal: from here on channels are last, as the convolutions expect.
            if (layer == 0) x = x.ChannelsLast();
        }

        return _last.Forward(x);
    }
}
