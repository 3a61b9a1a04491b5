namespace Kaya.Learning.Tests;

public sealed class LogarithmicTests
{
    [Fact]
    public void Fit_PowerLaw_RecoversItAtZeroToo()
    {
        double[][] features = [[0], [1], [5], [40], [300]];
        double[][] targets = [.. features.Select(row => new[] { (3 * Math.Pow(1 + row[0], 0.8)) - 1 })];
        IPredictor predictor = new Logarithmic(new LinearRegression()).Fit(Tabulated.Table("x", features), Tabulated.Table("y", targets),
            Tabulated.Context());
        Tabulated.Close([[2], [(3 * Math.Pow(1001, 0.8)) - 1]], predictor.Predict(Tabulated.Table("x", [[0], [1000]])), 1e-12);
    }

    // Logarithms 0, 2, 0, 2 around a fitted mean of 1: the factor is (exp(-1) + exp(1)) / 2 = cosh 1.
    [Fact]
    public void Fit_ScatteredTarget_SmearsByTheMeanOfExponentials()
    {
        FeatureTable features = Tabulated.Table("x", [[1], [1], [1], [1]]),
            targets = Tabulated.Table("y", [.. new[] { 0.0, 2, 0, 2 }.Select(log => new[] { Math.Exp(log) - 1 })]);
        LogarithmicPredictor smeared = (LogarithmicPredictor)new Logarithmic(new LinearRegression())
            .Fit(features, targets, Tabulated.Context());
        Assert.Equal(Math.Cosh(1), smeared.Smearing.Span[0], 1e-12);
        Assert.Equal((Math.E * Math.Cosh(1)) - 1, smeared.Predict(features)[0, 0], 1e-12);
        Assert.Equal(targets.Column(0).Average(), smeared.Predict(features)[0, 0], 1e-12);
        IPredictor median = new Logarithmic(new LinearRegression()) { Smearing = false }.Fit(features, targets, Tabulated.Context());
        Assert.Equal(Math.E - 1, median.Predict(features)[0, 0], 1e-12);
    }

    [Fact]
    public void Fit_MinusOne_NamesColumnAndRow()
    {
        NonFiniteException error = Assert.Throws<NonFiniteException>(() =>
            new Logarithmic(new LinearRegression()).Fit(Tabulated.Table("x", [[1, 2], [1, -1]]), Tabulated.Table("y", [[1], [2]]),
                Tabulated.Context()));
        Assert.Contains("'x1' has no ln(1 + x) in row 1", error.Message, StringComparison.Ordinal);
    }
}
