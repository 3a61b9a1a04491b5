namespace Kaya.Energy;

/// <summary>How synthetic regions are drawn (our choice; paper 000 only gives their number).</summary>
/// <param name="FewestMembers">Least number of regions in a mixture.</param>
/// <param name="MostMembers">Greatest number of regions in a mixture.</param>
/// <param name="Concentration">Parameter of the symmetric Dirichlet distribution of the weights; 1 is uniform over all mixtures.</param>
/// <param name="ScaleDeviation">Standard deviation of the logarithm of the total size; null for that of the training regions.</param>
public sealed record DensificationOptions(
    int FewestMembers = 2,
    int MostMembers = 4,
    double Concentration = 1,
    double? ScaleDeviation = null)
{
    /// <summary>Two to four members, uniform weights, sizes with the variance of the training regions.</summary>
    public static DensificationOptions Default { get; } = new();
}

/// <summary>A synthetic region: a weighted sum of real regions.</summary>
/// <param name="Name">Its name, such as <c>mixture 1</c>.</param>
/// <param name="Members">Regions with the common factor of their generation and emissions.</param>
/// <param name="Days">Number of days with training data of all members.</param>
public sealed record RegionMixture(string Name, IReadOnlyList<MixtureMember> Members, int Days);

/// <summary>One region of a mixture.</summary>
/// <param name="Region">Its name.</param>
/// <param name="Factor">Factor of generation and emissions: product of weight, scaling to a comparable size, and total scale.</param>
public sealed record MixtureMember(string Region, double Factor);
