using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Learning;

/// <summary>A fitted Bayesian linear model: a linear prediction with a standard deviation for every row.</summary>
public sealed class BayesianLinearPredictor : IPredictor
{
    /// <summary>The kind of its saved state.</summary>
    public const string Kind = "bayesian-linear-regression";

    private readonly BayesianCoefficients _fitted;
    private readonly LinearPredictor _mean;

    internal BayesianLinearPredictor(FeatureSchema features, FeatureSchema targets, BayesianCoefficients fitted) =>
        (_fitted, _mean) = (fitted, new LinearPredictor(features, targets, fitted.Slopes, fitted.Intercepts));

    /// <inheritdoc/>
    public FeatureSchema Features => _mean.Features;

    /// <inheritdoc/>
    public FeatureSchema Targets => _mean.Targets;

    /// <summary>Target x feature, row-major: means of the posterior; each in the unit of its target over the unit of its feature.</summary>
    public ReadOnlyMemory<double> Coefficients => _fitted.Slopes;

    /// <summary>One per target, in its unit; 0 when fitted without.</summary>
    public ReadOnlyMemory<double> Intercepts => _fitted.Intercepts;

    /// <summary>Variance of the noise, one per target, in its squared unit.</summary>
    public ReadOnlyMemory<double> NoiseVariances => _fitted.NoiseVariances;

    /// <summary>Reads a saved model.</summary>
    /// <param name="state">Output of <see cref="ToState"/>.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFormatException">Wrong kind, a newer version, or a damaged state.</exception>
    public static BayesianLinearPredictor FromState(ModelState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Require(Kind, 1);
        FeatureSchema features = FeatureSchema.FromJson(state.Description["features"]);
        FeatureSchema targets = FeatureSchema.FromJson(state.Description["targets"]);
        return new BayesianLinearPredictor(features, targets, new BayesianCoefficients
        {
            Slopes = state.Numbers<double>("coefficients", targets.Count, features.Count),
            Intercepts = state.Numbers<double>("intercepts", targets.Count),
            Means = state.Numbers<double>("means", features.Count),
            Covariances = state.Numbers<double>("covariances", targets.Count, features.Count, features.Count),
            NoiseVariances = state.Numbers<double>("noise", targets.Count),
        });
    }

    /// <inheritdoc/>
    public FeatureTable Predict(FeatureTable features) => _mean.Predict(features);

    /// <summary>Standard deviation of the prediction, from noise and uncertainty of the slopes.</summary>
    /// <remarks>
    /// sqrt(1/alpha + (x - m)' Sigma (x - m)), m the means of the features in the fit; larger for rows farther from the training
    /// rows.
    /// The constant is treated as known. scikit-learn 1.2 omits m, so that its result depends on the zero point of a feature.
    /// </remarks>
    /// <param name="features">Row x feature, in exactly the schema <see cref="Features"/>.</param>
    /// <returns>Row x target, above 0, in the units of <see cref="Targets"/>.</returns>
    /// <exception cref="SchemaMismatchException">A column is missing, extra, in a different position or in a different unit.</exception>
    /// <exception cref="NonFiniteException">The prediction overflows for a row.</exception>
    public FeatureTable PredictDeviation(FeatureTable features)
    {
        ArgumentNullException.ThrowIfNull(features);
        Features.Require(features.Schema);
        int count = Features.Count;
        return FeatureTable.Create(Targets, features.RowCount, memory =>
        {
            double[] distance = new double[count];
            for (int row = 0, cell = 0; row < features.RowCount; row++)
            {
                for (int i = 0; i < count; i++) distance[i] = features[row, i] - _fitted.Means[i];
                for (int target = 0; target < Targets.Count; target++, cell++)
                    memory.Span[cell] = Math.Sqrt(_fitted.NoiseVariances[target] + Spread(distance, target));
            }
        });
    }

    /// <inheritdoc/>
    public ModelState ToState() => new(Kind, 1,
        new JsonObject { ["features"] = Features.ToJson(), ["targets"] = Targets.ToJson() },
        new Dictionary<string, StateArray>
        {
            ["coefficients"] = StateArray.Of(_fitted.Slopes, Targets.Count, Features.Count),
            ["intercepts"] = StateArray.Of(_fitted.Intercepts),
            ["means"] = StateArray.Of(_fitted.Means),
            ["covariances"] = StateArray.Of(_fitted.Covariances, Targets.Count, Features.Count, Features.Count),
            ["noise"] = StateArray.Of(_fitted.NoiseVariances),
        });

    private double Spread(double[] distance, int target)
    {
        int count = distance.Length;
        double sum = 0;
        for (int i = 0; i < count; i++)
            sum += distance[i] * LinearPredictor.Dot(_fitted.Covariances.AsSpan((target * count + i) * count, count), distance);
        return Math.Max(sum, 0);
    }
}
