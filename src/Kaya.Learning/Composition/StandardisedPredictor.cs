using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Learning;

/// <summary>A fitted model on standardised numbers, with the statistics of its training rows.</summary>
public sealed class StandardisedPredictor : IPredictor
{
    /// <summary>The kind of its saved state.</summary>
    public const string Kind = "standardised";

    private readonly ColumnScaling _featureScaling;
    private readonly ColumnScaling? _targetScaling;

    internal StandardisedPredictor(
        FeatureSchema features, FeatureSchema targets, IPredictor inner, ColumnScaling featureScaling, ColumnScaling? targetScaling) =>
        (Features, Targets, Inner, _featureScaling, _targetScaling) = (features, targets, inner, featureScaling, targetScaling);

    /// <inheritdoc/>
    public FeatureSchema Features { get; }

    /// <inheritdoc/>
    public FeatureSchema Targets { get; }

    /// <summary>The model behind the scaling.</summary>
    public IPredictor Inner { get; }

    /// <summary>Reads a saved model.</summary>
    /// <param name="state">Output of <see cref="ToState"/>.</param>
    /// <param name="catalog">Reads the model inside.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFormatException">Wrong kind, a newer version, or a damaged state.</exception>
    public static StandardisedPredictor FromState(ModelState state, PredictorCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(catalog);
        state.Require(Kind, 1);
        FeatureSchema features = FeatureSchema.FromJson(state.Description["features"]);
        FeatureSchema targets = FeatureSchema.FromJson(state.Description["targets"]);
        bool scaleTargets = state.Description["scaleTargets"]?.GetValue<bool>() ?? false;
        return new StandardisedPredictor(features, targets, catalog.Load<IPredictor>(NestedState.Take(state)),
            ColumnScaling.FromState(state, "features", features.Count),
            scaleTargets ? ColumnScaling.FromState(state, "targets", targets.Count) : null);
    }

    /// <inheritdoc/>
    public FeatureTable Predict(FeatureTable features)
    {
        ArgumentNullException.ThrowIfNull(features);
        Features.Require(features.Schema);
        FeatureTable answer = Inner.Predict(_featureScaling.Apply(features, Inner.Features));
        return _targetScaling?.Invert(answer, Targets) ?? answer;
    }

    /// <inheritdoc/>
    public ModelState ToState()
    {
        JsonObject description = new()
        {
            ["features"] = Features.ToJson(),
            ["targets"] = Targets.ToJson(),
            ["scaleTargets"] = _targetScaling is not null,
        };
        Dictionary<string, StateArray> arrays = [];
        _featureScaling.AddTo(arrays, "features");
        _targetScaling?.AddTo(arrays, "targets");
        NestedState.Add(Inner.ToState(), description, arrays);
        return new ModelState(Kind, 1, description, arrays);
    }

    internal static FeatureSchema WithoutUnits(FeatureSchema schema) =>
        new(schema.Columns.Select(column => column with { Unit = Unit.One }));
}
