using System.Text.Json.Nodes;

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

    /// <summary>JSON that holds another kind of value, no name of a wrapped model, and half of a letter.</summary>
    [Theory]
    [InlineData("version", "true")]
    [InlineData("kind", "\"\"")]
    [InlineData("kind", "\"\\ud800\"")]
    [InlineData("description", "{\"features\":[{\"name\":\"\\ud800\",\"unit\":\"1\"}]}")]
    public void PredictorCatalog_DescriptionOfOtherForm_IsAModelFormatFault(string entry, string value)
    {
        ModelState state = new Standardised(new LinearRegression()).Fit(_features, Tabulated.Random("y", 50, 1, 2),
            Tabulated.Context()).ToState();
        JsonObject description = (JsonObject)state.Description.DeepClone();
        description["inner"]![entry] = JsonNode.Parse(value);
        Assert.Throws<ModelFormatException>(() => PredictorCatalog.Managed.Load(new ModelState(state.Kind, state.Version, description,
            state.Arrays)));
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
