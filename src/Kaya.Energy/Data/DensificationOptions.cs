namespace Kaya.Energy;

/// <summary>How synthesized regions are drawn (paper 000 names the number only; these are ours).</summary>
/// <param name="FewestMembers">Least number of regions in a mixture.</param>
/// <param name="MostMembers">Greatest number of regions in a mixture.</param>
/// <param name="Concentration">Parameter of the symmetric Dirichlet distribution of the weights; 1 is uniform over all mixtures.</param>
/// <param name="ScaleDeviation">Standard deviation of the logarithm of the overall size; null takes that of the training regions.</param>
public sealed record DensificationOptions(
    int FewestMembers = 2,
    int MostMembers = 4,
    double Concentration = 1,
    double? ScaleDeviation = null)
{
    /// <summary>Two to four members, uniform weights, sizes as different as those of the training regions.</summary>
    public static DensificationOptions Default { get; } = new();
}

/// <summary>A synthesized region: the weighted sum of real ones.</summary>
/// <param name="Name">Its name, such as <c>mixture 1</c>.</param>
/// <param name="Members">Regions with the factor that both their generation and their emission are multiplied by.</param>
/// <param name="Days">On how many days all members have training data.</param>
public sealed record RegionMixture(string Name, IReadOnlyList<MixtureMember> Members, int Days);

/// <summary>One region of a mixture.</summary>
/// <param name="Region">Its name.</param>
/// <param name="Factor">Multiplies generation and emission alike; weight, scaling to a comparable size and overall scale in one.</param>
public sealed record MixtureMember(string Region, double Factor);
