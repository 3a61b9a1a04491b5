using Kaya.Core;

namespace Kaya.Energy;

/// <summary>CMEE_n: adds n synthesized regions to a training set (paper 000, table 2).</summary>
/// <remarks>
/// Generation and emission both add up over regions, so a weighted sum of regions is a possible region. A mixture has
/// factors f_r = s w_r S / S_r, where w is a Dirichlet draw, S_r the mean generation of region r over its training days, S the
/// geometric mean of all S_r and log s normal around 0; row (mixture, t) = sum over r of f_r times row (r, t), both sides alike. Only
/// rows that are handed in are mixed, so what a split holds out cannot enter.
/// </remarks>
public sealed class Densification
{
    private Densification(EnergyDataset synthesized, IReadOnlyList<RegionMixture> mixtures) =>
        (Synthesized, Mixtures) = (synthesized, mixtures);

    /// <summary>The rows of the synthesized regions alone.</summary>
    public EnergyDataset Synthesized { get; }

    /// <summary>What each of them was made of.</summary>
    public IReadOnlyList<RegionMixture> Mixtures { get; }

    /// <summary>Draws mixtures of training regions.</summary>
    /// <param name="training">Training rows and nothing else: <c>dataset.Select(split.Train)</c>.</param>
    /// <param name="count">How many regions to synthesize, at least 1.</param>
    /// <param name="random">Where the draws come from; mixture i uses <c>densification/i</c>, so the first ten of a hundred are the ten of
    /// ten.</param>
    /// <param name="options">How they are drawn.</param>
    /// <returns>The synthesized rows, on the days that all members of a mixture have.</returns>
    /// <exception cref="ArgumentException">No emission, fewer regions than a mixture needs, overlapping regions, or no day that any drawn
    /// regions share.</exception>
    public static Densification Of(EnergyDataset training, int count, RandomSource random, DensificationOptions? options = null)
    {
        EnergySplits.RefuseAggregates(training);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentNullException.ThrowIfNull(random);
        options ??= DensificationOptions.Default;
        Check(training, options);
        MixtureSource source = new(training, options);
        List<RegionMixture> mixtures = new(count);
        MixtureColumns columns = new();
        for (int i = 1; i <= count; i++)
            mixtures.Add(source.Draw($"mixture {i}", i - 1, random.Derive($"densification/{i}").Sequence(), columns));
        return new Densification(columns.ToDataset([.. mixtures.Select(mixture => mixture.Name)]), mixtures.AsReadOnly());
    }

    /// <summary>A training set with n synthesized regions behind its own rows; n = 0 gives the set itself.</summary>
    /// <param name="training">Training rows and nothing else.</param>
    /// <param name="count">How many regions to synthesize, 0 or more.</param>
    /// <param name="random">Where the draws come from.</param>
    /// <param name="options">How they are drawn.</param>
    /// <returns>CMEE_n.</returns>
    /// <exception cref="ArgumentException">As for <see cref="Of"/>.</exception>
    public static EnergyDataset Densify(EnergyDataset training, int count, RandomSource random, DensificationOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return count == 0 ? training : training.Concat(Of(training, count, random, options).Synthesized);
    }

    private static void Check(EnergyDataset training, DensificationOptions options)
    {
        if (!training.HasEmission) throw new ArgumentException("a mixture needs both sides: the dataset has generation only",
            nameof(training));
        if (options.FewestMembers < 1 || options.MostMembers < options.FewestMembers)
            throw new ArgumentException($"{options.FewestMembers} to {options.MostMembers} members make no range", nameof(options));
        if (!(options.Concentration > 0)) throw new ArgumentException("the concentration must be above zero", nameof(options));
        if (training.Regions.Count < options.FewestMembers)
            throw new ArgumentException($"{training.Regions.Count} regions, a mixture needs {options.FewestMembers}", nameof(training));
    }
}
