using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Geo.Tests.Regridding;

public sealed class RegriddingTests
{
    private static readonly Unit s_tonnes = Unit.Parse("t");

    [Fact]
    public void Apply_CoarserCellsAcrossBorders_SharesByOverlap()
    {
        Grid source = new(CoordinateSystem.Plane, Affine.NorthUp(0, 2, 1, 1), 2, 3);
        Grid target = new(CoordinateSystem.Plane, Affine.NorthUp(0, 2, 1.5, 2), 1, 2);
        ExtensiveRaster totals = ExtensiveRaster.Of(source, s_tonnes, new double[] { 1, 2, 3, 4, 5, 6 });
        // By hand: the middle column (2 + 5) is halved.
        Assert.Equal([8.5, 12.5], new ConservativeRegridding(source, target).Apply(totals).Values().ToArray());
    }

    [Fact]
    public void Apply_Intensive_WeighsByTrueArea()
    {
        Grid source = Grid.InDegrees(0, 90, 45, 2, 1), target = Grid.InDegrees(0, 90, 90, 1, 1);
        Grid narrow = new(CoordinateSystem.LongitudeLatitude, Affine.NorthUp(0, 90, 45, 90), 1, 1);
        IntensiveRaster raster = IntensiveRaster.Of(source, Unit.Parse("K"), new double[] { 1, 0 });
        double mean = new ConservativeRegridding(source, narrow).Apply(raster).Values()[0];
        // On a sphere the part north of 45 degrees is 1 - sin 45 = 0.29289; the ellipsoid changes the third digit.
        Assert.Equal(1 - Math.Sqrt(0.5), mean, 2e-3);
        CellAreas areas = CellAreas.Of(source);
        Assert.Equal(areas.At(0, 0) / areas.Total, mean, 1e-13);
        Assert.Equal(1, target.CellCount);
    }

    [Fact]
    public void Apply_LongitudesBeyondTheSeam_AreFound()
    {
        Grid source = Grid.InDegrees(0, 10, 10, 2, 36), target = Grid.InDegrees(-180, 10, 15, 1, 24);
        Grid wide = new(CoordinateSystem.LongitudeLatitude, Affine.NorthUp(-180, 10, 15, 20), 1, 24);
        ExtensiveRaster totals = ExtensiveRaster.Of(source, s_tonnes, Enumerable.Range(1, 72).Select(k => (double)k).ToArray());
        ExtensiveRaster moved = new ConservativeRegridding(source, wide).Apply(totals);
        Assert.Equal(totals.Sum(), moved.Sum(), 1e-10);
        // Columns from 180 E: 18 and half of 19 of both rows (numbers k+1 and k+37).
        Assert.Equal(19 + 55 + ((20 + 56) / 2.0), moved.Values()[0], 1e-12);
        Assert.NotNull(target);
    }

    [Fact]
    public void Apply_NoData_GivesNothingAndStaysWhereAlone()
    {
        Grid source = new(CoordinateSystem.Plane, Affine.NorthUp(0, 1, 1, 1), 1, 4), target = source.Coarsen(2);
        double[] values = [double.NaN, 3, double.NaN, double.NaN];
        Grid flat = new(CoordinateSystem.Plane, Affine.NorthUp(0, 1, 2, 1), 1, 2);
        Assert.Equal([3, double.NaN], new ConservativeRegridding(source, flat).Apply(ExtensiveRaster.Of(source, s_tonnes, values)).Values()
            .ToArray());
        Assert.Equal([3, double.NaN], new ConservativeRegridding(source, flat).Apply(IntensiveRaster.Of(source, s_tonnes, values)).Values()
            .ToArray());
        Assert.Equal(2, target.Columns);
    }

    [Fact]
    public void Apply_RandomGrids_KeepsTotalsAndCommutesWithFlipsTurnsAndShifts()
    {
        RandomSequence random = new RandomSource(11).Derive("regridding").Sequence();
        for (int turn = 0; turn < 300; turn++)
        {
            (Grid source, Grid target) = RandomGrids(random);
            double[] values = [
                .. Enumerable.Range(0, (int)source.CellCount).Select(_ => random.NextInt32(9) == 0 ? double.NaN : random.NextDouble())];
            ExtensiveRaster raster = ExtensiveRaster.Of(source, s_tonnes, values);
            ExtensiveRaster result = new ConservativeRegridding(source, target).Apply(raster);
            Assert.Equal(raster.Sum(), result.Sum(), 1e-12 * source.CellCount);
            foreach (GridTurn change in GridTurn.All)
            {
                ExtensiveRaster changed = new ConservativeRegridding(change.Of(source), change.Of(target)).Apply(change.Of(raster));
                AssertClose(change.Of(result), changed, $"turn {turn}, {change.Name}");
            }
        }
    }

