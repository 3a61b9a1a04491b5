using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Learning;

/// <summary>A fitted model of logarithms that answers in the target's own unit.</summary>
public sealed class LogTargetPredictor : IPredictor
{
    /// <summary>The kind written in its state.</summary>
    public const string Kind = "log-target";

    internal LogTargetPredictor(FeatureSchema targets, IPredictor inner) => (Targets, Inner) = (targets, inner);

    /// <inheritdoc/>
    public FeatureSchema Features => Inner.Features;

    /// <inheritdoc/>
    public FeatureSchema Targets { get; }

    /// <summary>The model of the logarithms.</summary>
    public IPredictor Inner { get; }

    /// <summary>Reads a saved model.</summary>
    /// <param name="state">What <see cref="ToState"/> gave.</param>
    /// <param name="catalog">Reads the model inside.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFormatException">Another kind, a newer version, or a damaged state.</exception>
    public static LogTargetPredictor FromState(ModelState state, PredictorCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(catalog);
        state.Require(Kind, 1);
        return new LogTargetPredictor(FeatureSchema.FromJson(state.Description["targets"]), catalog.Load<IPredictor>(NestedState.Take(state)));
    }

    /// <inheritdoc/>
    public FeatureTable Predict(FeatureTable features)
    {
        FeatureTable logarithms = Inner.Predict(features);
        return FeatureTable.Create(Targets, logarithms.RowCount, memory =>
        {
            ReadOnlySpan<double> values = logarithms.Values.Span;
            for (int i = 0; i < values.Length; i++) memory.Span[i] = Math.Exp(values[i]);
        });
    }

    /// <inheritdoc/>
    public ModelState ToState()
    {
        JsonObject description = new() { ["targets"] = Targets.ToJson() };
        Dictionary<string, StateArray> arrays = [];
        NestedState.Add(Inner.ToState(), description, arrays);
        return new ModelState(Kind, 1, description, arrays);
    }
}
