using Kaya.Core;

namespace Kaya.Urban;

/// <summary>From emissions in t to the numbers that models learn, and back.</summary>
/// <remarks>
/// Models learn z = (ln t - mean) / spread of cells whose emission is not zero. Back in tonnes the mean of exp is more than exp of the
/// mean: Duan's smearing factor (1983), the mean of exp(ln t - predicted ln t) over cells that were not trained on, mends it.
/// </remarks>
/// <param name="Mean">Mean of ln t.</param>
/// <param name="Spread">Standard deviation of ln t; 1 where all are equal.</param>
/// <param name="Smearing">Smearing factor; 1 before it is known.</param>
public sealed record EmissionScale(double Mean, double Spread, double Smearing = 1)
{
    /// <summary>The scale of emissions.</summary>
    /// <param name="tonnes">Emissions in t; zeros are left out.</param>
    /// <returns>The scale, without smearing.</returns>
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

    /// <summary>This scale with the smearing factor of predictions.</summary>
    /// <param name="observed">Emissions in t; zeros are left out.</param>
    /// <param name="predictedLogs">Predicted ln t of the same cells.</param>
    /// <returns>The scale with the factor.</returns>
    public EmissionScale WithSmearing(IReadOnlyList<double> observed, IReadOnlyList<double> predictedLogs)
    {
        ArgumentNullException.ThrowIfNull(observed);
        ArgumentNullException.ThrowIfNull(predictedLogs);
        double[] ratios = [.. observed.Zip(predictedLogs).Where(pair => pair.First > 0)
            .Select(pair => Math.Exp(Math.Log(pair.First) - pair.Second))];
        return ratios.Length == 0 ? this : this with { Smearing = ratios.Average() };
    }
}
