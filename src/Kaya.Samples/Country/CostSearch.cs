using static Kaya.Samples.CountryCells;

namespace Kaya.Samples;

/// <summary>Least-cost paths over the cells (Dijkstra): the cost of each cell from the nearest start, and the cell before it.</summary>
/// <param name="cost">Cost per km in each cell; infinite where a cell cannot be crossed.</param>
internal sealed class CostSearch(double[] cost)
{
    private readonly double[] _reached = new double[Count];
    private readonly int[] _from = new int[Count];
    private readonly int[] _visit = new int[Count];
    private int _search;

    /// <summary>Cost of the cheapest path to a cell in the last search; infinite where the search did not reach it.</summary>
    public double CostOf(int cell) => _visit[cell] == _search ? _reached[cell] : double.PositiveInfinity;

    /// <summary>The cell before a cell on its path; the cell itself at a start.</summary>
    public int Predecessor(int cell) => _from[cell];

    /// <summary>Searches from the start cells, nearest cells first, until a target is reached.</summary>
    /// <param name="starts">Start cells and their initial costs.</param>
    /// <param name="isEnd">Whether a cell is a target.</param>
    /// <param name="maxCost">The search ends when all cells up to this cost are known.</param>
    /// <returns>The target that was reached; -1 if there is none.</returns>
    public int Run(IEnumerable<(int Cell, double Cost)> starts, Predicate<int> isEnd, double maxCost = double.PositiveInfinity)
    {
        _search++;
        PriorityQueue<int, (double, int)> open = new();
        foreach ((int cell, double first) in starts) Reach(open, cell, cell, first);
        Span<(int Cell, double Length)> near = stackalloc (int, double)[8];
        while (open.TryDequeue(out int cell, out (double Cost, int) at))
        {
            if (at.Cost > _reached[cell]) continue;
            if (at.Cost > maxCost) return -1;
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
