using System.Collections.Immutable;
using System.Globalization;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Inversion;

namespace Kaya.Tasks;

/// <summary>Measurements of sites on the cells of a grid, for the hours of a run.</summary>
internal sealed class StationSites
{
    private const double EarthRadius = 6371;
    private readonly SiteSeries _series;

    private StationSites(ImmutableArray<ObservedSite> sites, SiteSeries series) => (Sites, _series) = (sites, series);

    public ImmutableArray<ObservedSite> Sites { get; }

    /// <summary>Clusters that are held out; null where they are to be drawn.</summary>
    public ImmutableHashSet<string>? HeldOut { get; private init; }

    /// <summary>What was left out, one sentence each.</summary>
    public ImmutableArray<string> Remarks { get; private init; } = [];

    public SiteSeries Series => _series;

    public static StationSites Of(Samples.SampleTwin twin)
    {
        int columns = twin.Atmosphere.Grid.Columns;
        return new StationSites([.. twin.Atmosphere.Stations.Select(
            one => new ObservedSite(one.Name, (one.Row * columns) + one.Column, one.Cluster))], twin.Observations.Series)
        {
            HeldOut = [.. twin.Atmosphere.Stations.Where(one => one.IsHeldOut).Select(one => one.Cluster)],
        };
    }

    /// <exception cref="GridMismatchException">No station lies in the grid.</exception>
    /// <exception cref="DataNotFoundException">No station has a value in these hours.</exception>
    public static StationSites Read(StationOptions options, TransportGrid grid, HourRange hours)
    {
        StationObservations all = options.Read(), cut = all.During(hours);
        CellObservations cells = InCells(cut, grid);
        ImmutableArray<Station> inside = [.. cut.Stations.Where(station => !cells.Outside.Contains(station)).OrderBy(
            station => station.Name, StringComparer.Ordinal)];
        string[] clusters = Clusters(inside, options.ClusterDistance);
        Dictionary<Station, int> cellOf = [];
        foreach (CellSeries one in cells.Cells)
            foreach (Station station in one.Stations) cellOf[station] = (one.Row * grid.Columns) + one.Column;
        Dictionary<(string, Pollutant), StationSeries> series = cut.Series.ToDictionary(one => (one.Station.Name, one.Pollutant));
        // A station without any value in these hours is none.
        int[] used = [.. Enumerable.Range(0, inside.Length).Where(k => cellOf.ContainsKey(inside[k]))];
        ImmutableArray<ObservedSite> sites = [.. used.Select(k => new ObservedSite(inside[k].Name, cellOf[inside[k]], clusters[k]))];
        long values = cut.Series.Where(one => cellOf.ContainsKey(one.Station)).Sum(one => (long)one.ValidCount);
        long possible = (long)hours.Hours * cut.Series.Count(one => cellOf.ContainsKey(one.Station));
        return new StationSites(sites, (pollutant, site) =>
            series.TryGetValue((sites[site].Name, pollutant), out StationSeries? found) ? found.Values : [])
        {
            Remarks =
            [
                string.Create(CultureInfo.InvariantCulture, $"Stations: {sites.Length} with values in these hours, in "
                    + $"{sites.Select(site => site.Cell).Distinct().Count()} cells and {clusters.Distinct().Count()} clusters of "
                    + $"{options.ClusterDistance} km; {values} hourly values, {possible - values} hours are gaps. Reading: {cut.Counts}."),
                cells.Outside.IsEmpty ? "" : string.Create(CultureInfo.InvariantCulture,
                    $"{cells.Outside.Length} stations lie outside of the grid and are not used: ")
                    + string.Join(", ", cells.Outside.Take(10).Select(station => station.Name))
                    + (cells.Outside.Length > 10 ? " and others." : "."),
                string.Create(CultureInfo.InvariantCulture,
                    $"Mass concentrations of gases are taken to refer to {options.Temperature} degC and 1013.25 hPa."),
            ],
        };
    }

    /// <summary>Cells with stations, whatever hours they have values in.</summary>
    /// <returns>Each cell once, by rows; and what became of the stations, in a sentence.</returns>
    /// <exception cref="GridMismatchException">No station lies in the grid.</exception>
    public static (IReadOnlyList<(int Row, int Column)> Cells, string Remark) CellsOf(StationOptions options, TransportGrid grid)
    {
        StationObservations all = options.Read();
        CellObservations found = InCells(all, grid);
        (int, int)[] cells = [.. found.Cells.Select(one => (one.Row, one.Column)).Distinct().Order()];
        return (cells, string.Create(CultureInfo.InvariantCulture, $"Station cells: the {cells.Length} cells with stations of "
            + $"{Path.GetFileName(options.File)}; {found.Outside.Length} of {all.Stations.Length} stations lie outside of the grid."));
    }

    private static CellObservations InCells(StationObservations observations, TransportGrid grid)
    {
        using GdalTransformation? toGrid = grid.Horizontal.Crs.IsGeographic ? null
            : new GdalTransformation(CoordinateSystem.LongitudeLatitude, grid.Horizontal.Crs);
        return CellObservations.Of(observations, grid.Horizontal, toGrid);
    }

    // Stations within a distance of each other are one cluster, and so are those that a third one joins (single linkage).
    private static string[] Clusters(ImmutableArray<Station> stations, double kilometres)
    {
        string[] names = [.. stations.Select(station => station.Name)];
        for (int i = 0; i < names.Length; i++)
            for (int j = 0; j < i; j++)
            {
                if (names[i] == names[j] || Distance(stations[i], stations[j]) > kilometres) continue;
                (string from, string to) = (names[i], names[j]);
                for (int k = 0; k <= i; k++) names[k] = names[k] == from ? to : names[k];
            }

        return names;
    }

    // On the sphere (haversine).
    private static double Distance(Station one, Station other)
    {
        double degree = Math.PI / 180, dy = Math.Sin(degree * (one.Latitude - other.Latitude) / 2);
        double dx = Math.Sin(degree * (one.Longitude - other.Longitude) / 2);
        double square = (dy * dy) + (Math.Cos(degree * one.Latitude) * Math.Cos(degree * other.Latitude) * dx * dx);
        return 2 * EarthRadius * Math.Asin(Math.Min(1, Math.Sqrt(square)));
    }
}
