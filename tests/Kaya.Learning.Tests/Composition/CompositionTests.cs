namespace Kaya.Learning.Tests;

public sealed class CompositionTests
{
    private readonly FeatureTable _features = Tabulated.Random("x", 50, 3, 1);

    [Fact]
    public void Standardised_Linear_PredictsAsWithout()
    {
        FeatureTable targets = Tabulated.Random("y", 50, 2, 2);
        FeatureTable plain = new LinearRegression().Fit(_features, targets, Tabulated.Context()).Predict(_features);
        FeatureTable scaled = new Standardised(new LinearRegression()) { ScaleTargets = true }.Fit(_features, targets, Tabulated.Context())
            .Predict(_features);
        Assert.All(plain.Values.ToArray().Zip(scaled.Values.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void ColumnScaling_ConstantColumn_DividesByOne() =>
        Assert.Equal(1, ColumnScaling.Of(Tabulated.Table("x", [[0.1], [0.1], [0.1]])).Deviations.Span[0]);

    [Fact]
    public void PredictorCatalog_UnknownKind_NamesIt()
    {
        ModelState state = new("oracle", 1, [], new Dictionary<string, StateArray>());
        Assert.Contains("oracle", Assert.Throws<ModelFormatException>(() => PredictorCatalog.Managed.Load(state)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void FromState_ArrayOfAnotherShape_IsRefused()
    {
        ModelState state = new LinearRegression().Fit(_features, Tabulated.Random("y", 50, 1, 2), Tabulated.Context()).ToState();
        Dictionary<string, StateArray> arrays = state.Arrays.ToDictionary();
        arrays["coefficients"] = StateArray.Of([1.0, 2.0], 1, 2);
        ModelState damaged = new(state.Kind, state.Version, state.Description, arrays);
        Assert.Contains("coefficients", Assert.Throws<ModelFormatException>(() => LinearPredictor.FromState(damaged)).Message,
            StringComparison.Ordinal);
    }
}
