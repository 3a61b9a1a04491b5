using System.Runtime.InteropServices;
using Kaya.Geo;
using Kaya.Urban;
using Microsoft.Win32.SafeHandles;

namespace Kaya.Tasks;

/// <summary>Forecasts of cells as the bands of one raster, NaN where a cell was not predicted. They lie in a scratch file: memory does not
/// grow with their number, except for the few numbers that sums need.</summary>
internal sealed class UrbanBands : IRasterSource, IDisposable
{
    /// <summary>Bands that every forecast has, by their place.</summary>
    public const int Emission = 0, Lower = 1, Upper = 2, Distance = 3;

    private const string CellWeight = "attention_", NeighbourhoodWeight = "neighbourhood_attention_";
    private const int CellsAtOnce = 1 << 16;
    private static readonly Unit s_tonne = Unit.Parse("t");
    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly UrbanDataset _data;
    private readonly List<BandDescription> _bands = [];
    private readonly List<int> _cells = [];
    private readonly List<double> _logs = [], _emission = [];
    private readonly int[] _nearness = new int[Enum.GetValues<CellNearness>().Length];

    /// <param name="path">The scratch file; removed with this.</param>
    /// <param name="data">The cells; not disposed.</param>
    public UrbanBands(string path, UrbanDataset data)
    {
        (_path, _data) = (path, data);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
    }

    public Grid Grid => _data.Grid;

    public IReadOnlyList<BandDescription> Bands => _bands;

    public bool IsThreadSafe => true;

    /// <summary>What was predicted, before it was made to add up to known totals; without weights and representations.</summary>
    public UrbanPrediction Prediction => new() { Cells = [.. _cells], LogEmission = [.. _logs], Emission = [.. _emission] };

    /// <summary>Number of predicted cells.</summary>
    public int Count => _cells.Count;

    /// <summary>A predicted cell.</summary>
    public int Cell(int at) => _cells[at];

    /// <summary>Predicted emission before it was made to add up to known totals, t.</summary>
    public double Predicted(int at) => _emission[at];

    /// <summary>Number of predicted cells of a nearness.</summary>
    public int CountOf(CellNearness nearness) => _nearness[(int)nearness];

    /// <summary>Takes the forecast of some cells.</summary>
    public void Add(UrbanForecast part)
    {
        UrbanPrediction prediction = part.Prediction;
        if (_bands.Count == 0) Begin(prediction);
        _cells.AddRange(prediction.Cells);
        _logs.AddRange(prediction.LogEmission);
        _emission.AddRange(prediction.Emission);
        foreach (CellNearness nearness in part.Nearness) _nearness[(int)nearness]++;
        IReadOnlyList<double>[] values = [prediction.Emission, part.Lower, part.Upper, part.Distance,
            .. prediction.CellAttention.Values.Cast<IReadOnlyList<double>>(), .. prediction.NeighbourhoodAttention.Values];
        int[] places = [.. prediction.Cells.Select(cell => _data.Tables.Cells[cell])];
        for (int first = 0, end; first < places.Length; first = end)
        {
            // Cells side by side are written together.
            for (end = first + 1; end < places.Length && places[end] == places[end - 1] + 1;) end++;
            double[] run = new double[end - first];
            for (int band = 0; band < values.Length; band++)
            {
                for (int i = 0; i < run.Length; i++) run[i] = values[band][first + i];
                Write(band, places[first], run);
            }
        }
    }

    /// <summary>Puts other emissions in the place of the predicted ones; limits are scaled alike.</summary>
    /// <param name="emission">[rows x columns], made to add up to totals.</param>
    public void Fix(ReadOnlySpan<double> emission)
    {
        for (int start = 0; start < emission.Length; start += CellsAtOnce)
        {
            ReadOnlySpan<double> wanted = emission.Slice(start, Math.Min(CellsAtOnce, emission.Length - start));
            double[] predicted = new double[wanted.Length], limit = new double[wanted.Length];
            ReadPlaces(Emission, start, predicted);
            foreach (int band in (int[])[Lower, Upper])
            {
                ReadPlaces(band, start, limit);
                for (int i = 0; i < limit.Length; i++) if (predicted[i] > 0) limit[i] *= wanted[i] / predicted[i];
                Write(band, start, limit);
            }

            Write(Emission, start, wanted);
        }
    }

