using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Samples;

/// <summary>Emission of each cell and sector, t CO2 in a year.</summary>
internal sealed class CityEmissions
{
    /// <summary>Number of sectors.</summary>
    public static readonly int Sectors = Enum.GetValues<CitySector>().Length;

    // t in a year.
    private const double Smallest = 150;

    private readonly CityCover _cover;
    private readonly CityRoads _roads;
    private readonly int _size;

    public CityEmissions(CityPlan plan, CityCover cover, CityRoads roads, RandomSource random)
    {
        (_cover, _roads, _size) = (cover, roads, plan.Size);
        int cells = _size * _size;
        double[] bustle = [.. Enumerable.Range(0, cells).Select(cell => cover.Sum(cell, quarter => quarter.People + (1.2 * quarter.Jobs)))];
        double[] sheds = [.. Enumerable.Range(0, cells).Select(cell => cover.Sum(cell, quarter => quarter.Sheds))];
        // 0.5 where the cells around have 6,000 people and jobs; freight by the hectares of factories around.
        double[] around = [.. Enumerable.Range(0, cells).Select(cell => Around(bustle, cell) / 6_000).Select(mean => mean / (1 + mean))];
        double[] freight = [.. Enumerable.Range(0, cells).Select(cell => Around(sheds, cell) / 8)];
        RandomSequence sequence = random.Sequence();
        double[] expected = new double[cells * Sectors], drawn = new double[cells * Sectors];
        for (int cell = 0; cell < cells; cell++)
        {
            double[] sectors = Expected(cell, bustle[cell], around[cell], freight[cell]);
            for (int sector = 0; sector < Sectors; sector++)
            {
                int at = (cell * Sectors) + sector;
                // Every cell draws all its numbers, so that one cell's land does not change another's chance.
                double chance = HeavyTailed(sequence);
                expected[at] = sectors[sector];
                drawn[at] = Math.Round(sectors[sector] * Math.Exp((sector == (int)CitySector.Industry ? 1 : 0.85) * chance), 1);
            }
        }

        (ExpectedBySector, BySector) = ([.. expected], [.. drawn]);
    }

    /// <summary>[cells x sectors] before chance: the median of what may be drawn.</summary>
    public ImmutableArray<double> ExpectedBySector { get; }

    /// <summary>[cells x sectors].</summary>
    public ImmutableArray<double> BySector { get; }

    // Student's t of four degrees of freedom, scaled to a variance of 1.
    private static double HeavyTailed(RandomSequence sequence)
    {
        double normal = sequence.NextGaussian(), squares = 0;
        for (int i = 0; i < 4; i++)
        {
            double one = sequence.NextGaussian();
            squares += one * one;
        }

        return normal / Math.Sqrt(squares / 4) / Math.Sqrt(2);
    }

    // Mean of the cells around, without the cell itself.
    private double Around(double[] bustle, int cell)
    {
        (int row, int column) = Math.DivRem(cell, _size);
        double sum = 0, weights = 0;
        for (int r = Math.Max(0, row - 3); r <= Math.Min(_size - 1, row + 3); r++)
            for (int c = Math.Max(0, column - 3); c <= Math.Min(_size - 1, column + 3); c++)
            {
                int square = ((r - row) * (r - row)) + ((c - column) * (c - column));
                double weight = square == 0 ? 0 : Math.Exp(-square / 3.0);
                (sum, weights) = (sum + (weight * bustle[(r * _size) + c]), weights + weight);
            }

        return sum / weights;
    }

    private double[] Expected(int cell, double bustle, double around, double freight)
    {
        double[] sectors = new double[Sectors];
        sectors[(int)CitySector.Residential] = _cover.Sum(cell, quarter => quarter.People
            * Math.Sqrt(quarter.Intensity)
            * (quarter.Use == CityLandUse.HighHousing ? 1.2 : 1.9));
        sectors[(int)CitySector.Commercial] = _cover.Sum(cell, quarter => 50 * quarter.Commerce) * Agglomeration(around);
        sectors[(int)CitySector.Institutional] = _cover.Sum(cell, quarter => 60 * quarter.Institution);
        sectors[(int)CitySector.Industry] = _cover.Sum(cell, quarter => quarter.Sheds * quarter.Branch switch
        {
            CityIndustry.Workshops => 250,
            CityIndustry.Assembly => 1_000,
            CityIndustry.Chemicals => 4_500,
            _ => 11_000,
        });
        double vehicleKilometres = _roads.Near(cell).Sum(road => LengthIn(road, cell) * road.Vehicles)
            * ((0.15 + (3.5 * around * around)) + (1.2 * freight));
        double farmland = _cover.Sum(cell, quarter => quarter.Use == CityLandUse.Farmland ? 1 : 0);
        // 0.22 kg for each vehicle and km, on 365 days; streets by what happens in the cell and around it;
        // roads between fields carry those who live and work around.
        sectors[(int)CitySector.Traffic] = (vehicleKilometres * 365 * 0.00022) + (bustle * 0.3 * Agglomeration(around))
            + (farmland * (5 + (90 * around) + (40 * freight)));
        sectors[(int)CitySector.Agriculture] = 4 * farmland;
        // An inventory does not count what is less.
        if (sectors.Sum() < Smallest) Array.Clear(sectors);
        return sectors;
    }

    // What a place does for itself and for those around it: 0.15 alone, 3 in the midst of a metropolis.
    private static double Agglomeration(double around) => 0.15 + (2.85 * around * around);

    // km of a piece of road in a cell, by steps of a hundredth of the piece.
    private double LengthIn(CityRoad road, int cell)
    {
        (int row, int column) = Math.DivRem(cell, _size);
        int inside = 0;
        for (int i = 0; i < 100; i++)
        {
            double t = (i + 0.5) / 100, x = road.X0 + (t * (road.X1 - road.X0)), y = road.Y0 + (t * (road.Y1 - road.Y0));
            if ((int)Math.Floor(x / 1000) == column && (int)Math.Floor(y / 1000) == row) inside++;
        }

        return road.Length * inside / 100 / 1000;
    }
}
