using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Learning;

/// <summary>Two fitted layers: the second is asked with the features and the answer of the first.</summary>
public sealed class StackedPredictor : IPredictor
{
    /// <summary>The kind of its saved state.</summary>
    public const string Kind = "stacked";

    private readonly IPredictor _first, _second;

    internal StackedPredictor(IPredictor first, IPredictor second) => (_first, _second) = (first, second);

    /// <inheritdoc/>
    public FeatureSchema Features => _first.Features;

    /// <inheritdoc/>
    public FeatureSchema Targets => _second.Targets;

    /// <summary>Reads a saved model.</summary>
    /// <param name="state">Output of <see cref="ToState"/>.</param>
    /// <param name="catalog">Reads the models inside.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFormatException">Wrong kind, a newer version, or a damaged state.</exception>
    public static StackedPredictor FromState(ModelState state, PredictorCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(catalog);
        state.Require(Kind, 1);
        return new StackedPredictor(catalog.Load<IPredictor>(NestedState.Take(state, "first")),
            catalog.Load<IPredictor>(NestedState.Take(state, "second")));
    }

    /// <inheritdoc/>
    public FeatureTable Predict(FeatureTable features)
    {
        ArgumentNullException.ThrowIfNull(features);
        Features.Require(features.Schema);
        FeatureTable said = _first.Predict(features);
        return _second.Predict(features.Beside(new FeatureTable(SaidBy(Targets), said.Values.Span)));
    }

    /// <inheritdoc/>
    public ModelState ToState()
    {
        JsonObject description = [];
        Dictionary<string, StateArray> arrays = [];
        NestedState.Add(_first.ToState(), description, arrays, "first");
        NestedState.Add(_second.ToState(), description, arrays, "second");
        return new ModelState(Kind, 1, description, arrays);
    }

    internal static FeatureSchema SaidBy(FeatureSchema targets) =>
        new(targets.Columns.Select(column => column with { Name = $"first layer: {column.Name}" }));
}
