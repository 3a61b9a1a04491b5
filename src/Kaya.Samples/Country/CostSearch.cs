using static Kaya.Samples.CountryCells;

namespace Kaya.Samples;

/// <summary>Cheapest ways over the cells (Dijkstra): how far each is from its nearest start, and from where it is reached.</summary>
/// <param name="cost">Cost of 1 km in a cell; infinite where there is no way.</param>
internal sealed class CostSearch(double[] cost)
{
    private readonly double[] _reached = new double[Count];
    private readonly int[] _from = new int[Count];
    private readonly int[] _visit = new int[Count];
    private int _search;

    /// <summary>Cost of the way to a cell of the last search.</summary>
    public double CostOf(int cell) => _visit[cell] == _search ? _reached[cell] : double.PositiveInfinity;

    /// <summary>The cell before a cell on its way; itself at a start.</summary>
    public int Before(int cell) => _from[cell];

    /// <summary>Searches from some cells until one is settled that ends it.</summary>
    /// <param name="starts">Cells and what each costs from the outset.</param>
    /// <param name="isEnd">Ends the search at a settled cell.</param>
    /// <param name="most">Ends the search at this cost.</param>
    /// <returns>The cell that ended it; -1 where none did.</returns>
    public int Run(IEnumerable<(int Cell, double Cost)> starts, Predicate<int> isEnd, double most = double.PositiveInfinity)
    {
        _search++;
        PriorityQueue<int, (double, int)> open = new();
        foreach ((int cell, double first) in starts) Reach(open, cell, cell, first);
        Span<(int Cell, double Length)> near = stackalloc (int, double)[8];
        while (open.TryDequeue(out int cell, out (double Cost, int) at))
        {
            if (at.Cost > _reached[cell]) continue;
            if (at.Cost > most) return -1;
            if (isEnd(cell)) return cell;
            foreach ((int other, double length) in near[..Neighbours(cell, near)])
            {
                double through = at.Cost + (length * (cost[cell] + cost[other]) / 2);
                if (through < CostOf(other)) Reach(open, other, cell, through);
            }
        }

        return -1;
    }

    private void Reach(PriorityQueue<int, (double, int)> open, int cell, int from, double at)
    {
        (_reached[cell], _from[cell], _visit[cell]) = (at, from, _search);
        open.Enqueue(cell, (at, cell));
    }
}
