using System.Collections.Immutable;
using Kaya.Geo;
using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary>A forecast of cells as the bands of one raster; NaN where a cell was not predicted.</summary>
internal sealed class UrbanBands : IRasterSource
{
    private readonly List<(BandDescription Band, double[] Values)> _bands = [];

    private UrbanBands(Grid grid) => Grid = grid;

    public Grid Grid { get; }

    public IReadOnlyList<BandDescription> Bands => [.. _bands.Select(one => one.Band)];

    public bool IsThreadSafe => true;

    /// <param name="data">The cells.</param>
    /// <param name="forecast">Their forecast.</param>
    /// <param name="emission">[rows x columns] emission instead of the forecast's, where it was made to add up to totals; its interval is
    /// scaled alike.</param>
    public static UrbanBands Of(UrbanDataset data, UrbanForecast forecast, ReadOnlySpan<double> emission)
    {
        UrbanPrediction prediction = forecast.Prediction;
        Unit tonne = Unit.Parse("t");
        UrbanBands bands = new(data.Grid);
        double[] scale = [.. Enumerable.Repeat(1.0, prediction.Cells.Length)];
        if (!emission.IsEmpty)
            for (int i = 0; i < scale.Length; i++)
                if (prediction.Emission[i] > 0) scale[i] = emission[data.Tables.Cells[prediction.Cells[i]]] / prediction.Emission[i];
        void Add(string name, Unit unit, QuantityKind kind, Func<int, double> value)
        {
            double[] values = new double[data.Grid.CellCount];
            Array.Fill(values, double.NaN);
            for (int i = 0; i < prediction.Cells.Length; i++) values[data.Tables.Cells[prediction.Cells[i]]] = value(i);
            bands._bands.Add((new BandDescription(name, unit, kind), values));
        }

        Add("emission", tonne, QuantityKind.Extensive, i => prediction.Emission[i] * scale[i]);
        if (!emission.IsEmpty) emission.CopyTo(bands._bands[0].Values);
        Add("lower", tonne, QuantityKind.Extensive, i => forecast.Lower[i] * scale[i]);
        Add("upper", tonne, QuantityKind.Extensive, i => forecast.Upper[i] * scale[i]);
        Add("distance_to_training_cells", Unit.One, QuantityKind.Intensive, i => forecast.Distance[i]);
        foreach ((string name, ImmutableArray<double> weights) in prediction.CellAttention)
            Add($"attention_{name.ToLowerInvariant()}", Unit.One, QuantityKind.Intensive, i => weights[i]);
        foreach ((string name, ImmutableArray<double> weights) in prediction.NeighbourhoodAttention)
            Add($"neighbourhood_attention_{name.ToLowerInvariant()}", Unit.One, QuantityKind.Intensive, i => weights[i]);
        return bands;
    }

    /// <summary>The values of a band.</summary>
    public ReadOnlySpan<double> Values(int band) => _bands[band].Values;

    public void Read(int band, Window window, Span<double> destination)
    {
        for (int row = 0; row < window.Rows; row++)
            _bands[band].Values.AsSpan(((window.Row + row) * Grid.Columns) + window.Column, window.Columns)
                .CopyTo(destination[(row * window.Columns)..]);
    }
}
