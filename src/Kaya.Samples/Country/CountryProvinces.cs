using System.Collections.Immutable;
using Kaya.Core;
using static Kaya.Samples.CountryCells;

namespace Kaya.Samples;

/// <summary>Divides the land into provinces: one around the largest town; other cells belong to the seat of least path cost.</summary>
/// <remarks>Slopes and rivers are expensive to cross, so borders tend to follow them.</remarks>
internal static class CountryProvinces
{
    public const int Number = 12;
    private const double CityCost = 15;

    /// <summary>The province number of each cell, from 1 (0 at sea), and the largest town of each province, in order of number.</summary>
    public static (int[] ProvinceOf, ImmutableArray<SampleTown> Seats) Create(
        CountryTerrain terrain, CountryWater water, ImmutableArray<SampleTown> towns, RandomSource random)
    {
        ImmutableArray<SampleTown> seats = Seats(terrain, towns);
        FractalNoise noise = new(random.Derive("borders"));
        double[] cost = new double[Count];
        for (int cell = 0; cell < Count; cell++)
        {
            (double x, double y) = CentreOf(cell);
            cost[cell] = !terrain.IsLand[cell] ? double.PositiveInfinity
                : 0.4 + (terrain.Slope[cell] / 30) + (water.FlowAccumulation[cell] > 1000 ? 6 : 0)
                    + (4 * Math.Pow(noise.Sum(x / 24, y / 24, 6, 0.6), 2));
        }

        CostSearch search = new(cost);
        int[] provinceOf = new int[Count];
        search.Run([(seats[0].Cell, 0)], _ => false, CityCost);
        for (int cell = 0; cell < Count; cell++) provinceOf[cell] = search.CostOf(cell) <= CityCost ? 1 : 0;
        RandomSequence sequence = random.Derive("head starts").Sequence();
        search.Run([.. seats.Skip(1).Select(seat => (seat.Cell, 9 * sequence.NextDouble()))], _ => false);
        for (int cell = 0; cell < Count; cell++)
            if (provinceOf[cell] == 0 && terrain.IsLand[cell] && !terrain.IsIsland[cell])
                provinceOf[cell] = SeatOf(cell, search, seats) + 1;
        int nearest = Nearest(terrain, provinceOf);
        for (int cell = 0; cell < Count; cell++)
            if (terrain.IsIsland[cell]) provinceOf[cell] = nearest;
        return (provinceOf, seats);
    }

    // The largest towns at a minimum distance from each other; the distance is reduced until there are enough.
    private static ImmutableArray<SampleTown> Seats(CountryTerrain terrain, ImmutableArray<SampleTown> towns)
    {
        for (double minimum = 58; ; minimum *= 0.95)
        {
            List<SampleTown> seats = [towns[0]];
            foreach (SampleTown town in towns.Skip(1).Where(town => !town.IsVillage && !terrain.IsIsland[town.Cell]))
                if (seats.Count < Number
                    && seats.All(seat => Distance(seat.Cell, town.Cell) > (seat == towns[0] ? minimum * 0.6 : minimum)))
                    seats.Add(town);
            if (seats.Count == Number) return [.. seats];
        }
    }

    private static int SeatOf(int cell, CostSearch search, ImmutableArray<SampleTown> seats)
    {
        while (search.Predecessor(cell) != cell) cell = search.Predecessor(cell);
        for (int seat = 1; seat < seats.Length; seat++)
            if (seats[seat].Cell == cell) return seat;
        throw new InvalidOperationException("no path leads from a seat to the cell");
    }

    private static int Nearest(CountryTerrain terrain, int[] provinceOf)
    {
        double[] toIsland = DistanceTo(cell => terrain.IsIsland[cell]);
        return provinceOf[Enumerable.Range(0, Count).Where(cell => provinceOf[cell] > 1).MinBy(cell => toIsland[cell])];
    }
}
