using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Geo.Gdal.Tests.Rasters;

public sealed class GeoTiffTests : IDisposable
{
    private static readonly Unit s_tonnes = Unit.Parse("t");
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Write_ThenOpen_KeepsValuesGridUnitKindNamesAndTexts(bool cloud)
    {
        Grid grid = Grid.InDegrees(73.25, 54, 1.0 / 12, 1100, 700);
        ExtensiveRaster raster = new(grid, s_tonnes, ["coal", "gas"], (band, cells) =>
        {
            for (int cell = 0; cell < cells.Length; cell++) cells[cell] = cell % 11 == 0 ? double.NaN : (band + 1) / (cell + 3.0);
        });
        GeoTiff.Write(
            _folder["map.tif"], raster, new GeoTiffOptions { CloudOptimised = cloud, CellsAtOnce = 100_000, Tags = new Dictionary<string,
            string> { ["SOURCE"] = "a table" } });
        using RasterFile file = RasterFile.Open(_folder["map.tif"], new RasterReadOptions { RequireUnit = true });
        Assert.Equal(grid, file.Grid);
        Assert.Equal(raster.Bands, file.Bands);
        Assert.Equal("a table", file.Tags["SOURCE"]);
        Assert.Equal(cloud, file.OverviewCount > 0);
        // What makes it a COG, written by GDAL at the front of the file and read as LAYOUT=COG by gdalinfo.
        Assert.Equal(cloud, File.ReadAllBytes(_folder["map.tif"]).AsSpan(0, 400).IndexOf("LAYOUT=IFDS_BEFORE_DATA"u8) >= 0);
        ExtensiveRaster read = Assert.IsType<ExtensiveRaster>(file.ReadAll());
        for (int band = 0; band < 2; band++) Assert.True(raster.Values(band).SequenceEqual(read.Values(band)));
        Assert.Equal(PixelDigest.Of(raster, 1), PixelDigest.Of(file, 1));
    }

    [Fact]
    public void Write_RowsFromTheSouth_AreReadFromTheSouth()
    {
        Grid grid = new(CoordinateSystem.LongitudeLatitude, new Affine(0, 1, 0, 0, 0, 1), 2, 2);
        GeoTiff.Write(_folder["south.tif"], CategoryRaster.Of(grid, new double[] { 1, 2, 3, 4 }), new GeoTiffOptions());
        using RasterFile file = RasterFile.Open(_folder["south.tif"]);
        Assert.Equal(grid, file.Grid);
        Assert.Equal([1, 2, 3, 4], file.ReadAll().Values().ToArray());
    }

    [Fact]
    public void Write_WithPeriod_TheFileKnowsItsTimeByBand()
    {
        Grid grid = Grid.InDegrees(0, 10, 1, 4, 5);
        ExtensiveRaster raster = new(grid, s_tonnes, ["coal", "gas"], (_, cells) => cells.Fill(1));
        GeoTiff.Write(_folder["year.tif"], raster, new GeoTiffOptions { Period = Period.Year(2008) });
        using RasterFile file = RasterFile.Open(_folder["year.tif"]);
        Assert.All(file.Bands, band => Assert.Equal((Period.Year(2008), s_tonnes), (band.Period, band.Unit)));
        foreach (Period period in new[] { Period.Parse("2008-02"), Period.Parse("2008-02-29"), Period.Parse("2007-12-01/2008-02-29") })
        {
            GeoTiff.Write(_folder["other.tif"], raster, new GeoTiffOptions { Period = period });
            using RasterFile other = RasterFile.Open(_folder["other.tif"]);
            Assert.Equal(period, other.Bands[1].Period);
        }
    }

