using Kaya.Learning.LibSvm;

namespace Kaya.Learning.Tests;

// Native objects alive are counted per process, so these classes must not run beside one another.
[Collection("native")]
public sealed class SupportVectorRegressionTests
{
    private readonly FeatureTable _features = Tabulated.Random("x", 300, 4, 1);
    private readonly FeatureTable _targets = Tabulated.Random("y", 300, 1, 2);

    [Theory]
    [InlineData(SvrKernel.Rbf)]
    [InlineData(SvrKernel.Linear)]
    public void Predict_TrainedMachine_AgreesWithTheLibrary(SvrKernel kernel)
    {
        SupportVectorRegression estimator = new() { Kernel = kernel, Gamma = 0.3 };
        FeatureTable found = estimator.Fit(_features, _targets, Tabulated.Context()).Predict(_features);
        using NativeRows rows = new(_features);
        rows.SetTargets(_targets.Column(0).AsSpan());
        double[] expected = SvmTraining.TrainAndPredict(rows, estimator.ToParameter(0.3));
        Assert.All(expected.Zip(found.Column(0)), pair => Assert.Equal(pair.First, pair.Second, 1e-11));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    public void Fit_CostOutOfRange_GivesTheLibrarysMessage(double cost)
    {
        NativeCallException error = Assert.Throws<NativeCallException>(() =>
            new SupportVectorRegression { Cost = cost }.Fit(_features, _targets, Tabulated.Context()));
        Assert.Contains("C <= 0", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, LibSvmLibrary.LiveHandles);
    }

    [Fact]
    public void Predict_VeryFarAway_IsTheConstant()
    {
        SvrPredictor predictor = (SvrPredictor)new SupportVectorRegression().Fit(_features, _targets, Tabulated.Context());
        double constant = predictor.ToState().Array("constants").As<double>()[0];
        FeatureTable far = Tabulated.Table("x", [[1e6, 0, 0, 0], [1e200, 0, 0, 0], [-1e3, 1e3, 0, 0]]);
        Assert.All(predictor.Predict(far).Column(0), answer => Assert.Equal(constant, answer));
    }

    [Fact]
    public void Fit_WideTube_HasNoSupportVectorsAndAnswersAConstant()
    {
        SvrPredictor predictor = (SvrPredictor)new SupportVectorRegression { Epsilon = 100 }.Fit(_features, _targets, Tabulated.Context());
        Assert.Equal(0, predictor.VectorCounts[0]);
        Assert.Single(predictor.Predict(_features).Column(0).Distinct());
        Assert.Equal(predictor.Predict(_features).Values.ToArray(), SvrPredictor.FromState(predictor.ToState()).Predict(_features)
            .Values.ToArray());
    }

    [Fact]
    public void Load_NoSuchLibrary_NamesThePackage() => Assert.Contains("libsvm3",
        Assert.Throws<NativeLoadException>(() => LibSvmNative.Load("libsvm-absent.so")).Message, StringComparison.Ordinal);
}
