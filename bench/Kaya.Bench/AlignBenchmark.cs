using System.Text.Json;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Bench;

/// <summary>The command <c>kaya raster align</c> from its start to its end, on 9,000 x 4,500 cells of 32 bits to 1 degree, beside gdalwarp
/// and cdo.</summary>
internal static class AlignBenchmark
{
    private const int Rows = 4_500;
    private const int Columns = 9_000;

    public static PartFindings Run(int pairs, TextWriter progress)
    {
        string folder = Directory.CreateTempSubdirectory("kaya-bench-").FullName;
        try
        {
            return Run(pairs, folder, progress);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static PartFindings Run(int pairs, string folder, TextWriter progress)
    {
        string In(string name) => Path.Combine(folder, name);
        using PythonPeer programs = new("processes.py", 1);
        Timing Time(params string[] words) => Timing.Of(programs.Ask(JsonSerializer.Serialize(words)));
        Make(In("packed.tif"));
        Time("gdal_translate", "-q", In("packed.tif"), In("plain.tif"));
        Time("gdal_translate", "-q", "-of", "netCDF", In("packed.tif"), In("plain.nc"));
        File.WriteAllText(In("degrees"), "gridtype=lonlat\nxsize=360\nysize=180\nxfirst=-179.5\nxinc=1\nyfirst=89.5\nyinc=-1\n");
        string kaya = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Kaya.Cli/release/kaya"));
        string[] ours = [kaya, "raster", "align", In("plain.tif") + "@kind=intensive", "--cell-size", "1", "--out", In("ours.tif"),
            "--force"];
        string[] warp = ["gdalwarp", "-q", "-overwrite", "-r", "average", "-tr", "1", "1", "-te", "-180", "-90", "180", "90",
            In("plain.tif"), In("warp.tif")];
        string[] cdo = ["cdo", "-s", "-O", $"remapcon,{In("degrees")}", In("plain.nc"), In("cdo.nc")];
        foreach (string[] once in new[] { ours, warp, cdo }) Time(once);
        string unit = $"{Columns:N0} x {Rows:N0} floats, whole process";
        BenchmarkPart beside = BenchmarkPart.Pairs("raster align to 1 degree", unit, pairs, () => Time(ours), () => Time(warp),
            progress) with
        {
            Peer = "gdalwarp", Limit = 0.5,
        };
        BenchmarkPart conservative = BenchmarkPart.Pairs("raster align to 1 degree, beside a conservative peer", unit, pairs,
            () => Time(ours), () => Time(cdo), progress) with { Peer = "cdo", Goal = 60 };
        string[] sums = [.. ours.Select(word => word.EndsWith("@kind=intensive", StringComparison.Ordinal)
                ? In("plain.tif") + "@kind=extensive@unit=1@override=yes" : word == In("ours.tif") ? In("sums.tif") : word)],
            warpSums = [.. warp.Select(word => word == "average" ? "sum" : word == In("warp.tif") ? In("warpsums.tif") : word)];
        foreach (string[] once in new[] { sums, warpSums }) Time(once);
        BenchmarkPart totals = BenchmarkPart.Pairs("raster align of totals to 1 degree", unit, pairs, () => Time(sums),
            () => Time(warpSums), progress) with { Peer = "gdalwarp -r sum", Goal = 1.1 };
        // What cdo writes has longitudes and latitudes, and no coordinate system.
        Time("gdal_translate", "-q", "-a_srs", "EPSG:4326", In("cdo.nc"), In("cdo.tif"));
        return new PartFindings("gdalwarp -r average and -r sum, cdo remapcon", [beside, totals, conservative],
        [
            new BenchmarkFigure("align: sum of all cells after over before, less 1; gdalwarp -r sum",
                (Sum(In("sums.tif")) / Sum(In("plain.tif"))) - 1, (Sum(In("warpsums.tif")) / Sum(In("plain.tif"))) - 1),
            new BenchmarkFigure("align: largest difference of totals from gdalwarp, part of the value",
                Difference(In("sums.tif"), In("warpsums.tif"))),
            new BenchmarkFigure("align: largest difference from cdo, part of the value", Difference(In("ours.tif"), In("cdo.tif"))),
        ]);
    }

    private static void Make(string path)
    {
        Grid grid = new(CoordinateSystem.LongitudeLatitude, Affine.NorthUp(-180, 90, 0.04, 0.04), Rows, Columns);
        RandomSequence random = new RandomSource(1).Sequence();
        IntensiveRaster raster = new(grid, Unit.Parse("kg m-2 s-1"), ["flux"], (_, cells) =>
        {
            for (int cell = 0; cell < cells.Length; cell++) cells[cell] = Math.Exp(random.NextGaussian());
        });
        GeoTiff.Write(path, raster, new GeoTiffOptions { SinglePrecision = true, CloudOptimised = false });
    }

    private static double Sum(string path)
    {
        using RasterFile file = RasterFile.Open(path);
        return BandStatistics.Of(file).Sum;
    }

    private static double Difference(string ours, string theirs)
    {
        using RasterFile left = RasterFile.Open(ours), right = RasterFile.Open(theirs);
        double[] a = new double[left.Grid.CellCount], b = new double[left.Grid.CellCount];
        left.Read(0, left.Grid.All, a);
        right.Read(0, left.Grid.All, b);
        return a.Zip(b, (x, y) => Math.Abs(x / y - 1)).Max();
    }
}