    [Fact]
    public void Read_SinglePrecision_KeepsTheElementTypeAndTheBitsInEveryForm()
    {
        Grid grid = Grid.InDegrees(0, 10, 1, 30, 50);
        ExtensiveRaster raster = new(grid, s_tonnes, ["coal"], (_, cells) =>
        {
            for (int cell = 0; cell < cells.Length; cell++) cells[cell] = cell % 11 == 0 ? double.NaN : (float)(1 / (cell + 3.0));
        });
        GeoTiff.Write(_folder["map.tif"], raster, new GeoTiffOptions { SinglePrecision = true });
        using RasterFile file = RasterFile.Open(_folder["map.tif"]);
        Assert.Equal((ElementType.F32, true), (file.Bands[0].Stored, file.Bands[0].IsExactAsFloat));
        float[] floats = new float[grid.CellCount], stored = new float[grid.CellCount];
        file.Read(0, grid.All, floats);
        file.ReadStored(0, grid.All, stored.AsSpan());
        Assert.Equal(raster.Values().ToArray().Select(value => (float)value), floats);
        Assert.Equal(floats, stored);
        Assert.True(raster.Values().SequenceEqual(file.ReadAll().Values()));
        Assert.Throws<ArgumentException>(() => file.ReadStored(0, grid.All, new double[grid.CellCount].AsSpan()));
        Assert.Equal(6000, 4 * StoredRaster.Of(file).Stored<float>().Length);
    }

    [Fact]
    public void Read_FromManyThreadsAtOnce_GivesWhatOneThreadReads()
    {
        Grid grid = Grid.InDegrees(0, 10, 0.01, 700, 900);
        ExtensiveRaster raster = new(grid, s_tonnes, ["coal"], (_, cells) =>
        {
            for (int cell = 0; cell < cells.Length; cell++) cells[cell] = cell;
        });
        GeoTiff.Write(_folder["map.tif"], raster);
        using RasterFile file = RasterFile.Open(_folder["map.tif"]);
        Parallel.For(0, 64, turn =>
        {
            Window window = new(turn * 10, turn, 50, 800);
            double[] values = new double[window.CellCount], expected = new double[window.CellCount];
            file.Read(0, window, values);
            raster.Read(0, window, expected);
            Assert.Equal(expected, values);
        });
    }

