using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Learning;
using Kaya.Torch;

namespace Kaya.Urban;

/// <summary>A small network on the vector of each cell: BPNN (back propagation, dense layers), or CarbonGCN, in which each layer also sees
/// the cells around (graph convolution; Chen et al. 2024 in paper 001).</summary>
/// <remarks>
/// All cells are one batch; the error is the squared error of z. Edges lead to the 8 cells around; while training, cells of the test are
/// not in the graph. Widths, dropout and number of steps are ours: paper 001 does not say them. Cells whose emission is zero are left out
/// of the error; <see cref="VectorNetworkModel.ZeroCells"/> says how many.
/// </remarks>
/// <param name="Features">Which numbers describe a cell.</param>
public sealed record VectorNetworkEstimator(CellFeatureOptions Features) : IUrbanEstimator
{
    /// <summary>Whether layers see the cells around.</summary>
    public bool HasGraph { get; init; }

    /// <summary>Widths of the hidden layers.</summary>
    public ImmutableArray<int> Hidden { get; init; } = [64, 32];

    /// <summary>Share of numbers that are dropped after each hidden layer while training.</summary>
    public double Dropout { get; init; } = 0.2;

    /// <summary>Learning rate.</summary>
    public double LearningRate { get; init; } = 3e-3;

    /// <summary>Decay of weights.</summary>
    public double WeightDecay { get; init; } = 1e-3;

    /// <summary>Largest number of steps.</summary>
    public int Steps { get; init; } = 1500;

    /// <summary>Steps between two validations.</summary>
    public int ValidateEvery { get; init; } = 10;

    /// <summary>Validations without progress after which training ends.</summary>
    public int Patience { get; init; } = 30;

    /// <inheritdoc/>
    public string Name => HasGraph ? "CarbonGCN" : "BPNN";

    /// <inheritdoc/>
    public ImmutableArray<UrbanModality> Modalities => Features.Modalities;

    /// <summary>Learns from the training cells; validation cells choose the weights and give the smearing factor.</summary>
    /// <param name="data">Cells and their roles.</param>
    /// <param name="context">Randomness, progress, device, cancellation.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ArgumentException">Images without an encoder, no hidden layer, or a width below 1.</exception>
    /// <exception cref="SchemaMismatchException">The data lack a modality.</exception>
    /// <exception cref="DataNotFoundException">No training or validation cell whose emission is not zero.</exception>
    /// <exception cref="NonFiniteException">The loss is no longer a number.</exception>
    public IUrbanModel Fit(UrbanTrainingData data, FitContext context)
    {
        if (Hidden.IsDefaultOrEmpty || Hidden.Any(width => width < 1))
            throw new ArgumentException("one hidden layer or more of width 1 or more");
        BaselineCells cells = BaselineCells.Of(data, Modalities, context);
        CellVectors vectors = new(data.Cells, TabularUrbanEstimator.Encoder(Features), Features.ImageSize, context);
        int[] nodes = HasGraph ? [.. Enumerable.Range(0, data.Cells.Count).Where(cell => cells.MaySee(cell)
            && NeighbourCells.HasAll(data.Cells, cell, Modalities))] : [.. cells.Training, .. cells.Validation];
        vectors.Encode(nodes);
        CellFeatures features = CellFeatures.Of(Features, vectors, cells.Training);
        float[] inputs = [.. features.Table(vectors, nodes, cells.MaySee).Values.ToArray().Select(value => (float)value)];
        using VectorNetworkTraining training = new(this, cells, nodes, inputs, context);
        training.Train(context);
        return new VectorNetworkModel(Name, features, new VectorNetworkShape(Hidden, HasGraph),
            training.Network.ToState(VectorNetworkModel.Weights), cells.Smeared(training.Predict(cells.Validation)), cells.Zeros);
    }
}
