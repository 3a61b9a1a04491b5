using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Learning;

/// <summary>A fitted model on ln(1 + x) of features and targets; predictions are in the unit of the target, 0 or more.</summary>
public sealed class LogarithmicPredictor : IPredictor
{
    /// <summary>The kind of its saved state.</summary>
    public const string Kind = "logarithmic";

    private readonly double[] _smearing;

    internal LogarithmicPredictor(FeatureSchema features, FeatureSchema targets, IPredictor inner, double[] smearing) =>
        (Features, Targets, Inner, _smearing) = (features, targets, inner, smearing);

    /// <inheritdoc/>
    public FeatureSchema Features { get; }

    /// <inheritdoc/>
    public FeatureSchema Targets { get; }

    /// <summary>The model of the logarithms.</summary>
    public IPredictor Inner { get; }

    /// <summary>Smearing factors, one per target; 1 without smearing.</summary>
    public ReadOnlyMemory<double> Smearing => _smearing;

    /// <summary>Reads a saved model.</summary>
    /// <param name="state">Output of <see cref="ToState"/>.</param>
    /// <param name="catalog">Reads the model inside.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFormatException">Wrong kind, a newer version, or a damaged state.</exception>
    public static LogarithmicPredictor FromState(ModelState state, PredictorCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(catalog);
        state.Require(Kind, 1);
        FeatureSchema targets = FeatureSchema.FromJson(state.Description["targets"]);
        return new LogarithmicPredictor(FeatureSchema.FromJson(state.Description["features"]), targets,
            catalog.Load<IPredictor>(NestedState.Take(state)), state.Numbers<double>("smearing", targets.Count));
    }

    /// <inheritdoc/>
    /// <exception cref="NonFiniteException">A feature is -1 or below, or the prediction overflows for a row.</exception>
    public FeatureTable Predict(FeatureTable features)
    {
        ArgumentNullException.ThrowIfNull(features);
        Features.Require(features.Schema);
        FeatureTable logarithms = Inner.Predict(Logarithms(features, Inner.Features));
        return FeatureTable.Create(Targets, features.RowCount, memory =>
        {
            ReadOnlySpan<double> values = logarithms.Values.Span;
            for (int i = 0; i < values.Length; i++) memory.Span[i] = Math.Max(
                0, (Math.Exp(values[i]) * _smearing[i % _smearing.Length]) - 1);
        });
    }

    /// <inheritdoc/>
    public ModelState ToState()
    {
        JsonObject description = new() { ["features"] = Features.ToJson(), ["targets"] = Targets.ToJson() };
        Dictionary<string, StateArray> arrays = new() { ["smearing"] = StateArray.Of(_smearing) };
        NestedState.Add(Inner.ToState(), description, arrays);
        return new ModelState(Kind, 1, description, arrays);
    }

    internal static FeatureTable Logarithms(FeatureTable table, FeatureSchema schema) =>
        FeatureTable.Create(schema, table.RowCount, memory =>
    {
        ReadOnlySpan<double> values = table.Values.Span;
        for (int i = 0; i < values.Length; i++) memory.Span[i] = Math.Log(1 + values[i]);
    });
}