    /// <summary>A value of a predicted cell.</summary>
    public double Value(int band, int cell)
    {
        double value = 0;
        ReadPlaces(band, _data.Tables.Cells[cell], new Span<double>(ref value));
        return value;
    }

    /// <summary>Weights of each modality, cell by cell in their order; empty where a model has none.</summary>
    /// <param name="ofNeighbourhood">Whether those of the neighbourhood are wanted.</param>
    public IReadOnlyDictionary<string, double[]> Weights(bool ofNeighbourhood)
    {
        string start = ofNeighbourhood ? NeighbourhoodWeight : CellWeight;
        return Enumerable.Range(0, _bands.Count).Where(band => _bands[band].Name.StartsWith(start, StringComparison.Ordinal))
            .ToDictionary(band => _bands[band].Name[start.Length..], band => _cells.Select(cell => Value(band, cell)).ToArray());
    }

    public void Read(int band, Window window, Span<double> destination)
    {
        for (int row = 0; row < window.Rows; row++)
            ReadPlaces(band, ((window.Row + row) * Grid.Columns) + window.Column, destination.Slice(row * window.Columns, window.Columns));
    }

    public void Dispose()
    {
        _file.Dispose();
        if (File.Exists(_path)) File.Delete(_path);
    }

    private void Begin(UrbanPrediction prediction)
    {
        _bands.AddRange([new BandDescription("emission", s_tonne, QuantityKind.Extensive),
            new BandDescription("lower", s_tonne, QuantityKind.Extensive), new BandDescription("upper", s_tonne, QuantityKind.Extensive),
            new BandDescription("distance_to_training_cells", Unit.One, QuantityKind.Intensive),
            .. prediction.CellAttention.Keys.Select(name => Weight(CellWeight + name)),
            .. prediction.NeighbourhoodAttention.Keys.Select(name => Weight(NeighbourhoodWeight + name))]);
        double[] none = new double[CellsAtOnce];
        Array.Fill(none, double.NaN);
        long all = _bands.Count * Grid.CellCount;
        for (long start = 0; start < all; start += none.Length)
            RandomAccess.Write(_file, MemoryMarshal.AsBytes(none.AsSpan(0, (int)Math.Min(none.Length, all - start))),
                start * sizeof(double));
    }

    private static BandDescription Weight(string name) => new(name.ToLowerInvariant(), Unit.One, QuantityKind.Intensive);

    private void Write(int band, int place, ReadOnlySpan<double> values) =>
        RandomAccess.Write(_file, MemoryMarshal.AsBytes(values), ((band * Grid.CellCount) + place) * sizeof(double));

    private void ReadPlaces(int band, int place, Span<double> values)
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(values);
        if (RandomAccess.Read(_file, bytes, ((band * Grid.CellCount) + place) * sizeof(double)) != bytes.Length)
            throw new InvalidOperationException("the scratch file of the map is shorter than what was written to it");
    }
}

/// <summary>One band whose values are computed from the place of a cell.</summary>
/// <param name="grid">The grid.</param>
/// <param name="band">What the values are.</param>
/// <param name="value">The value at row x columns + column.</param>
internal sealed class ComputedCells(Grid grid, BandDescription band, Func<int, double> value) : IRasterSource
{
    public Grid Grid => grid;

    public IReadOnlyList<BandDescription> Bands { get; } = [band];

    public void Read(int band, Window window, Span<double> destination)
    {
        for (int i = 0; i < destination.Length; i++)
            destination[i] = value(((window.Row + (i / window.Columns)) * grid.Columns) + window.Column + (i % window.Columns));
    }
}
