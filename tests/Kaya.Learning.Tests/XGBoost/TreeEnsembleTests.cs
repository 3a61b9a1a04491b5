using Kaya.Learning.XGBoost;

namespace Kaya.Learning.Tests;

// Native objects alive are counted per process, so these classes must not run beside one another.
[Collection("native")]
public sealed class TreeEnsembleTests
{
    private readonly FeatureTable _features = Tabulated.Random("x", 700, 5, 1);
    private readonly FeatureTable _targets = Tabulated.Random("y", 700, 1, 2);

    [Fact]
    public void Predict_BoostedTrees_EqualsTheLibraryBitByBit()
    {
        float[] rows = SinglePrecision.Of(_features);
        using DataMatrix matrix = new(rows, _features.RowCount, 2);
        matrix.SetLabels(SinglePrecision.Of(_targets));
        using Booster booster = new(new Dictionary<string, string> { ["num_parallel_tree"] = "3", ["verbosity"] = "0", ["gamma"] = "0.5" },
            matrix);
        for (int round = 0; round < 10; round++) booster.Update(round, matrix);
        float[] found = new float[_features.RowCount];
        BoosterJson.Read(booster.ToJson(), 5).Predict(rows, 5, found);
        Assert.Equal(booster.Predict(matrix), found);
    }

    [Fact]
    public void Fit_EarlyStopping_KeepsTheBestRounds()
    {
        // Targets are noise, so the first rounds are the best ones on rows kept aside.
        GradientBoosting estimator = new() { Rounds = 200, EarlyStoppingRounds = 5, ValidationFraction = 0.3 };
        TreeEnsemblePredictor predictor = (TreeEnsemblePredictor)estimator.Fit(_features, _targets, Tabulated.Context());
        Assert.InRange(predictor.TreeCounts[0], 1, 20);
        Assert.Equal(0, XGBoostLibrary.LiveHandles);
    }

    [Fact]
    public void Fit_OptionOutOfRange_GivesTheLibrarysMessage()
    {
        NativeCallException error = Assert.Throws<NativeCallException>(() =>
            new GradientBoosting { RowSample = 7 }.Fit(_features, _targets, Tabulated.Context()));
        Assert.Contains("subsample", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, XGBoostLibrary.LiveHandles);
    }

    [Fact]
    public void Fit_CancelledBetweenRounds_FreesEverything()
    {
        using CancellationTokenSource source = new();
        FitContext context = Tabulated.Context() with { Cancellation = source.Token, Progress = new Stopper(source) };
        Assert.Throws<OperationCanceledException>(() => new GradientBoosting().Fit(_features, _targets, context));
        Assert.Equal(0, XGBoostLibrary.LiveHandles);
    }

    [Fact]
    public void Predict_BeyondSinglePrecision_NamesTheColumn()
    {
        IPredictor predictor = new DecisionTree().Fit(_features, _targets, Tabulated.Context());
        NonFiniteException error = Assert.Throws<NonFiniteException>(() => predictor.Predict(Tabulated.Table("x", [[0, 0, 1e39, 0, 0]])));
        Assert.Contains("'x2'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("target0/rights")]
    [InlineData("target0/features")]
    [InlineData("target0/roots")]
    public void FromState_TreeThatLeadsNowhere_IsRefused(string name)
    {
        ModelState state = new DecisionTree { MaximumDepth = 3 }.Fit(_features, _targets, Tabulated.Context()).ToState();
        Dictionary<string, StateArray> arrays = state.Arrays.ToDictionary();
        arrays[name] = StateArray.Of([.. arrays[name].As<long>().ToArray().Select(_ => 1000L)]);
        Assert.Throws<ModelFormatException>(
            () => TreeEnsemblePredictor.FromState(new ModelState(state.Kind, 1, state.Description, arrays)));
    }

    [Theory]
    [InlineData("{\"learner\":{}}")]
    [InlineData("{\"")]
    public void FromModels_NoModel_IsRefused(string json) => Assert.Throws<ModelFormatException>(() =>
        TreeEnsemblePredictor.FromModels(_features.Schema, _targets.Schema, [System.Text.Encoding.UTF8.GetBytes(json)]));

    [Fact]
    public void Load_NoSuchLibrary_NamesThePackage() => Assert.Contains("libxgboost0",
        Assert.Throws<NativeLoadException>(() => XGBoostNative.Load("libxgboost-absent.so")).Message, StringComparison.Ordinal);

    [Fact]
    public void ReadVersion_Installed_IsOneThatWasTried() => Assert.InRange(XGBoostLibrary.ReadVersion().Major, 1, 3);

    private sealed class Stopper(CancellationTokenSource source) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value)
        {
            if (value.Done == 3) source.Cancel();
        }
    }
}
