using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>Where and when something was observed.</summary>
/// <param name="Hour">Hour from 0.</param>
/// <param name="Cell">Row x columns of the grid + column.</param>
/// <param name="Pollutant">What was observed.</param>
public readonly record struct ObservationPoint(int Hour, int Cell, Pollutant Pollutant);

/// <summary>A site as an update needs it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Cell">Row x columns of the grid + column.</param>
/// <param name="Cluster">Sites of a cluster, such as a town, are held out together.</param>
public sealed record ObservedSite(string Name, int Cell, string Cluster);

/// <summary>The hours of a pollutant at a site.</summary>
/// <param name="pollutant">The pollutant.</param>
/// <param name="site">Number of the site.</param>
/// <returns>One value for each hour, NaN in gaps; empty where the site does not measure the pollutant.</returns>
public delegate ReadOnlySpan<float> SiteSeries(Pollutant pollutant, int site);

/// <summary>Observations of cells, in order of time, cut into parts of hours: a value is the mean of all sites of the cell.</summary>
public sealed class UpdateObservations
{
    private readonly ImmutableArray<ObservationPoint> _points;
    private readonly double[] _values;
    private readonly int[] _sites;
    private readonly int[] _begins;
    private readonly ImmutableDictionary<int, ImmutableHashSet<string>> _clusters;

    private UpdateObservations(ImmutableArray<ObservationPoint> points, (double[] Values, int[] Sites) data, int[] begins,
        ImmutableDictionary<int, ImmutableHashSet<string>> clusters)
    {
        (_points, _values, _sites, _begins, _clusters) = (points, data.Values, data.Sites, begins, clusters);
    }

    /// <summary>Number of observations.</summary>
    public int Count => _points.Length;

    /// <summary>All points, in order of time.</summary>
    public ReadOnlySpan<ObservationPoint> Points => _points.AsSpan();

    /// <summary>The values of all points, ppb or micrograms per cubic metre.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>Number of sites that each value is the mean of.</summary>
    public ReadOnlySpan<int> Sites => _sites;

    /// <summary>Number of parts.</summary>
    public int Parts => _begins.Length - 1;

    /// <summary>Names of the clusters, in alphabetical order.</summary>
    public ImmutableArray<string> Clusters => [.. _clusters.Values.SelectMany(names => names).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Puts the series of sites together by cell.</summary>
    /// <param name="sites">The sites.</param>
    /// <param name="series">Their hours.</param>
    /// <param name="hours">Number of hours of each series.</param>
    /// <param name="firstHour">Hours before this one are left out: the spin-up.</param>
    /// <param name="hoursOfPart">Hours of a part; the observations of a part are predicted together.</param>
    /// <returns>Observations without gaps.</returns>
    /// <exception cref="DataNotFoundException">There is not one value: nothing could be learnt.</exception>
    public static UpdateObservations Of(
        ImmutableArray<ObservedSite> sites, SiteSeries series, int hours, int firstHour = 0, int hoursOfPart = 24)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentOutOfRangeException.ThrowIfLessThan(hours, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hoursOfPart, 1);
        SortedDictionary<(int Hour, Pollutant Pollutant, int Cell), (double Sum, int Sites)> cells = [];
        foreach (Pollutant pollutant in AtmosphericSpecies.Pollutants)
            for (int site = 0; site < sites.Length; site++)
            {
                ReadOnlySpan<float> values = series(pollutant, site);
                if (!values.IsEmpty && values.Length != hours)
                    throw new ArgumentException($"{sites[site].Name}: {values.Length} values for {hours} hours", nameof(series));
                for (int hour = Math.Max(0, firstHour); hour < values.Length; hour++)
                {
                    if (!float.IsFinite(values[hour])) continue;
                    (double sum, int count) = cells.GetValueOrDefault((hour, pollutant, sites[site].Cell));
                    cells[(hour, pollutant, sites[site].Cell)] = (sum + values[hour], count + 1);
                }
            }

        if (cells.Count == 0)
            throw new DataNotFoundException(new Fault("There is not one observation: nothing can be learnt about the emissions.",
                Expected: "values of at least one site, cell and hour", Found: $"{sites.Length} sites, all values missing",
                Remedy: "Check the dates and the columns of the station tables, and that the sites lie on the grid."));
        return new UpdateObservations(
            [.. cells.Keys.Select(key => new ObservationPoint(key.Hour, key.Cell, key.Pollutant))],
            ([.. cells.Values.Select(value => value.Sum / value.Sites)], [.. cells.Values.Select(value => value.Sites)]),
            Begins([.. cells.Keys.Select(key => key.Hour)], hours, hoursOfPart),
            sites.GroupBy(site => site.Cell).ToImmutableDictionary(
                group => group.Key, group => group.Select(site => site.Cluster).ToImmutableHashSet()));
    }

