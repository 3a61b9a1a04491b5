using System.Collections.Immutable;
using System.Globalization;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>Puts values of many thin layers into a few thick ones.</summary>
internal static class LayerMerging
{
    // Boundaries of layers are written in single precision, and some programs round sigma to four digits.
    private const double SameEdge = 1e-3;

    /// <summary>Refuses boundaries of layers (VGLVLS) that are not as many others.</summary>
    /// <param name="expected">As they should be.</param>
    /// <param name="found">As many.</param>
    /// <param name="fault">What is wrong, where and what to do; its expectation follows on the first boundary that differs.</param>
    /// <exception cref="GridMismatchException">One differs.</exception>
    public static void RequireSame(ImmutableArray<double> expected, ImmutableArray<double> found, Fault fault)
    {
        for (int at = 0; at < expected.Length; at++)
            if (!(Math.Abs(expected[at] - found[at]) <= SameEdge * Math.Max(1, Math.Abs(expected[at]))))
                throw new GridMismatchException(fault with
                {
                    Expected = string.Create(CultureInfo.InvariantCulture, $"VGLVLS {expected[at]:G6} as boundary {at}{fault.Expected}"),
                    Found = string.Create(CultureInfo.InvariantCulture, $"{found[at]:G6}"),
                });
    }

    /// <summary>Thickness that each layer of the files has in each wanted layer, m, cell by cell.</summary>
    /// <param name="tops">Tops of the files' layers above the ground, m: layer x cell.</param>
    /// <param name="wanted">Tops of the wanted layers, m, rising.</param>
    /// <param name="cells">Number of cells.</param>
    /// <returns>Wanted layer x layer x cell.</returns>
    public static double[] Overlaps(ReadOnlySpan<double> tops, ImmutableArray<double> wanted, int cells)
    {
        int layers = tops.Length / cells;
        double[] overlaps = new double[wanted.Length * tops.Length];
        for (int to = 0; to < wanted.Length; to++)
            for (int layer = 0; layer < layers; layer++)
                for (int cell = 0; cell < cells; cell++)
                {
                    double top = tops[(layer * cells) + cell], bottom = layer == 0 ? 0 : tops[((layer - 1) * cells) + cell];
                    double overlap = Math.Min(top, wanted[to]) - Math.Max(bottom, to == 0 ? 0 : wanted[to - 1]);
                    overlaps[(((to * layers) + layer) * cells) + cell] = Math.Max(0, overlap);
                }

        return overlaps;
    }

    /// <summary>Weighted means: sum of weight x value over sum of weight.</summary>
    /// <param name="values">Layer x place.</param>
    /// <param name="weights">Wanted layer x layer x place.</param>
    /// <param name="places">Cells, or faces.</param>
    /// <returns>Wanted layer x place.</returns>
    public static double[] Means(ReadOnlySpan<double> values, ReadOnlySpan<double> weights, int places)
    {
        int layers = values.Length / places, wanted = weights.Length / values.Length;
        double[] means = new double[wanted * places], sums = new double[places];
        for (int to = 0; to < wanted; to++)
        {
            Array.Clear(sums);
            Span<double> mean = means.AsSpan(to * places, places);
            for (int layer = 0; layer < layers; layer++)
            {
                ReadOnlySpan<double> value = values.Slice(layer * places, places),
                    weight = weights.Slice(((to * layers) + layer) * places, places);
                for (int k = 0; k < places; k++) (mean[k], sums[k]) = (mean[k] + (weight[k] * value[k]), sums[k] + weight[k]);
            }

            for (int k = 0; k < places; k++) mean[k] /= sums[k];
        }

        return means;
    }

    /// <summary>Shares of the layers of a file that go into each layer of a grid, by height; what lies above the grid goes into its
    /// highest layer.</summary>
    /// <param name="from">Tops of the file's layers, m.</param>
    /// <param name="to">Tops of the grid's layers, m.</param>
    /// <returns>Layer of the file x layer of the grid; each row sums to 1.</returns>
    public static double[,] Shares(ImmutableArray<double> from, ImmutableArray<double> to)
    {
        double[,] shares = new double[from.Length, to.Length];
        for (int layer = 0; layer < from.Length; layer++)
        {
            double bottom = layer == 0 ? 0 : from[layer - 1], thickness = from[layer] - bottom;
            for (int into = 0; into < to.Length; into++)
            {
                double top = into == to.Length - 1 ? double.PositiveInfinity : to[into];
                shares[layer, into] = Math.Max(0, Math.Min(from[layer], top) - Math.Max(bottom, into == 0 ? 0 : to[into - 1])) / thickness;
            }
        }

        return shares;
    }
}
