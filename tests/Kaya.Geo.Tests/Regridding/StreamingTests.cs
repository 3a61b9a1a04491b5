using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Geo.Tests.Regridding;

public sealed class StreamingTests
{
    [Fact]
    public void Apply_SourceLargerThanTheBuffer_ReadsItInPartsAndKeepsTheTotal()
    {
        Made source = new(Grid.InDegrees(0, 40, 0.01, 4000, 3000));
        Raster coarse = new ConservativeRegridding(source.Grid, Grid.InDegrees(0, 40, 1, 40, 30)).Apply(source, 0);
        // 100 x 100 cells of row mod 7 in each: by hand.
        for (int row = 0; row < 40; row++)
        {
            double expected = 100 * Enumerable.Range(100 * row, 100).Sum(at => at % 7);
            for (int column = 0; column < 30; column++) Assert.Equal(expected, coarse[0, row, column], 1e-9);
        }

        Assert.True(source.LargestRead < source.Grid.CellCount, "the source was read whole");
    }

    [Fact]
    public void Sums_SourceLargerThanTheBuffer_ReadsBandsOfRows()
    {
        Made source = new(Grid.InDegrees(0, 40, 0.01, 4000, 500));
        ZoneCoverage zones = new(
            source.Grid, ["north", "south"],
            Enumerable.Range(0, 4000).Select(row => new CoverageRun(row < 2100 ? 0 : 1, row, 10, 400, 0.5)));
        ZonalValues sums = Zonal.Sums(zones, source);
        Assert.Equal(200 * Enumerable.Range(0, 2100).Sum(row => row % 7), sums["north"], 1e-9);
        Assert.Equal(200 * Enumerable.Range(2100, 1900).Sum(row => row % 7), sums["south"], 1e-9);
        Assert.True(source.LargestRead <= 256 * 500);
    }

    /// <summary>Cells without data, zones that share cells, a source that threads read at once: all against sums of one cell after the
    /// other.</summary>
    [Theory]
    [InlineData(QuantityKind.Extensive, false)]
    [InlineData(QuantityKind.Intensive, false)]
    [InlineData(QuantityKind.Extensive, true)]
    [InlineData(QuantityKind.Intensive, true)]
    public void Summary_RandomCells_EqualsPlainSums(QuantityKind kind, bool isTurned)
    {
        // On a turned grid every cell has an area of its own.
        Affine turned = new(0, 0.01, 0.002, 40, 0.002, -0.01);
        Grid grid = isTurned ? new Grid(CoordinateSystem.LongitudeLatitude, turned, 1500, 23) : Grid.InDegrees(0, 40, 0.01, 1500, 23);
        RandomSequence random = new RandomSource(3).Derive("cells").Sequence();
        double[] values = [.. Enumerable.Range(0, (int)grid.CellCount)
            .Select(_ => random.NextInt32(4) == 0 ? double.NaN : random.NextDouble())];
        CoverageRun[] runs = [.. Enumerable.Range(0, 1500).SelectMany(row => new[]
            { new CoverageRun(row % 2, row, 2, 9, 1), new CoverageRun(2, row, 11, 1, 0.25), new CoverageRun(row % 2, row, 11, 1, 0.75) })];
        ZoneCoverage zones = new(grid, ["even", "odd", "edge", "nowhere"], runs);
        CellAreas areas = CellAreas.Of(grid);
        ZonalSummary summary = Zonal.Summary(zones, new Shared(grid, kind, values), areas);

        double[] sums = new double[4], known = new double[4], all = new double[4];
        foreach (CoverageRun run in runs)
            for (int column = run.Column; column < run.Column + run.Length; column++)
            {
                double value = values[(run.Row * 23) + column], area = run.Fraction * areas.At(run.Row, column);
                all[run.Zone] += area;
                if (double.IsNaN(value)) continue;
                known[run.Zone] += area;
                sums[run.Zone] += value * (kind == QuantityKind.Extensive ? run.Fraction : area);
            }

        for (int zone = 0; zone < 3; zone++)
        {
            Assert.Equal(1, summary.Areas.Values[zone] / all[zone], 1e-12);
            Assert.Equal(1, summary.KnownAreas.Values[zone] / known[zone], 1e-12);
            Assert.Equal(1, summary.Values.Values[zone] * (kind == QuantityKind.Extensive ? 1 : known[zone]) / sums[zone], 1e-12);
        }

        Assert.Equal((double.NaN, 0, 0), (summary.Values["nowhere"], summary.Areas["nowhere"], summary.KnownAreas["nowhere"]));
    }

    [Fact]
    public void Summary_SourceFails_ThrowsWhatTheSourceThrows()
    {
        Grid grid = Grid.InDegrees(0, 40, 0.01, 1500, 23);
        ZoneCoverage zones = new(grid, ["all"], Enumerable.Range(0, 1500).Select(row => new CoverageRun(0, row, 0, 23, 1)));
        Assert.Throws<DataFormatException>(() => Zonal.Summary(zones, new Shared(grid, QuantityKind.Extensive, null), CellAreas.Of(grid)));
    }

    private sealed class Shared(Grid grid, QuantityKind kind, double[]? values) : IRasterSource
    {
        public Grid Grid => grid;

        public IReadOnlyList<BandDescription> Bands => [new("shared", Unit.Parse("t"), kind)];

        public bool IsThreadSafe => true;

        public void Read(int band, Window window, Span<double> destination)
        {
            if (values is null) throw new DataFormatException(new Fault("The file is damaged."));
            values.AsSpan(window.Row * grid.Columns, (int)window.CellCount).CopyTo(destination);
        }
    }

    private sealed class Made(Grid grid) : IRasterSource
    {
        public Grid Grid => grid;

        public long LargestRead { get; private set; }

        public IReadOnlyList<BandDescription> Bands => [new("made", Unit.Parse("t"), QuantityKind.Extensive)];

        public void Read(int band, Window window, Span<double> destination)
        {
            LargestRead = Math.Max(LargestRead, window.CellCount);
            for (int row = 0; row < window.Rows; row++) destination.Slice(row * window.Columns, window.Columns)
                .Fill((window.Row + row) % 7);
        }
    }
}
