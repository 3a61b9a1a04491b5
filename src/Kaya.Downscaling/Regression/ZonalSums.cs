using Kaya.Geo;
using Kaya.Learning;

namespace Kaya.Downscaling;

/// <summary>Sums of all drivers over zones in one pass, over the cells that have data in every driver.</summary>
internal sealed class ZonalSums
{
    private const long CellsAtOnce = 1 << 20;
    private readonly CompensatedSum[,] _totals;
    private readonly CompensatedSum[] _areas;

    private ZonalSums(int zones, int drivers) => (_totals, _areas) = (new CompensatedSum[zones, drivers], new CompensatedSum[zones]);

    public static ZonalSums Of(DriverSet drivers, ZoneCoverage coverage)
    {
        ZonalSums sums = new(coverage.Codes.Length, drivers.Drivers.Length);
        foreach (Window band in drivers.Grid.All.RowBands(CellsAtOnce))
            if (coverage.RunsOf(band.Row, band.Rows).Length > 0) sums.Add(drivers, coverage, band);
        return sums;
    }

    public double SquareKilometres(int zone) => _areas[zone].Value;

    public IEnumerable<double> Totals(int zone) => Enumerable.Range(0, _totals.GetLength(1)).Select(driver => _totals[zone, driver].Value);

    private void Add(DriverSet drivers, ZoneCoverage coverage, Window band)
    {
        (FeatureTable cells, ReadOnlyMemory<int> positions) = drivers.Read(band, ZonalScale.Density);
        int[] rowOf = new int[band.CellCount];
        Array.Fill(rowOf, -1);
        for (int row = 0; row < positions.Length; row++) rowOf[positions.Span[row]] = row;
        foreach (CoverageRun run in coverage.RunsOf(band.Row, band.Rows))
            for (int column = run.Column; column < run.Column + run.Length; column++)
            {
                int position = ((run.Row - band.Row) * band.Columns) + column;
                if (rowOf[position] < 0) continue;
                double area = run.Fraction * drivers.SquareKilometres(band, position);
                _areas[run.Zone].Add(area);
                ReadOnlySpan<double> densities = cells.Row(rowOf[position]);
                for (int driver = 0; driver < densities.Length; driver++) _totals[run.Zone, driver].Add(area * densities[driver]);
            }
    }
}
