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

    /// <summary>Visits them, in the order of the runs of the coverage.</summary>
    /// <param name="drivers">The drivers.</param>
    /// <param name="coverage">Zones on their grid.</param>
    /// <param name="begin">Begins a band with the densities of its cells, and gives what uses each of them.</param>
    public static void Visit(DriverSet drivers, ZoneCoverage coverage, Func<Window, FeatureTable, CoveredCell> begin)
    {
        foreach (Window band in drivers.Grid.All.RowBands(CellsAtOnce))
        {
            if (coverage.RunsOf(band.Row, band.Rows).Length == 0) continue;
            (FeatureTable cells, ReadOnlyMemory<int> positions) = drivers.Read(band, ZonalScale.Density);
            CoveredCell use = begin(band, cells);
            int[] rowOf = new int[band.CellCount];
            Array.Fill(rowOf, -1);
            for (int row = 0; row < positions.Length; row++) rowOf[positions.Span[row]] = row;
            foreach (CoverageRun run in coverage.RunsOf(band.Row, band.Rows))
                for (int column = run.Column; column < run.Column + run.Length; column++)
                {
                    int position = ((run.Row - band.Row) * band.Columns) + column;
                    if (rowOf[position] >= 0)
                        use(run.Zone, rowOf[position], run.Fraction * drivers.SquareKilometres(band, position));
                }
        }
    }
}
