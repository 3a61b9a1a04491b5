using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Inversion;

/// <summary>Quantities in levels of air that are carried along hour by hour: a transport model whose numbers are learnt.</summary>
/// <remarks>
/// In each of some steps of an hour: half of the emissions is added, the wind moves what is there along rows and columns, levels mix, the
/// other half is added, a part is kept, and reactions change it. The wind moves by interpolation as far upwind as the air of a cell has
/// come, with the limited slopes of van Leer (1974), as transport models do: peaks stay peaks and do not swing. Weights that are learnt are
/// added to those of the interpolation. These, the mixing of the levels, the gains of both halves of the emissions and the kept part are
/// functions of the weather of a cell and the eight around it, computed once an hour and shared by all windows. Outside of the block all
/// quantities are 0, from which they are counted. Concentrations are read off the quantities by a linear function and a small network that
/// knows the weather of the last hour: it decides what of nitrogen oxides is NO2, and what of nitrate is a particle.
/// </remarks>
internal sealed class CarriedFields : Module
{
    /// <summary>Levels of air; the highest stands for all above it.</summary>
    internal const int Levels = 3;

    // Cells that a wind of 2.5 times its usual size may move air in a step: as far as the taps reach.
    private const int FarthestMove = 1, Taps = (2 * FarthestMove) + 1;
    private const int Lifts = 5, Hidden = 32, Reacting = 24, Reading = 64, FewestSteps = 4, MostSteps = 24;
    private const double StrongWind = 2.5;
    private const double Freedom = 0.1;

    // Bytes that are kept of a cell and hour for the backward pass.
    private const long KeptByKernel = 1_500, KeptByOperators = 7_000;
    private static readonly int s_emitted = AtmosphericSpecies.Emitted.Length;

    private readonly int _species, _weather, _history, _windLayers;
    private readonly Conv2d _around, _sky, _rates, _direct, _reaction, _entry, _linear, _reading, _readingOut;
    private readonly PRelu _aroundRectifier, _skyRectifier, _reactionRectifier, _entryRectifier, _readingRectifier;
    private readonly Conv2d _mixture, _before, _between, _after, _start, _entryOut;
    private readonly Tensor _cellsPerHour;
    private int? _steps;

    internal CarriedFields(SurrogateNetworkOptions options, SurrogateShape shape, RandomSource random)
    {
        (_species, _history, _weather) = (options.CarriedSpecies, options.HistoryHours, shape.Channels - s_emitted);
        _windLayers = shape.WindLayers;
        int pollutants = AtmosphericSpecies.Pollutants.Length;
        Conv2d Dense(string name, int from, int to, bool bias = true, int groups = 1) =>
            AddChild(name, new Conv2d(from, to, 1, random.Derive(name), new ConvolutionOptions(Groups: groups, Bias: bias)));
        _around = AddChild("around", SurrogateNetwork.Convolution(_weather, Hidden, random.Derive("around")));
        _aroundRectifier = AddChild("around prelu", new PRelu(Hidden));
        _sky = Dense("sky", Hidden, Hidden);
        _skyRectifier = AddChild("sky prelu", new PRelu(Hidden));
        _rates = Dense("rates", Hidden, RateCount);
        _direct = Dense("direct", _weather, RateCount, bias: false);
        _reaction = Dense("reaction", Hidden, Reacting);
        _reactionRectifier = AddChild("reaction prelu", new PRelu(Reacting));
        _mixture = Dense("mixture", Levels * s_emitted, State, bias: false, groups: Levels);
        _between = Dense("between", State, Reacting, bias: false);
        _after = Dense("after", Reacting, State);
        _before = Dense("before", pollutants, State);
        _entry = Dense("entry", Hidden, Reacting);
        _start = Dense("start", pollutants + Reacting, Reacting);
        _entryRectifier = AddChild("entry prelu", new PRelu(Reacting));
        _entryOut = Dense("entry out", Reacting, State);
        _linear = Dense("linear", State, pollutants);
        _reading = Dense("reading", State + Hidden, Reading);
        _readingRectifier = AddChild("reading prelu", new PRelu(Reading));
        _readingOut = Dense("reading out", Reading, pollutants);
        float[] moved = shape.CellsPerHour.IsEmpty ? new float[2 * Levels] : [.. shape.CellsPerHour.Select(cells => (float)cells)];
        _cellsPerHour = AddBuffer("cells per hour", moved, [2 * Levels]);
        WriteFirstValues(PlacesOf(options));
    }

