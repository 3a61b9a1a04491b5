using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Urban;

/// <summary>Vectors of images of the cells of one file: each is encoded once, and kept with the encoder as long as both live.</summary>
/// <param name="data">The cells.</param>
/// <param name="images">The encoder; null where images are not used.</param>
/// <param name="imageSize">Rows and columns that images are brought to; 0 for those of the data.</param>
/// <param name="context">Device, progress, cancellation.</param>
internal sealed class CellVectors(UrbanDataset data, ImageEncoder? images, int imageSize, FitContext context)
{
    // The last digits of a vector may depend on what is encoded beside it, so the same cells always go together.
    private const int Together = 32;

    private readonly float[]?[] _vectors = images?.Known(data, imageSize > 0 ? imageSize : data.Tables.PixelSize) ?? [];

    public UrbanDataset Data => data;

    /// <summary>Rows and columns of the images that the encoder sees.</summary>
    public int ImageSize { get; } = imageSize > 0 ? imageSize : data.Tables.PixelSize;

    /// <summary>Encodes those that have not been encoded yet.</summary>
    public void Encode(IEnumerable<int> cells)
    {
        if (images is null) return;
        IEnumerable<int> missing = cells.Where(cell => Volatile.Read(ref _vectors[cell]) is null);
        foreach (int group in missing.Select(cell => cell / Together).Distinct().Order())
        {
            int[] some = [.. Enumerable.Range(group * Together, Math.Min(Together, data.Count - (group * Together)))
                .Where(cell => data.Has(cell, UrbanModality.Image))];
            ImmutableArray<float> found = images.Encode(data, some, context with { Progress = null }, ImageSize);
            for (int i = 0; i < some.Length; i++)
                Volatile.Write(ref _vectors[some[i]], found.AsSpan(i * images.Width, images.Width).ToArray());
            context.Progress?.Report(new WorkProgress("encode images", Math.Min(data.Count, (group + 1) * Together), data.Count));
        }
    }

    /// <summary>The vector of a cell.</summary>
    public ReadOnlySpan<float> Of(int cell)
    {
        if (_vectors[cell] is null) Encode([cell]);
        return _vectors[cell];
    }
}
