using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Urban;

/// <summary>Vectors of images of the cells of one file: each is encoded once.</summary>
/// <param name="data">The cells.</param>
/// <param name="images">The encoder; null where images are not used.</param>
/// <param name="imageSize">Rows and columns that images are brought to; 0 for those of the data.</param>
/// <param name="context">Device, progress, cancellation.</param>
internal sealed class CellVectors(UrbanDataset data, ImageEncoder? images, int imageSize, FitContext context)
{
    private readonly float[]?[] _vectors = new float[]?[data.Count];

    public UrbanDataset Data => data;

    /// <summary>Rows and columns of the images that the encoder sees.</summary>
    public int ImageSize { get; } = imageSize > 0 ? imageSize : data.Tables.PixelSize;

    /// <summary>Encodes those that have not been encoded yet.</summary>
    public void Encode(IEnumerable<int> cells)
    {
        if (images is null) return;
        int[] missing = [.. cells.Where(cell => _vectors[cell] is null).Distinct().Order()];
        if (missing.Length == 0) return;
        ImmutableArray<float> found = images.Encode(data, missing, context, ImageSize);
        for (int i = 0; i < missing.Length; i++) _vectors[missing[i]] = found.AsSpan(i * images.Width, images.Width).ToArray();
    }

    /// <summary>The vector of a cell.</summary>
    public ReadOnlySpan<float> Of(int cell)
    {
        if (_vectors[cell] is null) Encode([cell]);
        return _vectors[cell];
    }
}
