using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Inversion;

/// <summary>Quantities in two levels of air that are carried along hour by hour: a transport model of a few learnt numbers.</summary>
/// <remarks>
/// A step: h = K (h + a e / 2) twice, then exchange of the two levels and decay, then a small change by reactions. K takes to every cell a
/// mean of its neighbourhood of 3 x 3 cells; the weights of that mean, the gain a of an emission e, exchange and decay are functions of the
/// weather of the cell and hour, computed once an hour and shared by all windows. What it gives is linear in the emissions, but for the
/// reactions, as transport is. Outside of the block all quantities are 0, from which they are counted.
/// </remarks>
internal sealed class CarriedFields : Module
{
    internal const int Levels = 2;
    private const int Taps = 9, Hidden = 32, Reacting = 24, Land = 8;
    private static readonly int s_emitted = AtmosphericSpecies.Emitted.Length;

    private readonly int _species, _weather, _history;
    private readonly Linear _sky, _rates, _reaction, _entry;
    private readonly PRelu _skyRectifier, _reactionRectifier, _entryRectifier;
    private readonly Conv2d _mixture, _before, _between, _after, _start, _entryOut;
    private readonly Conv2d? _land, _landGain;
    private readonly PRelu? _landRectifier;

    internal CarriedFields(SurrogateNetworkOptions options, SurrogateShape shape, RandomSource random)
    {
        (_species, _history, _weather) = (options.CarriedSpecies, options.HistoryHours, shape.Channels - s_emitted);
        int state = Levels * _species, pollutants = AtmosphericSpecies.Pollutants.Length;
        _sky = AddChild("sky", new Linear(_weather, Hidden, random.Derive("sky")));
        _skyRectifier = AddChild("sky prelu", new PRelu());
        _rates = AddChild("rates", new Linear(Hidden, RateCount, random.Derive("rates")));
        _reaction = AddChild("reaction", new Linear(Hidden, Reacting, random.Derive("reaction")));
        _reactionRectifier = AddChild("reaction prelu", new PRelu(Reacting));
        _mixture = AddChild("mixture", new Conv2d(s_emitted, _species, 1, random.Derive("mixture"), new ConvolutionOptions(Bias: false)));
        _between = AddChild("between", new Conv2d(state, Reacting, 1, random.Derive("between"), new ConvolutionOptions(Bias: false)));
        _after = AddChild("after", new Conv2d(Reacting, state, 1, random.Derive("after")));
        _before = AddChild("before", new Conv2d(pollutants, state, 1, random.Derive("before")));
        _entry = AddChild("entry", new Linear(Hidden, Reacting, random.Derive("entry")));
        _start = AddChild("start", new Conv2d(pollutants + Reacting, Reacting, 1, random.Derive("start")));
        _entryRectifier = AddChild("entry prelu", new PRelu(Reacting));
        _entryOut = AddChild("entry out", new Conv2d(Reacting, state, 1, random.Derive("entry out")));
        if (shape.Fields > 0)
        {
            _land = AddChild("land", new Conv2d(shape.Fields, Land, 1, random.Derive("land")));
            _landRectifier = AddChild("land prelu", new PRelu(Land));
            _landGain = AddChild("land gain", new Conv2d(Land, state, 1, random.Derive("land gain")));
        }

        WriteFirstValues(PlacesOf(options));
    }

    /// <summary>Channels that it gives.</summary>
    internal static int ChannelsOf(SurrogateNetworkOptions options) => Levels * options.CarriedSpecies;

    private int State => Levels * _species;

    // Weights of neighbours, exchange of levels, gains and decay.
    private int RateCount => (Levels * Taps) + (Levels * Levels) + (2 * State);

    /// <summary>The quantities at the end of each window: [windows, channels, rows, columns].</summary>
    internal Tensor Forward(SurrogateInput input)
    {
        (long blocks, long rows, long columns) = (input.Blocks, input.Rows, input.Columns);
        Tensor weather = input.Series.Slice(2, s_emitted);
        Tensor sky = _skyRectifier.Forward(_sky.Forward(weather));
        Tensor rates = _rates.Forward(sky);
        // [hours, blocks, numbers, rows, columns]: a window takes one hour after the other.
        Tensor Planes(Tensor values) => values.Reshape(blocks, rows, columns, values.Length(1), values.Length(2))
            .Permute(3, 0, 4, 1, 2).Contiguous();
        int at = 0;
        Tensor Part(int count)
        {
            at += count;
            return rates.Slice(2, at - count, at);
        }

        Tensor taps = Planes(Softmax(Part(Levels * Taps), Taps)), exchange = Planes(Softmax(Part(Levels * Levels), Levels));
        Tensor gain = Planes(Part(State));
        if (_land is not null)
            gain = gain + _landGain!.Forward(_landRectifier!.Forward(_land.Forward(input.Geography!.Value))).Unsqueeze(0);
        gain = gain.Clamp(-12, 6).Exp();
        Tensor kept = Planes(Part(State).Sigmoid()), reaction = Planes(_reaction.Forward(sky));
        Tensor emitted = input.Emissions!.Value.Transpose(0, 1).Contiguous();
        long hours = emitted.Length(0);
        Tensor mixture = _mixture.Forward(emitted.Reshape(hours * blocks, s_emitted, rows, columns))
            .Reshape(hours, blocks, 1, _species, rows, columns);
        Tensor sources = mixture * gain.Reshape(hours, blocks, Levels, _species, rows, columns) * 0.5;
        Tensor now = Start(input, Planes(_entry.Forward(sky)));
        for (int hour = 0; hour < _history; hour++)
        {
            Tensor Hour(Tensor all) => input.Starts.Count == 1 ? all.Select(0, input.Starts[0] + hour)
                : Tensor.Cat(0, [.. input.Starts.Select(start => all.Select(0, start + hour))]);
            now = Advance(now, new HourRates(Hour(taps), Hour(exchange), Hour(sources), Hour(kept), Hour(reaction)));
        }

        return now;
    }

