using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Inversion;

/// <summary>Two levels down and up again, with skip connections (paper 003, figure 4; Ronneberger et al. 2015).</summary>
/// <remarks>
/// With one convolution at each encoder level and two at the bottom and at each decoder level an output sees 38 x 38 cells: going back from
/// one cell, 5 at the first level, at most 3 + 4 at the second, 4 + 4 at the bottom, so 8 x 2 + 2 at the second and 18 x 2 + 2 at the
/// first.
/// </remarks>
internal sealed class Unet : Layer
{
    private const int Step = 4;

    private readonly ConvolutionStack _first, _second, _bottom, _upperSecond, _upperFirst;
    private readonly ConvTranspose2d _toSecond, _toFirst;
    private readonly Dropout _dropout;

    internal Unet(int inputs, SurrogateNetworkOptions options, RandomSource random)
    {
        int channels = options.Channels, encoder = options.EncoderConvolutions;
        ConvolutionStack Stack(string name, int from, int to, int count) =>
            AddChild(name, new ConvolutionStack(from, to, count, random.Derive(name), options.BatchNormalisation));
        ConvTranspose2d Enlarge(string name, int from, int to) =>
            AddChild(name, new ConvTranspose2d(from, to, 2, random.Derive(name), new ConvolutionOptions(Stride: 2)));
        _first = Stack("down1", inputs, channels, encoder);
        _second = Stack("down2", channels, 2 * channels, encoder);
        _bottom = Stack("bottom", 2 * channels, 4 * channels, 2);
        _dropout = AddChild("dropout", new Dropout(options.Dropout));
        _toSecond = Enlarge("enlarge2", 4 * channels, 2 * channels);
        _upperSecond = Stack("up2", 4 * channels, 2 * channels, 2);
        _toFirst = Enlarge("enlarge1", 2 * channels, channels);
        _upperFirst = Stack("up1", 2 * channels, channels, 2);
    }

    /// <inheritdoc/>
    /// <param name="input">[windows, inputs, rows, columns], of any size.</param>
    /// <returns>[windows, channels, rows, columns].</returns>
    public override Tensor Forward(Tensor input)
    {
        long rows = input.Length(2), columns = input.Length(3);
        long below = (Step - (rows % Step)) % Step, right = (Step - (columns % Step)) % Step;
        Tensor plane = below + right == 0 ? input : input.Pad(0, 0, right, 0, below);
        Tensor first = _first.Forward(plane), second = _second.Forward(first.MaxPool2d(2));
        Tensor bottom = _dropout.Forward(_bottom.Forward(second.MaxPool2d(2)));
        Tensor upper = _upperSecond.Forward(Tensor.Cat(1, second, _toSecond.Forward(bottom)));
        Tensor result = _upperFirst.Forward(Tensor.Cat(1, first, _toFirst.Forward(upper)));
        return below + right == 0 ? result : result.Slice(2, 0, rows).Slice(3, 0, columns);
    }
}
