namespace Kaya.Urban;

/// <summary>A plain description of the inputs of a cell, without a network.</summary>
internal static class CellDescription
{
    /// <summary>[cells x numbers]: ln(1 + count) of each category, covariates (ln(1 + x) where none is negative), mean and deviation of
    /// each colour.</summary>
    internal static float[] Of(UrbanDataset data, IReadOnlyList<int> cells, IReadOnlyCollection<UrbanModality> modalities,
        CancellationToken cancellation)
    {
        List<float> values = [];
        byte[] pixels = new byte[data.ImageLength];
        foreach (int cell in cells)
        {
            cancellation.ThrowIfCancellationRequested();
            if (modalities.Contains(UrbanModality.Points))
                foreach (int count in data.PointCounts(cell)) values.Add(MathF.Log(1 + count));
            if (modalities.Contains(UrbanModality.Covariates))
                foreach (float value in data.Covariates(cell)) values.Add(MathF.Sign(value) * MathF.Log(1 + MathF.Abs(value)));
            if (!modalities.Contains(UrbanModality.Image)) continue;
            data.ReadImage(cell, pixels);
            for (int colour = 0; colour < 3; colour++)
            {
                double sum = 0, squares = 0;
                for (int i = colour; i < pixels.Length; i += 3) (sum, squares) = (sum + pixels[i], squares + (pixels[i] * pixels[i]));
                double mean = sum / (pixels.Length / 3);
                values.Add((float)mean);
                values.Add((float)Math.Sqrt(Math.Max(0, (squares / (pixels.Length / 3)) - (mean * mean))));
            }
        }

        return [.. values];
    }
}
