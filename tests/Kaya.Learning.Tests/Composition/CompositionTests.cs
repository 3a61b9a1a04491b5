namespace Kaya.Learning.Tests;

public sealed class CompositionTests
{
    private readonly FeatureTable _features = Tabulated.Random("x", 50, 3, 1);

    [Fact]
    public void LogTarget_ExponentialTruth_RecoversIt()
    {
        FeatureTable targets = FeatureTable.Create(Tabulated.Schema("y", 1), 50, memory =>
        {
            for (int row = 0; row < 50; row++) memory.Span[row] = Math.Exp(1 + 2 * _features[row, 0]);
        });
        FeatureTable fitted = new LogTarget(new LinearRegression()).Fit(_features, targets, Tabulated.Context()).Predict(_features);
        for (int row = 0; row < 50; row++) Assert.Equal(1, fitted[row, 0] / targets[row, 0], 1e-12);
        Assert.Equal(targets.Schema, fitted.Schema);
    }

    [Fact]
    public void LogTarget_ZeroTarget_NamesColumnAndRow()
    {
        FeatureTable targets = Tabulated.Table("y", [[1, 1], [1, 0]]);
        NonFiniteException error = Assert.Throws<NonFiniteException>(() =>
            new LogTarget(new LinearRegression()).Fit(_features.SelectRows([0, 1]), targets, Tabulated.Context()));
        Assert.Contains("'y1' has no logarithm in row 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Standardised_Linear_PredictsAsWithout()
    {
        FeatureTable targets = Tabulated.Random("y", 50, 2, 2);
        FeatureTable plain = new LinearRegression().Fit(_features, targets, Tabulated.Context()).Predict(_features);
        FeatureTable scaled = new Standardised(new LinearRegression()) { ScaleTargets = true }.Fit(_features, targets, Tabulated.Context()).Predict(_features);
        Assert.All(plain.Values.ToArray().Zip(scaled.Values.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void ColumnScaling_ConstantColumn_DividesByOne() =>
        Assert.Equal(1, ColumnScaling.Of(Tabulated.Table("x", [[0.1], [0.1], [0.1]])).Deviations.Span[0]);

    [Fact]
    public void PredictorCatalog_UnknownKind_NamesIt()
    {
        ModelState state = new("oracle", 1, [], new Dictionary<string, StateArray>());
        Assert.Contains("oracle", Assert.Throws<ModelFormatException>(() => PredictorCatalog.Managed.Load(state)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromState_ArrayOfAnotherShape_IsRefused()
    {
        ModelState state = new LinearRegression().Fit(_features, Tabulated.Random("y", 50, 1, 2), Tabulated.Context()).ToState();
        Dictionary<string, StateArray> arrays = state.Arrays.ToDictionary();
        arrays["coefficients"] = StateArray.Of([1.0, 2.0], 1, 2);
        ModelState damaged = new(state.Kind, state.Version, state.Description, arrays);
        Assert.Contains("coefficients", Assert.Throws<ModelFormatException>(() => LinearPredictor.FromState(damaged)).Message, StringComparison.Ordinal);
    }
}
