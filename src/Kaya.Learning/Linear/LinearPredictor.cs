using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Learning;

/// <summary>A fitted linear model: target = intercept + sum of coefficient x feature.</summary>
public sealed class LinearPredictor : IPredictor
{
    /// <summary>The kind of its saved state.</summary>
    public const string Kind = "linear-regression";

    private readonly double[] _coefficients;
    private readonly double[] _intercepts;

    internal LinearPredictor(FeatureSchema features, FeatureSchema targets, double[] coefficients, double[] intercepts) =>
        (Features, Targets, _coefficients, _intercepts) = (features, targets, coefficients, intercepts);

    /// <inheritdoc/>
    public FeatureSchema Features { get; }

    /// <inheritdoc/>
    public FeatureSchema Targets { get; }

    /// <summary>Target x feature, row-major; each in the unit of its target over the unit of its feature.</summary>
    public ReadOnlyMemory<double> Coefficients => _coefficients;

    /// <summary>One per target, in its unit; 0 when fitted without.</summary>
    public ReadOnlyMemory<double> Intercepts => _intercepts;

    /// <summary>Rank of the features in a least squares fit: below their number if some are linearly dependent; null for a penalised
    /// fit.</summary>
    public int? Rank { get; internal init; }

    /// <summary>Reads a saved model.</summary>
    /// <param name="state">Output of <see cref="ToState"/>.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFormatException">Wrong kind, a newer version, or a damaged state.</exception>
    public static LinearPredictor FromState(ModelState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Require(Kind, 1);
        FeatureSchema features = FeatureSchema.FromJson(state.Description["features"]);
        FeatureSchema targets = FeatureSchema.FromJson(state.Description["targets"]);
        return new LinearPredictor(features, targets,
            state.Numbers<double>("coefficients", targets.Count, features.Count), state.Numbers<double>("intercepts", targets.Count))
        {
            Rank = state.Description["rank"]?.GetValue<int>(),
        };
    }

    /// <inheritdoc/>
    public FeatureTable Predict(FeatureTable features)
    {
        ArgumentNullException.ThrowIfNull(features);
        Features.Require(features.Schema);
        return FeatureTable.Create(Targets, features.RowCount, memory =>
        {
            Span<double> answers = memory.Span;
            for (int row = 0, cell = 0; row < features.RowCount; row++)
                for (int target = 0; target < Targets.Count; target++, cell++)
                    answers[cell] = _intercepts[target] + Dot(_coefficients.AsSpan(target * Features.Count, Features.Count),
                        features.Row(row));
        });
    }

    /// <inheritdoc/>
    public ModelState ToState() => new(Kind, 1,
        new JsonObject { ["features"] = Features.ToJson(), ["targets"] = Targets.ToJson(), ["rank"] = Rank },
        new Dictionary<string, StateArray>
        {
            ["coefficients"] = StateArray.Of(_coefficients, Targets.Count, Features.Count),
            ["intercepts"] = StateArray.Of(_intercepts),
        });

    internal static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++) sum += left[i] * right[i];
        return sum;
    }
}
