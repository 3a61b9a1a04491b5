using System.Collections.Immutable;

namespace Kaya.Urban;

/// <summary>Which numbers describe a cell to a model of vectors.</summary>
public sealed record CellFeatureOptions
{
    /// <summary>The kinds of input that a cell needs.</summary>
    public ImmutableArray<UrbanModality> Modalities { get; init; } = [UrbanModality.Image, UrbanModality.Points];

    /// <summary>Encodes images; needed where they are among the modalities.</summary>
    public ImageEncoder? Images { get; init; }

    /// <summary>Rows and columns that images are brought to for the encoder; 0 for those of the training data.</summary>
    public int ImageSize { get; init; }

    /// <summary>Largest number of principal components of the vector of an image.</summary>
    public int Components { get; init; } = 32;

    /// <summary>Whether the means of the 8 cells around are features, too. For training and validation cells they leave out cells of
    /// the test; a cell without any such neighbour is its own.</summary>
    public bool HasNeighbours { get; init; }
}
