using System.Globalization;
using System.Runtime.InteropServices;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Bench;

/// <summary>Conservative regridding of 9,000 x 9,000 cells to 1 degree, no-data left out: ours, and numpy with the same sparse
/// weights.</summary>
internal static class RegriddingBenchmark
{
    private const int Side = 9_000;
    // Not a whole number of cells in a degree: cells are cut by target edges along both axes.
    private const double CellsPerDegree = 100.3;

    public static PartFindings Run(int pairs, TextWriter progress)
    {
        string answers = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".bin");
        try
        {
            return Run(pairs, answers, progress);
        }
        finally
        {
            File.Delete(answers);
        }
    }

    private static PartFindings Run(int pairs, string answers, TextWriter progress)
    {
        Grid source = new(CoordinateSystem.LongitudeLatitude, Affine.NorthUp(0, 60, 1 / CellsPerDegree, 1 / CellsPerDegree), Side, Side);
        int degrees = (int)Math.Ceiling(Side / CellsPerDegree);
        Grid target = new(CoordinateSystem.LongitudeLatitude, Affine.NorthUp(0, 60, 1, 1), degrees, degrees);
        // The peer makes the same numbers.
        ExtensiveRaster raster = new(source, Unit.One, ["value"], (_, cells) =>
        {
            for (int cell = 0; cell < cells.Length; cell++) cells[cell] = cell % 7 == 3 ? double.NaN : cell % 8191 / 8192.0;
        });
        using PythonPeer peer = new("regrid.py", 1, Side.ToString(CultureInfo.InvariantCulture),
            CellsPerDegree.ToString(CultureInfo.InvariantCulture), answers);
        ExtensiveRaster coarse = new ConservativeRegridding(source, target).Apply(raster);
        peer.Ask("regrid");
        // Making the weights is in both times.
        BenchmarkPart part = BenchmarkPart.Pairs("conservative regridding to 1 degree", $"{Side:N0} x {Side:N0} cells", pairs,
            () => Work.Measure(() => coarse = new ConservativeRegridding(source, target).Apply(raster)),
                () => Timing.Of(peer.Ask("regrid")), progress) with { Peer = "numpy", Limit = 3 };
        ReadOnlySpan<double> theirs = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(answers));
        double most = 0;
        for (int cell = 0; cell < theirs.Length; cell++) most = Math.Max(most, Math.Abs(coarse.Values()[cell] - theirs[cell]));
        return new PartFindings(peer.Name, [part],
        [
            new BenchmarkFigure("regridding: largest difference of a target cell, part of the largest cell",
                most / coarse.Values().ToArray().Max()),
            new BenchmarkFigure("regridding: total after over total before, less 1", (coarse.Sum() / raster.Sum()) - 1,
                theirs.ToArray().Sum() / raster.Sum() - 1),
        ]);
    }
}
