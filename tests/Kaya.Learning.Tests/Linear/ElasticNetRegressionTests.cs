namespace Kaya.Learning.Tests;

public sealed class ElasticNetRegressionTests
{
    private static readonly FeatureTable Features = Tabulated.Random("x", 80, 5, 7);
    private static readonly FeatureTable Targets = Tabulated.Random("y", 80, 1, 8);

    [Fact]
    public void Fit_PenaltyNextToNothing_IsLeastSquares()
    {
        FeatureTable expected = new LinearRegression().Fit(Features, Targets, Tabulated.Context()).Predict(Features);
        FeatureTable found = new ElasticNetRegression { Penalty = 1e-10, Tolerance = 1e-9 }.Fit(Features, Targets, Tabulated.Context())
            .Predict(Features);
        Assert.All(expected.Values.ToArray().Zip(found.Values.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public void Fit_LargePenalty_LeavesTheMeanAlone()
    {
        LinearPredictor predictor = Fit(new ElasticNetRegression { Penalty = 100 });
        Assert.All(predictor.Coefficients.ToArray(), slope => Assert.Equal(0, slope));
        Assert.Equal(Targets.Column(0).Average(), predictor.Intercepts.Span[0], 1e-12);
        Assert.Null(predictor.Rank);
    }

    [Fact]
    public void Fit_Solution_HoldsTheConditionsOfItsOptimum()
    {
        // Subgradient: x'r/n - p (1 - q) w is p q sign(w) where w is not 0, and no larger than p q where it is.
        const double penalty = 0.05, ratio = 0.6;
        LinearPredictor predictor = Fit(
            new ElasticNetRegression { Penalty = penalty, L1Ratio = ratio, Tolerance = 1e-13, MaximumPasses = 10_000 });
        FeatureTable fitted = predictor.Predict(Features);
        for (int column = 0; column < 5; column++)
        {
            double slope = predictor.Coefficients.Span[column], mean = Features.Column(column).Average();
            double pull = Enumerable.Range(0, 80).Average(row => (Targets[row, 0] - fitted[row, 0]) * (Features[row, column] - mean))
                - penalty * (1 - ratio) * slope;
            if (slope == 0) Assert.InRange(Math.Abs(pull), 0, penalty * ratio + 1e-6);
            else Assert.Equal(penalty * ratio * Math.Sign(slope), pull, 1e-6);
        }
    }

    [Fact]
    public void Fit_TooFewPasses_SaysHowFarItCame()
    {
        FeatureTable twins = FeatureTable.Create(Tabulated.Schema("x", 2), 80, memory =>
        {
            for (int row = 0; row < 80; row++) (memory.Span[row * 2], memory.Span[row * 2 + 1]) = (
                Features[row, 0], Features[row, 0] + 1e-3 * Features[row, 1]);
        });
        ElasticNetRegression estimator = new() { Penalty = 1e-6, Tolerance = 1e-10, MaximumPasses = 3 };
        ConvergenceException refusal = Assert.Throws<ConvergenceException>(() => estimator.Fit(twins, Targets, Tabulated.Context()));
        Assert.Contains("3 passes", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_OptionsOutOfRange_Refuses()
    {
        foreach (ElasticNetRegression wrong in (ElasticNetRegression[])
            [new() { Penalty = 0 }, new() { L1Ratio = 0 }, new() { L1Ratio = 1.1 }, new() { Tolerance = 0 }, new() { MaximumPasses = 0 }])
            Assert.Throws<ArgumentOutOfRangeException>(() => Fit(wrong));
    }

    private static LinearPredictor Fit(ElasticNetRegression estimator) =>
        (LinearPredictor)estimator.Fit(Features, Targets, Tabulated.Context());
}
