using System.Collections.Immutable;

namespace Kaya.Learning;

/// <summary>One try of a search.</summary>
/// <param name="Estimator">The estimator; prints with its options.</param>
/// <param name="Loss">Its loss on the validation rows.</param>
/// <param name="Duration">Wall time of fitting and predicting.</param>
public sealed record GridTry(IEstimator Estimator, double Loss, TimeSpan Duration);

/// <summary>The table of tries of a search.</summary>
/// <param name="Tries">Every try, in the order of the list.</param>
public sealed record GridSearchResult(ImmutableArray<GridTry> Tries)
{
    /// <summary>The try with the smallest loss; the earlier one of ties.</summary>
    public GridTry Best => Tries.MinBy(t => t.Loss)!;
}