    [Fact]
    public void Certificate_FromTheFileAlone_HoldsAndOneFlippedBitFails()
    {
        (Apportionment made, _) = Apportioned();
        GeoTiff.Write(_folder["map.tif"], made.Map, new GeoTiffOptions { Certificate = made.Certificate });
        using (RasterFile file = RasterFile.Open(_folder["map.tif"])) Assert.True(file.Certificate!.Check(file).Holds);

        double[] values = made.Map.Values().ToArray();
        int changed = Array.FindIndex(values, value => value > 0);
        values[changed] = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(values[changed]) ^ (1L << 50));
        GeoTiff.Write(_folder["bad.tif"], ExtensiveRaster.Of(made.Map.Grid, s_tonnes, values),
            new GeoTiffOptions { Certificate = made.Certificate });
        using RasterFile bad = RasterFile.Open(_folder["bad.tif"]);
        VerificationException failure = Assert.Throws<VerificationException>(() => bad.Certificate!.Check(bad).RequireHolds(bad.Path));
        Assert.Contains("zone west", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Certificate_AnyByteOfTheFileFlipped_NeverPassesUnnoticed()
    {
        (Apportionment made, string digest) = Apportioned();
        GeoTiff.Write(_folder["map.tif"], made.Map, new GeoTiffOptions { Certificate = made.Certificate, CloudOptimised = false });
        byte[] whole = File.ReadAllBytes(_folder["map.tif"]);
        RandomSequence random = new RandomSource(21).Sequence();
        int noticed = 0, harmless = 0;
        for (int turn = 0; turn < 60; turn++)
        {
            byte[] damaged = [.. whole];
            damaged[random.NextInt32(damaged.Length)] ^= (byte)(1 << random.NextInt32(8));
            File.WriteAllBytes(_folder["damaged.tif"], damaged);
            try
            {
                using RasterFile file = RasterFile.Open(_folder["damaged.tif"]);
                if (file.Certificate is { } certificate && certificate.Check(file).Holds)
                {
                    // The bit belonged to padding or to a name: the pixels are as certified.
                    Assert.Equal(digest, PixelDigest.Of(file));
                    harmless++;
                }
                else noticed++;
            }
            catch (KayaException)
            {
                noticed++;
            }
        }

        Assert.True(noticed > 30, $"{noticed} noticed, {harmless} harmless");
    }

    [Fact]
    public void Write_SinglePrecisionWithCertificate_Refused()
    {
        (Apportionment made, _) = Apportioned();
        Assert.Throws<ArgumentException>(
            () => GeoTiff.Write(
            _folder["map.tif"], made.Map, new GeoTiffOptions { Certificate = made.Certificate, SinglePrecision = true }));
    }

    [Fact]
    public void Write_OverAFolder_LeavesNothing()
    {
        Directory.CreateDirectory(_folder["map.tif"]);
        (Apportionment made, _) = Apportioned();
        Assert.ThrowsAny<Exception>(() => GeoTiff.Write(_folder["map.tif"], made.Map));
    }

    [Fact]
    public void Write_SourceThatFailsHalfway_LeavesTheOldFile()
    {
        (Apportionment made, _) = Apportioned();
        GeoTiff.Write(_folder["map.tif"], made.Map);
        byte[] before = File.ReadAllBytes(_folder["map.tif"]);
        Assert.Throws<IOException>(() => GeoTiff.Write(_folder["map.tif"], new BrokenSource(made.Map)));
        Assert.Equal(before, File.ReadAllBytes(_folder["map.tif"]));
    }

    [Fact]
    public void Open_MissingCorruptTruncatedAndTextFiles_NamedWithRemedy()
    {
        Assert.Throws<DataNotFoundException>(() => RasterFile.Open(_folder["none.tif"]));
        Assert.Throws<DataNotFoundException>(() => RasterFile.Open("/vsicurl/http://localhost/map.tif"));
        File.WriteAllText(_folder["text.tif"], "no raster");
        Assert.NotNull(Assert.Throws<DataFormatException>(() => RasterFile.Open(_folder["text.tif"])).Fault.Remedy);
        (Apportionment made, _) = Apportioned();
        GeoTiff.Write(_folder["map.tif"], made.Map);
        byte[] whole = File.ReadAllBytes(_folder["map.tif"]);
        File.WriteAllBytes(_folder["cut.tif"], whole[..(whole.Length - 200)]);
        Assert.Throws<DataFormatException>(() =>
        {
            using RasterFile cut = RasterFile.Open(_folder["cut.tif"]);
            cut.ReadAll();
        });
    }

    [Fact]
    public void Open_AsciiGridWithoutSystem_NeedsTheOption()
    {
        File.WriteAllText(
            _folder["grid.asc"], "ncols 2\nnrows 2\nxllcenter 10.5\nyllcenter 50.5\ncellsize 1\nNODATA_value -9\n1 2\n3 -9\n");
        Assert.Contains("EPSG", Assert.Throws<GridMismatchException>(() => RasterFile.Open(_folder["grid.asc"])).Fault.Remedy,
            StringComparison.Ordinal);
        using RasterFile file = RasterFile.Open(
            _folder["grid.asc"],
            new RasterReadOptions { Crs = CoordinateSystem.LongitudeLatitude, Unit = s_tonnes, Kind = QuantityKind.Extensive });
        Assert.Equal(Grid.InDegrees(10, 52, 1, 2, 2), file.Grid);
        Assert.Equal([1, 2, 3, double.NaN], file.ReadAll().Values().ToArray());
        Assert.Throws<DataFormatException>(
            () => RasterFile.Open(
            _folder["grid.asc"], new RasterReadOptions { Crs = CoordinateSystem.LongitudeLatitude, RequireUnit = true }));
    }

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private static (Apportionment Made, string Digest) Apportioned()
    {
        Grid grid = Grid.InDegrees(100, 40, 0.1, 40, 60);
        RandomSequence random = new RandomSource(9).Sequence();
        double[] weights = [.. Enumerable.Range(0, 2400).Select(_ => random.NextDouble())];
        double[] numbers = [.. Enumerable.Range(0, 2400).Select(cell => cell % 60 < 25 ? 1.0 : cell % 60 < 55 ? 2 : double.NaN)];
        ZoneCoverage coverage = ZoneCoverage.Of(CategoryRaster.Of(grid, numbers), new Dictionary<int,
            string> { [1] = "west", [2] = "east" });
        Apportionment made = Conservation.ToZones(ExtensiveRaster.Of(grid, Unit.One, weights), coverage, new Dictionary<string,
            double> { ["west"] = 1.1e7, ["east"] = 3.3e9 }, s_tonnes);
        return (made, made.Certificate.Pixels);
    }

    private sealed class BrokenSource(Raster raster) : IRasterSource
    {
        public Grid Grid => raster.Grid;

        public IReadOnlyList<BandDescription> Bands => raster.Bands;

        public void Read(int band, Window window, Span<double> destination) => throw new IOException("the disk was pulled out");
    }
}
