using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kaya.Energy;

/// <summary>Emission factors of the sources of each training region, and those of a region without reported emissions.</summary>
/// <remarks>
/// Each region: linear regression of reported power emissions on generation by emitting source, factors not negative, with a normal prior
/// (Bayesian linear regression; truncated at zero). The prior is the population of the regions whose own data say what the factor is, or
/// <see cref="WorldFactors"/> where fewer than four do. Our method.
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

    public PowerSeries Part(int first, int count) =>
        new(Region, Days[first..(first + count)], Generation[first..(first + count)], Emission[first..(first + count)]);
}

/// <summary>What is known of factors before a region's data are seen.</summary>
internal sealed record FactorPrior(ImmutableArray<double> Means, ImmutableArray<double> Deviations, ImmutableArray<int> Regions)
{
    private const int FewestRegions = 4;
    // The data of a region say what a factor is if they leave less than half of the spread between regions.
    private const double InformedPart = 0.5;
    private const double SmallestSpread = 0.01;

    public static FactorPrior World { get; } = new(WorldFactors.Means, WorldFactors.Deviations, [0, 0, 0, 0]);

    /// <summary>Mean and standard deviation between the regions whose own data determine the factor.</summary>
    public static FactorPrior Of(IReadOnlyList<RegionFactors> fitted, FactorPrior world)
    {
        int count = world.Means.Length;
        double[] means = [.. world.Means], deviations = [.. world.Deviations];
        int[] regions = new int[count];
        for (int i = 0; i < count; i++)
        {
            int own = i;
            RegionFactors[] informed = [.. fitted.Where(
                region => Math.Sqrt(region.Covariance[own * count + own]) < InformedPart * world.Deviations[own])];
            if (informed.Length < FewestRegions) continue;
            double mean = informed.Average(region => region.Means[own]);
            double spread = informed.Sum(region => Math.Pow(region.Means[own] - mean, 2)) / (informed.Length - 1);
            double within = informed.Average(region => region.Covariance[own * count + own]);
            (means[i], regions[i]) = (mean, informed.Length);
            deviations[i] = Math.Sqrt(Math.Max(spread - within, Math.Pow(SmallestSpread * world.Means[i], 2)));
        }

        return new FactorPrior([.. means], [.. deviations], [.. regions]);
    }

    /// <summary>The factors of a region that is none of these: the spread between regions, and the error of their mean.</summary>
    public RegionFactors ForOtherRegion(IEnumerable<RegionFactors> regions)
    {
        int count = Means.Length;
        double[] covariance = new double[count * count];
        for (int i = 0; i < count; i++)
            covariance[i * count + i] = Deviations[i] * Deviations[i] * (1 + (Regions[i] > 0 ? 1.0 / Regions[i] : 0));
        int[] known = [.. Regions.Where(number => number > 0)];
        double[] drifts = [.. regions.Select(region => region.Drift).Order()];
        return new RegionFactors(known.Length == 0 ? FactorOrigin.World : FactorOrigin.OtherRegions, Means, [.. covariance],
            known.Length == 0 ? FewestRegions : known.Min() - 1, drifts[drifts.Length / 2], 0, 0);
    }
}