    /// <summary>Channels that it gives.</summary>
    internal static int ChannelsOf(SurrogateNetworkOptions options) => Levels * options.CarriedSpecies;

    /// <summary>Quantities of all levels.</summary>
    internal int State => Levels * _species;

    /// <summary>Which quantity one of <see cref="AirGroup.All"/> begins as in a level; null where there are too few. The first are what
    /// the five emissions add to.</summary>
    internal int? PlaceOf(int group, int level) => group < _species ? (level * _species) + group : null;

    /// <summary>Whether an hour is computed by one kernel where there is one, and not by operators.</summary>
    internal bool MayUseKernel { get; init; } = true;

    /// <summary>Most bytes that are kept for the backward pass; of more, each hour is computed again.</summary>
    internal long MostKept { get; init; } = 4L << 30;

    // Weights along rows and columns, of levels, gains of both halves of the emissions, the kept part.
    private int RateCount => (2 * Levels * Taps) + (Levels * Lifts) + (3 * State);

    // The cell sizes come with the stored numbers, so they are asked for when they are there.
    private int Steps => _steps ??= CountSteps();

    private int CountSteps() => (int)Math.Clamp(
        Math.Ceiling(StrongWind / FarthestMove * _cellsPerHour.ToArray<float>().Max(Math.Abs)), FewestSteps, MostSteps);

    /// <summary>The means over the last hour of each window: quantities [windows, channels, rows, columns], and the concentrations that
    /// are read off them [windows, pollutants, rows, columns].</summary>
    internal (Tensor Quantities, Tensor Concentrations) Forward(SurrogateInput input)
    {
        (long blocks, long rows, long columns) = (input.Blocks, input.Rows, input.Columns);
        (Tensor sky, Tensor[][] all) = Prepare(input);
        int hours = all[0].Length;
        IReadOnlyList<SurrogateInput.Window> windows = input.WindowsOf(_history);
        // Windows that begin together are carried together, as far as the longest goes.
        int[] firsts = [.. windows.Index().DistinctBy(one => one.Item.First).Select(one => one.Index)];
        int[] starts = [.. firsts.Select(number => windows[number].First)];
        Tensor previous = Tensor.Cat(0, [.. firsts.Select(number => OfWindow(number, input.Previous, blocks))]);
        int longest = windows.Max(window => window.Hours);
        long kept = longest * starts.Length * blocks * rows * columns * (IsForKernel(previous) ? KeptByKernel : KeptByOperators);
        Tensor now = Start(previous, starts, HourByHour(_entry.Forward(sky), input));
        List<Tensor> means = [];
        for (int hour = 0; hour < longest; hour++)
        {
            // The rates of the hour, for one start after the other. What is carried beyond the last hour is in no window.
            Tensor[] inner = [now, .. all.SelectMany(one => starts.Select(start => one[Math.Min(start + hour, hours - 1)]))];
            Tensor[] next = kept <= MostKept ? PassHour(inner) : Segment.Run(PassHour, inner, this);
            now = next[0];
            means.Add(next[1]);
        }

        Tensor last = HourByHour(sky, input);
        Tensor mean = Tensor.Cat(0, [.. windows.Select(window =>
            OfWindow(Array.IndexOf(starts, window.First), means[window.Hours - 1], blocks))]);
        return (mean, ReadOff(mean, Tensor.Cat(0, [.. windows.Select(window => last.Select(0, window.Last))])));
    }

