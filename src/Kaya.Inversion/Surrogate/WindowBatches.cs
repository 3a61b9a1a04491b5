using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Inversion;

/// <summary>Draws batches: random blocks of cells and hours, turned at random, with several windows each.</summary>
/// <remarks>A batch depends on the random numbers of its number alone. Only hours whose role is training are read.</remarks>
internal sealed class WindowBatches : IBatchSource
{
    // Places of the arrays of a batch.
    private const int Series = 0, Previous = 1, Target = 2, Weights = 3, Geography = 4;

    // Gaussian numbers drawn once; each plane of noise starts somewhere in them.
    private const int NoiseLength = 1 << 16;

    private readonly SurrogateData _data;
    private readonly SurrogateTrainingOptions _options;
    private readonly SurrogateSplit _split;
    private readonly SeriesReader _reader;
    private readonly (int Period, int Hour)[] _starts;
    private readonly int _window, _rows, _columns, _blocks;
    private readonly float[] _noise;
    private readonly int _emissions, _air;
    private readonly bool _swaps;

    internal WindowBatches(SurrogateData data, SurrogateEstimator estimator, SurrogateNormalisation normalisation,
        IReadOnlyList<HourRole[]> roles, RandomSource random)
    {
        (_data, _options, _window) = (data, estimator.Training, estimator.TrainingHours);
        _split = estimator.Split;
        _reader = new SeriesReader(data, normalisation);
        (_rows, _columns) = (Math.Min(_options.CropSize, data.Grid.Rows), Math.Min(_options.CropSize, data.Grid.Columns));
        // A wind moves as many cells along rows as along columns where cells are square.
        _swaps = _rows == _columns && SurrogateCells.AreSquare(data.Grid);
        _blocks = _options.BatchSize / _options.WindowsPerBlock;
        _starts = [.. Enumerable.Range(0, data.PeriodCount).SelectMany(period =>
            SurrogateSplit.Targets(roles[period], HourRole.Training, _window + Span).Select(hour => (period, hour - Span)))];
        if (_starts.Length == 0) throw SurrogateSplit.TooFew("training", _window + Span);
        RandomSequence sequence = random.Derive("noise").Sequence();
        _noise = new float[_options.Noise > 0 ? NoiseLength : 0];
        for (int i = 0; i < _noise.Length; i++) _noise[i] = (float)(_options.Noise * sequence.NextGaussian());
        long windows = _options.BatchSize, pollutants = AtmosphericSpecies.Pollutants.Length;
        List<BatchArray> arrays =
        [
            new(TensorType.Float32, (long)_blocks * _rows * _columns, Hours, SeriesReader.ChannelCount(data)),
            new(TensorType.Float32, windows, pollutants, _rows, _columns),
            new(TensorType.Float32, windows, pollutants, _rows, _columns),
            new(TensorType.Float32, windows, 1, _rows, _columns),
        ];
        if (data.Geography.Names.Length > 0)
            arrays.Add(new BatchArray(TensorType.Float32, _blocks, data.Geography.Names.Length, _rows, _columns));
        if (estimator.Network.CarriedSpecies > 0)
        {
            _emissions = arrays.Count;
            arrays.Add(new BatchArray(TensorType.Float32, _blocks, Hours, CarriedFields.Levels * AtmosphericSpecies.Emitted.Length,
                _rows, _columns));
        }

        if (_options.LearnsFromAir)
        {
            _air = arrays.Count;
            arrays.Add(new BatchArray(TensorType.Float32, _blocks, 1 + _options.ShortHours, data.AirPlanes, _rows, _columns));
            arrays.Add(new BatchArray(TensorType.Float32, _options.ShortHours, _blocks, pollutants, _rows, _columns));
        }

        Arrays = arrays;
    }

    /// <inheritdoc/>
    public IReadOnlyList<BatchArray> Arrays { get; }

    // First and last hour of each window within the hours of a block.
    private int[] Starts => [.. Enumerable.Range(0, _options.WindowsPerBlock).Select(i => _options.SharesStart ? 0 : Later(i))];

