using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Energy;

/// <summary>A way to learn both directions between energy and emission from region-days, with its options.</summary>
public interface IEnergyEstimator : IEstimator<EnergyDataset, IEnergyPredictor>
{
    /// <summary>Fits one model for each of several training sets, such as the folds of a split; networks train as one batched
    /// network.</summary>
    /// <param name="trainingSets">Region-days with both sides, at least one set.</param>
    /// <param name="context">Randomness, progress, device, cancellation, checkpoints.</param>
    /// <returns>One model for each set, in order.</returns>
    /// <exception cref="ArgumentException">No set, or a set without emission.</exception>
    /// <exception cref="OperationCanceledException">The context was cancelled.</exception>
    IReadOnlyList<IEnergyPredictor> FitAll(IReadOnlyList<EnergyDataset> trainingSets, FitContext context);

    /// <inheritdoc/>
    IEnergyPredictor IEstimator<EnergyDataset, IEnergyPredictor>.Fit(EnergyDataset data, FitContext context) => FitAll([data], context)[0];
}

/// <summary>A fitted model of both directions between energy and emission.</summary>
public interface IEnergyPredictor : IFittedModel
{
    /// <summary>Energy to emission.</summary>
    /// <param name="energy">Region-days; only their generation and day are looked at.</param>
    /// <returns>Total and six sectors a row, Mt per day.</returns>
    ProfileForecast PredictEmission(EnergyDataset energy);

    /// <summary>Emission to energy.</summary>
    /// <param name="emission">Region-days with emission; only their emission and day are looked at.</param>
    /// <returns>Total and eight sources a row, GWh per day.</returns>
    /// <exception cref="SchemaMismatchException">The rows have no emission.</exception>
    ProfileForecast PredictGeneration(EnergyDataset emission);
}
