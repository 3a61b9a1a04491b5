namespace Kaya.Conformance.Tests;

/// <summary>Every rule is seen to fail on an estimator that breaks it on purpose: a check that cannot fail checks nothing.</summary>
[Collection("native")]
public sealed class BrokenTests
{
    public static TheoryData<string> Rules => [.. ConformanceRules.All.Select(rule => rule.Name)];

    [Theory]
    [MemberData(nameof(Rules))]
    public void EveryRule_EstimatorThatBreaksIt_Fails(string rule)
    {
        EstimatorCase broken = BrokenCases.ByRule[rule];
        Assert.ThrowsAny<Exception>(() => ConformanceRules.Named(rule).Check(broken));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void EveryRule_SameEstimatorUnbroken_Holds(string rule) => ConformanceRules.Named(rule).Check(BrokenCases.Sound);
}
