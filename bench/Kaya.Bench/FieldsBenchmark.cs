using System.Globalization;
using Kaya.Geo;
using Kaya.NetCdf;

namespace Kaya.Bench;

/// <summary>What the benchmark of fields does.</summary>
internal sealed record FieldsBenchmarkOptions(int Pairs, int Variables);

/// <summary>Hourly fields of a month read by windows of a day, and one deflated map: ours and netCDF4 for Python, from the page
/// cache.</summary>
internal static class FieldsBenchmark
{
    private const int HoursAtOnce = 24;

    public static BenchmarkReport Run(FieldsBenchmarkOptions options, TextWriter progress)
    {
        string folder = Directory.CreateTempSubdirectory("kaya-bench-fields-").FullName;
        try
        {
            using PythonPeer peer = new("fields.py", 1, folder);
            List<BenchmarkPart> parts = [];
            List<BenchmarkFigure> figures = [];
            foreach (string kind in new[] { "classic", "contiguous", "chunked", "deflated" })
            {
                progress.WriteLine($"making {kind}.nc");
                double bytes = peer.Ask(string.Create(CultureInfo.InvariantCulture, $"make {kind} {options.Variables}"))[0];
                Compare(peer, folder, kind, options.Pairs, (parts, figures), progress);
                figures.Add(new BenchmarkFigure($"{kind}: size of the file, GB", bytes / 1e9));
                File.Delete(Path.Combine(folder, kind + ".nc"));
            }

            peer.Ask("map");
            Compare(peer, folder, "map", options.Pairs, (parts, figures), progress);
            Dictionary<string,
                string> setting =
                new() { ["peer"] = peer.Name, ["fields"] = $"{options.Variables} of 744 hours x 182 rows x 232 columns, float32" };
            return new BenchmarkReport("fields", setting, parts, figures);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Compare(PythonPeer peer, string folder, string kind, int pairs,
        (List<BenchmarkPart> Parts, List<BenchmarkFigure> Figures) report, TextWriter progress)
    {
        string path = Path.Combine(folder, kind + ".nc");
        int hours = kind == "map" ? 1024 : HoursAtOnce;
        double theirs = 0, ours = 0, more = 0;
        long bytes = Read(path, hours, out _);
        peer.Ask($"read {kind}.nc {hours}");
        BenchmarkPart part = BenchmarkPart.Pairs(kind == "map" ? "one deflated map of 1.3 million cells"
            : $"{kind}: a month by windows of a day", "the file", pairs,
            () =>
            {
                Work.ForgetPeak();
                double before = Work.PeakMebibytes();
                Timing timing = Work.Measure(() => Read(path, hours, out ours));
                more = Math.Max(more, timing.PeakMebibytes - before);
                return timing;
            },
            () =>
            {
                double[] answer = peer.Ask($"read {kind}.nc {hours}");
                theirs = answer[3];
                return Timing.Of(answer);
            }, progress) with { Peer = "netCDF4" };
        if (Math.Abs(ours - theirs) > 1e-6 * Math.Abs(theirs)) throw new InvalidOperationException(
            $"{kind}: {ours} is read, the peer reads {theirs}");
        report.Parts.Add(part);
        report.Figures.Add(new BenchmarkFigure($"{kind}: GB/s of values", bytes / part.OursWall / 1e9, bytes / part.PeerWall / 1e9));
        report.Figures.Add(new BenchmarkFigure($"{kind}: memory beyond what was in use before, MiB", more));
    }

    // Without a coordinate system in the file, one that the units of its axes allow has to be given.
    private static CoordinateSystem SystemOf(string path) => Path.GetFileNameWithoutExtension(path) == "map"
        ? CoordinateSystem.LongitudeLatitude : CoordinateSystem.Plane;

    private static long Read(string path, int hours, out double checksum)
    {
        checksum = 0;
        long bytes = 0;
        float[] values = [];
        using NetCdfFields fields = NetCdfFields.Open(path, new RasterReadOptions { Crs = SystemOf(path) });
        for (int field = 0; field < fields.Fields.Count; field++)
        {
            FieldDescription description = fields.Fields[field];
            for (int start = 0; start < description.TimeCount; start += hours)
            {
                FieldWindow window = new(start, Math.Min(hours, description.TimeCount - start), 0, 1, description.Grid.All);
                if (values.Length < window.ValueCount) values = new float[window.ValueCount];
                fields.Read(field, window, values.AsSpan(0, (int)window.ValueCount));
                // Rows come north first, in the file south first: the same place of the block.
                int middle = (int)(window.ValueCount / 2), row = middle / description.Grid.Columns % description.Grid.Rows;
                checksum += values[middle + ((description.Grid.Rows - 1 - (2 * row)) * description.Grid.Columns)];
                bytes += window.ValueCount * sizeof(float);
            }
        }

        return bytes;
    }
}
