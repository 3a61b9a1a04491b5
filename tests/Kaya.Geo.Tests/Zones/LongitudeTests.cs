using Kaya.Core;
using Kaya.Geo;
using NetTopologySuite.Geometries;

namespace Kaya.Geo.Tests.Zones;

/// <summary>Longitudes repeat after 360 degrees, everywhere.</summary>
public sealed class LongitudeTests
{
    [Fact]
    public void Coverage_RandomBoxesAndGrids_IsThatOfAnglesModulo360()
    {
        RandomSequence random = new RandomSource(10).Derive("longitudes").Sequence();
        for (int turn = 0; turn < 200; turn++)
        {
            // A regional or global grid anywhere, and a box anywhere, both also off by turns.
            int columns = turn % 2 == 0 ? 72 : 5 + random.NextInt32(55);
            double origin = Math.Round((random.NextDouble() * 1080) - 540, 1);
            Grid grid = Grid.InDegrees(origin, 50, 5, 20, columns);
            double west = (random.NextDouble() * 1080) - 540, width = random.NextDouble() * 300, south = (random.NextDouble() * 60) - 50,
                north = south + (random.NextDouble() * 40);
            ZoneSet zones = new(CoordinateSystem.LongitudeLatitude, [Box("a", west, south, west + width, north),
                Box("whole", -180, -90, 180, 90)]);
            ZoneCoverage coverage = ZoneCoverage.Of(zones, grid);
            double[,] found = new double[20, columns];
            foreach (CoverageRun run in coverage.Runs.Where(run => run.Zone == 0))
                for (int column = run.Column; column < run.Column + run.Length; column++) found[run.Row, column] += run.Fraction;
            for (int row = 0; row < 20; row++)
                for (int column = 0; column < columns; column++)
                {
                    double along = 0;
                    for (int k = -5; k <= 5; k++)
                        along += Overlap(origin + (5 * column), 5, west + (360 * k), width);
                    double bottom = 50 - (5 * (row + 1)), low = Math.Max(south, bottom), high = Math.Max(low, Math.Min(north, bottom + 5));
                    double expected = along / 5 * Ellipsoid.Wgs84.AuthalicStep(low, high)
                        / Ellipsoid.Wgs84.AuthalicStep(bottom, bottom + 5);
                    Assert.True(Math.Abs(expected - found[row, column]) < 1e-7, $"turn {turn}, row {row}, column {column}: "
                        + $"{expected} {found[row, column]}; grid {origin}, box {west} + {width}");
                }

            // A zone of the whole Earth covers every cell once.
            Assert.Equal(20.0 * columns, coverage.CellCounts()[1], 1e-6);
        }
    }

    [Fact]
    public void SharesOnGrid_RandomBoxesPartlyOffTheGrid_AreSharesOfTrueArea()
    {
        RandomSequence random = new RandomSource(12).Derive("shares").Sequence();
        Grid grid = Grid.InDegrees(170, 60, 0.5, 60, 60);
        Ellipsoid earth = Ellipsoid.Wgs84;
        for (int turn = 0; turn < 100; turn++)
        {
            double west = 150 + (random.NextDouble() * 60), east = west + 1 + (random.NextDouble() * 20),
                south = 20 + (random.NextDouble() * 50), north = Math.Min(80, south + 1 + (random.NextDouble() * 20));
            double inside = Math.Max(0, Math.Min(east, 200) - Math.Max(west, 170)), low = Math.Max(south, 30), high = Math.Min(north, 60);
            double expected = inside > 0 && high > low ? inside * earth.AuthalicStep(low, high)
                / ((east - west) * earth.AuthalicStep(south, north)) : 0;
            // Given 360 degrees further west, it is the same zone.
            ZoneSet zones = new(CoordinateSystem.LongitudeLatitude, [Box("a", west - 360, south, east - 360, north),
                Box("b", 180, 40, 181, 41)]);
            double share = ZoneCoverage.Of(zones, grid).SharesOnGrid(CellAreas.Of(grid))[0];
            Assert.True(Math.Abs(expected - share) < 1e-6, $"turn {turn}: {expected} {share}");
        }
    }

    [Fact]
    public void Coverage_RowsCentredOnThePoles_EndThere()
    {
        // 181 rows from 90.5 to -90.5: the first and the last have half their height.
        Grid grid = Grid.InDegrees(-180, 90.5, 1, 181, 360);
        ZoneSet zones = new(CoordinateSystem.LongitudeLatitude, [Box("cap", -180, 60, 180, 90), Box("world", 0, -90, 360, 90)]);
        ZoneCoverage coverage = ZoneCoverage.Of(zones, grid);
        CellAreas areas = CellAreas.Of(grid);
        ZonalValues sums = Zonal.Areas(coverage, areas);
        Assert.Equal(1, sums["cap"] / Ellipsoid.Wgs84.Area(0, 60, 360, 90), 1e-6);
        Assert.Equal(1, sums["world"] / Ellipsoid.Wgs84.SurfaceArea, 1e-12);
        Assert.Equal([1.0, 1.0], coverage.SharesOnGrid(areas));
    }

    [Fact]
    public void CellAt_LongitudesOfAnotherTurn_AreTheSameCell()
    {
        Grid grid = Grid.InDegrees(0, 90, 1, 180, 360);
        Assert.Equal((60, 355), grid.CellAt(-4.5, 29.5));
        Assert.Equal((60, 4), grid.CellAt(364.5, 29.5));
        Assert.Null(Grid.InDegrees(100, 50, 1, 10, 10).CellAt(-4.5, 45));
    }

    [Fact]
    public void Sampling_CodesBetweenTheConventions_AreThoseOfThePlace()
    {
        Grid from = Grid.InDegrees(0, 90, 1, 180, 360), to = Grid.InDegrees(-180, 90, 1, 180, 360);
        double[] codes = [.. Enumerable.Range(0, (int)from.CellCount).Select(cell => (double)(cell % 360))];
        Raster moved = Alignment.To(CategoryRaster.Of(from, codes), 0, to, (_, _) => throw new InvalidOperationException("one system"));
        for (int column = 0; column < 360; column++) Assert.Equal((column + 180) % 360, moved.Values()[(50 * 360) + column]);
    }

    private static double Overlap(double from, double length, double other, double otherLength) =>
        Math.Max(0, Math.Min(from + length, other + otherLength) - Math.Max(from, other));

    private static Zone Box(string code, double west, double south, double east, double north) =>
        new(code, code, new GeometryFactory().ToGeometry(new Envelope(west, east, south, north)));
}
