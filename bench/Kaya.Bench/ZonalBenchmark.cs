using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Bench;

/// <summary>Sums of 34 zones over 10,000 x 10,000 numbers in memory: ours by covered parts, rasterio and numpy by a mask for each
/// zone.</summary>
internal sealed class ZonalBenchmark : IDisposable
{
    private const int Side = 10_000;
    private readonly string _exchange = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".safetensors");
    private readonly ExtensiveRaster _raster;
    private readonly ZoneSet _zones;

    private ZonalBenchmark()
    {
        Grid grid = new(CoordinateSystem.Plane, new Affine(0, 1, 0, Side, 0, -1), Side, Side);
        // The peer makes the same numbers.
        _raster = new ExtensiveRaster(grid, Unit.One, ["value"], (_, cells) =>
        {
            for (int cell = 0; cell < cells.Length; cell++) cells[cell] = 1 + (cell % 8191 / 8192.0);
        });
        _zones = BenchmarkCountry.Provinces(grid);
        Dictionary<string, StateArray> outlines = _zones.Zones.ToDictionary(zone => zone.Code,
            zone => StateArray.Of([.. zone.Shape.Coordinates.SelectMany(point => new[] { point.X, point.Y })], zone.Shape.NumPoints, 2));
        Safetensors.Write(_exchange, outlines);
    }

    public static PartFindings Run(int pairs, TextWriter progress)
    {
        using ZonalBenchmark benchmark = new();
        return benchmark.Measure(pairs, progress);
    }

    public void Dispose() => File.Delete(_exchange);

    private PartFindings Measure(int pairs, TextWriter progress)
    {
        using PythonPeer peer = new("zonal.py", 1, _exchange, Side.ToString(CultureInfo.InvariantCulture));
        ZoneCoverage coverage = ZoneCoverage.Of(_zones, _raster.Grid);
        ZonalValues sums = Zonal.Sums(coverage, _raster);
        // The runtime compiles loops for good only after some calls.
        for (int turn = 0; turn < 4; turn++) sums = Zonal.Sums(ZoneCoverage.Of(_zones, _raster.Grid), _raster);
        Pass();
        double[] masked = peer.Ask("window");
        string unit = $"{_zones.Zones.Length} zones, {Side:N0} x {Side:N0} cells";
        BenchmarkPart Pairs(string name, Action ours, string form) =>
            BenchmarkPart.Pairs(name, unit, pairs, () => Work.Measure(ours), () => Timing.Of(peer.Ask(form)), progress) with
                { Peer = "rasterio", Goal = 5 };
        BenchmarkPart windows = Pairs("zonal sums, coverage known; rasterio masks each zone in its own window",
            () => sums = Zonal.Sums(coverage, _raster), "window");
        BenchmarkPart making = Pairs("zonal sums with making the coverage; rasterio in windows",
            () => sums = Zonal.Sums(ZoneCoverage.Of(_zones, _raster.Grid), _raster), "window");
        BenchmarkPart known = Pairs("zonal sums, coverage known; rasterio's masks known too", () => sums = Zonal.Sums(coverage, _raster),
            "known") with { Goal = null };
        BenchmarkPart whole = Pairs("zonal sums with making the coverage; rasterio masks each zone over the whole raster",
            () => sums = Zonal.Sums(ZoneCoverage.Of(_zones, _raster.Grid), _raster), "whole");
        List<double> ratios = [], passes = [];
        for (int pair = 0; pair < 3 * pairs; pair++)
        {
            double pass = Work.Measure(() => Pass()).Wall, zonal = Work.Measure(() => Zonal.Sums(coverage, _raster)).Wall;
            (ratios, passes) = ([.. ratios, zonal / pass], [.. passes, pass]);
        }

        Timing[] coverages = [.. Enumerable.Range(0, pairs).Select(_ => Work.Measure(() => ZoneCoverage.Of(_zones, _raster.Grid)))];
        double all = sums.Values.Sum(), plain = Pass();
        return new PartFindings(peer.Name, [windows, making, known, whole],
        [
            new BenchmarkFigure("zonal: milliseconds of one plain pass over the same numbers, same threads", 1e3 * Timing.Median(passes)),
            new BenchmarkFigure("zonal: sums of zones over one pass (goal 1.5)", Timing.Median(ratios)),
            new BenchmarkFigure("zonal: milliseconds of making the coverage", 1e3 * Timing.Median(coverages.Select(timing => timing.Wall))),
            new BenchmarkFigure("zonal: all zones over all cells, less 1", (all / plain) - 1, (masked[4..].Sum() / plain) - 1),
            new BenchmarkFigure("zonal: largest difference of a zone from the mask by centres",
                sums.Values.Select((sum, zone) => Math.Abs((sum / masked[4 + zone]) - 1)).Max()),
        ]);
    }

    private double Pass()
    {
        const int Part = 1 << 18;
        int parts = (Side * Side + Part - 1) / Part;
        double[] sums = new double[parts];
        Parallel.For(
            0, parts, part => sums[part] = Sum(_raster.Values().Slice(part * Part, Math.Min(Part, (Side * Side) - (part * Part)))));
        return sums.Sum();
    }

    // One pass over memory as fast as the machine gives it: nothing but additions, four vectors at a time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum(ReadOnlySpan<double> values)
    {
        ReadOnlySpan<Vector<double>> vectors = MemoryMarshal.Cast<double, Vector<double>>(values);
        Vector<double> a = default, b = default, c = default, d = default;
        int at = 0;
        for (; at + 3 < vectors.Length; at += 4) (a, b, c, d) = (a + vectors[at], b + vectors[at + 1], c + vectors[at + 2],
            d + vectors[at + 3]);
        for (; at < vectors.Length; at++) a += vectors[at];
        double sum = Vector.Sum(a + b + (c + d));
        foreach (double value in values[(vectors.Length * Vector<double>.Count)..]) sum += value;
        return sum;
    }
}