    [Fact]
    public void Apply_MeansAndOverlaps_CommuteWithFlipsTurnsAndShifts()
    {
        RandomSequence random = new RandomSource(13).Derive("means").Sequence();
        for (int turn = 0; turn < 60; turn++)
        {
            (Grid source, Grid target) = RandomGrids(random);
            double[] values = [
                .. Enumerable.Range(0, (int)source.CellCount).Select(_ => random.NextInt32(9) == 0 ? double.NaN : random.NextDouble())];
            (ExtensiveRaster totals, IntensiveRaster means) = (
                ExtensiveRaster.Of(source, s_tonnes, values), IntensiveRaster.Of(source, s_tonnes, values));
            IntensiveRaster separable = new ConservativeRegridding(source, target).Apply(means),
                overlaps = new OverlapRegridding(source, target, null).Apply(means);
            ExtensiveRaster sums = new OverlapRegridding(source, target, null).Apply(totals);
            foreach (GridTurn change in GridTurn.All)
            {
                (Grid from, Grid to) = (change.Of(source), change.Of(target));
                AssertClose(change.Of(separable), new ConservativeRegridding(from, to).Apply(change.Of(means)),
                    $"means, turn {turn}, {change.Name}");
                AssertClose(change.Of(overlaps), new OverlapRegridding(from, to, null).Apply(change.Of(means)),
                    $"means by overlap, turn {turn}, {change.Name}");
                AssertClose(change.Of(sums), new OverlapRegridding(from, to, null).Apply(change.Of(totals)),
                    $"totals by overlap, turn {turn}, {change.Name}");
            }
        }
    }

    [Fact]
    public void Overlap_RegularGrids_EqualsTheSeparableWay()
    {
        RandomSequence random = new RandomSource(12).Derive("overlap").Sequence();
        for (int turn = 0; turn < 50; turn++)
        {
            (Grid source, Grid target) = RandomGrids(random);
            double[] values = [
                .. Enumerable.Range(0, (int)source.CellCount).Select(_ => random.NextInt32(9) == 0 ? double.NaN : random.NextDouble())];
            AssertClose(new ConservativeRegridding(source, target).Apply(ExtensiveRaster.Of(source, s_tonnes, values)),
                new OverlapRegridding(source, target, null).Apply(ExtensiveRaster.Of(source, s_tonnes, values)), $"extensive {turn}");
            AssertClose(new ConservativeRegridding(source, target).Apply(IntensiveRaster.Of(source, s_tonnes, values)),
                new OverlapRegridding(source, target, null).Apply(IntensiveRaster.Of(source, s_tonnes, values)), $"intensive {turn}");
        }
    }

    [Fact]
    public void Overlap_TurnedGrid_KeepsTheTotal()
    {
        Grid source = new(CoordinateSystem.Plane, new Affine(3, 0.7, 0.4, 9, 0.4, -0.7), 8, 9),
            target = new(CoordinateSystem.Plane, Affine.NorthUp(0, 15, 1.1, 1.3), 20, 20);
        double[] values = [.. Enumerable.Range(1, 72).Select(k => 1.0 / k)];
        ExtensiveRaster raster = ExtensiveRaster.Of(source, s_tonnes, values);
        Assert.Equal(raster.Sum(), new OverlapRegridding(source, target, null).Apply(raster).Sum(), 1e-13);
    }

    [Fact]
    public void Regridding_DisjointOrOtherSystem_RefusedWithRemedy()
    {
        Grid source = Grid.InDegrees(0, 10, 1, 5, 5);
        Assert.Contains(
            "overlap", Assert.Throws<GridMismatchException>(() => new ConservativeRegridding(source, Grid.InDegrees(20, 10, 1, 5, 5)))
            .Message, StringComparison.Ordinal);
        Grid plane = new(CoordinateSystem.Plane, Affine.NorthUp(0, 10, 1, 1), 5, 5);
        Assert.NotNull(Assert.Throws<GridMismatchException>(() => new ConservativeRegridding(source, plane)).Fault.Remedy);
    }

    [Fact]
    public void Regridding_Codes_Refused()
    {
        Grid grid = Grid.InDegrees(0, 10, 1, 2, 2);
        CategoryRaster codes = CategoryRaster.Of(grid, new double[] { 1, 2, 3, 4 });
        Assert.Throws<UnitMismatchException>(() => new ConservativeRegridding(grid, grid).Apply(codes, 0));
        Assert.Equal(4, Sampling.At(codes, grid.Refine(2), null).Values()[15]);
    }

    private static (Grid Source, Grid Target) RandomGrids(RandomSequence random)
    {
        int rows = 1 + random.NextInt32(9), columns = 1 + random.NextInt32(9);
        double width = 0.5 + random.NextDouble(), height = 0.5 + random.NextDouble();
        Grid source = new(CoordinateSystem.Plane, Affine.NorthUp(random.NextDouble() * 10, random.NextDouble() * 10, width, height), rows,
            columns);
        // The target covers the source with room to spare, at any cell size and phase.
        Bounds bounds = source.Bounds;
        double stepX = 0.2 + (2 * random.NextDouble()), stepY = 0.2 + (2 * random.NextDouble());
        double west = bounds.West - random.NextDouble(), north = bounds.North + random.NextDouble();
        Grid target = new(CoordinateSystem.Plane, Affine.NorthUp(west, north, stepX, stepY),
            (int)Math.Ceiling((north - bounds.South) / stepY), (int)Math.Ceiling((bounds.East - west) / stepX));
        return (source, target);
    }

    private static void AssertClose(Raster expected, Raster actual, string message)
    {
        Assert.Equal(expected.Grid.Rows, actual.Grid.Rows);
        for (int cell = 0; cell < expected.Values().Length; cell++)
        {
            double a = expected.Values()[cell], b = actual.Values()[cell];
            // A sliver of 1e-9 of a cell may have data in one way and none in the other.
            Assert.True(a.Equals(b) || Math.Abs(a - b) <= 1e-9 || (double.IsNaN(a) && Math.Abs(b) < 1e-8)
                || (double.IsNaN(b) && Math.Abs(a) < 1e-8), $"{message}: cell {cell} {a} {b}");
        }
    }
}
