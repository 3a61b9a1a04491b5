using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Kaya.Core;

namespace Kaya.Geo.Gdal.Tests.Rasters;

/// <summary>Files that declare too much, or that name other files and the network.</summary>
public sealed class GuardTests : IDisposable
{
    private static readonly Grid s_grid = Grid.InDegrees(10, 50, 0.5, 4, 6);
    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-guard-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("http://127.0.0.1:{0}/over.tif")]
    [InlineData("/vsicurl/http://127.0.0.1:{0}/over.tif")]
    [InlineData("{1}")]
    public void Open_OverviewsNamedByTheFile_AreRefusedWithoutALook(string named)
    {
        using TcpListener server = new(IPAddress.Loopback, 0);
        server.Start();
        string other = Tiff("other.tif"), address = named.Replace("{0}", $"{((IPEndPoint)server.LocalEndpoint).Port}",
            StringComparison.Ordinal).Replace("{1}", other, StringComparison.Ordinal);
        string path = Tiff("a.tif", new Dictionary<string, string> { ["PLACE"] = new('x', 200) });
        ReplaceMetadata(path, $"<GDALMetadata><Item name=\"OVERVIEW_FILE\" domain=\"OVERVIEWS\">{address}</Item></GDALMetadata>");
        DataFormatException refused = Assert.Throws<DataFormatException>(() => RasterFile.Open(path));
        Assert.Contains(address, refused.Fault.Found, StringComparison.Ordinal);
        Assert.False(server.Pending());
    }

    [Fact]
    public void ReadZones_CoordinateSystemAtAnAddress_AsksNobody()
    {
        using TcpListener server = new(IPAddress.Loopback, 0);
        server.Start();
        string path = Path.Combine(_folder, "z.geojson");
        File.WriteAllText(path, $$$"""
            {"type":"FeatureCollection","crs":{"type":"link","properties":{"type":"ogcwkt",
            "href":"http://127.0.0.1:{{{((IPEndPoint)server.LocalEndpoint).Port}}}/crs"}},
            "features":[
            {"type":"Feature","properties":{"code":"A"},"geometry":{"type":"Polygon","coordinates":[[[10,48],[11,48],[11,50],[10,48]]]}}]}
            """);
        Record.Exception(() => VectorFile.ReadZones(path, new VectorReadOptions { CodeField = "code" }));
        Assert.False(server.Pending());
    }

    [Theory]
    [InlineData(8, 1032)]
    [InlineData(5, 4096)]
    [InlineData(1, 1)]
    public void Open_TileLargerThanTheFileCanHold_IsRefusedByItsFigure(int compression, int ratio)
    {
        byte[] tiff = Header((256, 40), (257, 40), (258, 32), (259, compression), (277, 8193), (284, 1), (322, 256), (323, 256), (324, 8),
            (325, 16), (339, 3));
        string path = Written("huge.tif", tiff);
        DataFormatException refused = Assert.Throws<DataFormatException>(() => RasterFile.Open(path));
        Assert.Contains("2147 MB", refused.Fault.Found, StringComparison.Ordinal);
        Assert.Contains(ReadLimit.Megabytes((UInt128)(tiff.Length * ratio)), refused.Fault.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_DirectoriesInALoop_IsRefused()
    {
        byte[] tiff = Header((256, 4), (257, 4));
        BinaryPrimitives.WriteUInt32LittleEndian(tiff.AsSpan(10 + (2 * 12)), 8);
        Assert.Contains("loop", Assert.Throws<DataFormatException>(() => RasterFile.Open(Written("loop.tif", tiff))).Fault.Found,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Open_PngChunkOrGridTextBeyondTheFile_IsRefused()
    {
        byte[] png = [0x89, .. "PNG\r\n"u8, 26, 10, 0x7b, 0, 0, 0, .. "tEXt"u8, 0, 0, 0, 0, 0, 0, 0, 0];
        Assert.Contains("chunk", Assert.Throws<DataFormatException>(() => RasterFile.Open(Written("a.png", png))).Fault.Found,
            StringComparison.Ordinal);
        byte[] grid = "ncols 2000000000\nnrows 2000000000\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2 3\n"u8.ToArray();
        Assert.Contains("2000000000", Assert.Throws<DataFormatException>(() => RasterFile.Open(Written("a.asc", grid))).Fault.Found,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Of_FilesBeside_OnlyThoseOfTheFormat()
    {
        foreach (string name in (string[])["a.tif", "a.tfw", "a.tif.ovr", "a.tif.aux.xml", "b.shp", "b.shx", "b.dbf", "b.qix"])
            File.WriteAllText(Path.Combine(_folder, name), "");
        Assert.Equal(["a.tif", "a.tfw"], Companions.Of(Path.Combine(_folder, "a.tif")));
        Assert.Equal(["b.shp", "b.shx", "b.dbf"], Companions.Of(Path.Combine(_folder, "b.shp")));
    }

    private string Tiff(string name, IReadOnlyDictionary<string, string>? tags = null)
    {
        string path = Path.Combine(_folder, name);
        GeoTiff.Write(path, ExtensiveRaster.Of(s_grid, Unit.Parse("t"), new double[24]), new GeoTiffOptions { CloudOptimised = false,
            Tags = tags ?? new Dictionary<string, string>() });
        return path;
    }

    // The metadata of the file, filled up with blanks to the same length.
    private static void ReplaceMetadata(string path, string text)
    {
        byte[] file = File.ReadAllBytes(path);
        int start = file.AsSpan().IndexOf("<GDALMetadata>"u8), end = file.AsSpan().IndexOf("</GDALMetadata>"u8) + 15;
        Assert.True(text.Length <= end - start);
        Encoding.ASCII.GetBytes(text.Replace("</GDALMetadata>", new string(' ', end - start - text.Length) + "</GDALMetadata>",
            StringComparison.Ordinal)).CopyTo(file, start);
        File.WriteAllBytes(path, file);
    }

    private string Written(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    // A little-endian TIFF of one directory; every value is a LONG.
    private static byte[] Header(params ReadOnlySpan<(int Tag, int Value)> entries)
    {
        byte[] file = new byte[2048];
        "II*\0"u8.CopyTo(file);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(4), 8);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), (ushort)entries.Length);
        for (int at = 0; at < entries.Length; at++)
        {
            Span<byte> entry = file.AsSpan(10 + (12 * at), 12);
            BinaryPrimitives.WriteUInt16LittleEndian(entry, (ushort)entries[at].Tag);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], 4);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], 1);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], (uint)entries[at].Value);
        }

        return file;
    }
}
