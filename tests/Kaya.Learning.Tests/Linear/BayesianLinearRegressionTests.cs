namespace Kaya.Learning.Tests;

public sealed class BayesianLinearRegressionTests
{
    [Fact]
    public void PredictDeviation_FeaturesShifted_IsTheSame()
    {
        FeatureTable features = Tabulated.Random("x", 60, 3, 1), targets = Tabulated.Random("y", 60, 1, 2);
        FeatureTable moved = FeatureTable.Create(features.Schema, 60, memory =>
        {
            for (int i = 0; i < memory.Length; i++) memory.Span[i] = features.Values.Span[i] + 1000;
        });
        Assert.All(Deviations(features, targets).Zip(Deviations(moved, targets)), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
    }

    [Fact]
    public void PredictDeviation_NoiseOfOne_CoversAsANormalDoes()
    {
        // y = 2 x0 - x1 + noise of variance 1: 68.3 % of new observations lie within one standard deviation.
        FeatureTable features = Tabulated.Random("x", 4000, 2, 3), noise = Tabulated.Random("noise", 4000, 1, 4);
        FeatureTable targets = FeatureTable.Create(Tabulated.Schema("y", 1), 4000, memory =>
        {
            for (int row = 0; row < 4000; row++) memory.Span[row] = 2 * features[row, 0] - features[row, 1] + noise[row, 0];
        });
        int[] learned = [.. Enumerable.Range(0, 200)], held = [.. Enumerable.Range(200, 3800)];
        BayesianLinearPredictor predictor = Fit(features.SelectRows(learned), targets.SelectRows(learned));
        FeatureTable mean = predictor.Predict(features.SelectRows(held)), deviation = predictor.PredictDeviation(features.SelectRows(held));
        double inside = held.Select((row, i) => Math.Abs(targets[row, 0] - mean[i, 0]) <= deviation[i, 0] ? 1.0 : 0).Average();
        Assert.InRange(inside, 0.64, 0.73);
    }

    [Fact]
    public void Fit_MoreColumnsThanRows_GivesDeviationsThatGrowInDirectionsNeverSeen()
    {
        FeatureTable features = Tabulated.Table("x", [[1, 0, 0], [2, 0, 0]]), targets = Tabulated.Table("y", [[1], [2]]);
        BayesianLinearPredictor predictor = Fit(features, targets);
        FeatureTable deviations = predictor.PredictDeviation(Tabulated.Table("x", [[1.5, 0, 0], [1.5, 0, 3]]));
        Assert.True(deviations[1, 0] > deviations[0, 0]);
    }

    [Fact]
    public void Fit_OptionsOutOfRange_Refuses()
    {
        FeatureTable features = Tabulated.Random("x", 9, 2, 1), targets = Tabulated.Random("y", 9, 1, 2);
        foreach (BayesianLinearRegression wrong in (BayesianLinearRegression[])
            [new() { NoiseShape = -1 }, new() { SlopeShape = -1 }, new() { NoiseRate = 0 }, new() { SlopeRate = 0 },
                new() { Tolerance = -1 }, new() { MaximumIterations = 0 }])
            Assert.Throws<ArgumentOutOfRangeException>(() => wrong.Fit(features, targets, Tabulated.Context()));
    }

    private static BayesianLinearPredictor Fit(FeatureTable features, FeatureTable targets) =>
        (BayesianLinearPredictor)new BayesianLinearRegression().Fit(features, targets, Tabulated.Context());

    private static double[] Deviations(FeatureTable features, FeatureTable targets) =>
        Fit(features, targets).PredictDeviation(features).Values.ToArray();
}
