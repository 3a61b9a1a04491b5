using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Inversion;

/// <summary>Draws batches: random blocks of cells and hours, turned at random, with several windows each.</summary>
/// <remarks>A batch depends on the random numbers of its number alone. Only hours whose role is training are read.</remarks>
internal sealed class WindowBatches : IBatchSource
{
    /// <summary>Places of the arrays of a batch.</summary>
    internal const int Series = 0, Previous = 1, Target = 2, Weights = 3, Geography = 4;

    // Gaussian numbers drawn once; each plane of noise starts somewhere in them.
    private const int NoiseLength = 1 << 16;

    private readonly SurrogateData _data;
    private readonly SurrogateTrainingOptions _options;
    private readonly SeriesReader _reader;
    private readonly (int Period, int Hour)[] _starts;
    private readonly int _history, _rows, _columns, _blocks;
    private readonly float[] _noise;

    internal WindowBatches(SurrogateData data, SurrogateEstimator estimator, SurrogateNormalisation normalisation,
        IReadOnlyList<HourRole[]> roles, RandomSource random)
    {
        (_data, _options, _history) = (data, estimator.Training, estimator.Network.HistoryHours);
        _reader = new SeriesReader(data, normalisation);
        (_rows, _columns) = (Math.Min(_options.CropSize, data.Grid.Rows), Math.Min(_options.CropSize, data.Grid.Columns));
        _blocks = _options.BatchSize / _options.WindowsPerBlock;
        _starts = [.. Enumerable.Range(0, data.PeriodCount).SelectMany(period =>
            SurrogateSplit.Targets(roles[period], HourRole.Training, _history + Span).Select(hour => (period, hour - Span)))];
        if (_starts.Length == 0) throw SurrogateSplit.TooFew("training", _history + Span);
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
        Arrays = arrays;
    }

    /// <inheritdoc/>
    public IReadOnlyList<BatchArray> Arrays { get; }

    /// <summary>First hour of each window within the hours of a block.</summary>
    internal int[] Starts => [.. Enumerable.Range(0, _options.WindowsPerBlock).Select(i => i * _options.HoursBetweenWindows)];

    // Hours between the first and the last target of a block.
    private int Span => (_options.WindowsPerBlock - 1) * _options.HoursBetweenWindows;

    private int Hours => _history + Span;

    /// <inheritdoc/>
    public void Fill(long number, RandomSource random, Batch batch)
    {
        RandomSequence sequence = random.Sequence();
        for (int block = 0; block < _blocks; block++) FillBlock(block, sequence, batch);
    }

    private void FillBlock(int block, RandomSequence random, Batch batch)
    {
        (int period, int target) = _starts[random.NextInt32(_starts.Length)];
        int run = random.NextInt32(_data.RunsOf(period).Length);
        int row = random.NextInt32(_data.Grid.Rows - _rows + 1), column = random.NextInt32(_data.Grid.Columns - _columns + 1);
        Crop crop = new(row, column, _rows, _columns, _options.Turns ? Turn.Draw(random, _rows == _columns) : Turn.None);
        float factor = _options.Rescaling > 0 ? (float)Math.Exp(_options.Rescaling * random.NextGaussian()) : 1;
        Span<float> series = Part(batch, Series, block, _blocks);
        _reader.ReadSeries(new HourStretch(period, run, target - _history + 1, Hours), crop, withEmissions: true, series, factor);
        AddNoise(series, random);
        for (int i = 0; i < _options.WindowsPerBlock; i++)
        {
            int window = (i * _blocks) + block, hour = target + (i * _options.HoursBetweenWindows);
            Span<float> previous = Part(batch, Previous, window, _options.BatchSize);
            _reader.ReadConcentrations(period, run, hour - _history, crop, previous, factor);
            AddNoise(previous, random);
            _reader.ReadConcentrations(period, run, hour, crop, Part(batch, Target, window, _options.BatchSize), factor);
            Weigh(crop, Part(batch, Weights, window, _options.BatchSize));
        }

        if (_data.Geography.Names.Length > 0) _reader.ReadGeography(crop, Part(batch, Geography, block, _blocks));
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
}
