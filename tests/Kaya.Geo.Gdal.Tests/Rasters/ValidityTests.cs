using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Geo.Gdal.Tests.Rasters;

/// <summary>Which cells have data, and what a file says of its values. Files written by GDAL 3.6.2 from random numbers of numpy 1.24
/// (default_rng(11)); expected sums by numpy.</summary>
public sealed class ValidityTests : IDisposable
{
    private const string Masked =
        "SUkqAAgAAAARAAABAwABAAAABwAAAAEBAwABAAAABQAAAAIBAwABAAAAIAAAAAMBAwABAAAACAAAAAYBAwABAAAAAQAAABEBBAABAAAAHAIAAB"
        + "UBAwABAAAAAQAAABYBAwABAAAABQAAABcBBAABAAAAdAAAABwBAwABAAAAAQAAAD0BAwABAAAAAQAAAFMBAwABAAAAAwAAAA6DDAADAAAA2gAA"
        + "AIKEDAAGAAAA8gAAAK+HAwAgAAAAIgEAALCHDAACAAAAYgEAALGHAgAIAAAAcgEAAHoBAAAAAAAAAADwPwAAAAAAAPA/AAAAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAkQAAAAAAAADlAAAAAAAAAAAABAAEAAAAHAAAEAAABAAIAAQQAAAEAAQAACAAAAQDmEAEIsYcHAAAA"
        + "BggAAAEAjiMJCLCHAQABAAsIsIcBAAAAiG10lh2kckAAAABAplRYQVdHUyA4NHwADQD+AAQAAQAAAAQAAAAAAQMAAQAAAAcAAAABAQMAAQAAAA"
        + "UAAAACAQMAAQAAAAEAAAADAQMAAQAAAAgAAAAGAQMAAQAAAAQAAAARAQQAAQAAAJACAAAVAQMAAQAAAAEAAAAWAQMAAQAAAAUAAAAXAQQAAQAA"
        + "ABAAAAAcAQMAAQAAAAEAAAA9AQMAAQAAAAEAAABTAQMAAQAAAAEAAAAAAAAAeJwFwCFOggEYBuBHg06jOovZ2c0G5HsZJyBwAwqNQPwygaOQiX"
        + "/lEjQ2OokE46l4KKNp9LX0e4w+w284/3MpPopDsQgvYTs2PIfH0n9hGcMq+ivMo/fFW+lbcSzDd/Q6bMowC6/FrpiEdemf6FPdAdg2Hs94nAEF"
        + "APr/7rRqHpwJkQLH";

    private const string WithAlpha =
        "SUkqAAgAAAASAAABAwABAAAABwAAAAEBAwABAAAABQAAAAIBAwACAAAAEAAQAAMBAwABAAAACAAAAAYBAwABAAAAAQAAABEBBAABAAAAhgEAAB"
        + "UBAwABAAAAAgAAABYBAwABAAAABQAAABcBBAABAAAAhwAAABwBAwABAAAAAQAAAD0BAwABAAAAAQAAAFIBAwABAAAAAgAAAFMBAwACAAAAAQAB"
        + "AA6DDAADAAAA5gAAAIKEDAAGAAAA/gAAAK+HAwAgAAAALgEAALCHDAACAAAAbgEAALGHAgAIAAAAfgEAAAAAAAAAAAAAAADwPwAAAAAAAPA/AA"
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAkQAAAAAAAADlAAAAAAAAAAAABAAEAAAAHAAAEAAABAAIAAQQAAAEAAQAACAAA"
        + "AQDmEAEIsYcHAAAABggAAAEAjiMJCLCHAQABAAsIsIcBAAAAiG10lh2kckAAAABAplRYQVdHUyA4NHwAeJwFgKsOQQEAQI/No9lsNoUgEfgGM7"
        + "OZJmuoTBDoApukaH7AblTkO5tJt5ihKIpgsnAsN42xmMAvBc8K1I9QyuhpqYe4dluwvUG/DeOWvrO63sOsrJ8JhAmtJGAXwiWm7SEUBxoVtLzR"
        + "RqCPl96r2rvqPA35otZW0DzrN9JRoJ2k/gEqG0eI";

