using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Urban;

/// <summary>What the prediction of one cell rests on: how it changes when a part of the image is covered, or a category of points is
/// removed.</summary>
/// <remarks>A change of an input shows what the model uses, not what causes the emission.</remarks>
public sealed record CellExplanation
{
    /// <summary>The cell.</summary>
    public required int Cell { get; init; }

    /// <summary>Predicted emission, t.</summary>
    public required double Emission { get; init; }

    /// <summary>Rows and columns of <see cref="Occlusion"/>.</summary>
    public required int Patches { get; init; }

    /// <summary>[patches x patches] change of ln t when a patch shows the mean colour of the image; empty without images.</summary>
    public required ImmutableArray<double> Occlusion { get; init; }

    /// <summary>[categories] change of ln t when all points of a category are removed; 0 where there is none.</summary>
    public required ImmutableArray<double> Removal { get; init; }

    /// <summary>Change of ln t when the whole image shows its mean colour; null without images.</summary>
    public double? WithoutImage { get; init; }

    /// <summary>Change of ln t when all points are removed; null without points.</summary>
    public double? WithoutPoints { get; init; }

    /// <summary>Explains a cell.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The cells.</param>
    /// <param name="cell">The one to explain.</param>
    /// <param name="patches">Patches along one side of the image.</param>
    /// <param name="context">Progress, device, cancellation.</param>
    /// <returns>The explanation.</returns>
    public static CellExplanation Of(IUrbanModel model, UrbanDataset data, int cell, int patches, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(context);
        FitContext quiet = context with { Progress = null };
        UrbanPrediction whole = model.Predict(data, [cell], quiet);
        double Change(ChangedCell changed) => model.Predict(data.With(changed), [cell], quiet).LogEmission[0] - whole.LogEmission[0];
        bool hasImage = model.Modalities.Contains(UrbanModality.Image), hasPoints = model.Modalities.Contains(UrbanModality.Points);
        double[] occlusion = hasImage ? new double[patches * patches] : [];
        byte[] image = new byte[hasImage ? data.ImageLength : 0];
        if (hasImage) data.ReadImage(cell, image);
        for (int patch = 0; patch < occlusion.Length; patch++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.Progress?.Report(new WorkProgress("explain", patch, occlusion.Length));
            occlusion[patch] = Change(new ChangedCell(cell, Covered(image, data.Tables.PixelSize, patches, patch)));
        }

        PointOfInterest[] points = data.Points(cell).ToArray();
        int[] counts = hasPoints ? data.PointCounts(cell) : [];
        return new CellExplanation
        {
            Cell = cell, Emission = whole.Emission[0], Patches = hasImage ? patches : 0, Occlusion = [.. occlusion],
            Removal = [.. counts.Select((count, category) => count == 0 ? 0
                : Change(new ChangedCell(cell, Points: [.. points.Where(point => point.Category != category)])))],
            WithoutImage = hasImage ? Change(new ChangedCell(cell, Covered(image, data.Tables.PixelSize, 1, 0))) : null,
            WithoutPoints = hasPoints ? Change(new ChangedCell(cell, Points: [])) : null,
        };
    }

    private static byte[] Covered(byte[] image, int size, int patches, int patch)
    {
        Span<long> sums = stackalloc long[3];
        for (int i = 0; i < image.Length; i++) sums[i % 3] += image[i];
        byte[] covered = [.. image];
        (int row, int column) = Math.DivRem(patch, patches);
        for (int r = row * size / patches; r < (row + 1) * size / patches; r++)
            for (int c = column * size / patches; c < (column + 1) * size / patches; c++)
                for (int colour = 0; colour < 3; colour++)
                    covered[(((r * size) + c) * 3) + colour] = (byte)(sums[colour] / (image.Length / 3));
        return covered;
    }
}
