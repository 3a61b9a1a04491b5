using System.Buffers.Binary;
using System.IO.Compression;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Figures.Tests;

public sealed class MapPictureTests
{
    [Fact]
    public void Write_LogMapWithNoData_IsAPngOfTheRightSize()
    {
        string path = Path.Combine(Path.GetTempPath(), $"kaya-map-{Guid.NewGuid():N}.png");
        try
        {
            Grid grid = Grid.InDegrees(73, 54, 0.5, 70, 124);
            double[] values = [.. Enumerable.Range(0, (int)grid.CellCount).Select(cell => cell % 124 < 8 ? double.NaN : Math.Pow(10, (cell % 124) / 20.0))];
            MapPicture.Write(path, ExtensiveRaster.Of(grid, Unit.Parse("t"), values, "emission"), 0, new MapOptions { Title = "CO2 2008", Width = 400, Logarithmic = true });
            byte[] png = File.ReadAllBytes(path);
            Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
            Assert.Equal(400 + 130 + (3 * 18), (png[18] << 8) + png[19]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Write_OutlinesAndClasses_AreDrawnInsideTheMapOnly()
    {
        string folder = Directory.CreateTempSubdirectory("kaya-maps-").FullName;
        try
        {
            Grid grid = Grid.InDegrees(0, 10, 1, 10, 10);
            CategoryRaster codes = CategoryRaster.Of(grid, Enumerable.Range(0, 100).Select(cell => (double)(cell % 3)).ToArray());
            NetTopologySuite.Geometries.GeometryFactory shapes = new();
            // Reaches far beyond the map on the right, where the legend is.
            ZoneSet zones = new(grid.Crs, [new Zone("a", "A", shapes.ToGeometry(new NetTopologySuite.Geometries.Envelope(5, 60, 2, 8)))]);
            MapPicture.Write(Path.Combine(folder, "plain.png"), codes, 0, new MapOptions { Width = 200 });
            MapPicture.Write(Path.Combine(folder, "lines.png"), codes, 0, new MapOptions { Width = 200, Outlines = zones });
            (byte[] plain, int width) = Pixels(Path.Combine(folder, "plain.png"));
            (byte[] lines, _) = Pixels(Path.Combine(folder, "lines.png"));
            int[] changed = [.. Enumerable.Range(0, plain.Length / 3).Where(pixel => !plain.AsSpan(3 * pixel, 3).SequenceEqual(lines.AsSpan(3 * pixel, 3)))];
            Assert.NotEmpty(changed);
            Assert.All(changed, pixel => Assert.InRange(pixel % width, 18 + 98, 18 + 199));
            // The line runs down the middle of the map, at 5 of 10 degrees.
            Assert.Contains(changed, pixel => pixel % width == 18 + 100 && pixel / width > 100);
            ZoneSet elsewhere = new(CoordinateSystem.Plane, zones.Zones);
            Assert.Throws<GridMismatchException>(() => MapPicture.Write(Path.Combine(folder, "x.png"), codes, 0, new MapOptions { Outlines = elsewhere }));
            Assert.False(File.Exists(Path.Combine(folder, "x.png")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(1, 10, false)]
    [InlineData(1, 1e6, true)]
    [InlineData(-1, 1e6, false)]
    public void Write_ScaleNotSaid_IsLogarithmicWherePositiveValuesSpanThreeDecades(double low, double high, bool logarithmic)
    {
        double[] values = [.. Enumerable.Range(0, 100).Select(k => low < 0 && k == 0 ? low : Math.Abs(low) * Math.Pow(high / Math.Abs(low), k / 99.0))];
        string path = Path.Combine(Path.GetTempPath(), $"kaya-map-{Guid.NewGuid():N}.png"), said = path + ".said.png";
        try
        {
            ExtensiveRaster raster = ExtensiveRaster.Of(Grid.InDegrees(0, 10, 1, 10, 10), Unit.Parse("t"), values);
            MapPicture.Write(path, raster, 0, new MapOptions { Width = 100 });
            MapPicture.Write(said, raster, 0, new MapOptions { Width = 100, Logarithmic = logarithmic });
            Assert.Equal(File.ReadAllBytes(said), File.ReadAllBytes(path));
            MapPicture.Write(said, raster, 0, new MapOptions { Width = 100, Logarithmic = !logarithmic });
            Assert.NotEqual(File.ReadAllBytes(said), File.ReadAllBytes(path));
        }
        finally
        {
            File.Delete(path);
            File.Delete(said);
        }
    }

    // Undoes filter 1 of PNG: each byte is the difference to that of the pixel on the left.
    private static (byte[] Pixels, int Width) Pixels(string path)
    {
        byte[] png = File.ReadAllBytes(path);
        (int width, int height) = (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
        int at = png.AsSpan().IndexOf("IDAT"u8), length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at - 4));
        using ZLibStream packed = new(new MemoryStream(png, at + 4, length), CompressionMode.Decompress);
        byte[] pixels = new byte[3 * width * height];
        for (int row = 0; row < height; row++)
        {
            Assert.Equal(1, packed.ReadByte());
            Span<byte> line = pixels.AsSpan(3 * width * row, 3 * width);
            packed.ReadExactly(line);
            for (int k = 3; k < line.Length; k++) line[k] += line[k - 3];
        }

        return (pixels, width);
    }
}
