using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Urban;

/// <summary>What the cells must be like for a model.</summary>
/// <param name="Categories">Categories of the points of interest, in order; empty where the model needs no points.</param>
/// <param name="Covariates">Covariates, in order; empty where it needs none.</param>
/// <param name="ImageSize">Rows and columns of its images; 0 where it needs none.</param>
/// <param name="HasPositions">Whether it needs the places of the points.</param>
/// <param name="TargetName">What it predicts.</param>
internal sealed record OpenCarbonSchema(ImmutableArray<string> Categories, ImmutableArray<UrbanCovariate> Covariates, int ImageSize,
    bool HasPositions, string TargetName)
{
    internal static OpenCarbonSchema Of(UrbanDataset data, ImmutableArray<UrbanModality> modalities, int imageSize)
    {
        bool points = modalities.Contains(UrbanModality.Points);
        return new OpenCarbonSchema(points ? data.Tables.Categories : [],
            modalities.Contains(UrbanModality.Covariates) ? data.Tables.Covariates : [], imageSize,
            points && data.Tables.HasPositions, data.Tables.TargetName);
    }

    /// <summary>Refuses cells of another form.</summary>
    /// <exception cref="SchemaMismatchException">Other categories or covariates, images too small, or no places of points.</exception>
    internal void Require(UrbanDataset data, IReadOnlyList<int> cells, ImmutableArray<UrbanModality> modalities)
    {
        UrbanTables tables = data.Tables;
        if (!Categories.IsEmpty && !Categories.SequenceEqual(tables.Categories))
            throw Other(data, "categories of points of interest", string.Join(", ", Categories), string.Join(", ", tables.Categories));
        if (!Covariates.IsEmpty && !Covariates.SequenceEqual(tables.Covariates))
            throw Other(data, "covariates", Names(Covariates), Names(tables.Covariates));
        if (ImageSize > tables.PixelSize)
            throw Other(data, "images", $"{ImageSize} pixels or more", $"{tables.PixelSize}");
        if (HasPositions && !tables.HasPositions)
            throw Other(data, "points of interest", "points with their places", "counts alone");
        foreach (int cell in cells)
            foreach (UrbanModality modality in modalities)
                if (!data.Has(cell, modality))
                    throw new SchemaMismatchException(new Fault("A cell lacks a kind of input that the model needs.",
                        new SourceLocation(data.Path,
                            Variable: $"cell at row {data.PlaceOf(cell).Row}, column {data.PlaceOf(cell).Column}"),
                        $"{modality}", "none", "Ask for cells with all inputs, or train a model that needs fewer."));
    }

    private static string Names(ImmutableArray<UrbanCovariate> covariates) => covariates.IsEmpty ? "none"
        : string.Join(", ", covariates.Select(one => one.Unit.Length > 0 ? $"{one.Name} ({one.Unit})" : one.Name));

    private static SchemaMismatchException Other(UrbanDataset data, string what, string expected, string found) => new(
        new Fault($"The model was trained with other {what}.", new SourceLocation(data.Path), expected, found,
            "Prepare the cells as for the training, or train again."));
}
