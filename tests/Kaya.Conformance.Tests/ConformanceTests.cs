namespace Kaya.Conformance.Tests;

/// <summary>Every estimator against every rule.</summary>
[Collection("native")]
public sealed class ConformanceTests
{
    public static TheoryData<string, string> Pairs
    {
        get
        {
            TheoryData<string, string> pairs = [];
            foreach (EstimatorCase subject in EstimatorCases.All)
                foreach (ConformanceRule rule in ConformanceRules.All)
                    pairs.Add(subject.Name, rule.Name);
            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void EveryEstimator_EveryRule_Holds(string estimator, string rule) =>
        ConformanceRules.Named(rule).Check(EstimatorCases.All.Single(subject => subject.Name == estimator));
}
