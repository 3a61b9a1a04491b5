using Kaya.Core;

namespace Kaya.Urban;

/// <summary>From emissions in t to the numbers that models learn, and back.</summary>
/// <remarks>
/// Models learn z = (ln t - mean) / spread of cells whose emission is not zero. Back in tonnes the mean of exp is more than exp of the
/// mean. The factor that mends it is the ratio of sums over cells that were not trained on: observed emissions over exp of the predicted
/// logarithms (Snowdon 1991). Duan's (1983), the mean of the ratios, takes all cells for alike; the many small cells, whose logarithms
/// scatter most, would raise the factor of the few large ones.
/// </remarks>
/// <param name="Mean">Mean of ln t.</param>
/// <param name="Spread">Standard deviation of ln t; 1 where all are equal.</param>
/// <param name="Smearing">Factor back to tonnes; 1 before it is known.</param>
public sealed record EmissionScale(double Mean, double Spread, double Smearing = 1)
{
    /// <summary>The scale of emissions.</summary>
    /// <param name="tonnes">Emissions in t; zeros are left out.</param>
    /// <returns>The scale, without the factor.</returns>
    /// <exception cref="DataNotFoundException">All are zero.</exception>
    public static EmissionScale Of(IEnumerable<double> tonnes)
    {
        double[] logs = [.. tonnes.Where(t => t > 0).Select(t => Math.Log(t))];
        if (logs.Length == 0)
            throw new DataNotFoundException(new Fault("Every emission of the training cells is zero.",
                Expected: "cells with emissions above 0", Found: "none", Remedy: "Give targets with emissions."));
        double mean = logs.Average(), spread = Math.Sqrt(logs.Average(log => (log - mean) * (log - mean)));
        return new EmissionScale(mean, spread > 1e-9 ? spread : 1);
    }

    /// <summary>The number to learn.</summary>
    /// <param name="tonnes">Emission above 0.</param>
    /// <returns>z.</returns>
    public double ToScaled(double tonnes) => (Math.Log(tonnes) - Mean) / Spread;

    /// <summary>The logarithm that a learnt number stands for.</summary>
    /// <param name="scaled">z.</param>
    /// <returns>ln t.</returns>
    public double ToLog(double scaled) => Mean + (scaled * Spread);

    /// <summary>The emission that a predicted logarithm stands for.</summary>
    /// <param name="log">Predicted ln t.</param>
    /// <param name="presence">Probability that the emission is not zero.</param>
    /// <returns>t.</returns>
    public double ToTonnes(double log, double presence = 1) => Math.Exp(log) * Smearing * presence;

    /// <summary>This scale with the factor of predictions.</summary>
    /// <param name="observed">Emissions in t; zeros are left out.</param>
    /// <param name="predictedLogs">Predicted ln t of the same cells.</param>
    /// <returns>The scale with the factor.</returns>
    public EmissionScale WithSmearing(IReadOnlyList<double> observed, IReadOnlyList<double> predictedLogs)
    {
        ArgumentNullException.ThrowIfNull(observed);
        ArgumentNullException.ThrowIfNull(predictedLogs);
        (double First, double Second)[] pairs = [.. observed.Zip(predictedLogs).Where(pair => pair.First > 0)];
        double factor = pairs.Sum(pair => pair.First) / pairs.Sum(pair => Math.Exp(pair.Second));
        return double.IsFinite(factor) && factor > 0 ? this with { Smearing = factor } : this;
    }
}
