using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Energy;

/// <summary>An estimator of both directions between energy and emissions from region-days, with its options.</summary>
public interface IEnergyEstimator : IEstimator<EnergyDataset, IEnergyPredictor>
{
    /// <summary>Fits one model for each of several training sets, such as the folds of a split; networks are trained as one batched
    /// network.</summary>
    /// <param name="trainingSets">Region-days with generation and emissions, at least one set.</param>
    /// <param name="context">Randomness, progress, device, cancellation, checkpoints.</param>
    /// <returns>One model for each set, in order.</returns>
    /// <exception cref="ArgumentException">No set, or a set without emissions.</exception>
    /// <exception cref="OperationCanceledException">The context was cancelled.</exception>
    IReadOnlyList<IEnergyPredictor> FitAll(IReadOnlyList<EnergyDataset> trainingSets, FitContext context);

    /// <inheritdoc/>
    IEnergyPredictor IEstimator<EnergyDataset, IEnergyPredictor>.Fit(EnergyDataset data, FitContext context) => FitAll([data], context)[0];
}

/// <summary>A fitted model of both directions between energy and emissions.</summary>
public interface IEnergyPredictor : IFittedModel
{
    /// <summary>Energy to emissions.</summary>
    /// <param name="energy">Region-days; only generation and day are used.</param>
    /// <returns>Total and six sectors per row, Mt per day.</returns>
    ProfileForecast PredictEmission(EnergyDataset energy);

    /// <summary>Emissions to energy.</summary>
    /// <param name="emission">Region-days with emissions; only emissions and day are used.</param>
    /// <returns>Total and eight sources per row, GWh per day.</returns>
    /// <exception cref="SchemaMismatchException">The rows have no emissions.</exception>
    ProfileForecast PredictGeneration(EnergyDataset emission);
}
