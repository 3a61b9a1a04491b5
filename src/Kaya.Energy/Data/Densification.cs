using Kaya.Core;

namespace Kaya.Energy;

/// <summary>CMEE_n: adds n synthetic regions to a training set (paper 000, table 2).</summary>
/// <remarks>
/// Generation and emissions are additive, so a weighted sum of regions is a possible region. A mixture has
/// factors f_r = s w_r S / S_r, where w is a Dirichlet draw, S_r the mean generation of region r over its training days, S the
/// geometric mean of all S_r and log s normal around 0; row (mixture, t) = sum over r of f_r times row (r, t), for generation and
/// emissions. Only
/// the given rows are mixed, so held-out rows are never used.
/// </remarks>
public sealed class Densification
{
    private Densification(EnergyDataset synthesized, IReadOnlyList<RegionMixture> mixtures) =>
        (Synthesized, Mixtures) = (synthesized, mixtures);

    /// <summary>The rows of the synthetic regions only.</summary>
    public EnergyDataset Synthesized { get; }

    /// <summary>The composition of each of them.</summary>
    public IReadOnlyList<RegionMixture> Mixtures { get; }

    /// <summary>Draws mixtures of training regions.</summary>
    /// <param name="training">Training rows only: <c>dataset.Select(split.Train)</c>.</param>
    /// <param name="count">Number of synthetic regions, at least 1.</param>
    /// <param name="random">Random numbers; mixture i uses <c>densification/i</c>, so the first ten of a hundred equal the ten of
    /// ten.</param>
    /// <param name="options">Settings of the mixtures.</param>
    /// <returns>The synthetic rows, on the days that all members of a mixture have.</returns>
    /// <exception cref="ArgumentException">No emissions, fewer regions than a mixture needs, overlapping regions, or no common day of the
    /// drawn
    /// regions.</exception>
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

    /// <summary>A training set followed by n synthetic regions; n = 0 gives the set itself.</summary>
    /// <param name="training">Training rows only.</param>
    /// <param name="count">Number of synthetic regions, 0 or more.</param>
    /// <param name="random">Random numbers.</param>
    /// <param name="options">Settings of the mixtures.</param>
    /// <returns>CMEE_n.</returns>
    /// <exception cref="ArgumentException">As for <see cref="Of"/>.</exception>
    public static EnergyDataset Densify(EnergyDataset training, int count, RandomSource random, DensificationOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return count == 0 ? training : training.Concat(Of(training, count, random, options).Synthesized);
    }

    private static void Check(EnergyDataset training, DensificationOptions options)
    {
        if (!training.HasEmission) throw new ArgumentException("a mixture needs generation and emissions: the dataset has only generation",
            nameof(training));
        if (options.FewestMembers < 1 || options.MostMembers < options.FewestMembers)
            throw new ArgumentException($"{options.FewestMembers} to {options.MostMembers} members is not a valid range", nameof(options));
        if (!(options.Concentration > 0)) throw new ArgumentException("the concentration must be above zero", nameof(options));
        if (training.Regions.Count < options.FewestMembers)
            throw new ArgumentException($"{training.Regions.Count} regions, a mixture needs {options.FewestMembers}", nameof(training));
    }
}
