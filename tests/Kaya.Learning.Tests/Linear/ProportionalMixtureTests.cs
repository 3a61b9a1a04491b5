namespace Kaya.Learning.Tests;

public sealed class ProportionalMixtureTests
{
    private static readonly double[][] s_features = [[1, 20], [2, 10], [4, 30], [8, 5], [3, 60], [0, 12], [6, 44], [5, 9]];
    private static readonly double[][] s_targets = [[30], [28], [70], [66], [95], [10], [130], [44]];

    // By scipy's general minimiser: Parity/make_mixture_vectors.py.
    [Theory]
    [InlineData(0.1, 6.977560664, 1.237233502)]
    [InlineData(0.5, 8.353590263, 1.057951)]
    [InlineData(10, 8.535525585, 1.035623696)]
    public void Fit_EightRows_AgreesWithAGeneralMinimiser(double deviation, double first, double second)
    {
        LinearPredictor predictor = Fit(new ProportionalMixture { ShareDeviation = deviation }, s_features, s_targets);
        Assert.Equal(first, predictor.Coefficients.Span[0], 1e-6 * first);
        Assert.Equal(second, predictor.Coefficients.Span[1], 1e-6 * second);
        Assert.Equal(0, predictor.Intercepts.Span[0]);
    }

    [Fact]
    public void Fit_ExactMixture_RecoversIt()
    {
        double[][] targets = [.. s_features.Select(row => new[] { (3 * row[0]) + (0.5 * row[1]) })];
        LinearPredictor predictor = Fit(new ProportionalMixture { ShareDeviation = 10 }, s_features, targets);
        Assert.Equal(3, predictor.Coefficients.Span[0], 1e-6);
        Assert.Equal(0.5, predictor.Coefficients.Span[1], 1e-6);
    }

    [Fact]
    public void Fit_TargetOfOneFeature_GivesTheOtherAlmostNothing()
    {
        double[][] targets = [.. s_features.Select(row => new[] { 2 * row[1] })];
        LinearPredictor predictor = Fit(new ProportionalMixture { ShareDeviation = 10 }, s_features, targets);
        Assert.InRange(predictor.Coefficients.Span[0], 0, 1e-3);
        Assert.Equal(2, predictor.Coefficients.Span[1], 1e-3);
    }

    [Theory]
    [InlineData(-1, 5, 3, "'x0' has no logarithm in row 0")]
    [InlineData(0, 0, 3, "'x0' has no logarithm in row 0")]
    [InlineData(1, 5, 0, "'y0' has no logarithm in row 0")]
    public void Fit_WithoutLogarithm_NamesColumnAndRow(double first, double second, double target, string message)
    {
        NonFiniteException error = Assert.Throws<NonFiniteException>(
            () => Fit(new ProportionalMixture(), [[first, second], [1, 1]], [[target], [1]]));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static LinearPredictor Fit(ProportionalMixture mixture, double[][] features, double[][] targets) =>
        (LinearPredictor)mixture.Fit(Tabulated.Table("x", features), Tabulated.Table("y", targets), Tabulated.Context());
}
