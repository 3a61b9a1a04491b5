using System.Collections.Immutable;
using Kaya.Core;
using static Kaya.Samples.CountryCells;

namespace Kaya.Samples;

/// <summary>Divides the land: the largest town is a province of its own, eleven others grow around towns until they meet at ridges and rivers.</summary>
internal static class CountryProvinces
{
    public const int Number = 12;
    private const double CityReach = 15;

    /// <summary>The number of the province of each cell, from 1; 0 at sea. Seats are in the order of the numbers.</summary>
    public static (int[] ProvinceOf, ImmutableArray<SampleTown> Seats) Create(CountryTerrain terrain, CountryWater water, ImmutableArray<SampleTown> towns, RandomSource random)
    {
        ImmutableArray<SampleTown> seats = Seats(terrain, towns);
        FractalNoise noise = new(random.Derive("borders"));
        double[] cost = new double[Count];
        for (int cell = 0; cell < Count; cell++)
        {
            (double x, double y) = Place(cell);
            cost[cell] = !terrain.IsLand[cell] ? double.PositiveInfinity
                : 0.4 + (terrain.Slope[cell] / 30) + (water.Drained[cell] > 1000 ? 6 : 0) + (4 * Math.Pow(noise.Sum(x / 24, y / 24, 6, 0.6), 2));
        }

        CostSearch search = new(cost);
        int[] provinceOf = new int[Count];
        search.Run([(seats[0].Cell, 0)], _ => false, CityReach);
        for (int cell = 0; cell < Count; cell++) provinceOf[cell] = search.CostOf(cell) <= CityReach ? 1 : 0;
        RandomSequence sequence = random.Derive("head starts").Sequence();
        search.Run([.. seats.Skip(1).Select(seat => (seat.Cell, 9 * sequence.NextDouble()))], _ => false);
        for (int cell = 0; cell < Count; cell++)
            if (provinceOf[cell] == 0 && terrain.IsLand[cell] && !terrain.IsIsland[cell]) provinceOf[cell] = SeatOf(cell, search, seats) + 1;
        int nearest = Nearest(terrain, provinceOf);
        for (int cell = 0; cell < Count; cell++)
            if (terrain.IsIsland[cell]) provinceOf[cell] = nearest;
        return (provinceOf, seats);
    }

    // The largest towns that stand far enough apart, and fewer kilometres where that leaves too few.
    private static ImmutableArray<SampleTown> Seats(CountryTerrain terrain, ImmutableArray<SampleTown> towns)
    {
        for (double apart = 58; ; apart *= 0.95)
        {
            List<SampleTown> seats = [towns[0]];
            foreach (SampleTown town in towns.Skip(1).Where(town => !town.IsVillage && !terrain.IsIsland[town.Cell]))
                if (seats.Count < Number && seats.All(seat => Distance(seat.Cell, town.Cell) > (seat == towns[0] ? apart * 0.6 : apart))) seats.Add(town);
            if (seats.Count == Number) return [.. seats];
        }
    }

    private static int SeatOf(int cell, CostSearch search, ImmutableArray<SampleTown> seats)
    {
        while (search.Before(cell) != cell) cell = search.Before(cell);
        for (int seat = 1; seat < seats.Length; seat++)
            if (seats[seat].Cell == cell) return seat;
        throw new InvalidOperationException("a cell is reached from no seat");
    }

    private static int Nearest(CountryTerrain terrain, int[] provinceOf)
    {
        double[] toIsland = DistanceTo(cell => terrain.IsIsland[cell]);
        return provinceOf[Enumerable.Range(0, Count).Where(cell => provinceOf[cell] > 1).MinBy(cell => toIsland[cell])];
    }
}