    /// <summary>The same points with other values, such as those of a twin experiment.</summary>
    /// <param name="values">One for each observation.</param>
    /// <returns>The observations.</returns>
    public UpdateObservations With(ReadOnlySpan<double> values)
    {
        if (values.Length != Count) throw new ArgumentException($"{Count} values are needed", nameof(values));
        return new UpdateObservations(_points, (values.ToArray(), _sites), _begins, _clusters);
    }

    /// <summary>The observations of a part.</summary>
    /// <param name="part">Part from 0.</param>
    /// <returns>Place of its first observation, and how many it has; a part may have none.</returns>
    public (int First, int Count) RangeOf(int part) => (_begins[part], _begins[part + 1] - _begins[part]);

    /// <summary>The points of a part.</summary>
    /// <param name="part">Part from 0.</param>
    /// <returns>Its points, in order of time.</returns>
    public ReadOnlySpan<ObservationPoint> PointsOf(int part) => Points[_begins[part].._begins[part + 1]];

    /// <summary>Means of the observations of a cell and pollutant around each of them.</summary>
    /// <param name="hours">Hours before and after an observation that count, it among them.</param>
    /// <returns>A mean for each observation, ppb or micrograms per cubic metre.</returns>
    public double[] RunningMeans(int hours)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hours);
        double[] means = new double[Count];
        foreach (IGrouping<(Pollutant, int), int> group in Enumerable.Range(0, Count)
            .GroupBy(n => (_points[n].Pollutant, _points[n].Cell)))
        {
            int[] series = [.. group];
            (int first, int end, double sum) = (0, 0, 0);
            foreach (int n in series)
            {
                for (; end < series.Length && _points[series[end]].Hour <= _points[n].Hour + hours; end++) sum += _values[series[end]];
                for (; _points[series[first]].Hour < _points[n].Hour - hours; first++) sum -= _values[series[first]];
                means[n] = sum / (end - first);
            }
        }

        return means;
    }

    /// <summary>Marks observations.</summary>
    /// <param name="isChosen">Which points.</param>
    /// <returns>One mark for each observation.</returns>
    public ImmutableArray<bool> Mark(Predicate<ObservationPoint> isChosen) => [.. _points.Select(point => isChosen(point))];

    /// <summary>Holds out a part of the clusters, drawn whole: their cells tell nothing to the update and judge it afterwards.</summary>
    /// <param name="share">Part of the clusters, 0 to 1; one at least, where there are two or more and the share is not 0.</param>
    /// <param name="random">Source of the draw.</param>
    /// <returns>A mark for each observation that is held out. A cell with sites of several clusters is held out with any of them.</returns>
    public ImmutableArray<bool> HoldOut(double share, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegative(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(share, 1);
        string[] names = [.. Clusters];
        random.Sequence().Shuffle(names.AsSpan());
        int number = share == 0 || names.Length < 2 ? 0 : Math.Clamp((int)Math.Round(share * names.Length), 1, names.Length - 1);
        return HoldOut(names.Take(number).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Holds out clusters by name.</summary>
    /// <param name="clusters">Their names.</param>
    /// <returns>A mark for each observation that is held out.</returns>
    public ImmutableArray<bool> HoldOut(IReadOnlySet<string> clusters) =>
        Mark(point => _clusters[point.Cell].Any(clusters.Contains));

    private static int[] Begins(int[] hours, int end, int hoursOfPart)
    {
        int[] begins = new int[((end + hoursOfPart - 1) / hoursOfPart) + 1];
        for (int part = 0; part < begins.Length; part++)
        {
            int found = Array.BinarySearch(hours, part * hoursOfPart);
            begins[part] = found < 0 ? ~found : found;
            // The search may hit any of equal hours: the first is meant.
            while (begins[part] > 0 && hours[begins[part] - 1] >= part * hoursOfPart) begins[part]--;
        }

        begins[^1] = hours.Length;
        return begins;
    }
}
