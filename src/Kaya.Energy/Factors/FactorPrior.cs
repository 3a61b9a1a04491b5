using System.Collections.Immutable;

namespace Kaya.Energy;

/// <summary>What is known of factors before a region's data are seen: the population of regions.</summary>
/// <remarks>
/// Normal-normal hierarchy (random effects): the factors of a source have a mean and a spread between regions, of which the estimate of
/// each region tells as much as its own error leaves. The mean has a normal prior at the world default, the relative spread, which the
/// fuels share, a flat one, so that without data a region has the world default and its deviation. Both are integrated over.
/// </remarks>
/// <param name="Means">By emitting source, t per MWh.</param>
/// <param name="Deviations">Standard deviation of the factor of a region that is not seen yet: spread, and error of the mean.</param>
/// <param name="Regions">Number of regions whose own data determine the factor.</param>
internal sealed record FactorPrior(ImmutableArray<double> Means, ImmutableArray<double> Deviations, ImmutableArray<int> Regions)
{
    private const int FewestRegions = 4;
    // The data of a region say what a factor is if they leave less than half of the world's deviation.
    private const double InformedPart = 0.5;

    public static FactorPrior World { get; } = new(WorldFactors.Means, WorldFactors.Deviations, [0, 0, 0, 0]);

    /// <summary>The population of regions that were fitted with the prior <paramref name="world"/>.</summary>
    public static FactorPrior Of(IReadOnlyList<RegionFactors> fitted, FactorPrior world)
    {
        int count = world.Means.Length;
        SpreadGrid[] grids = [.. Enumerable.Range(0, count).Select(source => SpreadGrid.Of(
            [.. fitted.Select(region => Estimate(region, source, world)).Where(estimate => double.IsFinite(estimate.Variance))],
            world.Means[source], world.Deviations[source]))];
        double[] means = new double[count], deviations = new double[count];
        // Efficiency and heat make the fuels differ between regions: their relative spread is one.
        foreach (IGrouping<double, int> alike in Enumerable.Range(0, count)
            .GroupBy(source => Math.Round(world.Deviations[source] / world.Means[source], 6)))
        {
            double[] weights = SpreadGrid.Weights(alike.Select(source => grids[source]));
            foreach (int source in alike) (means[source], deviations[source]) = grids[source].Moments(weights);
        }

        return new FactorPrior([.. means], [.. deviations], [.. Enumerable.Range(0, count).Select(source => fitted.Count(region =>
            Math.Sqrt(region.Covariance[source * count + source]) < InformedPart * world.Deviations[source]))]);
    }

    // What the region's data alone say: the prior is taken out of the result again.
    private static (double Mean, double Variance) Estimate(RegionFactors region, int source, FactorPrior world)
    {
        double variance = region.Covariance[source * world.Means.Length + source], prior = Math.Pow(world.Deviations[source], 2);
        if (variance <= 0) return (region.Means[source], 0);
        double precision = 1 / variance - 1 / prior;
        return precision <= 0 ? (0, double.PositiveInfinity)
            : ((region.Means[source] / variance - world.Means[source] / prior) / precision, 1 / precision);
    }

    /// <summary>The factors of a region that is none of these.</summary>
    public RegionFactors ForOtherRegion(IEnumerable<RegionFactors> regions)
    {
        int count = Means.Length;
        double[] covariance = new double[count * count];
        for (int i = 0; i < count; i++) covariance[i * count + i] = Deviations[i] * Deviations[i];
        int[] known = [.. Regions.Where(number => number >= FewestRegions)];
        double[] drifts = [.. regions.Select(region => region.Drift).Order()];
        return new RegionFactors(known.Length == 0 ? FactorOrigin.World : FactorOrigin.OtherRegions, Means, [.. covariance],
            known.Length == 0 ? FewestRegions : known.Min() - 1, drifts[drifts.Length / 2], 0, 0);
    }
}

/// <summary>What the regions say of one source for each spread of a grid.</summary>
/// <param name="Logs">Logarithm of the probability of the regions' estimates.</param>
/// <param name="Centres">Mean of the next region's factor, t per MWh.</param>
/// <param name="Variances">Its variance.</param>
internal sealed record SpreadGrid(double[] Logs, double[] Centres, double[] Variances)
{
    private const int Count = 60;
    private const double Smallest = 0.01;

    // The mean has half of the world's variance; the spread is flat up to where its mean square is the other half.
    private static readonly double s_largest = Math.Sqrt(1.5);

    public static SpreadGrid Of((double Mean, double Variance)[] estimates, double world, double deviation)
    {
        double half = deviation * deviation / 2;
        SpreadGrid grid = new(new double[Count], new double[Count], new double[Count]);
        for (int k = 0; k < Count; k++)
        {
            double spread = deviation * Relative(k), precision = 1 / half, sum = world / half, squares = world * world / half, log = 0;
            foreach ((double mean, double variance) in estimates)
            {
                double weight = 1 / (spread * spread + variance);
                precision += weight;
                sum += weight * mean;
                squares += weight * mean * mean;
                log += Math.Log(weight) / 2;
            }

            grid.Centres[k] = sum / precision;
            grid.Variances[k] = spread * spread + 1 / precision;
            grid.Logs[k] = log - Math.Log(precision) / 2 - (squares - precision * grid.Centres[k] * grid.Centres[k]) / 2;
        }

        return grid;
    }

    /// <summary>Probabilities of the spreads, from all sources that share them.</summary>
    public static double[] Weights(IEnumerable<SpreadGrid> grids)
    {
        // Flat in the spread: the steps of the grid grow with it.
        double[] logs = [.. Enumerable.Range(0, Count).Select(k => Math.Log(Relative(k)) + grids.Sum(grid => grid.Logs[k]))];
        double largest = logs.Max(), all = logs.Sum(log => Math.Exp(log - largest));
        return [.. logs.Select(log => Math.Exp(log - largest) / all)];
    }

    /// <summary>Mean and standard deviation of the factor of the next region.</summary>
    public (double Mean, double Deviation) Moments(double[] weights)
    {
        double mean = weights.Zip(Centres, (weight, own) => weight * own).Sum();
        return (mean, Math.Sqrt(weights.Select((weight, k) => weight * (Variances[k] + Math.Pow(Centres[k] - mean, 2))).Sum()));
    }

    // In parts of the world's deviation, evenly in the logarithm.
    private static double Relative(int k) => Smallest * Math.Pow(s_largest / Smallest, (k + 0.5) / Count);
}
