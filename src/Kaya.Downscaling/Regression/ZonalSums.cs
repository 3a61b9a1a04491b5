using Kaya.Geo;
using Kaya.Learning;

namespace Kaya.Downscaling;

/// <summary>Sums of all drivers over zones in one pass, over the cells that have data in every driver.</summary>
internal sealed class ZonalSums
{
    private readonly CompensatedSum[,] _totals;
    private readonly CompensatedSum[] _areas;

    private ZonalSums(int zones, int drivers) => (_totals, _areas) = (new CompensatedSum[zones, drivers], new CompensatedSum[zones]);

    public static ZonalSums Of(DriverSet drivers, ZoneCoverage coverage)
    {
        ZonalSums sums = new(coverage.Codes.Length, drivers.Drivers.Length);
        CoveredCells.Visit(drivers, coverage, band =>
        {
            (FeatureTable cells, ReadOnlyMemory<int> positions) = drivers.Read(band, ZonalScale.Density);
            return (positions, (zone, row, area) => sums.Add(zone, cells.Row(row), area));
        });
        return sums;
    }

    public double SquareKilometres(int zone) => _areas[zone].Value;

    public IEnumerable<double> Totals(int zone) => Enumerable.Range(0, _totals.GetLength(1)).Select(driver => _totals[zone, driver].Value);

    private void Add(int zone, ReadOnlySpan<double> densities, double area)
    {
        _areas[zone].Add(area);
        for (int driver = 0; driver < densities.Length; driver++) _totals[zone, driver].Add(area * densities[driver]);
    }
}
