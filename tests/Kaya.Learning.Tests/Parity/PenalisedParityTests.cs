namespace Kaya.Learning.Tests;

/// <summary>Bayesian linear regression and the elastic net against scikit-learn's BayesianRidge and ElasticNet.</summary>
public sealed class PenalisedParityTests
{
    private readonly ParityVectors _vectors = new();

    [Fact]
    public void BayesianLinearRegression_DefaultOptions_AgreesWithScikitLearn() =>
        CheckBayesian(new BayesianLinearRegression(), "bayesian");

    [Fact]
    public void BayesianLinearRegression_PriorsOfItsOwn_AgreesWithScikitLearn() => CheckBayesian(
        new BayesianLinearRegression { NoiseShape = 2, NoiseRate = 0.5, SlopeShape = 3, SlopeRate = 0.1, Tolerance = 1e-12 },
            "bayesianPriors");

    [Fact]
    public void BayesianLinearRegression_WithoutIntercept_AgreesWithScikitLearn()
    {
        IPredictor predictor = new BayesianLinearRegression { Intercept = false }.Fit(_vectors.X, _vectors.Y, _vectors.Context);
        Tabulated.Close(_vectors.Rows("bayesianOrigin"), predictor.Predict(_vectors.T), 1e-9);
    }

    [Fact]
    public void BayesianLinearRegression_SharesThatAddUp_AgreesWithScikitLearn()
    {
        FeatureTable shares = Tabulated.Table("x", _vectors.Rows("linearDeficient", "x"));
        IPredictor predictor = new BayesianLinearRegression().Fit(shares, _vectors.Y, _vectors.Context);
        Tabulated.Close(_vectors.Rows("bayesianDeficient"), predictor.Predict(Tabulated.Table("x", _vectors.Rows("linearDeficient", "t"))),
            1e-9);
    }

    [Theory]
    [InlineData("elasticNet", 1, 0.5, true, 1e-4)]
    [InlineData("elasticNetTight", 0.05, 0.7, true, 1e-12)]
    [InlineData("lasso", 0.3, 1, true, 1e-12)]
    [InlineData("elasticNetOrigin", 0.1, 0.2, false, 1e-12)]
    public void ElasticNetRegression_PenaltyAndRatio_AgreesWithScikitLearn(string name, double penalty, double ratio, bool intercept,
        double tolerance)
    {
        ElasticNetRegression estimator = new()
        {
            Penalty = penalty, L1Ratio = ratio, Intercept = intercept, Tolerance = tolerance, MaximumPasses = tolerance < 1e-4 ? 100_000
                : 1000,
        };
        LinearPredictor predictor = (LinearPredictor)estimator.Fit(_vectors.X, _vectors.Y, _vectors.Context);
        Tabulated.Close(_vectors.Rows(name, "predictions"), predictor.Predict(_vectors.T), 1e-9);
        Check([.. _vectors.Rows(name, "coefficients").SelectMany(row => row)], predictor.Coefficients);
    }

    private void CheckBayesian(BayesianLinearRegression estimator, string name)
    {
        BayesianLinearPredictor predictor = (BayesianLinearPredictor)estimator.Fit(_vectors.X, _vectors.Y, _vectors.Context);
        Tabulated.Close(_vectors.Rows(name, "predictions"), predictor.Predict(_vectors.T), 1e-9);
        Tabulated.Close(_vectors.Rows(name, "deviations"), predictor.PredictDeviation(_vectors.T), 1e-9);
        Check([.. _vectors.Rows(name, "coefficients").SelectMany(row => row)], predictor.Coefficients);
        Check(_vectors.Numbers(name, "intercepts"), predictor.Intercepts);
        Check(_vectors.Numbers(name, "noise"), predictor.NoiseVariances);
    }

    private static void Check(double[] expected, ReadOnlyMemory<double> found) =>
        Assert.All(expected.Zip(found.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
}
