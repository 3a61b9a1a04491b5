using Kaya.Core;
using Kaya.Geo;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace Kaya.Geo.Tests.Zones;

public sealed class ZoneTests
{
    private static readonly Grid s_grid = new(CoordinateSystem.Plane, Affine.NorthUp(0, 10, 1, 1), 10, 10);

    [Fact]
    public void Coverage_RandomPolygonsWithHoles_EqualsClippingByNetTopologySuite()
    {
        RandomSequence random = new RandomSource(5).Derive("polygons").Sequence();
        for (int turn = 0; turn < 60; turn++)
        {
            Geometry shape = RandomShape(random);
            ZoneCoverage coverage = ZoneCoverage.Of(new ZoneSet(CoordinateSystem.Plane, [new Zone("a", "a", shape)]), s_grid);
            double[] parts = new double[100];
            foreach (CoverageRun run in coverage.Runs)
                for (int k = 0; k < run.Length; k++) parts[(run.Row * 10) + run.Column + k] = run.Fraction;
            for (int cell = 0; cell < 100; cell++)
            {
                Polygon square = (Polygon)new GeometryFactory().ToGeometry(
                    new Envelope(cell % 10, (cell % 10) + 1, 9 - (cell / 10), 10 - (cell / 10)));
                Assert.True(Math.Abs(square.Intersection(shape).Area - parts[cell]) < 2e-9,
                    $"turn {turn}, cell {cell}: {square.Intersection(shape).Area} {parts[cell]} of {shape}");
            }
        }
    }

    /// <summary>In degrees the shares are of the true area: of the polygon cut to the cell, with edges of a thousandth, on the plane of
    /// longitude and authalic q. The first row is centred on the pole.</summary>
    [Fact]
    public void Coverage_CoarseCellsInDegrees_AreSharesOfTrueArea()
    {
        Grid grid = new(CoordinateSystem.LongitudeLatitude, Affine.NorthUp(0, 92.5, 5, 5), 10, 10);
        RandomSequence random = new RandomSource(6).Derive("polygons").Sequence();
        double worst = 0;
        for (int turn = 0; turn < 20; turn++)
        {
            Geometry shape = RandomShape(random).Intersection(new GeometryFactory().ToGeometry(new Envelope(0, 10, 0, 10)));
            shape = new NetTopologySuite.Geometries.Utilities.AffineTransformation(5, 0, 0, 0, 4.75, 42.5).Transform(shape);
            ZoneCoverage coverage = ZoneCoverage.Of(new ZoneSet(CoordinateSystem.LongitudeLatitude, [new Zone("a", "a", shape)]), grid);
            double[] parts = new double[100];
            foreach (CoverageRun run in coverage.Runs)
                for (int k = 0; k < run.Length; k++) parts[(run.Row * 10) + run.Column + k] = run.Fraction;
            for (int cell = 0; cell < 100; cell++)
            {
                double top = Math.Min(90, 92.5 - (5 * (cell / 10))), bottom = 87.5 - (5 * (cell / 10));
                Geometry square = new GeometryFactory().ToGeometry(new Envelope(5 * (cell % 10), 5 * ((cell % 10) + 1), bottom, top));
                worst = Math.Max(worst, Math.Abs((AuthalicArea(square.Intersection(shape)) / AuthalicArea(square)) - parts[cell]));
            }
        }

        Assert.InRange(worst, 1e-12, 2e-6);
    }

