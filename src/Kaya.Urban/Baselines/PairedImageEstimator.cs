using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Urban;

/// <summary>Which other cells shape the vector of an image.</summary>
public enum ImagePairing
{
    /// <summary>Tile2Vec (Jean et al. 2019): a triplet of a cell, one beside it, and a distant one.</summary>
    Tile2Vec,

    /// <summary>PG-SimCLR (Xi et al. 2022): contrast of a cell with one beside it, and with one of similar points of interest.</summary>
    PgSimClr,
}

/// <summary>Learns vectors of images by comparing cells, together with their emission: Tile2Vec or PG-SimCLR as paper 001 uses
/// them.</summary>
/// <remarks>
/// As in the paper a loss of the emission is added, and counts of points enter where the emission is predicted. Tile2Vec: max(0, |a - b| -
/// |a - d| + margin). PG-SimCLR: InfoNCE in both directions over the cells of a batch, once with cells beside, once with cells of similar
/// counts. The emission: absolute error of z. Pairs are taken from all cells with both inputs except for those of the test; of validation
/// cells they use the inputs alone. Cells whose emission is zero are no anchors; <see cref="PairedImageModel.ZeroCells"/> says how many.
/// </remarks>
public sealed record PairedImageEstimator : IUrbanEstimator
{
    /// <summary>Which method.</summary>
    public ImagePairing Pairing { get; init; }

    /// <summary>Shape of the encoder.</summary>
    public ResNetOptions Encoder { get; init; } = new();

    /// <summary>Rows and columns that images are brought to; 0 for those of the data.</summary>
    public int ImageSize { get; init; }

    /// <summary>Encoder whose vectors stand for the images; it does not learn, and layers on its vectors do. Null where the network of the
    /// images learns.</summary>
    [JsonIgnore]
    public ImageEncoder? FrozenImages { get; init; }

    /// <summary>Largest number of principal components of the vectors of a frozen encoder.</summary>
    public int ImageComponents { get; init; } = 32;

    /// <summary>Width of the hidden layer of the prediction, and of the projection of PG-SimCLR.</summary>
    public int Hidden { get; init; } = 64;

    /// <summary>Weight of the loss of pairs.</summary>
    public double PairWeight { get; init; } = 0.1;

    /// <summary>Margin of a triplet.</summary>
    public double Margin { get; init; } = 1;

    /// <summary>Temperature of the contrast.</summary>
    public double Temperature { get; init; } = 0.1;

    /// <summary>Cells at least this many rows or columns away are distant.</summary>
    public int Distance { get; init; } = 5;

    /// <summary>Number of most similar cells that one is drawn from.</summary>
    public int Similar { get; init; } = 5;

    /// <summary>Anchors of a step.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Passes over the training cells.</summary>
    public int Epochs { get; init; } = 60;

    /// <summary>Learning rate; it falls to a hundredth along a cosine.</summary>
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>Decay of weights.</summary>
    public double WeightDecay { get; init; } = 1e-3;

    /// <summary>Validations, one after each epoch, without progress after which training ends; null for none.</summary>
    public int? Patience { get; init; } = 20;

    /// <summary>A small encoder, for some hundred cells on a processor.</summary>
    /// <param name="pairing">Which method.</param>
    /// <returns>The estimator.</returns>
    public static PairedImageEstimator Small(ImagePairing pairing) => new() { Pairing = pairing, Encoder = ResNetOptions.Small };

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => Pairing == ImagePairing.Tile2Vec ? "Tile2Vec" : "PG-SimCLR";

    /// <inheritdoc/>
    [JsonIgnore]
    public ImmutableArray<UrbanModality> Modalities => [UrbanModality.Image, UrbanModality.Points];

    /// <summary>Learns from the training cells; validation cells choose the weights and give the smearing factor.</summary>
    /// <param name="data">Cells and their roles.</param>
    /// <param name="context">Randomness, progress, device, cancellation, checkpoints.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ArgumentException">An option out of range.</exception>
    /// <exception cref="SchemaMismatchException">The data lack a modality, or have images smaller than wanted.</exception>
    /// <exception cref="DataNotFoundException">No training or validation cell whose emission is not zero.</exception>
    /// <exception cref="NonFiniteException">The loss is no longer a number.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the checkpoint lies in the folder of the context, if it has one.</exception>
    public IUrbanModel Fit(UrbanTrainingData data, FitContext context)
    {
        Require();
        BaselineCells cells = BaselineCells.Of(data, Modalities, context);
        CellFeatureOptions points = new() { Modalities = [UrbanModality.Points] };
        CellFeatures features = CellFeatures.Of(points, new CellVectors(data.Cells, null, 0, context), cells.Training);
        int size = ImageSize > 0 && FrozenImages is null ? ImageSize : data.Cells.Tables.PixelSize;
        new OpenCarbonSchema([], [], size, false, "").Require(data.Cells, cells.Training, [UrbanModality.Image]);
        FrozenTiles? frozen = FrozenImages is null ? null
            : FrozenTiles.Of(new CellVectors(data.Cells, FrozenImages, size, context), cells.Training, FrozenImages.Width, ImageComponents);
        frozen?.Encode(Enumerable.Range(0, data.Cells.Count).Where(cell => cells.MaySee(cell)
            && data.Cells.Has(cell, UrbanModality.Image)));
        TileInputs inputs = PairedImageModel.Inputs(data.Cells, size, frozen, readsAgain: true);
        using PairedImageTraining training = new(this, cells, features, inputs, context);
        training.Train(context);
        return new PairedImageModel(this, features, size, training.Network.ToState(PairedImageModel.Weights),
            cells.Smeared(training.Predict(cells.Validation)), cells.Zeros)
        {
            Components = frozen?.Components,
        };
    }

    internal void Require()
    {
        Encoder.Require();
        ArgumentOutOfRangeException.ThrowIfNegative(ImageSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(ImageComponents, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Hidden, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(Epochs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Similar, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Temperature);
        ArgumentOutOfRangeException.ThrowIfNegative(PairWeight);
    }
}
