namespace Kaya.Learning.Tests;

/// <summary>Linear regression, neighbours, measures and quantiles against scikit-learn, scipy and numpy.</summary>
public sealed class ManagedParityTests
{
    private readonly ParityVectors _vectors = new();

    [Fact]
    public void LinearRegression_FullRank_AgreesWithScikitLearn()
    {
        LinearPredictor predictor = (LinearPredictor)new LinearRegression().Fit(_vectors.X, _vectors.Y, _vectors.Context);
        Tabulated.Close(_vectors.Rows("linear", "predictions"), predictor.Predict(_vectors.T), 1e-10);
        double[] coefficients = [.. _vectors.Rows("linear", "coefficients").SelectMany(row => row)];
        for (int i = 0; i < coefficients.Length; i++) Assert.Equal(coefficients[i], predictor.Coefficients.Span[i], 1e-10);
        double[] intercepts = _vectors.Numbers("linear", "intercepts");
        for (int i = 0; i < intercepts.Length; i++) Assert.Equal(intercepts[i], predictor.Intercepts.Span[i], 1e-10);
        Assert.Equal(4, predictor.Rank);
    }

    [Fact]
    public void LinearRegression_WithoutIntercept_AgreesWithScikitLearn()
    {
        IPredictor predictor = new LinearRegression { Intercept = false }.Fit(_vectors.X, _vectors.Y, _vectors.Context);
        Tabulated.Close(_vectors.Rows("linearThroughOrigin", "predictions"), predictor.Predict(_vectors.T), 1e-10);
    }

    [Fact]
    public void LinearRegression_SharesThatAddUp_TakesTheSolutionOfLeastNorm()
    {
        FeatureTable shares = Tabulated.Table("x", _vectors.Rows("linearDeficient", "x"));
        LinearPredictor predictor = (LinearPredictor)new LinearRegression().Fit(shares, _vectors.Y, _vectors.Context);
        Assert.Equal(3, predictor.Rank);
        double[] coefficients = [.. _vectors.Rows("linearDeficient", "coefficients").SelectMany(row => row)];
        for (int i = 0; i < coefficients.Length; i++) Assert.Equal(coefficients[i], predictor.Coefficients.Span[i], 1e-9);
        FeatureTable unseen = Tabulated.Table("x", _vectors.Rows("linearDeficient", "t"));
        Tabulated.Close(_vectors.Rows("linearDeficient", "predictions"), predictor.Predict(unseen), 1e-9);
    }

    [Fact]
    public void KnnRegression_UniformDistanceStandardised_AgreesWithScikitLearn()
    {
        Check(new KnnRegression { Neighbours = 5 }, "knnUniform");
        Check(new KnnRegression { Neighbours = 5, Weights = NeighbourWeights.Distance }, "knnDistance");
        Check(new KnnRegression { Neighbours = 3, Standardise = true }, "knnStandardised");
    }

    [Fact]
    public void ColumnScaling_OfTable_AgreesWithScikitLearn()
    {
        ColumnScaling scaling = ColumnScaling.Of(_vectors.X);
        Assert.All(_vectors.Numbers("scaling", "means").Zip(scaling.Means.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        Assert.All(_vectors.Numbers("scaling", "deviations").Zip(scaling.Deviations.ToArray()),
            pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void RegressionScore_WithTies_AgreesWithScipyAndScikitLearn()
    {
        double[] observed = _vectors.Numbers("measures", "observed"), predicted = _vectors.Numbers("measures", "predicted");
        RegressionScore score = RegressionScore.Of(observed, predicted);
        Assert.Equal(_vectors.Number("measures", "mape"), score.MeanAbsolutePercentageError!.Value, 1e-13);
        Assert.Equal(_vectors.Number("measures", "mae"), score.MeanAbsoluteError, 1e-12);
        Assert.Equal(_vectors.Number("measures", "rmse"), score.RootMeanSquaredError, 1e-12);
        Assert.Equal(_vectors.Number("measures", "r2"), score.RSquared!.Value, 1e-12);
        Assert.Equal(_vectors.Number("measures", "spearman"), score.Spearman!.Value, 1e-12);
        Assert.Equal(_vectors.Number("measures", "pearson"), Metrics.Pearson(observed, predicted), 1e-12);
        Assert.Equal(_vectors.Number("measures", "bias"), score.Bias, 1e-12);
        Assert.Equal(_vectors.Numbers("measures", "ranks"), Metrics.Ranks(predicted));
    }

    [Fact]
    public void ConformalIntervals_FortyRows_RadiiAgreeWithNumpy()
    {
        ConformalRows rows = new() { Observed = _vectors.Numbers("measures", "observed"),
            Predicted = _vectors.Numbers("measures", "predicted") };
        ConformalIntervals intervals = ConformalIntervals.Calibrate(rows);
        Assert.Equal(_vectors.Number("conformal", "0.5"), intervals.Radius(0.5), 1e-12);
        Assert.Equal(_vectors.Number("conformal", "0.8"), intervals.Radius(0.8), 1e-12);
        Assert.Equal(_vectors.Number("conformal", "0.95"), intervals.Radius(0.95), 1e-12);
    }

    private void Check(KnnRegression estimator, string name) =>
        Tabulated.Close(_vectors.Rows(name), estimator.Fit(_vectors.X, _vectors.Y, _vectors.Context).Predict(_vectors.T), 1e-12);
}
