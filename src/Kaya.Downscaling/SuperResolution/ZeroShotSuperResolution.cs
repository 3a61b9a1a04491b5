using System.Text.Json.Serialization;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Learning;
using Kaya.Torch;

namespace Kaya.Downscaling;

/// <summary>Zero-shot super-resolution: trained on one map only, on the relation between its cells and its blocks of cells.</summary>
/// <remarks>
/// Liu et al. (2023), section ZSSR, after Shocher et al. (2018): residual network over the interpolated map, absolute loss, Adam, pairs
/// of the map and its area means at random scales, rotated and mirrored. Layers, channels, rates and the stopping rule are theirs. Our
/// changes:
/// no-data is masked and filled from its neighbours, the scale is the logarithm of density, the stopping rule uses tiles that the
/// network is not trained on, and several networks give the uncertainty of the detail.
/// </remarks>
public sealed record ZeroShotSuperResolution : IEstimator<IntensiveRaster, SuperResolutionModel>
{
    private const int FewestCells = 8;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => "super-resolution";

    /// <summary>Hidden layers of 3x3 convolutions.</summary>
    public int HiddenLayers { get; init; } = 8;

    /// <summary>Channels of each hidden layer.</summary>
    public int Channels { get; init; } = 64;

    /// <summary>Networks trained independently: their mean is the map, their spread is part of its uncertainty.</summary>
    public int Members { get; init; } = 4;

    /// <summary>Learning rate of Adam at the start.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Training ends when the rate falls below this.</summary>
    public double LowestRate { get; init; } = 1e-6;

    /// <summary>Maximum number of training steps of a network.</summary>
    public int Steps { get; init; } = 400;

    /// <summary>Crops in one step.</summary>
    public int BatchSize { get; init; } = 4;

    /// <summary>Side of a crop, in cells of the low-resolution partner.</summary>
    public int CropSize { get; init; } = 16;

    /// <summary>Smallest scale of the map for training pairs; half of the pairs are at the original scale.</summary>
    public double SmallestScale { get; init; } = 0.5;

    /// <summary>The density below which the logarithmic scale is nearly linear, as a fraction of the mean positive density.</summary>
    public double LinearPart { get; init; } = 1e-3;

    /// <summary>Receptive field of one output cell, in coarse cells: one for each layer.</summary>
    internal int Reach => HiddenLayers + 1;

    /// <summary>Trains on the first band of a map.</summary>
    /// <param name="data">Densities, 0 or more; no-data cells are masked.</param>
    /// <param name="context">Randomness, progress, device, cancellation, checkpoints.</param>
    /// <returns>The networks.</returns>
    /// <exception cref="DataFormatException">Fewer than 8 rows or columns, no cell with data, or a density that is negative or not
    /// finite.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; checkpoints are in the folder of the context, if it has one.</exception>
    public SuperResolutionModel Fit(IntensiveRaster data, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(context);
        context.Cancellation.ThrowIfCancellationRequested();
        DensityMap map = new(data);
        RequireSize(map);
        LogScale scale = LogScale.Of(data.Values(), LinearPart);
        Dictionary<string, StateArray>[] networks = WorkerThreads.Run(Members, context, (member, own) =>
        {
            using SuperResolutionTraining training = new(map, this, scale, member, own);
            training.Train(own);
            return training.Model.ToState($"member{member}/");
        }, threadsEach: 1);
        return new SuperResolutionModel(this, scale, data.Unit, networks.SelectMany(network => network).ToDictionary());
    }

    private static void RequireSize(DensityMap map)
    {
        if (map.Rows < FewestCells || map.Columns < FewestCells)
            throw new DataFormatException(
                new Fault("The map is too small for super-resolution.", Expected: $"at least {FewestCells} rows and columns",
                Found: $"{map.Rows} rows, {map.Columns} columns", Remedy: "Use a larger area, or do not use super-resolution."));
        if (!map.HasData)
            throw new DataFormatException(new Fault("No cell of the map has data.", Expected: "at least one cell with data",
                Found: "only no-data", Remedy: "Check the mask and the no-data value."));
    }
}
