using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Inversion;

/// <summary>What the stations of one cell measured of one pollutant: their mean, hour by hour. Immutable.</summary>
public sealed class CellSeries
{
    private readonly float[] _values;

    internal CellSeries((int Row, int Column) cell, Pollutant pollutant, ImmutableArray<Station> stations, float[] values)
    {
        (Row, Column) = cell;
        (Pollutant, Stations, _values) = (pollutant, stations, values);
        ValidCount = values.Count(value => !float.IsNaN(value));
    }

    /// <summary>Row of the cell, from the north.</summary>
    public int Row { get; }

    /// <summary>Column of the cell, from the west.</summary>
    public int Column { get; }

    /// <summary>The pollutant.</summary>
    public Pollutant Pollutant { get; }

    /// <summary>The stations in the cell.</summary>
    public ImmutableArray<Station> Stations { get; }

    /// <summary>Mean of the stations that have a value, one an hour, ppb or ug m-3; NaN where none has.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>Number of hours with a value.</summary>
    public int ValidCount { get; }
}

/// <summary>Observations on the cells of a grid: every station in a cell counts, none takes the place of another. Immutable.</summary>
public sealed class CellObservations
{
    private CellObservations(StationObservations from, ImmutableArray<CellSeries> cells, ImmutableArray<Station> outside) =>
        (Start, Hours, Cells, Outside) = (from.Start, from.Hours, cells, outside);

    /// <summary>Begin of the first hour, UTC.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>Number of hours.</summary>
    public int Hours { get; }

    /// <summary>A series for each cell and pollutant that has a value, by row, column and pollutant.</summary>
    public ImmutableArray<CellSeries> Cells { get; }

    /// <summary>Stations that do not lie in the grid; they are not used.</summary>
    public ImmutableArray<Station> Outside { get; }

    /// <summary>Puts stations into cells.</summary>
    /// <param name="observations">The stations.</param>
    /// <param name="grid">The cells.</param>
    /// <param name="toGrid">From longitude and latitude to the system of the grid; null where the grid is in degrees.</param>
    /// <returns>Means of cells.</returns>
    /// <exception cref="GridMismatchException">No station lies in the grid.</exception>
    /// <exception cref="DataNotFoundException">No station in the grid has a value: nothing can be learnt.</exception>
    /// <exception cref="ArgumentException">No way to the system of a grid that is not in degrees, or one to another system.</exception>
    public static CellObservations Of(StationObservations observations, Grid grid, ICoordinateTransformation? toGrid = null)
    {
        ArgumentNullException.ThrowIfNull(observations);
        ArgumentNullException.ThrowIfNull(grid);
        if (toGrid is null ? !grid.Crs.IsGeographic : !toGrid.Target.Equals(grid.Crs))
            throw new ArgumentException("A way from longitude and latitude to the system of the grid is needed.", nameof(toGrid));
        ImmutableArray<Station> stations = observations.Stations;
        double[] x = [.. stations.Select(station => station.Longitude)], y = [.. stations.Select(station => station.Latitude)];
        toGrid?.Transform(x, y);
        Dictionary<Station, (int Row, int Column)> cells = [];
        List<Station> outside = [];
        for (int k = 0; k < stations.Length; k++)
            if (CellAt(grid, x[k], y[k]) is { } cell) cells[stations[k]] = cell;
            else outside.Add(stations[k]);
        if (cells.Count == 0) throw NoneInside(grid, stations);
        ImmutableArray<CellSeries> series = [.. observations.Series.Where(one => one.ValidCount > 0 && cells.ContainsKey(one.Station))
            .GroupBy(one => (Cell: cells[one.Station], one.Pollutant))
            .OrderBy(group => group.Key.Cell.Row).ThenBy(group => group.Key.Cell.Column).ThenBy(group => group.Key.Pollutant)
            .Select(group => new CellSeries(group.Key.Cell, group.Key.Pollutant, [.. group.Select(one => one.Station)],
                Mean([.. group], observations.Hours)))];
        return !series.IsEmpty ? new CellObservations(observations, series, [.. outside]) : throw new DataNotFoundException(new Fault(
            "All observations in the grid are missing: nothing can be learnt.", Expected: "a value at one of "
                + string.Join(", ", cells.Keys.Take(10).Select(station => station.Name)), Found: "gaps only",
            Remedy: "Give other stations, or another time."));
    }

    // A grid in degrees may go on beyond 180.
    private static (int Row, int Column)? CellAt(Grid grid, double x, double y)
    {
        if (!grid.Crs.IsGeographic) return double.IsFinite(x) && double.IsFinite(y) ? grid.CellAt(x, y) : null;
        return grid.CellAt(x, y) ?? grid.CellAt(x + 360, y) ?? grid.CellAt(x - 360, y);
    }

    private static float[] Mean(StationSeries[] series, int hours)
    {
        float[] mean = new float[hours];
        for (int hour = 0; hour < hours; hour++)
        {
            (double sum, int count) = (0, 0);
            foreach (StationSeries one in series)
                if (!float.IsNaN(one.Values[hour])) (sum, count) = (sum + one.Values[hour], count + 1);
            mean[hour] = count == 0 ? float.NaN : (float)(sum / count);
        }

        return mean;
    }

    private static GridMismatchException NoneInside(Grid grid, ImmutableArray<Station> stations) => new(new Fault(
        "No station lies in the grid.", Expected: $"{grid}", Found: string.Join(", ", stations.Take(10).Select(station =>
            FormattableString.Invariant($"{station.Name} ({station.Longitude:F4}, {station.Latitude:F4})")))
            + (stations.Length > 10 ? $" and {stations.Length - 10} more" : ""),
        Remedy: "Give stations of the region, and check that longitude and latitude are not mixed up."));
}