    private int[] Lasts => [.. Enumerable.Range(0, _options.WindowsPerBlock).Select(i => _window - 1 + Later(i))];

    // Hours between the first and the last target of a block.
    private int Span => Later(_options.WindowsPerBlock - 1);

    private int Hours => _window + Span;

    private int Later(int window) => window * _options.HoursBetweenWindows;

    /// <summary>The batch of a step as a network wants it, what it should give, and how much each cell counts.</summary>
    internal (SurrogateInput Input, Tensor Target, Tensor Weights) Of(TrainingStep step)
    {
        Batch batch = step.Batch!;
        Tensor? geography = _data.Geography.Names.Length > 0 ? batch[Geography] : null;
        Tensor? emissions = _emissions > 0 ? batch[_emissions] : null;
        if (!IsShort(step.Number))
            return (new SurrogateInput(batch[Series], Starts, batch[Previous], geography) { Lasts = Lasts, Emissions = emissions },
                batch[Target], batch[Weights]);
        Tensor First(int array) => batch[array].Slice(0, 0, _blocks);
        return (new SurrogateInput(OfShort(batch[Series]), [0], First(Previous), geography)
        {
            Lasts = [_options.ShortHours - 1], Emissions = emissions is { } all ? OfShort(all) : null,
        }, First(Target), First(Weights));
    }

    /// <summary>Whether a step learns from what is in the air, hour by hour.</summary>
    internal bool IsTaught(long step) => _options.LearnsFromAir && IsShort(step);

    /// <summary>What such a step has besides: what is in the air before and at the end of each hour, [blocks, 1 + hours, planes, rows,
    /// columns], and the concentrations of each hour, [hours x blocks, pollutants, rows, columns].</summary>
    internal (Tensor Air, Tensor Concentrations) TaughtOf(TrainingStep step) => (step.Batch![_air],
        step.Batch[_air + 1].Reshape(_options.ShortHours * _blocks, AtmosphericSpecies.Pollutants.Length, _rows, _columns));

    private bool IsShort(long step) => step < _options.ShortSteps;

    // Short windows fill the begin of an array whose second axis has hours, one block after the other.
    private Tensor OfShort(Tensor array)
    {
        long[] shape = [.. array.Shape];
        shape[1] = _options.ShortHours;
        return array.Reshape(-1).Slice(0, 0, shape.Aggregate(1L, (product, length) => product * length)).Reshape(shape);
    }

    private Span<float> HoursOf(Batch batch, int array, int block, int hours)
    {
        Span<float> all = batch.Values<float>(array);
        int length = all.Length / (_blocks * Hours) * hours;
        return all.Slice(block * length, length);
    }

    /// <inheritdoc/>
    public void Fill(long number, RandomSource random, Batch batch)
    {
        RandomSequence sequence = random.Sequence();
        for (int block = 0; block < _blocks; block++)
        {
            Place place = Draw(sequence, IsShort(number));
            FillBlock(block, place, sequence, batch);
            if (_options.PairsRuns) FillBlock(++block, OtherRun(place, sequence), sequence, batch);
        }
    }

    private Place Draw(RandomSequence random, bool isShort)
    {
        (int period, int target) = _starts[random.NextInt32(_starts.Length)];
        int run = random.NextInt32(_data.RunsOf(period).Length);
        int row, column;
        do (row, column) = (random.NextInt32(_data.Grid.Rows - _rows + 1), random.NextInt32(_data.Grid.Columns - _columns + 1));
        while (_split.IsUnseen(_data.Grid, row, column, _rows, _columns));
        Crop crop = new(row, column, _rows, _columns, _options.Turns ? Turn.Draw(random, _swaps) : Turn.None);
        return new Place(new HourStretch(period, run, target, 1), crop,
            _options.Rescaling > 0 ? (float)Math.Exp(_options.Rescaling * random.NextGaussian()) : 1, isShort);
    }

    private Place OtherRun(Place place, RandomSequence random)
    {
        int runs = _data.RunsOf(place.First.Period).Length;
        return place with { First = place.First with { Run = (place.First.Run + 1 + random.NextInt32(runs - 1)) % runs } };
    }