    /// <summary>Carries quantities through all hours of the blocks from a known begin.</summary>
    /// <param name="input">One window for each block; all hours are passed.</param>
    /// <param name="begin">[blocks, quantities, rows, columns].</param>
    /// <returns>The quantities at the end of each hour, and the concentrations that are read off its mean, [hours x blocks, ...]; and the
    /// begin as it is guessed from the concentrations before.</returns>
    internal (Tensor Ends, Tensor Concentrations, Tensor Guess) Follow(SurrogateInput input, Tensor begin)
    {
        (Tensor sky, Tensor[][] all) = Prepare(input);
        Tensor guess = Start(input.Previous, [0], HourByHour(_entry.Forward(sky), input)), now = begin;
        List<Tensor> ends = [], means = [];
        for (int hour = 0; hour < all[0].Length; hour++)
        {
            Tensor[] next = PassHour([now, .. all.Select(one => one[hour])]);
            now = next[0];
            ends.Add(now);
            means.Add(next[1]);
        }

        return (Tensor.Cat(0, [.. ends]), ReadOff(Tensor.Cat(0, [.. means]), sky), guess);
    }

    // What is computed once an hour and shared by all windows: the sky, [hours x blocks, ...], and each of the rates, hour by hour.
    private (Tensor Sky, Tensor[][] Rates) Prepare(SurrogateInput input)
    {
        (long blocks, long rows, long columns) = (input.Blocks, input.Rows, input.Columns);
        Tensor weather = input.Series.Slice(2, s_emitted);
        long hours = weather.Length(1);
        weather = weather.Reshape(blocks, rows, columns, hours, _weather).Permute(3, 0, 4, 1, 2)
            .Reshape(hours * blocks, _weather, rows, columns);
        Tensor sky = _skyRectifier.Forward(_sky.Forward(_aroundRectifier.Forward(_around.Forward(weather))));
        return (sky, [.. Rates(input, weather, sky).Select(one => HourByHour(one, input).Unbind(0))]);
    }

    // [hours, blocks, numbers, rows, columns]: a window takes one hour after the other.
    private static Tensor HourByHour(Tensor values, SurrogateInput input) =>
        values.Reshape(values.Length(0) / input.Blocks, input.Blocks, -1, input.Rows, input.Columns);

    // Concentrations at the ground from the mean of the quantities over an hour and the sky of that hour.
    private Tensor ReadOff(Tensor mean, Tensor sky) => _linear.Forward(mean)
        + _readingOut.Forward(_readingRectifier.Forward(_reading.Forward(Tensor.Cat(1, mean, sky))));

    // What each hour does with the quantities, in the order of HourRates: [hours x blocks, ...].
    private Tensor[] Rates(SurrogateInput input, Tensor weather, Tensor sky)
    {
        (long planes, long rows, long columns) = (weather.Length(0), input.Rows, input.Columns);
        Tensor rates = _rates.Forward(sky) + _direct.Forward(weather);
        Tensor[] parts = rates.Split(1, Levels * Taps, Levels * Taps, Levels * Lifts, State, State, State);
        Tensor Weights(Tensor part, int taps) => part.Reshape(planes, Levels, taps, rows, columns);
        Tensor[] Move(int axis)
        {
            Tensor change = Weights(parts[axis], Taps).Tanh();
            (Tensor values, Tensor slopes) = Interpolation(weather, axis);
            return [values + ((change - change.Mean(2, keep: true)) * Freedom), slopes];
        }

        Tensor up = Weights(parts[2], Lifts).Softmax(2);
        Tensor emitted = input.Emissions!.Value.Transpose(0, 1).Contiguous();
        Tensor half = _mixture.Forward(emitted.Reshape(planes, Levels * s_emitted, rows, columns)) * (0.5 / Steps);
        Tensor Gain(Tensor part) => part.Clamp(-6, 6).Exp();
        return [.. Move(0), .. Move(1), up, half * Gain(parts[4]), half * Gain(parts[5]), parts[3].Sigmoid(), _reaction.Forward(sky)];
    }

    private static Tensor OfWindow(int number, Tensor values, long blocks) =>
        values.Slice(0, number * blocks, (number + 1) * blocks);

