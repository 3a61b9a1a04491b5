namespace Kaya.Learning.Tests;

public sealed class LinearRegressionTests
{
    [Fact]
    public void Fit_MoreColumnsThanRows_GoesThroughTheRows()
    {
        FeatureTable features = Tabulated.Random("x", 5, 9, 1), targets = Tabulated.Random("y", 5, 2, 2);
        FeatureTable back = new LinearRegression().Fit(features, targets, Tabulated.Context()).Predict(features);
        Assert.All(targets.Values.ToArray().Zip(back.Values.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void Fit_ConstantColumn_LeavesItOut()
    {
        FeatureTable features = Tabulated.Table("x", [[1, 7], [2, 7], [4, 7]]);
        LinearPredictor predictor = (LinearPredictor)new LinearRegression()
            .Fit(features, Tabulated.Table("y", [[3], [5], [9]]), Tabulated.Context());
        Assert.Equal(1, predictor.Rank);
        Assert.Equal(2, predictor.Coefficients.Span[0], 1e-12);
        Assert.Equal(0, predictor.Coefficients.Span[1], 1e-12);
        Assert.Equal(1, predictor.Intercepts.Span[0], 1e-12);
    }

    [Fact]
    public void Fit_ResidualsOfRandomData_AreOrthogonalToTheFeatures()
    {
        FeatureTable features = Tabulated.Random("x", 200, 6, 5), targets = Tabulated.Random("y", 200, 1, 6);
        FeatureTable fitted = new LinearRegression().Fit(features, targets, Tabulated.Context()).Predict(features);
        for (int column = 0; column < 6; column++)
            Assert.Equal(0, Enumerable.Range(0, 200).Sum(row => (targets[row, 0] - fitted[row, 0]) * features[row, column]), 1e-10);
    }

    [Fact]
    public void Fit_UnequalRows_Refuses() => Assert.Throws<ArgumentException>(() =>
        new LinearRegression().Fit(Tabulated.Random("x", 5, 2, 1), Tabulated.Random("y", 4, 1, 1), Tabulated.Context()));
}
