using Kaya.Core;

namespace Kaya.Energy;

/// <summary>Finds regions whose daily mix is constant within a month: the provider scaled a monthly mix to daily
/// totals.</summary>
/// <remarks>
/// For each month the shares are those of the month's sum; each day's total times these shares is compared with the day's values.
/// The provider's noise of about 0.5 GWh causes a deviation (root mean square, largest source) of at most 1.25 GWh, so
/// such a month has a constant mix. Only checked if a real change would be visible: totals of 100 GWh or more, and a second source of 5 %
/// or
/// more.
/// </remarks>
internal static class RepeatedMixCheck
{
    private const double NoiseGWh = 1.25;
    private const double SmallestTotalGWh = 100;
    private const double SmallestSecondShare = 0.05;

    private static IReadOnlyList<EnergySource> Fossil { get; } = [.. EnergySources.All.Where(EnergySources.IsFossil)];

    internal static IReadOnlyList<RepeatedMix> Find(EnergyDataset dataset)
    {
        List<RepeatedMix> found = [];
        foreach ((string region, int[] rows) in CardFindings.RowsByRegion(dataset))
        {
            RepeatedMix? mix = Judge(dataset, region, rows, EnergySources.All, "all sources")
                ?? Judge(dataset, region, rows, Fossil, "coal, gas and oil");
            if (mix is not null) found.Add(mix);
        }

        return found.AsReadOnly();
    }

    private static RepeatedMix? Judge(EnergyDataset dataset, string region, int[] rows, IReadOnlyList<EnergySource> sources, string label)
    {
        List<double> deviations = [];
        foreach (int[] month in CardFindings.RowsByMonth(dataset, rows))
            if (Deviation(dataset, month, sources) is { } deviation) deviations.Add(deviation);
        int repeated = deviations.Count(deviation => deviation <= NoiseGWh);
        if (repeated == 0 || repeated * 2 < deviations.Count) return null;
        deviations.Sort();
        return new RepeatedMix(region, label, repeated, deviations.Count, deviations[deviations.Count / 2]);
    }

    /// <summary>Largest root mean square deviation from the monthly mix, GWh; null if the month cannot be checked.</summary>
    private static double? Deviation(EnergyDataset dataset, int[] month, IReadOnlyList<EnergySource> sources)
    {
        double[] shares = [.. sources.Select(source => month.Sum(row => dataset.Generation(source)[row]))];
        double sum = shares.Sum();
        if (sum / month.Length < SmallestTotalGWh) return null;
        for (int i = 0; i < shares.Length; i++) shares[i] /= sum;
        if (shares.OrderDescending().ElementAt(1) < SmallestSecondShare) return null;
        double[] totals = [.. month.Select(row => sources.Sum(source => dataset.Generation(source)[row]))];
        return Enumerable.Range(0, sources.Count).Max(i => Math.Sqrt(Enumerable.Range(0, month.Length).Average(d =>
        {
            double difference = dataset.Generation(sources[i])[month[d]] - shares[i] * totals[d];
            return difference * difference;
        })));
    }
}
