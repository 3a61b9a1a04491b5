namespace Kaya.Learning.Tests;

public sealed class CrossValidatedTests
{
    private static readonly FeatureTable s_features = Tabulated.Random("x", 40, 3, 3);

    [Fact]
    public void Fit_LinearTruth_TakesTheCandidateThatFits()
    {
        FeatureTable targets = Targets(row => 1 + (2 * s_features[row, 0]) - s_features[row, 2]);
        IPredictor chosen = new CrossValidated("best", [new KnnRegression { Neighbours = 3 }, new LinearRegression()])
            .Fit(s_features, targets, Tabulated.Context());
        Assert.IsType<LinearPredictor>(chosen);
    }

    [Fact]
    public void Fit_NoiseAlone_TakesTheHeavierPenalty()
    {
        FeatureTable targets = Tabulated.Random("y", 40, 1, 4);
        LinearPredictor chosen = (LinearPredictor)new CrossValidated(
            "best", [new ElasticNetRegression { Penalty = 1e-4 }, new ElasticNetRegression { Penalty = 10 }])
            .Fit(s_features, targets, Tabulated.Context());
        Assert.All(chosen.Coefficients.ToArray(), coefficient => Assert.Equal(0, coefficient));
    }

    [Fact]
    public void Fit_EqualCandidates_TakesTheEarlier()
    {
        FeatureTable targets = Targets(row => s_features[row, 0]);
        LinearPredictor chosen = (LinearPredictor)new CrossValidated(
            "best", [new LinearRegression(), new LinearRegression { Intercept = true }]).Fit(s_features, targets, Tabulated.Context());
        Assert.Equal(1, chosen.Coefficients.Span[0], 1e-10);
        Assert.Throws<ArgumentOutOfRangeException>(() => new CrossValidated("none", []).Fit(s_features, targets, Tabulated.Context()));
    }

    private static FeatureTable Targets(Func<int, double> of) =>
        Tabulated.Table("y", [.. Enumerable.Range(0, 40).Select(row => new[] { of(row) })]);
}
