using Kaya.Geo;
using Kaya.Learning;

namespace Kaya.Downscaling;

/// <summary>Uses a cell that a zone covers.</summary>
/// <param name="zone">Number of the zone.</param>
/// <param name="row">Row of the cell in the table of the band.</param>
/// <param name="squareKilometres">Area of the covered part.</param>
internal delegate void CoveredCell(int zone, int row, double squareKilometres);

/// <summary>Walks over the cells that have data in every driver and that zones cover, band by band.</summary>
internal static class CoveredCells
{
    private const long CellsAtOnce = 1 << 20;

    /// <summary>Visits them, in the order of the runs of the coverage. A band is read while the one before is in use.</summary>
    /// <param name="drivers">The drivers.</param>
    /// <param name="coverage">Zones on their grid.</param>
    /// <param name="read">Reads a band: the positions of its cells, and what uses each of them. It runs on another thread than that,
    /// while cells of the band before are used.</param>
    public static void Visit(DriverSet drivers, ZoneCoverage coverage,
        Func<Window, (ReadOnlyMemory<int> Positions, CoveredCell Use)> read)
    {
        Window[] bands = [.. drivers.Grid.All.RowBands(CellsAtOnce).Where(band => coverage.RunsOf(band.Row, band.Rows).Length > 0)];
        Task<(int[] Rows, CoveredCell Use)>? next = null;
        for (int at = 0; at < bands.Length; at++)
        {
            Window band = bands[at];
            (int[] rows, CoveredCell use) = next is null ? Begin(band) : next.GetAwaiter().GetResult();
            Window? following = at + 1 < bands.Length ? bands[at + 1] : null;
            next = following is { } window ? Task.Run(() => Begin(window)) : null;
            foreach (CoverageRun run in coverage.RunsOf(band.Row, band.Rows))
                for (int column = run.Column; column < run.Column + run.Length; column++)
                {
                    int position = ((run.Row - band.Row) * band.Columns) + column;
                    if (rows[position] >= 0) use(run.Zone, rows[position], run.Fraction * drivers.SquareKilometres(band, position));
                }
        }

        (int[] Rows, CoveredCell Use) Begin(Window band)
        {
            (ReadOnlyMemory<int> positions, CoveredCell use) = read(band);
            int[] rowOf = new int[band.CellCount];
            Array.Fill(rowOf, -1);
            for (int row = 0; row < positions.Length; row++) rowOf[positions.Span[row]] = row;
            return (rowOf, use);
        }
    }
}
