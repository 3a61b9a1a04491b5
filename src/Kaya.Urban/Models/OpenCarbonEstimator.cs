using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Urban;

/// <summary>Learns the emission of cells from images, points of interest and covariates with a neighbourhood (OpenCarbon, paper
/// 001).</summary>
/// <remarks>
/// Parts, losses and split are the paper's. Ours, where it does not say or cannot be followed: what the cross-attention chooses from
/// (<see cref="AttentionTokens"/>), widths, batches of blocks of cells in which each tile is encoded once, missing neighbours that are
/// masked, covariates as a further modality, the probability of a zero emission where training cells have one. A window of a training or
/// validation cell holds training, validation and unused cells, of which only the inputs are used, and never a cell of the test.
/// </remarks>
public sealed record OpenCarbonEstimator : IUrbanEstimator
{
    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => "OpenCarbon";

    /// <inheritdoc/>
    public ImmutableArray<UrbanModality> Modalities { get; init; } = [UrbanModality.Image, UrbanModality.Points];

    /// <summary>Shape of the network.</summary>
    public OpenCarbonNetworkOptions Network { get; init; } = new();

    /// <summary>Weights that the network of the images starts from: a file of <see cref="ResNetWeights"/>; null for random ones.</summary>
    public string? ImageWeights { get; init; }

    /// <summary>Encoder whose vectors stand for the images; it does not learn. Null where the network of the images learns.</summary>
    /// <remarks>It sees images of the size of the data, as in the baselines, and becomes part of the model.</remarks>
    [JsonIgnore]
    public ImageEncoder? FrozenImages { get; init; }

    /// <summary>How it is trained.</summary>
    public OpenCarbonTrainingOptions Training { get; init; } = new();

    /// <summary>A small network and few epochs, for some hundred cells on a processor.</summary>
    public static OpenCarbonEstimator Small => new()
    {
        Network = OpenCarbonNetworkOptions.Small,
        Training = new OpenCarbonTrainingOptions { Epochs = 40, ContrastiveFrom = 10, LearningRate = 3e-3, WeightDecay = 1e-3 },
    };

    /// <summary>Learns from the training cells; validation cells choose the weights and give the smearing factor.</summary>
    /// <param name="data">Cells and their roles.</param>
    /// <param name="context">Randomness, progress, device, cancellation, checkpoints.</param>
    /// <returns>The network, with the weights of the lowest validation error.</returns>
    /// <exception cref="ArgumentException">Options that do not fit each other.</exception>
    /// <exception cref="SchemaMismatchException">The data lack a modality, or have images smaller than wanted.</exception>
    /// <exception cref="DataNotFoundException">No training or validation cell, or no file of weights.</exception>
    /// <exception cref="ModelFormatException">The file of weights is damaged, or of another network.</exception>
    /// <exception cref="NonFiniteException">The loss is no longer a number.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the checkpoint lies in the folder of the context, if it has one.</exception>
    public IUrbanModel Fit(UrbanTrainingData data, FitContext context) => FitAndValidate(data, context).Model;

    /// <summary>As <see cref="Fit"/>, with the course of the training. Windows of the validation cells hold no test cell.</summary>
    /// <param name="data">Cells and their roles.</param>
    /// <param name="context">Randomness, progress, device, cancellation, checkpoints.</param>
    /// <returns>The model, its predictions of the validation cells, the course.</returns>
    public UrbanFit FitAndValidate(UrbanTrainingData data, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(context);
        Require(data);
        context.Cancellation.ThrowIfCancellationRequested();
        using OpenCarbonTraining training = new(data, this, context);
        TrainingReport report = training.Train(context);
        CellAnswers validated = training.Validated();
        OpenCarbonModel model = new(this, training.Shape, OpenCarbonSchema.Of(data.Cells, Modalities, training.ImageSize),
            training.Smeared(validated), training.Covariates, training.Network.ToState(OpenCarbonModel.Weights))
        {
            Components = training.Frozen?.Components,
        };
        return new UrbanFit(model, model.Told(data.Split.Of(CellRole.Validation), validated)) { Course = report };
    }

    private void Require(UrbanTrainingData data)
    {
        Network.Require();
        Training.Require();
        data.Require(Modalities);
        if (FrozenImages is not null && ImageWeights is not null)
            throw new ArgumentException("an encoder is either frozen, or what the network of the images starts from");
        if (Modalities.Contains(UrbanModality.Image) && FrozenImages is null && Network.ImageSize > data.Cells.Tables.PixelSize)
            throw new SchemaMismatchException(new Fault("The images are smaller than those that the network wants.",
                new SourceLocation(data.Cells.Path), $"{Network.ImageSize} pixels or more", $"{data.Cells.Tables.PixelSize}",
                "Ask for smaller images, or prepare the cells with larger ones."));
    }
}
