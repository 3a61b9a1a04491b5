using Kaya.Core;

namespace Kaya.Geo.Tests.Rasters;

public class BandStatisticsTests
{
    private static readonly Grid s_grid = new(CoordinateSystem.Plane, Affine.NorthUp(0, 40, 1, 1), 40, 37);

    // Expected: the exact sum of integers, after cancellation of terms that a plain sum would lose the others in.
    [Fact]
    public void Of_TermsThatCancel_KeepsTheSmallOnes()
    {
        double[] values = new double[40 * 37];
        for (int cell = 0; cell < values.Length; cell++) values[cell] = cell % 4 == 0 ? 1e18 : cell % 4 == 2 ? -1e18 : cell % 8 == 1
            ? double.NaN : 1;
        int ones = values.Count(value => value == 1), missing = values.Count(double.IsNaN);
        BandStatistics statistics = BandStatistics.Of(IntensiveRaster.Of(s_grid, Unit.One, values), 0,
            TestContext.Current.CancellationToken);
        Assert.Equal(
            (ones, values.Length - missing, -1e18, 1e18), (statistics.Sum, statistics.WithData, statistics.Smallest, statistics.Largest));
    }

    [Fact]
    public void Of_NoDataEverywhere_HasNeitherSmallestNorLargest()
    {
        double[] values = new double[40 * 37];
        Array.Fill(values, double.NaN);
        BandStatistics statistics = BandStatistics.Of(IntensiveRaster.Of(s_grid, Unit.One, values), 0,
            TestContext.Current.CancellationToken);
        Assert.Equal(
            (0, 0, double.NaN, double.NaN, 1),
            (statistics.WithData, statistics.Sum, statistics.Smallest, statistics.Largest, statistics.NoDataShare));
    }

    [Fact]
    public void StatisticsSource_WhateverWasReadBefore_GivesTheSame()
    {
        RandomSequence random = new RandomSource(3).Sequence();
        double[] values = [.. Enumerable.Range(0, 40 * 37).Select(_ => Math.Exp(20 * random.NextGaussian()))];
        IntensiveRaster raster = IntensiveRaster.Of(s_grid, Unit.One, values);
        BandStatistics expected = BandStatistics.Of(raster, 0, TestContext.Current.CancellationToken);
        StatisticsSource source = new(raster);
        // Some rows twice, parts of rows, rows out of order, others never.
        foreach (Window window in new[] { new Window(7, 0, 5, 37), new Window(2, 0, 8, 37), new Window(20, 3, 4, 5) })
            source.Read(0, window, new double[window.CellCount]);
        Assert.Equal(expected, source.Finish(TestContext.Current.CancellationToken));
    }
}