    private const string Thematic =
        "SUkqAAgAAAARAAABAwABAAAAAgAAAAEBAwABAAAAAgAAAAIBAwABAAAACAAAAAMBAwABAAAAAQAAAAYBAwABAAAAAQAAABEBBAABAAAAzgEAAB"
        + "UBAwABAAAAAQAAABYBAwABAAAAAgAAABcBBAABAAAABAAAABwBAwABAAAAAQAAAFMBAwABAAAAAQAAAA6DDAADAAAALgEAAIKEDAAGAAAARgEA"
        + "AK+HAwAgAAAAdgEAALCHDAACAAAAtgEAALGHAgAIAAAAxgEAAICkAgBTAAAA2gAAAAAAAAA8R0RBTE1ldGFkYXRhPgogIDxJdGVtIG5hbWU9Ik"
        + "RhdGFUeXBlIiBzYW1wbGU9IjAiPlRoZW1hdGljPC9JdGVtPgo8L0dEQUxNZXRhZGF0YT4KAAAAAAAAAADwPwAAAAAAAPA/AAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAkQAAAAAAAADlAAAAAAAAAAAABAAEAAAAHAAAEAAABAAIAAQQAAAEAAQAACAAAAQDmEAEIsYcHAA"
        + "AABggAAAEAjiMJCLCHAQABAAsIsIcBAAAAiG10lh2kckAAAABAplRYQVdHUyA4NHwAAQIDAw==";

    private const string Complex =
        "SUkqAAgAAAAQAAABAwABAAAAAgAAAAEBAwABAAAAAgAAAAIBAwABAAAAQAAAAAMBAwABAAAAAQAAAAYBAwABAAAAAQAAABEBBAABAAAAbgEAAB"
        + "UBAwABAAAAAQAAABYBAwABAAAAAgAAABcBBAABAAAAIAAAABwBAwABAAAAAQAAAFMBAwABAAAABgAAAA6DDAADAAAAzgAAAIKEDAAGAAAA5gAA"
        + "AK+HAwAgAAAAFgEAALCHDAACAAAAVgEAALGHAgAIAAAAZgEAAAAAAAAAAAAAAADwPwAAAAAAAPA/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAkQAAAAAAAADlAAAAAAAAAAAABAAEAAAAHAAAEAAABAAIAAQQAAAEAAQAACAAAAQDmEAEIsYcHAAAABggAAAEAjiMJCLCH"
        + "AQABAAsIsIcBAAAAiG10lh2kckAAAABAplRYQVdHUyA4NHwAAACAPwAAAAAAAABAAAAAAAAAQEAAAAAAAABAQAAAAAA=";

    private const string InGrads =
        "SUkqAAgAAAAQAAABAwABAAAAAgAAAAEBAwABAAAAAgAAAAIBAwABAAAAIAAAAAMBAwABAAAAAQAAAAYBAwABAAAAAQAAABEBBAABAAAAcwEAAB"
        + "UBAwABAAAAAQAAABYBAwABAAAAAgAAABcBBAABAAAAEAAAABwBAwABAAAAAQAAAFMBAwABAAAAAwAAAA6DDAADAAAAzgAAAIKEDAAGAAAA5gAA"
        + "AK+HAwAgAAAAFgEAALCHDAACAAAAVgEAALGHAgANAAAAZgEAAAAAAAAAAAAAAADwPwAAAAAAAPA/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAEpAAAAAAAAAAAABAAEAAAAHAAAEAAABAAIAAQQAAAEAAQAACAAAAQDHEgEIsYcMAAAABggAAAEAkSMJCLCH"
        + "AQABAAsIsIcBAAAA4nW+0nRXckDNzMxMwlRYQU5URiAoUGFyaXMpfAAAAIA/AACAPwAAgD8AAIA/";

