namespace Kaya.Samples.Tests.City;

/// <summary>Statistics of an image as they were used before there were networks: means and deviations of colours, shares of bright, green,
/// dark and blue pixels, contrast at four scales, and the share of large bright roofs.</summary>
internal static class PlainImageFeatures
{
    public static double[] Of(byte[] pixels, int size)
    {
        int n = size * size;
        double[] grey = new double[n];
        double bright = 0, green = 0, dark = 0, blue = 0;
        for (int i = 0; i < n; i++)
        {
            (int r, int g, int b) = (pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]);
            grey[i] = (r + g + b) / 3.0;
            bright += grey[i] > 180 ? 1 : 0;
            green += g > r + 4 && g > b + 4 ? 1 : 0;
            dark += grey[i] < 70 ? 1 : 0;
            blue += b > r + 8 ? 1 : 0;
        }

        List<double> features = [bright / n, green / n, dark / n, blue / n];
        for (int channel = 0; channel < 3; channel++)
        {
            double[] values = [.. Enumerable.Range(0, n).Select(i => (double)pixels[(3 * i) + channel])];
            double mean = values.Average();
            features.AddRange([mean, Math.Sqrt(values.Average(value => (value - mean) * (value - mean)))]);
        }

        foreach (int scale in new[] { 1, 2, 4, 8 })
        {
            double[] coarse = Coarse(grey, size, scale);
            int side = size / scale;
            features.Add(Enumerable.Range(0, coarse.Length - side).Where(i => i % side != side - 1)
                .Average(i => Math.Abs(coarse[i] - coarse[i + 1]) + Math.Abs(coarse[i] - coarse[i + side])));
        }

        features.Add(Coarse(grey, size, 4).Count(value => value > 165) * 16.0 / n);
        return [.. features];
    }

    private static double[] Coarse(double[] grey, int size, int scale)
    {
        int side = size / scale;
        double[] coarse = new double[side * side];
        for (int i = 0; i < grey.Length; i++) coarse[(i / size / scale * side) + (i % size / scale)] += grey[i] / (scale * scale);
        return coarse;
    }
}
