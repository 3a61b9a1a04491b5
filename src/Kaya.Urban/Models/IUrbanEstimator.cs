using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Learning;
using Kaya.Torch;

namespace Kaya.Urban;

/// <summary>Cells to learn from, and which of them are for what.</summary>
/// <param name="Cells">Images, points, covariates, targets.</param>
/// <param name="Split">Training, validation and test.</param>
public sealed record UrbanTrainingData(UrbanDataset Cells, UrbanSplit Split)
{
    /// <summary>Checks what every estimator needs.</summary>
    /// <param name="modalities">The kinds of input of the estimator.</param>
    /// <exception cref="ArgumentException">No modality, one twice, or a split of other cells.</exception>
    /// <exception cref="SchemaMismatchException">The cells lack a modality.</exception>
    /// <exception cref="DataNotFoundException">No training or validation cell.</exception>
    internal void Require(ImmutableArray<UrbanModality> modalities)
    {
        if (modalities.IsDefaultOrEmpty || modalities.Distinct().Count() != modalities.Length)
            throw new ArgumentException("one modality or more is needed, each once", nameof(modalities));
        if (Split.Roles.Length != Cells.Count) throw new ArgumentException($"a split of {Split.Roles.Length} cells for {Cells.Count}");
        foreach (UrbanModality modality in modalities)
            if (!Cells.Modalities.Contains(modality))
                throw new SchemaMismatchException(new Fault("The cells lack a kind of input.", new SourceLocation(Cells.Path),
                    string.Join(", ", modalities), string.Join(", ", Cells.Modalities),
                    "Prepare the cells with it, or train with other modalities."));
        foreach (CellRole role in (CellRole[])[CellRole.Training, CellRole.Validation])
            if (Split.Of(role).IsEmpty) throw Without(role, "one cell or more", "none");
    }

    /// <summary>There is no cell for a part of the fit.</summary>
    internal DataNotFoundException Without(CellRole role, string expected, string found) => new(
        new Fault($"There is no cell for {role.ToString().ToLowerInvariant()}.", new SourceLocation(Cells.Path), expected, found,
            "Choose another split."));
}

/// <summary>An estimator of the emission of cells.</summary>
public interface IUrbanEstimator : IEstimator<UrbanTrainingData, IUrbanModel>
{
    /// <summary>The kinds of input that a cell needs.</summary>
    ImmutableArray<UrbanModality> Modalities { get; }

    /// <summary>Learns from the training cells, and predicts the validation cells.</summary>
    /// <param name="data">Cells and their roles.</param>
    /// <param name="context">Randomness, progress, device, cancellation, checkpoints.</param>
    /// <returns>The model and the predictions.</returns>
    UrbanFit FitAndValidate(UrbanTrainingData data, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(data);
        IUrbanModel model = Fit(data, context);
        return new UrbanFit(model, model.Predict(data.Cells, data.Split.Of(CellRole.Validation), context));
    }
}

/// <summary>A fitted model with what it says of the cells of the validation.</summary>
/// <param name="Model">The model.</param>
/// <param name="Validation">Predictions of the validation cells.</param>
public sealed record UrbanFit(IUrbanModel Model, UrbanPrediction Validation)
{
    /// <summary>The course of the training; null where a model has none.</summary>
    public TrainingReport? Course { get; init; }
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

    /// <summary>As <see cref="Predict"/>, part by part: memory does not grow with the number of cells, if they come row by row.</summary>
    /// <param name="data">Cells, with or without targets.</param>
    /// <param name="cells">Which of them, with all inputs that the model needs.</param>
    /// <param name="context">Progress, device, cancellation.</param>
    /// <param name="take">Takes the predictions of some cells, in their order.</param>
    /// <exception cref="SchemaMismatchException">Other categories, covariates or image sizes than the model learnt from.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    void PredictInParts(UrbanDataset data, IReadOnlyList<int> cells, FitContext context, Action<UrbanPrediction> take)
    {
        ArgumentNullException.ThrowIfNull(cells);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(take);
        for (int start = 0; start < cells.Count; start += CellsAtOnce)
        {
            int[] some = [.. Enumerable.Range(start, Math.Min(CellsAtOnce, cells.Count - start)).Select(i => cells[i])];
            take(Predict(data, some, context with { Progress = null }));
            context.Progress?.Report(new WorkProgress("predict cells", start + some.Length, cells.Count));
        }
    }

    /// <summary>Cells of a part.</summary>
    private const int CellsAtOnce = 4096;
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

    /// <summary>The predictions of some of the cells.</summary>
    /// <param name="isWanted">Whether a cell is.</param>
    /// <returns>Its cells in their order, with all that is known of them.</returns>
    public UrbanPrediction Of(Func<int, bool> isWanted)
    {
        ArgumentNullException.ThrowIfNull(isWanted);
        int[] rows = [.. Enumerable.Range(0, Cells.Length).Where(i => isWanted(Cells[i]))];
        int width = Cells.Length == 0 ? 0 : Representation.Length / Cells.Length;
        ImmutableSortedDictionary<string, ImmutableArray<double>> Taken(ImmutableSortedDictionary<string, ImmutableArray<double>> all) =>
            all.ToImmutableSortedDictionary(pair => pair.Key, pair => ImmutableArray.CreateRange(rows.Select(i => pair.Value[i])),
                StringComparer.Ordinal);
        return new UrbanPrediction
        {
            Cells = [.. rows.Select(i => Cells[i])],
            LogEmission = [.. rows.Select(i => LogEmission[i])],
            Emission = [.. rows.Select(i => Emission[i])],
            CellAttention = Taken(CellAttention),
            NeighbourhoodAttention = Taken(NeighbourhoodAttention),
            Representation = [.. rows.SelectMany(i => Representation.AsSpan(i * width, width).ToArray())],
        };
    }
}