    // As gdalwarp -dstalpha makes it: real numbers with a no-data value, and alpha of the same type.
    private const string FloatAlpha =
        "SUkqAAgAAAATAAABAwABAAAABwAAAAEBAwABAAAABQAAAAIBAwACAAAAIAAgAAMBAwABAAAACAAAAAYBAwABAAAAAQAAABEBBAABAAAAkgEAABUBAw"
        + "ABAAAAAgAAABYBAwABAAAABQAAABcBBAABAAAAhgAAABwBAwABAAAAAQAAAD0BAwABAAAAAQAAAFIBAwABAAAAAgAAAFMBAwACAAAAAwADAA6DDAAD"
        + "AAAA8gAAAIKEDAAGAAAACgEAAK+HAwAgAAAAOgEAALCHDAACAAAAegEAALGHAgAIAAAAigEAAIGkAgADAAAALTkAAAAAAAAAAAAAAADwPwAAAAAAAP"
        + "A/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAkQAAAAAAAADlAAAAAAAAAAAABAAEAAAAHAAAEAAABAAIAAQQAAAEAAQAACAAA"
        + "AQDmEAEIsYcHAAAABggAAAEAjiMJCLCHAQABAAsIsIcBAAAAiG10lh2kckAAAABAplRYQVdHUyA4NHwAeJxjYJB0YQCDKmcIXezCwFDvzMAgcBBCNz"
        + "hBaFtnCO0OVWcM4TsIQtQ3rIPKf3RG6GdgYDiQC5VXh5qrBqWfOUHMkYealwBVNxfCbwiD8l2g7mNwgOh7A7WXHSr/Eqr/CsSdB4yh4g0QdQ3roe65"
        + "AKWnQsUfQc0JhLrnFdQcS7B9AMHjMk0=";

    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData(Masked, 11759.0, 22)]
    [InlineData(WithAlpha, 510646.0, 21)]
    [InlineData(FloatAlpha, 11307.0, 23)]
    public void Read_MaskOrAlpha_LeavesMaskedCellsOut(string file, double sum, int cells)
    {
        using RasterFile raster = Open(file);
        Assert.Equal([0], raster.ValueBands);
        double[] values = new double[35];
        raster.Read(0, raster.Grid.All, values);
        Assert.Equal((cells, sum), (values.Count(value => !double.IsNaN(value)), values.Where(value => !double.IsNaN(value)).Sum()));
        // By floats, as stored, and in memory it is the same.
        float[] floats = new float[35];
        raster.Read(0, raster.Grid.All, floats);
        Assert.Equal(values, floats.Select(value => (double)value));
        double[] stored = new double[35];
        raster.ReadStored<double>(0, raster.Grid.All, stored);
        Assert.Equal(values, stored);
        BandStatistics statistics = BandStatistics.Of(StoredRaster.Of(raster), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((cells, sum), (statistics.WithData, statistics.Sum));
    }

    [Fact]
    public void NoData_ToldOfFloats_IsComparedAsFloat()
    {
        RandomSequence random = new RandomSource(6).Derive("no-data").Sequence();
        double[] codes = [-99999.9, 1e20, -3.4028234663852886e38, .. Enumerable.Range(0, 20).Select(_ => random.NextGaussian() * 1e5)];
        Grid grid = Grid.InDegrees(10, 25, 1, 1, codes.Length);
        ExtensiveRaster raster = ExtensiveRaster.Of(grid, Unit.Parse("t"), codes);
        GeoTiff.Write(_folder["plain.tif"], raster, new GeoTiffOptions { SinglePrecision = true });
        foreach ((double code, int at) in codes.Select((code, at) => (code, at)))
        {
            using RasterFile file = RasterFile.Open(_folder["plain.tif"], new RasterReadOptions { NoData = code });
            double[] values = new double[codes.Length];
            file.Read(0, grid.All, values);
            Assert.True(double.IsNaN(values[at]) && values.Count(double.IsNaN) == 1, $"{code:R}");
        }
    }

    [Fact]
    public void NoData_ToldInfinite_StandsForBothSigns()
    {
        Grid grid = Grid.InDegrees(10, 25, 1, 1, 4);
        GeoTiff.Write(_folder["inf.tif"], ExtensiveRaster.Of(grid, Unit.Parse("t"), new[] { 1, double.NegativeInfinity,
            double.PositiveInfinity, 2 }), new GeoTiffOptions());
        using RasterFile file = RasterFile.Open(_folder["inf.tif"], new RasterReadOptions { NoData = double.PositiveInfinity });
        double[] values = new double[4];
        file.Read(0, grid.All, values);
        Assert.Equal([1, double.NaN, double.NaN, 2], values);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(256)]
    [InlineData(2.5)]
    [InlineData(double.NaN)]
    public void NoData_ThatNoCellCanHave_IsRefused(double value)
    {
        File.WriteAllBytes(_folder["bytes.tif"], Convert.FromBase64String(Thematic));
        DataFormatException refused = Assert.Throws<DataFormatException>(() => RasterFile.Open(_folder["bytes.tif"],
            new RasterReadOptions { NoData = value }));
        Assert.Equal("no-data", refused.Fault.Option);
    }

    [Fact]
    public void Describe_GivenAgainstTheFile_RefusedUnlessOverridden()
    {
        Grid grid = Grid.InDegrees(10, 25, 1, 1, 1);
        GeoTiff.Write(_folder["t.tif"], ExtensiveRaster.Of(grid, Unit.Parse("t"), new double[] { 1 }), new GeoTiffOptions());
        foreach (RasterReadOptions options in (RasterReadOptions[])[new() { Unit = Unit.Parse("kg") },
            new() { Unit = Unit.Parse("m-2 kg") }, new() { Kind = QuantityKind.Intensive }])
        {
            UnitMismatchException refused = Assert.Throws<UnitMismatchException>(() => RasterFile.Open(_folder["t.tif"], options));
            Assert.Equal("override", refused.Fault.Option);
            Assert.Contains("t.tif", refused.Message, StringComparison.Ordinal);
            RasterFile.Open(_folder["t.tif"], options with { Override = true }).Dispose();
        }

        // The same unit in other words is no contradiction.
        RasterFile.Open(_folder["t.tif"], new RasterReadOptions { Unit = Unit.Parse("Mg"), Kind = QuantityKind.Extensive }).Dispose();
    }

    [Fact]
    public void Open_SystemGivenAgainstTheFile_RefusedUnlessOverridden()
    {
        GeoTiff.Write(_folder["t.tif"], Ones(Grid.InDegrees(10, 25, 1, 2, 2)), new GeoTiffOptions());
        // Another name of the same system.
        RasterFile.Open(_folder["t.tif"], new RasterReadOptions { Crs = GdalCoordinateSystems.Find("OGC:CRS84") }).Dispose();
        RasterReadOptions other = new() { Crs = GdalCoordinateSystems.Find("EPSG:32648") };
        GridMismatchException refused = Assert.Throws<GridMismatchException>(() => RasterFile.Open(_folder["t.tif"], other));
        Assert.Equal("override", refused.Fault.Option);
        using RasterFile file = RasterFile.Open(_folder["t.tif"], other with { Override = true });
        Assert.Equal(other.Crs, file.Grid.Crs);
        Assert.Throws<GridMismatchException>(() => file.RequireAgreement(0, other));
    }

    [Fact]
    public void Open_ThematicComplexGrads_CodesRefusedDegrees()
    {
        using (RasterFile codes = Open(Thematic)) Assert.Equal((true, QuantityKind.Category), (codes.Bands[0].IsKindStated,
            codes.Bands[0].Kind));
        Assert.Contains("complex", Assert.Throws<DataFormatException>(() => Open(Complex)).Message, StringComparison.Ordinal);
        using RasterFile grads = Open(InGrads);
        // 52 grads are 46.8 degrees; Paris is 2.33722917 degrees east of Greenwich.
        Assert.Equal(46.8, grads.Grid.Bounds.North, 1e-12);
        Assert.Equal(0.9, grads.Grid.Affine.StepX, 1e-12);
        Assert.Equal(2.33722917, grads.Grid.Crs.PrimeMeridian, 1e-8);
        Assert.Equal(1, grads.Grid.Crs.DegreesPerUnit);
        Assert.Equal(1, GdalCoordinateSystems.CellAreas(grads.Grid).Total / AreaOfFour(), 1e-9);
    }

    [Theory]
    [InlineData("map.tif.gz", "1F8B0800", "gunzip")]
    [InlineData("map.zip", "504B0304", "unzip")]
    [InlineData("zones.parquet", "50415231", "Parquet")]
    [InlineData("map.vrt", "3C565254446174617365743E", "virtual raster")]
    [InlineData("zones.kml", "3C3F786D6C3F3E3C6B6D6C3E", "KML")]
    [InlineData("page.tif", "3C21444F43545950452068746D6C3E3C68746D6C3E", "web page")]
    [InlineData("conc.bin", "000000500102030405060708", "binary data")]
    [InlineData("empty.tif", "", "0 bytes")]
    public void Open_UnsupportedFormat_IsNamedWithThoseSupported(string name, string bytes, string says)
    {
        File.WriteAllBytes(_folder[name], Convert.FromHexString(bytes));
        DataFormatException refused = Assert.Throws<DataFormatException>(() => RasterFile.Open(_folder[name]));
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.Contains("GeoTIFF", refused.Fault.Expected, StringComparison.Ordinal);
        Assert.DoesNotContain("damaged", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_LatitudesBeyondThePoles_RefusedButHalfACellIsNot()
    {
        GeoTiff.Write(_folder["poles.tif"], Ones(Grid.InDegrees(0, 90.5, 1, 181, 4)), new GeoTiffOptions());
        using (RasterFile file = RasterFile.Open(_folder["poles.tif"])) Assert.Equal(181, file.Grid.Rows);
        GeoTiff.Write(_folder["turned.tif"], Ones(Grid.InDegrees(20, 104, 1, 4, 4)), new GeoTiffOptions());
        Assert.Contains("exchanged", Assert.Throws<GridMismatchException>(() => RasterFile.Open(_folder["turned.tif"])).Fault.Remedy,
            StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static ExtensiveRaster Ones(Grid grid) => ExtensiveRaster.Of(grid, Unit.Parse("t"),
        Enumerable.Repeat(1.0, (int)grid.CellCount).ToArray());

    private static double AreaOfFour()
    {
        Ellipsoid clarke = new(6378249.2, 293.466021293627);
        return clarke.Area(0, 45, 1.8, 46.8);
    }

    private RasterFile Open(string file)
    {
        File.WriteAllBytes(_folder["file.tif"], Convert.FromBase64String(file));
        return RasterFile.Open(_folder["file.tif"]);
    }
}
