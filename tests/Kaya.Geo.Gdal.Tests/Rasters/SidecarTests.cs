using System.Text;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Geo.Gdal.Tests.Rasters;

/// <summary>Files beside a raster, and what text grids, signed bytes and other formats need: small files by hand.</summary>
public sealed class SidecarTests : IDisposable
{
    // By gdal_translate 3.6.2 -ot Byte -co PIXELTYPE=SIGNEDBYTE, 2 x 3 cells with no-data -2; its last six bytes are the cells.
    private const string SignedBytes =
        "SUkqAAgAAAARAAABAwABAAAAAwAAAAEBAwABAAAAAgAAAAIBAwABAAAACAAAAAMBAwABAAAAAQAAAAYBAwABAAAAAQAAABEBBAABAAAAegEAABUBAwABAA"
        + "AAAQAAABYBAwABAAAAAgAAABcBBAABAAAABgAAABwBAwABAAAAAQAAAFMBAwABAAAAAgAAAA6DDAADAAAA2gAAAIKEDAAGAAAA8gAAAK+HAwAgAAAAIgEA"
        + "ALCHDAACAAAAYgEAALGHAgAIAAAAcgEAAIGkAgADAAAALTIAAAAAAAAAAAAAAADwPwAAAAAAAPA/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        + "AAAAAAAAAkQAAAAAAAADZAAAAAAAAAAAABAAEAAAAHAAAEAAABAAIAAQQAAAEAAQAACAAAAQDmEAEIsYcHAAAABggAAAEAjiMJCLCHAQABAAsIsIcBAAAA"
        + "iG10lh2kckAAAABAplRYQVdHUyA4NHwAAQAAfwAA";

    private static readonly RasterReadOptions s_degrees = new() { Crs = CoordinateSystem.LongitudeLatitude };

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_SignedBytes_HaveTheirSignAndNoData()
    {
        byte[] bytes = Convert.FromBase64String(SignedBytes);
        ((ReadOnlySpan<byte>)[1, 0xff, 0xfe, 127, 128, 0]).CopyTo(bytes.AsSpan(^6));
        File.WriteAllBytes(_folder["signed.tif"], bytes);
        using RasterFile file = RasterFile.Open(_folder["signed.tif"]);
        Assert.Equal((ElementType.I8, -2.0), (file.Bands[0].Stored, file.Bands[0].Packing.NoData));
        double[] values = new double[6];
        float[] floats = new float[6];
        sbyte[] stored = new sbyte[6];
        file.Read(0, file.Grid.All, values);
        file.Read(0, file.Grid.All, floats);
        file.ReadStored(0, file.Grid.All, stored.AsSpan());
        Assert.Equal([1, -1, double.NaN, 127, -128, 0], values);
        Assert.Equal([1, -1, float.NaN, 127, -128, 0], floats);
        Assert.Equal([1, -1, -2, 127, -128, 0], stored);
    }

    [Theory]
    [InlineData("", -9999)]
    [InlineData("NODATA_value 7\n", 7)]
    public void Read_TextGrid_HasTheNoDataOfItsFormat(string line, double noData)
    {
        using RasterFile file = TextGrid("corner", "corner", line + "1 -9999 7\n4 5 6\n");
        double[] values = new double[6];
        file.Read(0, file.Grid.All, values);
        Assert.Equal([1, noData == -9999 ? double.NaN : -9999, noData == 7 ? double.NaN : 7, 4, 5, 6], values);
    }

    [Theory]
    [InlineData("center", "corner", "xllcenter and yllcorner")]
    [InlineData("corner", "center", "xllcorner and yllcenter")]
    public void Open_TextGridWithAMixedOrigin_IsRefused(string x, string y, string found) =>
        Assert.Equal(found, Assert.Throws<DataFormatException>(() => TextGrid(x, y, "1 2 3\n4 5 6\n")).Fault.Found);

    // When its values are wanted: its description does not need them.
    [Fact]
    public void Read_TextGridWithMoreRowsThanSaid_IsRefused()
    {
        double[] values = new double[6];
        using (RasterFile more = TextGrid("corner", "corner", "NODATA_value -1\n1 2 3\n4 5 6\n7 8 9\n"))
        {
            Fault refused = Assert.Throws<DataFormatException>(() => more.Read(0, more.Grid.All, values)).Fault;
            Assert.Equal(("6 values", "9"), (refused.Expected, refused.Found));
        }

        // Lines may break anywhere.
        using RasterFile broken = TextGrid("center", "center", "1 2\n3 4\n5 6\n");
        broken.Read(0, broken.Grid.All, values);
        Assert.Equal([1, 2, 3, 4, 5, 6], values);
    }

