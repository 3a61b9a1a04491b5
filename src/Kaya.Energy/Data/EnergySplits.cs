using System.Collections.Immutable;

using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Energy;

/// <summary>The three splits of a dataset used in every evaluation, as row numbers.</summary>
/// <remarks>All splits refuse a dataset in which one region contains another, since test rows would be sums of training rows.</remarks>
public static class EnergySplits
{
    /// <summary>The share of rows or days for testing (paper 000: 80 to 20).</summary>
    public const double TestFraction = 0.2;

    // A fifth of fewer rows rounds to zero.
    private const int Fewest = 3;

    /// <summary>Random region-days: optimistic, since the days before and after a test day are in the training data.</summary>
    /// <param name="dataset">The rows.</param>
    /// <param name="random">Random numbers; <c>split/random</c> is derived from it.</param>
    /// <returns>80 % for training, 20 % for testing.</returns>
    /// <exception cref="ArgumentException">One region of the dataset contains another.</exception>
    /// <exception cref="DataNotFoundException">Fewer than 3 region-days.</exception>
    public static Split Random(EnergyDataset dataset, RandomSource random)
    {
        RefuseAggregates(dataset);
        ArgumentNullException.ThrowIfNull(random);
        if (dataset.Count < Fewest) throw TooFew("hold out a fifth of the region-days", $"{Fewest} region-days", dataset);
        return Split.Random(dataset.Count, TestFraction, random.Derive("split/random"));
    }

    /// <summary>The last 20 % of the days of all regions for testing, as in a forecast.</summary>
    /// <param name="dataset">The rows.</param>
    /// <returns>The split; every training day is before every test day.</returns>
    /// <exception cref="ArgumentException">One region of the dataset contains another.</exception>
    /// <exception cref="DataNotFoundException">Fewer than 3 days.</exception>
    public static Split LastDays(EnergyDataset dataset)
    {
        RefuseAggregates(dataset);
        if (dataset.Days.Count < Fewest) throw TooFew("hold out the last fifth of the days", $"{Fewest} days", dataset);
        return Split.Temporal(dataset.Day.ToArray(), TestFraction);
    }

    /// <summary>Each region once for testing, the others for training, as for a region without reported emissions.</summary>
    /// <param name="dataset">The rows of at least two regions.</param>
    /// <returns>One split per region, in the order of the rows, named <c>leave-out REGION</c>.</returns>
    /// <exception cref="ArgumentException">One region of the dataset contains another.</exception>
    /// <exception cref="DataNotFoundException">A single region.</exception>
    public static ImmutableArray<Split> LeaveRegionOut(EnergyDataset dataset)
    {
        RefuseAggregates(dataset);
        if (dataset.Regions.Count < 2) throw TooFew("leave each region out in turn", "2 regions", dataset);
        return Split.LeaveZoneOut<string>([.. Enumerable.Range(0, dataset.Count).Select(dataset.RegionOf)]);
    }

    /// <summary>The exception for a dataset that is too small for a purpose.</summary>
    internal static DataNotFoundException TooFew(string purpose, string needed, EnergyDataset found) => new(new Fault(
        $"There are too few data to {purpose}.", Expected: $"at least {needed}",
        Found: $"{found.Regions.Count} region{(found.Regions.Count == 1 ? "" : "s")} ({string.Join(", ", found.Regions.Take(3))}"
            + $"{(found.Regions.Count > 3 ? ", ..." : "")}), {found.Days.Count} days, {found.Count} region-days",
        Remedy: "Add regions or days."));

    internal static void RefuseAggregates(EnergyDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        foreach (string outer in dataset.Regions)
            foreach (string inner in dataset.Regions)
                if (outer != inner && !RegionCatalog.AreSeparate(outer, inner))
                    throw new ArgumentException($"{outer} and {inner} overlap: exclude one of them", nameof(dataset));
    }
}
