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
