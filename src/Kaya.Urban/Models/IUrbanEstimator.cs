using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Urban;

/// <summary>Cells to learn from, and which of them are for what.</summary>
/// <param name="Cells">Images, points, covariates, targets.</param>
/// <param name="Split">Training, validation and test.</param>
public sealed record UrbanTrainingData(UrbanDataset Cells, UrbanSplit Split);

/// <summary>An estimator of the emission of cells.</summary>
public interface IUrbanEstimator : IEstimator<UrbanTrainingData, IUrbanModel>
{
    /// <summary>The kinds of input that a cell needs.</summary>
    ImmutableArray<UrbanModality> Modalities { get; }
}

/// <summary>A fitted model of the emission of cells.</summary>
public interface IUrbanModel : IFittedModel
{
    /// <summary>The kinds of input that a cell needs.</summary>
    ImmutableArray<UrbanModality> Modalities { get; }

    /// <summary>Predicts cells; each image is read and encoded once in all.</summary>
    /// <param name="data">Cells, with or without targets.</param>
    /// <param name="cells">Which of them, with all inputs that the model needs.</param>
    /// <param name="context">Progress, device, cancellation.</param>
    /// <returns>Predictions in the order of the cells.</returns>
    /// <exception cref="SchemaMismatchException">Other categories, covariates or image sizes than the model learnt from.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    UrbanPrediction Predict(UrbanDataset data, IReadOnlyList<int> cells, FitContext context);
}

/// <summary>What a model says of cells.</summary>
public sealed record UrbanPrediction
{
    /// <summary>[n] the cells.</summary>
    public required ImmutableArray<int> Cells { get; init; }

    /// <summary>[n] natural logarithm of the emission in t, where it is not zero: the number that is trained on.</summary>
    public required ImmutableArray<double> LogEmission { get; init; }

    /// <summary>[n] emission in t: exp of the logarithm, times the smearing factor, times the probability that it is not zero.</summary>
    public required ImmutableArray<double> Emission { get; init; }

    /// <summary>[n] weight of each modality in the representation of the cell, by its name; empty where a model has none.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<double>> CellAttention { get; init; } =
        ImmutableSortedDictionary<string, ImmutableArray<double>>.Empty;

    /// <summary>[n] weight of each modality in the representation of the neighbourhood, by its name; empty where there is none.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<double>> NeighbourhoodAttention { get; init; } =
        ImmutableSortedDictionary<string, ImmutableArray<double>>.Empty;

    /// <summary>[n x width] representation of each cell (equation 5), for views and distances; empty where a model has none.</summary>
    public ImmutableArray<float> Representation { get; init; } = [];
}
