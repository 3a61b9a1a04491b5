using Kaya.Core;

namespace Kaya.Energy;

/// <summary>A way to learn both directions between energy and emission, with its options.</summary>
public interface IEnergyEstimator
{
    /// <summary>Name in tables, such as <c>CLEAN-MLP</c>.</summary>
    string Name { get; }

    /// <summary>Fits one model for each training set; networks of all sets train together as one batched network.</summary>
    /// <param name="trainingSets">Region-days with both sides, at least one set.</param>
    /// <param name="context">Randomness, progress, device, cancellation.</param>
    /// <returns>One model for each set, in order.</returns>
    /// <exception cref="ArgumentException">No set, or a set without emission.</exception>
    /// <exception cref="OperationCanceledException">The context was cancelled.</exception>
    IReadOnlyList<IEnergyPredictor> Fit(IReadOnlyList<EnergyDataset> trainingSets, FitContext context);
}

/// <summary>A fitted model of both directions between energy and emission.</summary>
public interface IEnergyPredictor
{
    /// <summary>Energy to emission.</summary>
    /// <param name="energy">Region-days; only their generation and day are looked at.</param>
    /// <returns>Total and six sectors a row, Mt per day.</returns>
    ProfileForecast PredictEmission(EnergyDataset energy);

    /// <summary>Emission to energy.</summary>
    /// <param name="emission">Region-days with emission; only their emission and day are looked at.</param>
    /// <returns>Total and eight sources a row, GWh per day.</returns>
    /// <exception cref="InvalidOperationException">The rows have no emission.</exception>
    ProfileForecast PredictGeneration(EnergyDataset emission);
}