    /// <summary>Caps around a pole, of less than a thousandth of a cell: areas between two parallels are exact.</summary>
    [Theory]
    [InlineData(10, 89.9)]
    [InlineData(5, 89.99)]
    [InlineData(2.5, 88)]
    [InlineData(10, 33.3)]
    [InlineData(0.25, 89.99)]
    public void Areas_BandsOnCoarseCells_AreThoseBetweenParallels(double step, double south)
    {
        Grid grid = new(CoordinateSystem.LongitudeLatitude, Affine.NorthUp(-180, 90, step, step), (int)(180 / step), (int)(360 / step));
        double north = south > 80 ? 90 : south + 1.3;
        Polygon band = (Polygon)new GeometryFactory().ToGeometry(new Envelope(-100, 33, south, north));
        ZoneCoverage coverage = ZoneCoverage.Of(new ZoneSet(grid.Crs, [new Zone("band", "band", band)]), grid);
        double expected = Ellipsoid.Wgs84.Area(-100, south, 33, north);
        Assert.Equal(1, Zonal.Areas(coverage, CellAreas.Of(grid)).Values[0] / expected, 1e-4);
    }

    private static double AuthalicArea(Geometry shape)
    {
        if (shape.Area == 0) return 0;
        Geometry dense = NetTopologySuite.Densify.Densifier.Densify(shape, 0.005).Copy();
        foreach (Coordinate corner in dense.Coordinates.Distinct<Coordinate>(ReferenceEqualityComparer.Instance))
            corner.Y = Ellipsoid.Wgs84.AuthalicQ(corner.Y);
        dense.GeometryChanged();
        return dense.Area;
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Create_CornerWithoutAPlace_IsRefused(double x)
    {
        Polygon shape = new GeometryFactory().CreatePolygon([new(0, 0), new(x, 1), new(1, 1), new(0, 0)]);
        DataFormatException refused = Assert.Throws<DataFormatException>(() => new ZoneSet(CoordinateSystem.Plane, [new("a", "a", shape)]));
        Assert.Equal("a", refused.Fault.Where?.Variable);
    }

    /// <summary>Rings of damaged shapefiles, whose corners are smaller than any length: the geometry library divides by 0, or finds no
    /// edge.</summary>
    [Theory]
    [InlineData(2.654858412e-314, 2e-323, 2.6524947387e-314, 2e-323, 0.0, 5.31664595e-315, 5.32830242e-315, 5.31729353e-315)]
    [InlineData(2.077068e-317, 2.0522684102143236e-289, 0.0, 0.0, 1.613969542875e-283, 0.0, 2.0768153e-317, 2.081368e-317)]
    public void Create_OutlineBeyondRepair_IsRefused(double lastX, double lastY, params double[] corners)
    {
        Coordinate[] ring = [.. corners.Chunk(2).Select(corner => new Coordinate(corner[0], corner[1])), new(corners[0], corners[1])];
        Polygon shape = new GeometryFactory().CreatePolygon(ring);
        // Its last corner is another one, as in the file.
        (shape.Shell.Coordinates[^1].X, shape.Shell.Coordinates[^1].Y) = (lastX, lastY);
        Assert.Throws<DataFormatException>(() => new ZoneSet(CoordinateSystem.Plane, [new("a", "a", shape)]));
    }

    [Fact]
    public void Sums_HalfCoveredCells_CountByTheirPart()
    {
        ZoneCoverage coverage = ZoneCoverage.Of(new ZoneSet(CoordinateSystem.Plane, [Square("a", 0.5, 0.5, 2, 2)]), s_grid);
        ExtensiveRaster ones = ExtensiveRaster.Of(s_grid, Unit.Parse("t"), Enumerable.Repeat(2.0, 100).ToArray());
        Assert.Equal(2 * 1.5 * 1.5, Zonal.Sums(coverage, ones)["a"], 1e-14);
        Assert.Equal(1.5 * 1.5, coverage.CellCounts()[0], 1e-14);
    }

    [Fact]
    public void Sums_NoDataInsideAndEverywhere_LeftOutAndNaN()
    {
        double[] values = new double[100];
        Array.Fill(values, double.NaN);
        values[99] = 7;
        ZoneCoverage coverage = ZoneCoverage.Of(new ZoneSet(CoordinateSystem.Plane, [Square("a", 8, 0, 10, 2), Square("b", 0, 8, 2, 10)]),
            s_grid);
        ZonalValues sums = Zonal.Sums(coverage, ExtensiveRaster.Of(s_grid, Unit.Parse("t"), values));
        Assert.Equal(7, sums["a"]);
        Assert.Equal(double.NaN, sums["b"]);
        Assert.Contains("zone", Assert.Throws<DataFormatException>(() => sums["c"]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Means_TwoValues_WeighByArea()
    {
        double[] values = [.. Enumerable.Range(0, 100).Select(cell => cell % 10 < 1 ? 4.0 : 1.0)];
        ZoneCoverage coverage = ZoneCoverage.Of(new ZoneSet(CoordinateSystem.Plane, [Square("a", 0, 0, 3, 1)]), s_grid);
        Assert.Equal(2, Zonal.Means(coverage, IntensiveRaster.Of(s_grid, Unit.One, values), CellAreas.Of(s_grid))["a"], 1e-15);
        Assert.Equal(3, Zonal.Areas(coverage, CellAreas.Of(s_grid))["a"], 1e-15);
    }

    [Fact]
    public void Sums_IntensiveBand_Refused()
    {
        ZoneCoverage coverage = ZoneCoverage.Of(new ZoneSet(CoordinateSystem.Plane, [Square("a", 0, 0, 3, 1)]), s_grid);
        Assert.Throws<UnitMismatchException>(() => Zonal.Sums(coverage, IntensiveRaster.Of(s_grid, Unit.One, new double[100])));
    }

    [Fact]
    public void ZoneSet_IslandsAndCrossedOutline_JoinedAndRepaired()
    {
        Geometry bow = new WKTReader().Read("POLYGON((0 0, 2 2, 2 0, 0 2, 0 0))");
        ZoneSet zones = new(CoordinateSystem.Plane, [Square("a", 4, 4, 5, 5), new Zone("b", "b", bow), Square("a", 6, 6, 7, 7)]);
        Assert.Equal(["a", "b"], zones.Zones.Select(zone => zone.Code));
        Assert.Equal(2, zones.Zones[0].Shape.Area, 1e-12);
        Assert.Equal(2, zones.Zones[1].Shape.Area, 1e-12);
    }

    [Fact]
    public void Coverage_FromNumbers_IsThatOfPolygons()
    {
        double[] numbers = [.. Enumerable.Range(0, 100).Select(cell => cell % 10 < 5 ? 7.0 : cell / 10 < 5 ? double.NaN : 9.0)];
        ZoneCoverage coverage = ZoneCoverage.Of(CategoryRaster.Of(s_grid, numbers), new Dictionary<int,
            string> { [7] = "west", [9] = "east" });
        Assert.Equal([50, 25], coverage.CellCounts());
        Assert.Throws<DataFormatException>(
            () => ZoneCoverage.Of(CategoryRaster.Of(s_grid, numbers), new Dictionary<int, string> { [7] = "west" }));
    }

    [Fact]
    public void Coverage_OtherSystemOrElsewhere_RefusedWithRemedy()
    {
        Assert.Throws<GridMismatchException>(
            () => ZoneCoverage.Of(new ZoneSet(CoordinateSystem.LongitudeLatitude, [Square("a", 0, 0, 3, 1)]), s_grid));
        Assert.NotNull(
            Assert.Throws<GridMismatchException>(
            () => ZoneCoverage.Of(new ZoneSet(CoordinateSystem.Plane, [Square("a", 20, 20, 30, 30)]), s_grid)).Fault.Remedy);
    }

    [Fact]
    public void Renamed_ZonesOfOneCode_AreOneZoneWithWholeCells()
    {
        // "a" and "b" meet in the middle of column 1, "c" begins in the middle of column 2.
        ZoneCoverage coverage = ZoneCoverage.Of(
            new ZoneSet(CoordinateSystem.Plane, [Square("a", 0, 0, 1.5, 1), Square("b", 1.5, 0, 2.5, 1), Square("c", 2.5, 0, 4, 1)]),
            s_grid);
        ZoneCoverage renamed = coverage.Renamed(code => code == "c" ? "C" : "AB");
        Assert.Equal(["AB", "C"], renamed.Codes);
        Assert.Equal([2.5, 1.5], renamed.CellCounts().Select(count => Math.Round(count, 9)));
        Assert.Equal([1, 1, 0.5], renamed.Runs.Where(run => run.Zone == 0).Select(run => Math.Round(run.Fraction, 9)));
        Assert.Equal(coverage.Runs, coverage.Renamed(code => code + "!").Runs);
    }

    [Fact]
    public void Refine_AnyFactor_CoversFineCellsAsTheirCoarseOnes()
    {
        ZoneCoverage coverage = ZoneCoverage.Of(
            new ZoneSet(CoordinateSystem.Plane, [Square("a", 0.5, 0.5, 3, 2), Square("b", 3, 0, 4, 4)]), s_grid), fine = coverage.Refine(3);
        Assert.Equal(s_grid.Refine(3), fine.Grid);
        double[] coarseParts = Parts(coverage, 0), fineParts = Parts(fine, 0);
        for (int row = 0; row < 30; row++)
            for (int column = 0; column < 30; column++) Assert.Equal(
                coarseParts[(row / 3 * 10) + (column / 3)], fineParts[(row * 30) + column]);
        Assert.Equal(coverage.CellCounts().Select(count => Math.Round(9 * count, 9)),
            fine.CellCounts().Select(count => Math.Round(count, 9)));
        Assert.Equal(coverage.Runs, coverage.Refine(1).Runs);
        Assert.Equal(fine.Runs.Where(run => run.Row is 25 or 26), fine.RunsOf(25, 2).ToArray());

        static double[] Parts(ZoneCoverage of, int zone)
        {
            double[] parts = new double[of.Grid.CellCount];
            foreach (CoverageRun run in of.Runs.Where(run => run.Zone == zone))
                for (int k = 0; k < run.Length; k++) parts[(run.Row * of.Grid.Columns) + run.Column + k] = run.Fraction;
            return parts;
        }
    }

    [Fact]
    public void Mask_Operations_AreThoseOfSets()
    {
        ExtensiveRaster numbers = ExtensiveRaster.Of(
            s_grid, Unit.Parse("t"), Enumerable.Range(0, 100).Select(k => k == 3 ? double.NaN : (double)k).ToArray());
        CellMask low = CellMask.Where(numbers, condition: value => value < 10),
            even = CellMask.Where(numbers, condition: value => value % 2 == 0);
        Assert.Equal(9, low.Count);
        Assert.Equal(5, low.And(even).Count);
        Assert.Equal(54, low.Or(even).Count);
        Assert.Equal(91, low.Not().Count);
        Assert.Equal(20, low.And(even).Apply(numbers).Sum());
    }

    private static Zone Square(string code, double west, double south, double east, double north) =>
        new(code, code, new GeometryFactory().ToGeometry(new Envelope(west, east, south, north)));

    // A star round a random centre with a hole round the same centre; some reach over the edge of the grid.
    private static Polygon RandomShape(RandomSequence random)
    {
        double x = 1 + (8 * random.NextDouble()), y = 1 + (8 * random.NextDouble()), size = 0.3 + (5 * random.NextDouble());
        GeometryFactory factory = new();
        LinearRing Ring(double from, double to, int points)
        {
            Coordinate[] ring = [.. Enumerable.Range(0, points).Select(k =>
            {
                double radius = size * (from + ((to - from) * random.NextDouble())), angle = 2 * Math.PI * k / points;
                return new Coordinate(x + (radius * Math.Cos(angle)), y + (radius * Math.Sin(angle)));
            })];
            return factory.CreateLinearRing([.. ring, ring[0].Copy()]);
        }

        return factory.CreatePolygon(Ring(0.6, 1, 3 + random.NextInt32(20)), random.NextInt32(2) == 0 ? [] : [Ring(0.05, 0.25, 12)]);
    }
}
