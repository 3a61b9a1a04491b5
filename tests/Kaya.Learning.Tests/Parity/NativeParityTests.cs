using System.Text;
using Kaya.Learning.LibSvm;
using Kaya.Learning.XGBoost;

namespace Kaya.Learning.Tests;

/// <summary>Saved trees and support vectors against xgboost and scikit-learn in Python.</summary>
// Native objects alive are counted per process, so these classes must not run beside one another.
[Collection("native")]
public sealed class NativeParityTests
{
    private readonly ParityVectors _vectors = new();

    [Fact]
    public void DecisionTree_DepthThree_AgreesWithScikitLearn() =>
        Tabulated.Close(_vectors.Rows("treeOfScikitLearn"),
            new DecisionTree { MaximumDepth = 3 }.Fit(_vectors.X, _vectors.Y, _vectors.Context).Predict(_vectors.T), 1e-6);

    [Theory]
    [InlineData("json")]
    [InlineData("ubj")]
    public void FromModels_SavedByPython_PredictsTheSame(string format)
    {
        string text = _vectors.Node("savedBooster", format).GetValue<string>();
        byte[] model = format == "json" ? Encoding.UTF8.GetBytes(text) : Convert.FromBase64String(text);
        TreeEnsemblePredictor predictor = TreeEnsemblePredictor.FromModels(_vectors.X.Schema, Tabulated.Schema("y", 1), [model]);
        FeatureTable found = predictor.Predict(_vectors.T);
        Assert.Equal(_vectors.Numbers("savedBooster", "predictions"), found.Column(0));
        Assert.Equal(0, XGBoostLibrary.LiveHandles);
    }

    [Theory]
    [InlineData(SvrKernel.Rbf, "svrRbf")]
    [InlineData(SvrKernel.Linear, "svrLinear")]
    public void SupportVectorRegression_TightTolerance_AgreesWithScikitLearn(SvrKernel kernel, string name)
    {
        SupportVectorRegression estimator = new() { Kernel = kernel, Cost = 5, Epsilon = 0.05, Tolerance = 1e-10 };
        FeatureTable found = estimator.Fit(_vectors.X, _vectors.Y, _vectors.Context).Predict(_vectors.T);
        for (int target = 0; target < 2; target++)
        {
            double[] expected = ParityVectors.Numbers(_vectors.Node(name)[target]!["predictions"]!);
            Assert.All(expected.Zip(found.Column(target)), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        }
    }

    [Theory]
    [InlineData(SvrKernel.Rbf, "svrRbf")]
    [InlineData(SvrKernel.Linear, "svrLinear")]
    public void SvrPredictor_VectorsOfScikitLearn_PredictsTheSame(SvrKernel kernel, string name)
    {
        KernelMachine[] machines = [.. _vectors.Node(name).AsArray().Select(node => new KernelMachine(kernel,
            node!["gamma"]!.GetValue<double>(), [.. node["vectors"]!.AsArray().SelectMany(row => ParityVectors.Numbers(row!))],
            ParityVectors.Numbers(node["coefficients"]!), node["constant"]!.GetValue<double>()))];
        FeatureTable found = new SvrPredictor(_vectors.X.Schema, _vectors.Y.Schema, machines).Predict(_vectors.T);
        for (int target = 0; target < 2; target++)
        {
            double[] expected = ParityVectors.Numbers(_vectors.Node(name)[target]!["predictions"]!);
            Assert.All(expected.Zip(found.Column(target)), pair => Assert.Equal(pair.First, pair.Second, 1e-11));
        }
    }
}
