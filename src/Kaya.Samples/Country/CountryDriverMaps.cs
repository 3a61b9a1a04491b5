using Kaya.Core;
using static Kaya.Samples.CountryCells;

namespace Kaya.Samples;

/// <summary>Gridded population and GDP as published: smoothed, with spatially correlated errors of 10 to 30 km range.</summary>
internal sealed class CountryDriverMaps(CountryLand land, CountrySettlement settlement, RandomSource random)
{
    /// <summary>Residents per km2 on the 1 km grid.</summary>
    public double[] Population()
    {
        FractalNoise error = new(random.Derive("census"));
        double[] people = CountrySmoothing.Gaussian(settlement.People, 0.55);
        return OnKilometres(cell =>
        {
            (double x, double y) = CentreOf(cell);
            return people[cell] * 4 * Math.Exp(0.45 * error.Sum(x / 12, y / 12, 4));
        }, 1);
    }

    /// <summary>GDP per km2 on the 1 km grid.</summary>
    public double[] GrossDomesticProduct(double[] productivity)
    {
        FractalNoise error = new(random.Derive("accounts"));
        double[] people = CountrySmoothing.Gaussian(settlement.People, 2.2), grounds = CountrySmoothing.Gaussian(land.Grounds, 2.2);
        return OnKilometres(cell =>
        {
            (double x, double y) = CentreOf(cell);
            double output = (25 * 4 * people[cell]) + (60_000 * grounds[cell]);
            return productivity[land.ProvinceOf[cell]] * output * Math.Exp(0.6 * error.Sum(x / 25, y / 25, 4));
        }, 100);
    }

    // Density of each 1 km cell, rounded to a step as in published maps.
    private double[] OnKilometres(Func<int, double> density, double step)
    {
        double[] sums = new double[KilometreGrid.CellCount];
        int[] cells = new int[sums.Length];
        for (int cell = 0; cell < Count; cell++)
        {
            if (land.ProvinceOf[cell] == 0) continue;
            int block = (cell / Columns / 2 * KilometreGrid.Columns) + (cell % Columns / 2);
            sums[block] += density(cell);
            cells[block]++;
        }

        // The divisor is 4 at the coast too: the density refers to the whole 1 km cell, sea included.
        return [.. sums.Select((sum, block) => cells[block] == 0 ? double.NaN : step * Math.Round(sum / 4 / step))];
    }
}