    // State and rates of an hour to the state at its end and the mean over it.
    private Tensor[] PassHour(Tensor[] inner)
    {
        Tensor now = inner[0], mean = now * (0.5 / Steps);
        int windows = (inner.Length - 1) / HourRates.Count;
        Tensor Rate(int number) => windows == 1 ? inner[1 + number]
            : Tensor.Cat(0, inner[(1 + (number * windows))..(1 + ((number + 1) * windows))]);
        if (IsForKernel(now)) return PassByKernel(now, Rate);
        HourRates rates = new(new Shift(Rate(0), Rate(1)), new Shift(Rate(2), Rate(3)), Rate(4), Rate(5), Rate(6), Rate(7), Rate(8));
        for (int step = 0; step < Steps; step++)
        {
            now = Advance(now, rates, rowsFirst: step % 2 == 0);
            mean = mean + (now * ((step < Steps - 1 ? 1.0 : 0.5) / Steps));
        }

        return [now, mean];
    }

    private bool IsForKernel(Tensor now) => MayUseKernel && now.Device.CudaIndex is null && now.Type == TensorType.Float32;

    // The same in one kernel.
    private Tensor[] PassByKernel(Tensor now, Func<int, Tensor> rate)
    {
        (long windows, long rows, long columns) = (now.Length(0), now.Length(2), now.Length(3));
        Tensor Weights(int number) => rate(number).Reshape(windows, Levels, -1, rows, columns);
        (Tensor next, Tensor mean) = new CarriedHour
        {
            State = now.Reshape(windows, Levels, _species, rows, columns), Along = (Weights(0), Weights(1)),
            Across = (Weights(2), Weights(3)), Up = Weights(4), Early = rate(5), Late = rate(6), Kept = rate(7), Reaction = rate(8),
            Between = Named(_between, "weight"), Slope = Named(_reactionRectifier, "weight"), After = Named(_after, "weight"),
            Bias = Named(_after, "bias"),
        }.Pass(Steps);
        return [next.Reshape(windows, State, rows, columns), mean.Reshape(windows, State, rows, columns)];
    }

    // Weights of the values and of the slopes of the cells of a row (axis 0) or column (1) around a cell: [hours x blocks, levels, taps,
    // rows, columns]. Wind to the east brings what lies in an earlier column, wind to the north what lies in a later row. A cell whose
    // middle lies x before the place where the air comes from (-1 to 1) has the weight 1 - |x|, its slope x (1 - |x|) / 2. Where the wind
    // is the same everywhere, this is van Leer's scheme.
    private (Tensor Values, Tensor Slopes) Interpolation(Tensor weather, int axis)
    {
        Tensor Wind(int level)
        {
            int channel = (2 * Math.Min(level, _windLayers - 1)) + axis;
            return weather.Slice(1, channel, channel + 1);
        }

        Tensor reach = _cellsPerHour.Slice(0, axis * Levels, (axis + 1) * Levels).Reshape(1, Levels, 1, 1);
        Tensor scale = reach * ((axis == 0 ? -1.0 : 1) / Steps);
        Tensor moved = (Tensor.Cat(1, [.. Enumerable.Range(0, Levels).Select(Wind)]) * scale).Clamp(-FarthestMove, FarthestMove);
        Tensor before = Tensor.Stack(2, [.. Enumerable.Range(-FarthestMove, Taps).Select(ahead => (moved - ahead).Clamp(-1, 1))]);
        Tensor values = 1 - before.Abs();
        return (values, before * values * 0.5);
    }

    private Tensor Start(Tensor previous, IReadOnlyList<int> starts, Tensor entry)
    {
        Tensor sky = Tensor.Cat(0, [.. starts.Select(start => entry.Select(0, start))]);
        Tensor change = _entryOut.Forward(_entryRectifier.Forward(_start.Forward(Tensor.Cat(1, previous, sky))));
        return _before.Forward(previous) + change;
    }

    private Tensor Advance(Tensor now, HourRates rates, bool rowsFirst)
    {
        (long windows, long rows, long columns) = (now.Length(0), now.Length(2), now.Length(3));
        Tensor Weights(Tensor taps) => taps.Reshape(windows, Levels, -1, rows, columns);
        Tensor Move(Tensor values, Shift shift, int axis) => values.Neighbours(Weights(shift.Values), axis)
            + values.LimitedSlopes(axis).Neighbours(Weights(shift.Slopes), axis);
        Tensor Along(Tensor values) => Move(values, rates.Along, 4);
        Tensor Across(Tensor values) => Move(values, rates.Across, 3);
        Tensor levels = (now + rates.Early).Reshape(windows, Levels, _species, rows, columns);
        levels = (rowsFirst ? Across(Along(levels)) : Along(Across(levels))).Neighbours(Weights(rates.Up), 1);
        Tensor left = (levels.Reshape(windows, State, rows, columns) + rates.Late) * rates.Kept;
        return left + _after.Forward(_reactionRectifier.Forward(_between.Forward(left) + rates.Reaction));
    }

