using static Kaya.Samples.CountryCells;

namespace Kaya.Samples;

/// <summary>Rivers and lakes of a terrain.</summary>
internal sealed class CountryWater
{
    private const double LakeDepth = 55;
    private const int LakeCells = 12;
    private const int RiverCells = 600;
    private const int WideRiverCells = 12_000;

    private readonly CountryTerrain _terrain;

    private CountryWater(CountryTerrain terrain)
    {
        _terrain = terrain;
        (double[] filled, FlowAccumulation) = RouteFlow();
        IsWater = Lakes(filled);
        ToRiver = DistanceTo(cell => terrain.IsLand[cell] && FlowAccumulation[cell] > RiverCells);
    }

    /// <summary>Flow accumulation: the number of cells that drain through each cell, itself included.</summary>
    public int[] FlowAccumulation { get; }

    /// <summary>Whether a land cell is a lake or a wide river.</summary>
    public bool[] IsWater { get; }

    /// <summary>Distance of each cell to the nearest river, km.</summary>
    public double[] ToRiver { get; }

    public static CountryWater Of(CountryTerrain terrain) => new(terrain);

    // Fills depressions and routes the flow of each cell to the sea (priority flood, Barnes et al. 2014).
    private (double[] Filled, int[] FlowAccumulation) RouteFlow()
    {
        double[] filled = new double[Count];
        int[] next = new int[Count], drained = new int[Count];
        bool[] seen = new bool[Count];
        PriorityQueue<int, (double, int)> flood = new();
        List<int> order = new(Count);
        for (int cell = 0; cell < Count; cell++)
            if (!_terrain.IsLand[cell])
            {
                seen[cell] = true;
                next[cell] = cell;
                flood.Enqueue(cell, (0, cell));
            }

        Span<(int Cell, double Length)> near = stackalloc (int, double)[8];
        while (flood.TryDequeue(out int cell, out _))
        {
            order.Add(cell);
            foreach ((int other, _) in near[..Neighbours(cell, near)])
            {
                if (seen[other]) continue;
                (seen[other], next[other], filled[other]) = (true, cell, Math.Max(_terrain.Height[other], filled[cell]));
                flood.Enqueue(other, (filled[other], other));
            }
        }

        for (int k = Count - 1; k >= 0; k--)
        {
            int cell = order[k];
            if (next[cell] != cell) drained[next[cell]] += ++drained[cell];
        }

        return (filled, drained);
    }

    private bool[] Lakes(double[] filled)
    {
        bool[] deep = new bool[Count], lake = new bool[Count];
        for (int cell = 0; cell < Count; cell++) deep[cell] = _terrain.IsLand[cell] && filled[cell] - _terrain.Height[cell] > LakeDepth;
        for (int cell = 0; cell < Count; cell++)
        {
            if (!deep[cell]) continue;
            bool[] part = CountryTerrain.ConnectedCells(deep, cell);
            bool isLarge = part.Count(inside => inside) >= LakeCells;
            for (int other = cell; other < Count; other++)
                if (part[other]) (deep[other], lake[other]) = (false, isLarge);
        }

        for (int cell = 0; cell < Count; cell++) lake[cell] |= _terrain.IsLand[cell] && FlowAccumulation[cell] > WideRiverCells;
        return lake;
    }
}
