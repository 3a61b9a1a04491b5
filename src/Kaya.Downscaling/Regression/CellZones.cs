using System.Collections.Immutable;
using Kaya.Geo;

namespace Kaya.Downscaling;

/// <summary>Zones of cells: the zone that covers most of a cell.</summary>
public static class CellZones
{
    private const long CellsAtOnce = 1 << 20;

    /// <summary>Zones that touch: a cell of one lies above, below or beside a cell of the other.</summary>
    /// <param name="coverage">Zones on a grid.</param>
    /// <returns>Pairs of codes, each once, in the order of the zones.</returns>
    public static ImmutableArray<(string First, string Second)> Neighbours(ZoneCoverage coverage)
    {
        ArgumentNullException.ThrowIfNull(coverage);
        SortedSet<(int, int)> pairs = [];
        int[] above = [];
        foreach (Window band in coverage.Grid.All.RowBands(CellsAtOnce))
        {
            int[] zones = Of(coverage, band, _ => true);
            for (int cell = 0; cell < zones.Length; cell++)
            {
                if (cell % band.Columns > 0) Add(zones[cell], zones[cell - 1]);
                if (cell >= band.Columns) Add(zones[cell], zones[cell - band.Columns]);
                else if (above.Length > 0) Add(zones[cell], above[cell]);
            }

            above = zones[^band.Columns..];
        }

        return [.. pairs.Select(pair => (coverage.Codes[pair.Item1], coverage.Codes[pair.Item2]))];

        void Add(int one, int other)
        {
            if (one != other && one >= 0 && other >= 0) pairs.Add((Math.Min(one, other), Math.Max(one, other)));
        }
    }

    /// <summary>The zone of each cell of a window.</summary>
    /// <param name="coverage">Zones on a grid.</param>
    /// <param name="window">Inside the grid.</param>
    /// <param name="counts">Whether a zone counts.</param>
    /// <returns>Numbers of zones, row by row; -1 where none covers the cell.</returns>
    internal static int[] Of(ZoneCoverage coverage, Window window, Func<int, bool> counts)
    {
        int[] zones = new int[window.CellCount];
        double[] most = new double[window.CellCount];
        Array.Fill(zones, -1);
        foreach (CoverageRun run in coverage.RunsOf(window.Row, window.Rows))
        {
            int end = Math.Min(window.Columns, run.Column + run.Length - window.Column);
            for (int column = Math.Max(0, run.Column - window.Column); column < end; column++)
            {
                int position = ((run.Row - window.Row) * window.Columns) + column;
                if (!counts(run.Zone) || run.Fraction <= most[position]) continue;
                (zones[position], most[position]) = (run.Zone, run.Fraction);
            }
        }

        return zones;
    }
}
