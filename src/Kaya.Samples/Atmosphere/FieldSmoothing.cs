namespace Kaya.Samples;

/// <summary>Gaussian smoothing of a small field; beyond the edge lies what is at the edge.</summary>
internal static class FieldSmoothing
{
    /// <param name="field">row x column.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="deviation">Standard deviation of the kernel, cells.</param>
    public static double[] Gaussian(double[] field, int rows, int columns, double deviation)
    {
        int reach = (int)Math.Ceiling(4 * deviation);
        double[] kernel = [.. Enumerable.Range(-reach, (2 * reach) + 1).Select(k => Math.Exp(-k * k / (2 * deviation * deviation)))];
        double sum = kernel.Sum();
        double[] along = new double[field.Length], across = new double[field.Length];
        for (int cell = 0; cell < field.Length; cell++)
            for (int k = -reach; k <= reach; k++)
                along[cell] +=
                    kernel[k + reach] / sum * field[(cell / columns * columns) + Math.Clamp((cell % columns) + k, 0, columns - 1)];
        for (int cell = 0; cell < field.Length; cell++)
            for (int k = -reach; k <= reach; k++)
                across[cell] +=
                    kernel[k + reach] / sum * along[(Math.Clamp((cell / columns) + k, 0, rows - 1) * columns) + (cell % columns)];
        return across;
    }
}
