using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Inversion;

/// <summary>The paper's network: an LSTM of every cell and a U-Net, a branch for the concentrations before, one for geography, and heads.
/// </summary>
internal sealed class LstmUnet : SurrogateNetwork
{
    private readonly Lstm _lstm;
    private readonly Unet _unet;
    private readonly ConvolutionStack _previous;
    private readonly ConvolutionStack? _geography;
    private readonly PollutantHeads _heads;
    private readonly CarriedFields? _carried;
    private readonly int _history;
    private readonly bool _allStates, _joins;

    internal LstmUnet(SurrogateNetworkOptions options, SurrogateShape shape, RandomSource random)
    {
        (_history, _allStates, _joins) = (options.HistoryHours, options.AllHiddenStates, options.JoinsBeforeUnet);
        int branch = options.BranchChannels, branches = (shape.Fields > 0 ? 2 : 1) * branch, states = _allStates ? _history : 1;
        int carried = CarriedFields.ChannelsOf(options);
        _lstm = AddChild("lstm", new Lstm(shape.Channels, options.HiddenSize, random.Derive("lstm")));
        int entering = (options.HiddenSize * states) + (_joins ? branches : 0) + carried;
        _unet = AddChild("unet", new Unet(entering, options, random.Derive("unet")));
        _previous = AddChild("previous", new ConvolutionStack(
            AtmosphericSpecies.Pollutants.Length, branch, 2, random.Derive("previous"), normalise: false));
        if (shape.Fields > 0)
            _geography = AddChild("geography", new ConvolutionStack(shape.Fields, branch, 2, random.Derive("geography"), normalise: false));
        if (carried > 0) _carried = AddChild("carried", new CarriedFields(options, shape, random.Derive("carried")));
        _heads = AddChild("heads", new PollutantHeads(options.Channels + branches + carried, options, random.Derive("heads")));
    }

    /// <summary>Numbers of what carries quantities along: the other kind of network has them too.</summary>
    internal long CarriedCount => NamedTensors().Where(tensor => tensor.Name.StartsWith("carried/", StringComparison.Ordinal))
        .Sum(tensor => tensor.Tensor.Count);

    /// <inheritdoc/>
    internal override CarriedFields? Carried => _carried;

    /// <inheritdoc/>
    internal override Tensor Forward(SurrogateInput input)
    {
        List<Tensor> branches = [_previous.Forward(input.Previous)];
        if (_geography is not null)
            branches.Add(Together(Enumerable.Repeat(_geography.Forward(input.Geography!.Value), input.Starts.Count)));
        Tensor memory = _allStates ? AllStates(_lstm, input, _history) : LastStates(_lstm, input, _history);
        (Tensor Quantities, Tensor Concentrations)? carried = _carried?.Forward(input);
        if (_joins) memory = Tensor.Cat(1, [memory, .. branches]);
        if (carried is { } moved)
        {
            memory = Tensor.Cat(1, memory, moved.Quantities);
            branches.Add(moved.Quantities);
        }

        return _heads.Forward(Tensor.Cat(1, [_unet.Forward(memory), .. branches]), input.Previous, carried?.Concentrations);
    }

    /// <summary>The last state of the LSTM in each window: [windows, hidden, rows, columns].</summary>
    internal static Tensor LastStates(Lstm lstm, SurrogateInput input, int history)
    {
        // Once an hour: the windows are slices of it.
        Tensor projected = lstm.Project(input.Series);
        IReadOnlyList<SurrogateInput.Window> windows = input.WindowsOf(history);
        Tensor[] last = new Tensor[windows.Count];
        foreach (IGrouping<int, int> together in Enumerable.Range(0, windows.Count).GroupBy(i => windows[i].First))
        {
            int longest = together.Max(i => windows[i].Hours);
            LstmResult result = lstm.ForwardProjected(projected.Slice(1, together.Key, together.Key + longest));
            foreach (int i in together)
                last[i] = ToPlane(windows[i].Hours == longest ? result.Hidden.Select(0, 0)
                    : result.Outputs.Select(1, windows[i].Hours - 1), input);
            // Differentiation keeps what it needs by itself; what it does not need is large.
            result.Outputs.Dispose();
        }

        return Together(last);
    }

    /// <summary>All states of the LSTM in each window: [windows, hours x hidden, rows, columns].</summary>
    private static Tensor AllStates(Lstm lstm, SurrogateInput input, int history)
    {
        Tensor projected = lstm.Project(input.Series);
        return Together(input.WindowsOf(history).Select(window =>
        {
            Tensor outputs = lstm.ForwardProjected(projected.Slice(1, window.First, window.Last + 1)).Outputs
                .Slice(1, window.Hours - history);
            return ToPlane(outputs.Reshape(outputs.Length(0), -1), input);
        }));
    }

    private static Tensor Together(IEnumerable<Tensor> windows) => Tensor.Cat(0, [.. windows]);
}
