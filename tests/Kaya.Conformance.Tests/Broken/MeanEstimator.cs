using System.Text.Json.Nodes;
using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Conformance.Tests;

/// <summary>The simplest sound estimator: mean of each target, shifted by the row's standardised first feature. Its switches break
/// it.</summary>
internal sealed record MeanEstimator : IEstimator
{
    public string Name => "mean";

    /// <summary>Runs before a fit; the place for mischief with its inputs.</summary>
    public Action<FeatureTable, FitContext> BeforeFit { get; init; } = (_, context) => context.Cancellation.ThrowIfCancellationRequested();

    /// <summary>What is added to the means: 0 for a sound estimator.</summary>
    public Func<double> Drift { get; init; } = () => 0;

    /// <summary>Whether a first feature that does not vary is divided by its deviation of 0.</summary>
    public bool DividesByZero { get; init; }

    /// <summary>Makes the predictor.</summary>
    public Func<MeanPredictor, IPredictor> Wrap { get; init; } = predictor => predictor;

    public IPredictor Fit(FeatureTable features, FeatureTable targets, FitContext context)
    {
        BeforeFit(features, context);
        double[] first = [.. features.Column(0)];
        double mean = first.Average();
        double deviation = Math.Sqrt(first.Average(value => (value - mean) * (value - mean)));
        // Standardising by hand, so that forgetting the guard is one switch.
        double slope = DividesByZero ? 1 / (first.Max() - first.Min()) : deviation > 1e-9 ? 1 / deviation : 1;
        double[] means = [.. Enumerable.Range(0, targets.ColumnCount).Select(i => targets.Column(i).Average() + Drift())];
        return Wrap(new MeanPredictor(features.Schema, targets.Schema, means, mean, slope));
    }
}

/// <summary>What <see cref="MeanEstimator"/> fits.</summary>
internal sealed class MeanPredictor(FeatureSchema features, FeatureSchema targets, double[] means, double centre, double slope) : IPredictor
{
    public const string Kind = "mean";

    public FeatureSchema Features => features;

    public FeatureSchema Targets => targets;

    public FeatureTable Predict(FeatureTable table)
    {
        features.Require(table.Schema);
        return Answer(table);
    }

    /// <summary>Predicts without a look at the schema.</summary>
    public FeatureTable Answer(FeatureTable table) => FeatureTable.Create(targets, table.RowCount, memory =>
    {
        for (int row = 0; row < table.RowCount; row++)
            for (int target = 0; target < means.Length; target++)
                memory.Span[row * means.Length + target] = means[target] + (table[row, 0] - centre) * slope;
    });

    public ModelState ToState() => new(Kind, 1, new JsonObject { ["features"] = features.ToJson(), ["targets"] = targets.ToJson() },
        new Dictionary<string, StateArray> { ["means"] = StateArray.Of(means), ["line"] = StateArray.Of([centre, slope]) });

    public static MeanPredictor FromState(ModelState state)
    {
        state.Require(Kind, 1);
        double[] line = state.Numbers<double>("line", 2);
        FeatureSchema targets = FeatureSchema.FromJson(state.Description["targets"]);
        return new MeanPredictor(FeatureSchema.FromJson(state.Description["features"]), targets,
            state.Numbers<double>("means", targets.Count), line[0], line[1]);
    }
}