    // At first the wind moves what is there and nothing else is known of it; NO2, SO2, PM2.5 and ozone are quantities of their own, and an
    // emission adds to its own.
    private void WriteFirstValues(IEnumerable<(Pollutant Pollutant, int Place)> places)
    {
        int moves = 2 * Levels * Taps, kept = moves + (Levels * Lifts);
        // The numbers are for two steps an hour: of more steps each does less.
        float part = 2f / CountSteps(), less = MathF.Log(part);
        float[] bias = new float[RateCount];
        for (int level = 0; level < Levels; level++)
            for (int tap = 0; tap < Lifts; tap++)
            {
                int ahead = tap - (Lifts / 2);
                // Below the lowest and above the highest level there is nothing to mix with.
                float mixing = level + ahead is < 0 or >= Levels ? -30 : ahead == 0 ? 0 : (-1.5f * Math.Abs(ahead)) + less;
                bias[moves + (level * Lifts) + tap] = mixing;
            }

        bias.AsSpan(kept, State).Fill(4 - less);
        Write(_rates, "bias", bias);
        float[] rates = [.. Named(_rates, "weight").ToArray<float>().Select(value => 0.5f * value)];
        rates.AsSpan(0, moves * Hidden).Clear();
        Write(_rates, "weight", rates);
        Write(_direct, "weight", new float[RateCount * _weather]);
        float[] mixture = new float[State * s_emitted], before = new float[State * AtmosphericSpecies.Pollutants.Length];
        for (int level = 0; level < Levels; level++)
        {
            for (int i = 0; i < Math.Min(_species, s_emitted); i++) mixture[(((level * _species) + i) * s_emitted) + i] = 0.1f;
            foreach ((Pollutant pollutant, int place) in places)
                before[(((level * _species) + place) * AtmosphericSpecies.Pollutants.Length) + (int)pollutant] = 1;
        }

        float[] linear = new float[AtmosphericSpecies.Pollutants.Length * State];
        foreach ((Pollutant pollutant, int place) in places) linear[((int)pollutant * State) + place] = 1;
        Write(_linear, "weight", linear);
        Write(_linear, "bias", new float[AtmosphericSpecies.Pollutants.Length]);
        Scale(_readingOut, "weight", 0.1f);
        Write(_mixture, "weight", mixture);
        Write(_before, "weight", before);
        Write(_before, "bias", new float[State]);
        Scale(_after, "weight", 0.1f * part);
        Write(_after, "bias", new float[State]);
        Scale(_entryOut, "weight", 0.1f);
    }

    // Which quantity each pollutant starts as.
    private static IEnumerable<(Pollutant Pollutant, int Place)> PlacesOf(SurrogateNetworkOptions options) =>
        new[] { (Pollutant.No2, 0), (Pollutant.So2, 2), (Pollutant.Pm25, 4), (Pollutant.O3, 5) }
            .Where(pair => pair.Item2 < options.CarriedSpecies);

    /// <summary>Writes numbers that a training begins with.</summary>
    internal static void Write(Module module, string name, float[] values) => Named(module, name).Write<float>(values);

    private static void Scale(Module module, string name, float factor)
    {
        Tensor tensor = Named(module, name);
        tensor.Write<float>([.. tensor.ToArray<float>().Select(value => factor * value)]);
    }

    private static Tensor Named(Module module, string name) => module.NamedTensors().Single(tensor => tensor.Name == name).Tensor;

    /// <summary>What a cell takes of the values and slopes of cells of its row or column.</summary>
    private sealed record Shift(Tensor Values, Tensor Slopes);

    private sealed record HourRates(Shift Along, Shift Across, Tensor Up, Tensor Early, Tensor Late, Tensor Kept, Tensor Reaction)
    {
        internal const int Count = 9;
    }
}
