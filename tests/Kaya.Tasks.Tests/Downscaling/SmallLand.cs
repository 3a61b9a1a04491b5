using System.Globalization;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Tasks.Tests.Downscaling;

/// <summary>A land of five zones side by side on 12 x 16 cells, as small files that downscaling reads: good ones and spoilt ones.</summary>
internal static class SmallLand
{
    public const int Rows = 12;
    public const int Columns = 16;

    /// <summary>Cells of 0.1 degree from 10 E, 50 N.</summary>
    public static Grid Grid { get; } = Grid.InDegrees(10, 50, 0.1, Rows, Columns);

    /// <summary>Zones Z1 to Z5 with 1000 to 5000 t.</summary>
    public static IReadOnlyList<string> Statistics { get; } = Array.AsReadOnly(
        ["zone,total [t]", "Z1,1000", "Z2,2000", "Z3,3000", "Z4,4000", "Z5,5000"]);

    public static double Light(int cell) => ((cell / Columns * 7) + (cell % Columns * 5)) % 11 + 1;

    public static double People(int cell) => 10 * (((cell / Columns * 3) + (cell % Columns * (cell % Columns))) % 13 + 2);

    /// <summary>Writes everything to a folder.</summary>
    public static void Write(string folder)
    {
        string In(string name) => Path.Combine(folder, name);
        double[] lights = Cells(Light), people = Cells(People);
        GeoTiff.Write(In("lights.tif"), IntensiveRaster.Of(Grid, Unit.One, lights));
        GeoTiff.Write(In("people.tif"), ExtensiveRaster.Of(Grid, Unit.One, people));
        GeoTiff.Write(In("far.tif"), IntensiveRaster.Of(Grid.InDegrees(100, 20, 0.1, Rows, Columns), Unit.One, lights));
        GeoTiff.Write(In("nothing.tif"), IntensiveRaster.Of(Grid, Unit.One, Cells(_ => double.NaN)));
        GeoTiff.Write(In("codes.tif"), CategoryRaster.Of(Grid, Cells(cell => cell % 17)));
        // The third zone covers columns 6.4 to 9.6: there is no light in all of its cells.
        GeoTiff.Write(
            In("hole.tif"), IntensiveRaster.Of(Grid, Unit.One, Cells(cell => cell % Columns is >= 6 and < 10 ? double.NaN : Light(cell))));
        GeoTiff.Write(In("negative.tif"), IntensiveRaster.Of(Grid, Unit.One, Cells(cell => cell == 70 ? -500 : Light(cell))));
        NetCdfWriter.Write(In("lights.nc"), [new NetCdfMap("lights", IntensiveRaster.Of(Grid, Unit.One, lights), "light")]);
        foreach (string name in new[] { "lights.tif", "lights.nc" })
        {
            byte[] whole = File.ReadAllBytes(In(name));
            File.WriteAllBytes(In($"cut{Path.GetExtension(name)}"), whole[..(whole.Length / 2)]);
            File.WriteAllBytes(
                In($"corrupt{Path.GetExtension(name)}"), [.. whole[..8], .. Enumerable.Repeat((byte)0xA5, whole.Length - 8)]);
        }

        File.WriteAllText(In("plain.asc"), $"ncols {Columns}\nnrows {Rows}\nxllcorner 10\nyllcorner 48.8\ncellsize 0.1\n" + string.Join(
            '\n', lights.Chunk(Columns).Select(row => string.Join(' ', row))));
        File.WriteAllText(In("zones.geojson"), Polygons());
        GeoTiff.Write(In("zones.tif"), CategoryRaster.Of(Grid, Cells(cell => (cell % Columns / 4) + 1)));
        File.WriteAllLines(In("numbers.csv"), ["number,code", "1,Z1", "2,Z2", "3,Z3", "4,Z4"]);
        File.WriteAllLines(In("statistics.csv"), Statistics);
    }

    private static double[] Cells(Func<int, double> value) => [.. Enumerable.Range(0, Rows * Columns).Select(value)];

    // Strips 3.2 cells wide, so that cells are shared.
    private static string Polygons()
    {
        IEnumerable<string> features = Enumerable.Range(0, 5).Select(zone =>
        {
            (double west, double east) = (10 + (0.32 * zone), 10 + (0.32 * (zone + 1)));
            (double X, double Y)[] ring = [(west, 48.8), (east, 48.8), (east, 50), (west, 50), (west, 48.8)];
            string corners = string.Join(
                ',', ring.Select(corner => string.Create(CultureInfo.InvariantCulture, $"[{corner.X},{corner.Y}]")));
            return $$$"""
                {"type":"Feature","properties":{"code":"Z{{{zone + 1}}}"},
                "geometry":{"type":"Polygon","coordinates":[[{{{corners}}}]]}}
                """;
        });
        return $$"""{"type":"FeatureCollection","features":[{{string.Join(',', features)}}]}""";
    }
}