    [Theory]
    [InlineData("map.tif.msk", "II*", true)]
    [InlineData("map.tif.aux.xml", "<PAMDataset><PAMRasterBand band=\"1\"><NoDataValue>5</NoDataValue></PAMRasterBand></PAMDataset>",
        false)]
    [InlineData("map.tif.aux.xml", "<PAMDataset><PAMRasterBand band=\"1\"><Offset>0</Offset><Scale>0.1</Scale></PAMRasterBand>"
        + "</PAMDataset>", true)]
    [InlineData("map.tif.aux.xml", "<PAMDataset><PAMRasterBand band=\"1\"><Offset>0</Offset><Scale>1</Scale></PAMRasterBand>"
        + "</PAMDataset>", false)]
    [InlineData("map.tif.aux.xml", "<PAMDataset><SRS>EPSG:32648</SRS></PAMDataset>", false)]
    [InlineData("map.tif.aux.xml", "<PAMDataset><PAMRasterBand band=\"1\"><Metadata><MDI key=\"STATISTICS_MAXIMUM\">9</MDI></Metadata>"
        + "<Histograms/></PAMRasterBand></PAMDataset>", false)]
    [InlineData("map.tif.aux.xml", "damaged <", false)]
    public void Open_FileBesideThatChangesValues_IsRefusedByName(string name, string text, bool isRefused)
    {
        GeoTiff.Write(_folder["map.tif"], new IntensiveRaster(Grid.InDegrees(0, 2, 1, 2, 2), Unit.One, ["v"],
            (_, cells) => cells.Fill(1)), new GeoTiffOptions { CloudOptimised = false });
        File.WriteAllText(_folder[name], text);
        RasterReadOptions above = new() { Override = true };
        using RasterFile file = RasterFile.Open(_folder["map.tif"], above);
        if (!isRefused)
        {
            RasterFile.Open(_folder["map.tif"]).Dispose();
            return;
        }

        Fault refused = Assert.Throws<DataFormatException>(() => RasterFile.Open(_folder["map.tif"])).Fault;
        Assert.Contains(name, refused.Found, StringComparison.Ordinal);
        Assert.Contains("gdal_translate", refused.Remedy, StringComparison.Ordinal);
        Assert.Equal("override", refused.Option);
        Assert.Throws<DataFormatException>(() => file.RequireAgreement(0, new RasterReadOptions()));
    }

    // The map above has a no-data value and a system of its own; this grid has neither.
    [Fact]
    public void Open_NoDataOrSystemOnlyBesideTheFile_IsRefusedUnlessGiven()
    {
        TextGrid("corner", "corner", "1 2 3\n4 5 6\n").Dispose();
        File.WriteAllText(_folder["grid.asc.aux.xml"], "<PAMDataset><PAMRasterBand band=\"1\"><NoDataValue>5</NoDataValue></PAMRasterBand>"
            + "</PAMDataset>");
        Assert.Contains("NoDataValue",
            Assert.Throws<DataFormatException>(() => RasterFile.Open(_folder["grid.asc"], s_degrees)).Fault.Found,
            StringComparison.Ordinal);
        RasterFile.Open(_folder["grid.asc"], s_degrees with { NoData = 5 }).Dispose();
        File.WriteAllText(_folder["grid.asc.aux.xml"], "<PAMDataset><SRS>EPSG:4326</SRS></PAMDataset>");
        Assert.Contains("SRS", Assert.Throws<DataFormatException>(() => RasterFile.Open(_folder["grid.asc"])).Fault.Found,
            StringComparison.Ordinal);
        RasterFile.Open(_folder["grid.asc"], s_degrees).Dispose();
    }

    [Theory]
    [InlineData("zones.gml", "<?xml version=\"1.0\"?><gml/>")]
    [InlineData("zones.csv", "code,WKT\n1,POINT (1 1)\n")]
    [InlineData("zones.sqlite", "SQLite format 3\0\u0010\0")]
    [InlineData("zones.geojsonl", "{\"type\": \"Feature\"}\n")]
    [InlineData("zones.mif", "Version 300\n")]
    public void Open_VectorFormatThatIsNotRead_NamesOgr2ogr(string name, string text)
    {
        File.WriteAllText(_folder[name], text, Encoding.Latin1);
        Assert.Contains("ogr2ogr NEW.gpkg FILE", Assert.Throws<DataFormatException>(() => RasterFile.Open(_folder[name])).Fault.Remedy,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ReadZones_ShapefileWithoutShx_NamesIt()
    {
        File.WriteAllBytes(_folder["zones.shp"], [0, 0, 0x27, 0x0a, 0, 0, 0, 0]);
        Assert.Contains("zones.shx", Assert.Throws<DataNotFoundException>(() => VectorFile.ReadZones(_folder["zones.shp"],
            new VectorReadOptions { CodeField = "code" })).Message, StringComparison.Ordinal);
    }

    private RasterFile TextGrid(string x, string y, string rest)
    {
        File.WriteAllText(_folder["grid.asc"], $"ncols 3\nnrows 2\nxll{x} 10\nyll{y} 20\ncellsize 1\n{rest}");
        return RasterFile.Open(_folder["grid.asc"], s_degrees);
    }
}
