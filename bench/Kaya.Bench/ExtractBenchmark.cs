using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Bench;

/// <summary>The command <c>kaya raster zonal</c> from its start to its end, 34 zones of 400 points on 10,000 x 10,000 cells of 32 bits,
/// beside exactextractr in R, or exactextract in Python.</summary>
internal static class ExtractBenchmark
{
    private const int Side = 10_000;

    public static PartFindings Run(int pairs, TextWriter progress)
    {
        (string Name, string[] Words)? peer = Peer();
        if (peer is null) return new PartFindings("skipped: neither Rscript with exactextractr, terra and sf nor exactextract for Python "
            + "(KAYA_PYTHON) is here", [], []);
        string folder = Directory.CreateTempSubdirectory("kaya-bench-").FullName;
        try
        {
            return Run(pairs, folder, peer.Value, progress);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static PartFindings Run(int pairs, string folder, (string Name, string[] Words) peer, TextWriter progress)
    {
        string In(string name) => Path.Combine(folder, name);
        Grid grid = new(CoordinateSystem.LongitudeLatitude, Affine.NorthUp(60, 60, 0.009, 0.009), Side, Side);
        GeoTiff.Write(In("values.tif"), new ExtensiveRaster(grid, Unit.One, ["value"], (_, cells) =>
        {
            for (int cell = 0; cell < cells.Length; cell++) cells[cell] = 1 + (cell % 8191 / 8192.0);
        }), new GeoTiffOptions { SinglePrecision = true, CloudOptimised = false });
        VectorFile.WriteZones(In("zones.gpkg"), BenchmarkCountry.Provinces(grid, pointsOnSide: 100));
        using PythonPeer programs = new("processes.py", 1);
        Timing Time(string[] words) => Timing.Of(programs.Ask(JsonSerializer.Serialize(words)));
        string kaya = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Kaya.Cli/release/kaya"));
        string[] ours = [kaya, "raster", "zonal", In("values.tif") + "@kind=extensive@unit=1", "--zones", In("zones.gpkg"),
            "--zone.field", "code", "--out", In("ours.csv"), "--force"];
        string[] theirs = [.. peer.Words, In("values.tif"), In("zones.gpkg"), In("theirs.csv")];
        foreach (string[] once in new[] { ours, theirs }) Time(once);
        BenchmarkPart part = BenchmarkPart.Pairs("raster zonal beside exact sums", $"34 zones, {Side:N0} x {Side:N0} floats, whole process",
            pairs, () => Time(ours), () => Time(theirs), progress) with { Peer = peer.Name, Goal = 5 };
        Dictionary<string, double> left = Read(In("ours.csv")), right = Read(In("theirs.csv"));
        return new PartFindings(peer.Name, [part], [new BenchmarkFigure("extract: largest difference of a zone, part of its sum",
            left.Max(zone => Math.Abs((zone.Value / right[zone.Key]) - 1)))]);
    }

    // Zone and sum are the first two columns of both tables.
    private static Dictionary<string, double> Read(string path) => File.ReadLines(path).Skip(1).Select(line => line.Split(','))
        .ToDictionary(fields => fields[0].Trim('"'), fields => double.Parse(fields[1], CultureInfo.InvariantCulture));

    private static (string Name, string[] Words)? Peer()
    {
        string scripts = Path.Combine(AppContext.BaseDirectory, "peers");
        if (Answers("Rscript", "-e", "library(exactextractr); library(terra); library(sf)"))
            return ("exactextractr", ["Rscript", Path.Combine(scripts, "extract.R")]);
        string python = Environment.GetEnvironmentVariable("KAYA_PYTHON") ?? "/usr/bin/python3";
        return Answers(python, "-c", "import exactextract") ? ("exactextract", [python, Path.Combine(scripts, "extract.py")]) : null;
    }

    private static bool Answers(string program, params string[] words)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardError = true,
                RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