    private static Tensor Softmax(Tensor values, int count) =>
        values.Reshape(values.Length(0), values.Length(1), -1, count).Softmax(3).Reshape(values.Length(0), values.Length(1), -1);

    private Tensor Start(SurrogateInput input, Tensor entry)
    {
        Tensor sky = Tensor.Cat(0, [.. input.Starts.Select(start => entry.Select(0, start))]);
        Tensor change = _entryOut.Forward(_entryRectifier.Forward(_start.Forward(Tensor.Cat(1, input.Previous, sky))));
        return _before.Forward(input.Previous) + change;
    }

    private Tensor Advance(Tensor now, HourRates rates)
    {
        (long windows, long rows, long columns) = (now.Length(0), now.Length(2), now.Length(3));
        Tensor levels = now.Reshape(windows, Levels, _species, rows, columns);
        for (int step = 0; step < 2; step++) levels = Carry(levels + rates.Sources, rates.Taps);
        Tensor lower = levels.Select(1, 0), upper = levels.Select(1, 1);
        Tensor Weight(int number) => rates.Exchange.Slice(1, number, number + 1);
        Tensor mixed = Tensor.Cat(1, (lower * Weight(0)) + (upper * Weight(1)), (lower * Weight(2)) + (upper * Weight(3)));
        Tensor left = mixed * rates.Kept;
        return left + _after.Forward(_reactionRectifier.Forward(_between.Forward(left) + rates.Reaction));
    }

    // Every cell becomes a weighted mean of its neighbourhood.
    private static Tensor Carry(Tensor levels, Tensor taps)
    {
        long rows = levels.Length(3), columns = levels.Length(4);
        Tensor padded = levels.Pad(0, 1, 1, 1, 1);
        Tensor weights = taps.Reshape(taps.Length(0), Levels, Taps, rows, columns);
        Tensor? sum = null;
        for (int tap = 0; tap < Taps; tap++)
        {
            Tensor moved = padded.Slice(3, tap / 3, (tap / 3) + rows).Slice(4, tap % 3, (tap % 3) + columns)
                * weights.Select(2, tap).Unsqueeze(2);
            sum = sum is { } before ? before + moved : moved;
        }

        return sum!.Value;
    }

    // At first: what is there stays where it is, NO2, SO2, PM2.5 and ozone are quantities of their own, and an emission adds to its own.
    private void WriteFirstValues(IEnumerable<(Pollutant Pollutant, int Place)> places)
    {
        float[] bias = new float[RateCount];
        for (int level = 0; level < Levels; level++)
        {
            bias[(level * Taps) + (Taps / 2)] = 2;
            bias[(Levels * Taps) + (level * Levels) + level] = 1.5f;
        }

        int gains = (Levels * Taps) + (Levels * Levels);
        for (int i = 0; i < State; i++) (bias[gains + i], bias[gains + State + i]) = (-2.5f, 3);
        Write(_rates, "bias", bias);
        Scale(_rates, "weight", 0.5f);
        float[] mixture = new float[_species * s_emitted], before = new float[State * AtmosphericSpecies.Pollutants.Length];
        for (int i = 0; i < Math.Min(_species, s_emitted); i++) mixture[(i * s_emitted) + i] = 1;
        foreach ((Pollutant pollutant, int place) in places)
            for (int level = 0; level < Levels; level++)
                before[(((level * _species) + place) * AtmosphericSpecies.Pollutants.Length) + (int)pollutant] = 1;
        Write(_mixture, "weight", mixture);
        Write(_before, "weight", before);
        Write(_before, "bias", new float[State]);
        Scale(_after, "weight", 0.1f);
        Write(_after, "bias", new float[State]);
        Scale(_entryOut, "weight", 0.1f);
    }

    /// <summary>Which quantity each pollutant starts as.</summary>
    internal static IEnumerable<(Pollutant Pollutant, int Place)> PlacesOf(SurrogateNetworkOptions options) =>
        new[] { (Pollutant.No2, 0), (Pollutant.So2, 2), (Pollutant.Pm25, 4), (Pollutant.O3, 5) }
            .Where(pair => pair.Item2 < options.CarriedSpecies);

    private static void Write(Module module, string name, float[] values) => Named(module, name).Write<float>(values);

    private static void Scale(Module module, string name, float factor)
    {
        Tensor tensor = Named(module, name);
        tensor.Write<float>([.. tensor.ToArray<float>().Select(value => factor * value)]);
    }

    private static Tensor Named(Module module, string name) => module.NamedTensors().Single(tensor => tensor.Name == name).Tensor;

    private sealed record HourRates(Tensor Taps, Tensor Exchange, Tensor Sources, Tensor Kept, Tensor Reaction);
}
