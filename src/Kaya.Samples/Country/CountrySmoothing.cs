using static Kaya.Samples.CountryCells;

namespace Kaya.Samples;

/// <summary>Smooths fields of the 500 m grid.</summary>
internal static class CountrySmoothing
{
    /// <summary>Gaussian smoothing, cut off at 3.5 standard deviations; cells outside the grid count as 0.</summary>
    /// <param name="field">One value per cell.</param>
    /// <param name="standardDeviation">Standard deviation of the kernel, km.</param>
    public static double[] Gaussian(double[] field, double standardDeviation)
    {
        int reach = (int)Math.Ceiling(3.5 * standardDeviation / CellSize);
        double[] kernel = [.. Enumerable.Range(-reach, (2 * reach) + 1)
            .Select(step => Math.Exp(-0.5 * Math.Pow(step * CellSize / standardDeviation, 2)))];
        double sum = kernel.Sum();
        double[] across = new double[Count], result = new double[Count];
        for (int row = 0; row < Rows; row++)
            for (int column = 0; column < Columns; column++)
                for (int k = Math.Max(-reach, -column); k <= Math.Min(reach, Columns - 1 - column); k++)
                    across[(row * Columns) + column] += kernel[k + reach] / sum * field[(row * Columns) + column + k];
        for (int row = 0; row < Rows; row++)
            for (int k = Math.Max(-reach, -row); k <= Math.Min(reach, Rows - 1 - row); k++)
                for (int column = 0; column < Columns; column++)
                    result[(row * Columns) + column] += kernel[k + reach] / sum * across[((row + k) * Columns) + column];
        return result;
    }
}
