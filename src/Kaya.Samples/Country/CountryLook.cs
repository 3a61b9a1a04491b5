using Kaya.Core;
using static Kaya.Samples.CountryCells;

namespace Kaya.Samples;

/// <summary>What maps of people and money show of the country: near the truth, smoothed, with errors that hang together over kilometres.</summary>
internal sealed class CountryLook(CountryLand land, CountrySettlement settlement, RandomSource random)
{
    /// <summary>Residents per km2 on the 1 km grid.</summary>
    public double[] Population()
    {
        FractalNoise error = new(random.Derive("census"));
        double[] people = CountrySmoothing.Gaussian(settlement.People, 0.55);
        return OnKilometres(cell =>
        {
            (double x, double y) = Place(cell);
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
            (double x, double y) = Place(cell);
            return productivity[land.ProvinceOf[cell]] * ((25 * 4 * people[cell]) + (60_000 * grounds[cell])) * Math.Exp(0.6 * error.Sum(x / 25, y / 25, 4));
        }, 100);
    }

    // The mean of the land cells of each km2, rounded to a step as published maps are.
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

        // Cells that are sea in part hold people on their land only: the density is that of the whole cell.
        return [.. sums.Select((sum, block) => cells[block] == 0 ? double.NaN : step * Math.Round(sum / 4 / step))];
    }
}
