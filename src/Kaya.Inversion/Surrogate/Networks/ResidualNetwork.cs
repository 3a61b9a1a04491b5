using System.Globalization;
using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Inversion;

/// <summary>The paper's baseline: a residual network (He et al. 2015) that has all hours of a window as channels.</summary>
/// <remarks>Its width is the one with which it has as many parameters as the LSTM-U-Net of the same options.</remarks>
internal sealed class ResidualNetwork : SurrogateNetwork
{
    private const int Blocks = 4;

    private readonly Conv2d _stem;
    private readonly (ConvolutionStack First, Conv2d Second, BatchNorm? Normalisation, PRelu Rectifier)[] _blocks;
    private readonly PollutantHeads _heads;
    private readonly CarriedFields? _carried;
    private readonly int _history;

    internal ResidualNetwork(SurrogateNetworkOptions options, SurrogateShape shape, RandomSource random)
    {
        _history = options.HistoryHours;
        bool normalise = options.BatchNormalisation;
        int inputs = Inputs(options, shape), width = WidthOf(options, shape);
        _stem = AddChild("stem", Convolution(inputs, width, random.Derive("stem")));
        _blocks = [.. Enumerable.Range(0, Blocks).Select(i =>
        {
            string name = "block" + i.ToString(CultureInfo.InvariantCulture);
            return (AddChild(name + "a", new ConvolutionStack(width, width, 1, random.Derive(name + "a"), normalise)),
                AddChild(name + "b", Convolution(width, width, random.Derive(name + "b"), bias: !normalise)),
                normalise ? AddChild(name + "norm", new BatchNorm(width)) : null, AddChild(name + "prelu", new PRelu(width)));
        })];
        if (options.CarriedSpecies > 0) _carried = AddChild("carried", new CarriedFields(options, shape, random.Derive("carried")));
        _heads = AddChild("heads", new PollutantHeads(width, options, random.Derive("heads")));
    }

    /// <inheritdoc/>
    internal override CarriedFields? Carried => _carried;

    /// <inheritdoc/>
    internal override Tensor Forward(SurrogateInput input)
    {
        Tensor[] windows = [.. input.WindowsOf(_history).Select(window =>
        {
            Tensor hours = input.Series.Slice(1, window.Last + 1 - _history, window.Last + 1);
            return ToPlane(hours.Reshape(hours.Length(0), -1), input);
        })];
        List<Tensor> channels = [windows.Length == 1 ? windows[0] : Tensor.Cat(0, windows), input.Previous];
        if (input.Geography is { } land) channels.Add(Tensor.Cat(0, [.. Enumerable.Repeat(land, windows.Length)]));
        (Tensor Quantities, Tensor Concentrations)? carried = _carried?.Forward(input);
        if (carried is { } moved) channels.Add(moved.Quantities);
        Tensor value = _stem.Forward(Tensor.Cat(1, [.. channels]).ChannelsLast());
        foreach ((ConvolutionStack first, Conv2d second, BatchNorm? normalisation, PRelu rectifier) in _blocks)
        {
            Tensor change = second.Forward(first.Forward(value));
            value = rectifier.Forward((normalisation?.Forward(change) ?? change) + value);
        }

        return _heads.Forward(value, input.Previous, carried?.Concentrations);
    }

    private static int Inputs(SurrogateNetworkOptions options, SurrogateShape shape) =>
        (options.HistoryHours * shape.Channels) + AtmosphericSpecies.Pollutants.Length + shape.Fields
            + CarriedFields.ChannelsOf(options);

    private static int WidthOf(SurrogateNetworkOptions options, SurrogateShape shape)
    {
        using LstmUnet other = new(options with { Kind = SurrogateKind.LstmUnet }, shape, new RandomSource(0));
        long wanted = other.ParameterCount - other.CarriedCount, inputs = Inputs(options, shape);
        int pollutants = AtmosphericSpecies.Pollutants.Length, hidden = pollutants * options.HeadChannels;
        long CountOf(long width) => (9 * inputs * width) + width + (Blocks * ((2 * 9 * width * width) + (6 * width)))
            + (width * hidden) + (2 * hidden) + hidden + pollutants;
        return (int)Enumerable.Range(1, 1024).MinBy(width => Math.Abs(CountOf(width) - wanted));
    }
}