    private void FillBlock(int block, Place place, RandomSequence random, Batch batch)
    {
        (int period, int run, int target, _) = place.First;
        HourStretch hours = place.First with { FirstHour = target - _window + 1, Hours = place.IsShort ? _options.ShortHours : Hours };
        Span<float> series = HoursOf(batch, Series, block, hours.Hours);
        _reader.ReadSeries(hours, place.Crop, withEmissions: true, series, place.Factor);
        AddNoise(series, random);
        for (int i = 0; i < (place.IsShort ? 1 : _options.WindowsPerBlock); i++)
        {
            int window = (i * _blocks) + block, before = hours.FirstHour - 1 + (_options.SharesStart ? 0 : Later(i));
            int hour = place.IsShort ? before + _options.ShortHours : target + Later(i);
            Span<float> previous = Part(batch, Previous, window, _options.BatchSize);
            _reader.ReadConcentrations(period, run, before, place.Crop, previous, place.Factor);
            AddNoise(previous, random);
            _reader.ReadConcentrations(period, run, hour, place.Crop, Part(batch, Target, window, _options.BatchSize), place.Factor);
            Weigh(place.Crop, Part(batch, Weights, window, _options.BatchSize));
        }

        if (place.IsShort && _options.LearnsFromAir) FillAir(block, hours, place.Crop, batch);
        if (_data.Geography.Names.Length > 0) _reader.ReadGeography(place.Crop, Part(batch, Geography, block, _blocks));
        if (_emissions > 0)
            _reader.ReadEmissions(hours, place.Crop, HoursOf(batch, _emissions, block, hours.Hours), place.Factor);
    }

    private void FillAir(int block, HourStretch hours, Crop crop, Batch batch)
    {
        Span<float> air = Part(batch, _air, block, _blocks);
        for (int i = 0; i <= hours.Hours; i++)
            _reader.ReadAir(hours with { FirstHour = hours.FirstHour - 1 + i }, crop,
                air.Slice(i * _data.AirPlanes * crop.Cells, _data.AirPlanes * crop.Cells));
        for (int i = 0; i < hours.Hours; i++)
            _reader.ReadConcentrations(hours.Period, hours.Run, hours.FirstHour + i, crop,
                Part(batch, _air + 1, (i * _blocks) + block, hours.Hours * _blocks));
    }

    private static Span<float> Part(Batch batch, int array, int index, int count)
    {
        Span<float> all = batch.Values<float>(array);
        return all.Slice(index * (all.Length / count), all.Length / count);
    }

    private void AddNoise(Span<float> values, RandomSequence random)
    {
        if (_noise.Length == 0) return;
        for (int start = 0; start < values.Length; start += NoiseLength / 2)
        {
            Span<float> piece = values.Slice(start, Math.Min(NoiseLength / 2, values.Length - start));
            ReadOnlySpan<float> noise = _noise.AsSpan(random.NextInt32(NoiseLength / 2));
            for (int i = 0; i < piece.Length; i++) piece[i] += noise[i];
        }
    }

    // Cells near an edge that is not the grid's do not see what they should.
    private void Weigh(Crop crop, Span<float> to)
    {
        int margin = Math.Min(_options.CropMargin, (Math.Min(_rows, _columns) - 1) / 2);
        int top = crop.Row > 0 ? margin : 0, left = crop.Column > 0 ? margin : 0;
        int bottom = crop.Row + _rows < _data.Grid.Rows ? _rows - margin : _rows;
        int right = crop.Column + _columns < _data.Grid.Columns ? _columns - margin : _columns;
        float[] plane = new float[crop.Cells];
        for (int row = top; row < bottom; row++) plane.AsSpan((row * _columns) + left, right - left).Fill(1);
        crop.Turn.Apply(plane, _rows, _columns, to);
    }

    // First target hour of a run, the cells, the factor on emissions and concentrations, and whether only a short window at the begin of
    // the hours counts.
    private sealed record Place(HourStretch First, Crop Crop, float Factor, bool IsShort);
}
