using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kaya.Energy;

/// <summary>Emission factors of the sources of each training region, and those of a region without reported emissions.</summary>
/// <remarks>
/// Each region: linear regression of reported power emissions on generation by emitting source, factors not negative, with a normal prior
/// (Bayesian linear regression; truncated at zero). The prior is the population of the regions (see <see cref="FactorPrior"/>); without
/// data it is <see cref="WorldFactors"/>. Our method.
/// </remarks>
public sealed class SourceFactors
{
    private const double DaysOfYear = 365;

    private readonly FrozenDictionary<string, RegionFactors> _regions;

    internal SourceFactors(IReadOnlyDictionary<string, RegionFactors> regions, RegionFactors elsewhere) =>
        (_regions, Elsewhere) = (regions.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase), elsewhere);

    /// <summary>The regions with factors of their own.</summary>
    public IEnumerable<string> Regions => _regions.Keys.Order(StringComparer.Ordinal);

    /// <summary>The factors of a region without reported emissions.</summary>
    public RegionFactors Elsewhere { get; }

    /// <summary>The factors of a region.</summary>
    /// <param name="region">Canonical name.</param>
    /// <returns>Its own; those of other regions where it has none.</returns>
    public RegionFactors Of(string region)
    {
        ArgumentNullException.ThrowIfNull(region);
        return _regions.TryGetValue(region, out RegionFactors? own) ? own : Elsewhere;
    }

    /// <summary>Estimates the factors.</summary>
    /// <param name="data">Region-days with emissions.</param>
    /// <returns>The factors of each region, and of others.</returns>
    /// <exception cref="Core.SchemaMismatchException">The data have no emissions.</exception>
    public static SourceFactors Fit(EnergyDataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        data.RequireEmission("An estimate of emission factors");
        PowerSeries[] series = [.. CardFindings.RowsByRegion(data).Select(own => PowerSeries.Of(data, own.Name, own.Rows))];
        FactorPrior world = FactorPrior.World;
        FactorPrior population = FactorPrior.Of([.. series.Select(own => FactorRegression.Fit(own, world))], world);
        Dictionary<string, RegionFactors> own = series.ToDictionary(region => region.Region, region => FactorRegression.Fit(region,
            population));
        // A region's drift is known from few years: it counts as if one year more had been seen, with the drift of all regions.
        double common = own.Values.Average(region => region.Drift * region.Drift);
        Dictionary<string, RegionFactors> regions = own.ToDictionary(pair => pair.Key, pair => pair.Value with
        {
            Drift = Math.Sqrt((pair.Value.Days * pair.Value.Drift * pair.Value.Drift + DaysOfYear * common) / (pair.Value.Days
                + DaysOfYear)),
        });
        return new SourceFactors(regions, population.ForOtherRegion(regions.Values));
    }

    internal JsonObject ToJson() => new()
    {
        ["regions"] = JsonSerializer.SerializeToNode(_regions.ToDictionary(pair => pair.Key, pair => pair.Value)),
        ["elsewhere"] = JsonSerializer.SerializeToNode(Elsewhere),
    };

    /// <exception cref="InvalidOperationException">A part is missing or has another size.</exception>
    internal static SourceFactors FromJson(JsonNode json)
    {
        Dictionary<string, RegionFactors>? regions = json["regions"].Deserialize<Dictionary<string, RegionFactors>>();
        RegionFactors? elsewhere = json["elsewhere"].Deserialize<RegionFactors>();
        int count = WorldFactors.EmittingSources.Length;
        if (regions is null || elsewhere is null || regions.Values.Append(elsewhere).Any(own => own is null || own.Means.IsDefault
            || own.Covariance.IsDefault || own.Means.Length != count || own.Covariance.Length != count * count
            || !(own.DegreesOfFreedom >= 1) || !(own.Drift >= 0) || !(own.Noise >= 0)))
            throw new InvalidOperationException($"the emission factors are not those of {count} sources");
        return new SourceFactors(regions, elsewhere);
    }
}

/// <summary>Power emissions and emitting generation of one region, by day.</summary>
/// <param name="Region">Name.</param>
/// <param name="Days">Day numbers.</param>
/// <param name="Generation">Days x 4, TWh.</param>
/// <param name="Emission">Mt.</param>
internal sealed record PowerSeries(string Region, int[] Days, double[][] Generation, double[] Emission)
{
    public static PowerSeries Of(EnergyDataset data, string region, int[] rows)
    {
        int[] sorted = [.. rows.OrderBy(row => data.Day[row])];
        double[][] generation = [.. sorted.Select(row =>
            WorldFactors.EmittingSources.Select(source => data.Generation(source)[row] / 1000).ToArray())];
        return new PowerSeries(region, [.. sorted.Select(row => data.Day[row].DayNumber)], generation,
            [.. sorted.Select(row => data.Emission(Sector.Power)[row])]);
    }

    public int Count => Days.Length;

    /// <summary>Each day's generation and emissions times one number.</summary>
    public PowerSeries Scaled(double[] scales) => this with
    {
        Generation = [.. Generation.Select((row, t) => row.Select(value => scales[t] * value).ToArray())],
        Emission = [.. Emission.Select((value, t) => scales[t] * value)],
    };

    public PowerSeries Part(int first, int count) =>
        new(Region, Days[first..(first + count)], Generation[first..(first + count)], Emission[first..(first + count)]);
}
