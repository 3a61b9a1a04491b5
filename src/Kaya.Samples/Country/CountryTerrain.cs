using Kaya.Core;
using static Kaya.Samples.CountryCells;

namespace Kaya.Samples;

/// <summary>Land and sea, heights and slopes.</summary>
internal sealed class CountryTerrain
{
    private const double IslandX = 52;
    private const double IslandY = 206;

    private CountryTerrain(double[] height, bool[] land)
    {
        (Height, IsLand) = (height, land);
        Slope = Slopes();
        ToCoast = DistanceTo(cell => !land[cell]);
    }

    /// <summary>Height of each cell above sea level, m; 0 at sea.</summary>
    public double[] Height { get; }

    /// <summary>Whether a cell is land: the mainland or the island.</summary>
    public bool[] IsLand { get; }

    /// <summary>Whether a cell belongs to the island.</summary>
    public bool[] IsIsland { get; private init; } = [];

    /// <summary>Steepest slope from each cell to a neighbour cell, m per km.</summary>
    public double[] Slope { get; }

    /// <summary>Distance of each cell to the sea, km.</summary>
    public double[] ToCoast { get; }

    public static CountryTerrain Create(RandomSource random)
    {
        FractalNoise coast = new(random.Derive("coast")), hills = new(random.Derive("hills")), range = new(random.Derive("range"));
        double[] height = new double[Count];
        bool[] land = new bool[Count];
        for (int cell = 0; cell < Count; cell++)
        {
            (double x, double y) = CentreOf(cell);
            // Coordinates are distorted by noise first, so that coasts are irregular; finer noise is added then.
            double warpedX = x + (14 * coast.Sum((x / 45) + 31, y / 45, 3)), warpedY = y + (14 * coast.Sum(x / 45, (y / 45) + 57, 3));
            double inland = Inland(warpedX, warpedY) + (0.5 * coast.Sum(x / 80, y / 80, 8, 0.62));
            land[cell] = inland > 0;
            if (inland <= 0) continue;
            // A mountain range from the north to the south-east.
            double across = (((x - 195) * 0.82) + ((y - 60) * -0.57)) / 34;
            double mountain = Math.Exp(-across * across) * range.Ridges(x / 48, y / 48, 6);
            double hill = 0.55 + (0.9 * hills.Sum(x / 42, y / 42, 7)) + 0.35;
            height[cell] = (260 * Math.Pow(inland, 0.8) * hill) + (1050 * mountain * Math.Min(1, inland * 3));
            height[cell] = Math.Max(1, height[cell]);
        }

        bool[] island = ConnectedCells(land, CellAt(IslandX, IslandY)), main = ConnectedCells(land, CellAt(165, 130));
        for (int cell = 0; cell < Count; cell++)
            if (!(land[cell] = main[cell] || island[cell])) height[cell] = 0;
        return new CountryTerrain(height, land) { IsIsland = island };
    }

    // Above 0 on land, before noise: a rounded rectangle with a bay, and an island off its south-western coast.
    private static double Inland(double x, double y)
    {
        double main = 1 - Math.Pow(Math.Abs((x - 172) / 139), 2.6) - Math.Pow(Math.Abs((y - 124) / 111), 2.6);
        double fromIsland = Math.Sqrt(((x - IslandX) * (x - IslandX)) + ((y - IslandY) * (y - IslandY) * 1.6));
        // Strong enough that noise cannot remove the middle of the island or close the strait around it.
        double island = 0.95 - (fromIsland * fromIsland / 560), strait = 3 * Math.Exp(-Math.Pow((fromIsland - 37) / 6, 2));
        double bay = Math.Exp(-(((x - 92) * (x - 92) / 900) + ((y - 172) * (y - 172) / 1500)));
        return Math.Max(main - (1.5 * bay), island) - strait;
    }

    /// <summary>The land cells that are connected with a start cell (8 neighbours).</summary>
    /// <param name="land">Whether a cell is land.</param>
    /// <param name="start">A cell; if it is not land, the next land cell by number is taken.</param>
    public static bool[] ConnectedCells(bool[] land, int start)
    {
        while (!land[start]) start++;
        bool[] part = new bool[Count];
        Stack<int> open = new([start]);
        part[start] = true;
        Span<(int Cell, double Length)> near = stackalloc (int, double)[8];
        while (open.TryPop(out int cell))
            foreach ((int other, _) in near[..Neighbours(cell, near)])
                if (land[other] && !part[other])
                {
                    part[other] = true;
                    open.Push(other);
                }

        return part;
    }

    private double[] Slopes()
    {
        double[] slope = new double[Count];
        Span<(int Cell, double Length)> near = stackalloc (int, double)[8];
        for (int cell = 0; cell < Count; cell++)
            foreach ((int other, double length) in near[..Neighbours(cell, near)])
                slope[cell] = Math.Max(slope[cell], Math.Abs(Height[cell] - Height[other]) / length);
        return slope;
    }
}
