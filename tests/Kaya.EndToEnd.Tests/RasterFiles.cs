using Kaya.Core;
using Kaya.EndToEnd.Tests;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Tasks.Tests.Rasters;

[assembly: AssemblyFixture(typeof(RasterFiles))]

namespace Kaya.EndToEnd.Tests;

/// <summary>Small rasters and zones, good and bad: what the raster commands are tried on. Made once, before any process starts.</summary>
public sealed class RasterFiles : IDisposable
{
    private const string Header = "ncols 4\nnrows 3\nxllcorner 10\nyllcorner 50\ncellsize 0.5\nNODATA_value -9\n";

    private readonly TemporaryFolder _folder = new();

    public RasterFiles() => Write(_folder);

    public void Dispose() => _folder.Dispose();

    /// <summary>Copies them all to a folder.</summary>
    internal void CopyTo(TemporaryFolder folder)
    {
        foreach (string path in Directory.EnumerateFiles(_folder.Path)) File.Copy(path, folder.File(Path.GetFileName(path)));
    }

    private static void Write(TemporaryFolder folder)
    {
        string[] ascii = ["1 2 3 4\n5 6 7 8\n9 10 11 12\n", "-9 -9 -9 -9\n-9 -9 -9 -9\n-9 -9 -9 -9\n", "1 1 2 2\n1 1 2 2\n3 3 3 3\n"];
        foreach ((string name, string cells) in new[] { "plain.asc", "empty.asc", "zones.asc" }.Zip(ascii)) File.WriteAllText(
            folder.File(name), Header + cells);
        Grid grid = Grid.InDegrees(10, 51.5, 0.5, 3, 4);
        double[] values = [.. Enumerable.Range(1, 12).Select(cell => (double)cell)];
        GeoTiff.Write(folder.File("carbon.tif"), ExtensiveRaster.Of(grid, Unit.Parse("t"), values),
            new GeoTiffOptions { Basis = MassBasis.C });
        GeoTiff.Write(folder.File("unsaid.tif"), ExtensiveRaster.Of(grid, Unit.Parse("t"), values));
        GeoTiff.Write(folder.File("heat.tif"), ExtensiveRaster.Of(grid, Unit.Parse("GWh"), values));
        GeoTiff.Write(folder.File("codes.tif"), CategoryRaster.Of(grid, values));
        GeoTiff.Write(folder.File("far.tif"), ExtensiveRaster.Of(Grid.InDegrees(100, 20, 0.5, 3, 4), Unit.Parse("t"), values),
            new GeoTiffOptions { Basis = MassBasis.C });
        File.WriteAllText(folder.File("zones.geojson"), Polygons(10, 51));
        File.WriteAllText(folder.File("far.geojson"), Polygons(100, 20));
        File.WriteAllText(folder.File("codes.csv"), "number,code\n1,A\n2,B\n");
        Apportionment made = CertifiedMap.Make(200, 300);
        foreach (string ending in new[] { "tif", "nc" })
        {
            CertifiedMap.Write(folder.File($"map.{ending}"), made);
            byte[] whole = File.ReadAllBytes(folder.File($"map.{ending}"));
            File.WriteAllBytes(folder.File($"cut.{ending}"), whole[..(whole.Length / 2)]);
            File.WriteAllBytes(folder.File($"corrupt.{ending}"), [.. whole[..8], .. Enumerable.Repeat((byte)0xA5, whole.Length - 8)]);
            double[] one = made.Map.Values().ToArray();
            one[(100 * 300) + 40] = Math.BitIncrement(one[(100 * 300) + 40]);
            CertifiedMap.Write(
                folder.File($"flipped.{ending}"), made with { Map = ExtensiveRaster.Of(made.Map.Grid, made.Map.Unit, one, "emission") });
        }
    }

    // One zone, 1.2 degrees wide and half a degree high.
    private static string Polygons(double west, double south)
    {
        (double X, double Y)[] corners = [(west, south), (west + 1.2, south), (west + 1.2, south + 0.5), (west, south + 0.5),
            (west, south)];
        string ring = string.Join(',', corners.Select(corner => FormattableString.Invariant($"[{corner.X},{corner.Y}]")));
        return """{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"A"},"""
            + "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[" + ring + "]]}}]}";
    }
}
