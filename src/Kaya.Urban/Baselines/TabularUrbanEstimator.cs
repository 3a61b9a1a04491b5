using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Urban;

/// <summary>An estimator of tables on the vector of each cell: image, points of interest, covariates.</summary>
/// <remarks>
/// Its target is z of <see cref="EmissionScale"/>. Cells whose emission is zero are left out of the training, and the model does not
/// predict zeros; <see cref="TabularUrbanModel.ZeroCells"/> says how many. Features are scaled by the training cells.
/// </remarks>
/// <param name="Inner">The estimator of tables, such as a support vector regression.</param>
/// <param name="Features">Which numbers describe a cell.</param>
public sealed record TabularUrbanEstimator(IEstimator Inner, CellFeatureOptions Features) : IUrbanEstimator
{
    /// <summary>Name in tables; null for that of the inner estimator.</summary>
    public string? Title { get; init; }

    /// <inheritdoc/>
    public string Name => Title ?? Inner.Name;

    /// <inheritdoc/>
    public ImmutableArray<UrbanModality> Modalities => Features.Modalities;

    /// <summary>Learns from the training cells; validation cells give the smearing factor.</summary>
    /// <param name="data">Cells and their roles.</param>
    /// <param name="context">Randomness, progress, device, cancellation.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ArgumentException">Images without an encoder.</exception>
    /// <exception cref="SchemaMismatchException">The data lack a modality.</exception>
    /// <exception cref="DataNotFoundException">No training or validation cell whose emission is not zero.</exception>
    public IUrbanModel Fit(UrbanTrainingData data, FitContext context)
    {
        BaselineCells cells = BaselineCells.Of(data, Modalities, context);
        CellVectors vectors = new(data.Cells, Encoder(Features), Features.ImageSize, context);
        vectors.Encode([.. cells.Training, .. cells.Validation]);
        CellFeatures features = CellFeatures.Of(Features, vectors, cells.Training);
        FeatureTable targets = new(new FeatureSchema([new FeatureColumn("z", Unit.One)]), cells.Scaled(cells.Training));
        IPredictor inner = Inner.Fit(features.Table(vectors, cells.Training, cells.MaySee), targets, context);
        EmissionScale scale = cells.Smeared(inner.Predict(features.Table(vectors, cells.Validation, cells.MaySee)).Column(0));
        return new TabularUrbanModel(Name, features, inner, scale, cells.Zeros);
    }

    internal static ImageEncoder? Encoder(CellFeatureOptions options)
    {
        if (!options.Modalities.Contains(UrbanModality.Image)) return null;
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Components, 1);
        return options.Images
            ?? throw new ArgumentException("images need an encoder: give one, or leave images out of the modalities", nameof(options));
    }
}
