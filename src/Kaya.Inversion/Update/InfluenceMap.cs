using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>How strongly the observations pull at each factor: the norm over the parts of the derivatives of the loss by the
/// factor.</summary>
public sealed class InfluenceMap
{
    private readonly double[] _values;

    private InfluenceMap(FactorLayout layout, double[] values) => (Layout, _values) = (layout, values);

    /// <summary>The factors.</summary>
    public FactorLayout Layout { get; }

    /// <summary>Root of the sum of squares of the derivatives of the parts, in loss per factor; 0 where no observation feels the
    /// factor.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>Computes the map. Unlike one derivative by all observations, the parts do not cancel.</summary>
    /// <param name="model">From factors to concentrations.</param>
    /// <param name="loss">Loss of the concentrations.</param>
    /// <param name="factors">Factors at which the derivatives are taken.</param>
    /// <param name="cancellation">Stops between two parts.</param>
    /// <returns>The map.</returns>
    public static InfluenceMap Of(
        IForwardModel model, ObservationLoss loss, CorrectionFactors factors, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(factors);
        double[] squares = new double[model.Layout.Count], gradient = new double[squares.Length];
        for (int part = 0; part < model.Observations.Parts; part++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (model.Observations.RangeOf(part).Count == 0) continue;
            Array.Clear(gradient);
            using IPrediction prediction = model.Predict(factors.Values, part);
            double[] derivatives = new double[prediction.Values.Length];
            loss.Of(part, prediction.Values, derivatives);
            prediction.AddGradient(derivatives, gradient);
            for (int at = 0; at < squares.Length; at++) squares[at] += gradient[at] * gradient[at];
        }

        return new InfluenceMap(model.Layout, [.. squares.Select(Math.Sqrt)]);
    }
}
