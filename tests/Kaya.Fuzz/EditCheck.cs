using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.NetCdf;
using Kaya.Tasks;

namespace Kaya.Fuzz;

/// <summary>Changes a map with a certificate, one field or bit at a time: each change that a reader sees must be noticed by the
/// verification, or be in its list of what is not covered.</summary>
public static class EditCheck
{
    private const double PlaceTolerance = 1e-6;
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(20);

    /// <summary>Edits of fields of the format, chosen by chance.</summary>
    /// <param name="path">A map written by Kaya: COG or netCDF-4.</param>
    /// <param name="count">Number of edits.</param>
    /// <param name="seed">Seed of the choice.</param>
    /// <returns>The edits; fewer if the file has fewer fields.</returns>
    public static IReadOnlyList<FileEdit> Fields(string path, int count, int seed)
    {
        FileEdit[] all = [.. NetCdfFile.IsNetCdf(path) ? new HdfEdits(path).All() : new TiffEdits(File.ReadAllBytes(path)).All()];
        new Random(seed).Shuffle(all);
        return [.. all.Take(count)];
    }

    /// <summary>Single bits, spread over the file by chance.</summary>
    /// <param name="path">A map written by Kaya.</param>
    /// <param name="count">Number of bits, one at a time.</param>
    /// <param name="seed">Seed of their places.</param>
    /// <returns>The edits.</returns>
    public static IReadOnlyList<FileEdit> Bits(string path, int count, int seed)
    {
        byte[] whole = File.ReadAllBytes(path);
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextInt64(8L * whole.Length)).Select(bit => new FileEdit($"bit {bit}",
            () =>
        {
            byte[] file = [.. whole];
            file[bit / 8] ^= (byte)(1 << (int)(bit % 8));
            return file;
        }))];
    }

    /// <summary>Makes the edits, one at a time.</summary>
    /// <param name="path">A map written by Kaya.</param>
    /// <param name="edits">The edits.</param>
    /// <param name="folder">Folder for the changed file.</param>
    /// <param name="asksGdal">Whether <c>gdalinfo</c> says what it sees, too: another reader, in a process of its own.</param>
    /// <returns>How many were noticed, changed nothing, changed only what is not covered, and were missed.</returns>
    public static EditCount Run(string path, IEnumerable<FileEdit> edits, string folder, bool asksGdal)
    {
        ArgumentNullException.ThrowIfNull(edits);
        string changed = Path.Combine(folder, "edited" + Path.GetExtension(path)), own = Path.Combine(folder, "whole"
            + Path.GetExtension(path));
        File.Copy(path, own, overwrite: true);
        // A file that does not verify unchanged would prove nothing.
        MapVerification map = MapVerification.Of(own);
        (string Covered, string Other) before = Seen(own), byGdal = asksGdal ? Gdal.Seen(own, map.Maps[0].Name) : ("", "");
        EditCount count = new();
        foreach (FileEdit edit in edits)
        {
            File.WriteAllBytes(changed, edit.Make());
            try
            {
                _ = MapVerification.Of(changed);
            }
            catch (KayaException)
            {
                count.Noticed++;
                continue;
            }

            (string Covered, string Other) now = Seen(changed), nowByGdal = asksGdal ? Gdal.Seen(changed, map.Maps[0].Name) : ("", "");
            if (now.Covered != before.Covered || !IsSamePlace(own, changed)) count.Missed.Add(edit.What);
            // Another reader may refuse what Kaya reads: it then sees nothing wrong.
            else if (nowByGdal.Covered.Length > 0 && nowByGdal.Covered != byGdal.Covered) count.Missed.Add($"{edit.What} (seen by GDAL)");
            else if (now.Other != before.Other || nowByGdal.Other != byGdal.Other) count.NotCovered.Add(edit.What);
            else count.WithoutEffect++;
        }

        return count;
    }

    // What the certificate speaks of: grid, unit, kind, mass basis and cells; and everything else that a reader may ask for.
    private static (string Covered, string Other) Seen(string path) => NetCdfFile.IsNetCdf(path) ? SeenNetCdf(path) : SeenRaster(path);

    private static (string Covered, string Other) SeenRaster(string path)
    {
        using RasterFile file = RasterFile.Open(path);
        StringBuilder other = new();
        foreach (BandDescription band in file.Bands) other.Append(band.Name).Append(band.Period).Append(band.Stored);
        foreach ((string key, string value) in file.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal)) other.Append(key).Append(value);
        for (int band = 1; band < file.Bands.Count; band++) other.Append(Cells(file, band));
        return (Described(file.Grid, file.Bands[0]) + Cells(file, 0), other.ToString());
    }

    private static (string Covered, string Other) SeenNetCdf(string path)
    {
        using NetCdfFile file = NetCdfFile.Open(path);
        StringBuilder covered = new(), other = new();
        foreach (string name in NetCdfFields.Names(file))
        {
            IRasterSource source = NetCdfFields.Of(file, name).At(0);
            bool hasCertificate = file.Variable(name).Attributes.Text(KayaAttributes.Certificate) is not null;
            (hasCertificate ? covered : other).Append(Described(source.Grid, source.Bands[0])).Append(Cells(source, 0));
            other.Append(name).Append(source.Bands[0].Period);
        }

        foreach (NetCdfVariable variable in file.Variables)
            foreach (NetCdfAttribute attribute in variable.Attributes.All) other.Append(attribute);
        return (covered.ToString(), other.ToString());
    }

    // Corners in millionths of a cell; the texts of a coordinate system are not what it means.
    private static string Described(Grid grid, BandDescription band) =>
        $"{grid.Rows} x {grid.Columns} {band.Unit} {band.Kind} {band.Basis}";

    private static bool IsSamePlace(string path, string other) => Grids(path).Zip(Grids(other)).All(pair => pair.First.Matches(pair.Second,
        PlaceTolerance));

    private static IReadOnlyList<Grid> Grids(string path)
    {
        if (!NetCdfFile.IsNetCdf(path))
        {
            using RasterFile raster = RasterFile.Open(path);
            return [raster.Grid];
        }

        using NetCdfFile file = NetCdfFile.Open(path);
        return [.. NetCdfFields.Names(file).Where(name => file.Variable(name).Attributes.Text(KayaAttributes.Certificate) is not null)
            .Select(name => NetCdfFields.Of(file, name).At(0).Grid)];
    }

    private static string Cells(IRasterSource source, int band)
    {
        double[] cells = new double[source.Grid.CellCount];
        source.Read(band, source.Grid.All, cells);
        return Convert.ToHexString(SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(cells.AsSpan())));
    }

    // gdalinfo is another program than the one under test, with its native readers.
    private static class Gdal
    {
        public static (string Covered, string Other) Seen(string path, string name)
        {
            string source = NetCdfFile.IsNetCdf(path) ? $"NETCDF:\"{path}\":{name}" : path;
            using Process info = Process.Start(new ProcessStartInfo("gdalinfo", ["-json", "-checksum", source]) { UseShellExecute = false,
                RedirectStandardOutput = true, RedirectStandardError = true })!;
            info.ErrorDataReceived += (_, _) => { };
            info.BeginErrorReadLine();
            Task<string> output = info.StandardOutput.ReadToEndAsync();
            if (!info.WaitForExit(s_longest)) info.Kill();
            info.WaitForExit();
            if (info.ExitCode != 0) return ("", "refused");
            return Parts(output.Result);
        }

        private static (string Covered, string Other) Parts(string text)
        {
            JsonObject all = JsonNode.Parse(text)!.AsObject();
            JsonObject band = all["bands"]![0]!.AsObject();
            StringBuilder covered = new();
            covered.Append(all["size"]?.ToJsonString()).Append(Place(all["geoTransform"]?.AsArray(), all["size"]!.AsArray()));
            foreach (string key in (string[])["type", "checksum", "unit", "scale", "offset"]) covered.Append(band[key]?.ToJsonString());
            foreach (string key in (string[])["files", "description"]) all.Remove(key);
            return (covered.ToString(), all.ToJsonString());
        }

        // Corners in thousandths of a cell: a change of a millionth is not one of the last digit.
        private static string Place(JsonArray? transform, JsonArray size)
        {
            if (transform is null) return "no place";
            double[] numbers = [.. transform.Select(number => (double)number!)];
            double step = Math.Abs(numbers[1]) + Math.Abs(numbers[2]), columns = (double)size[0]!, rows = (double)size[1]!;
            return string.Join(' ', new (double Column, double Row)[] { (0, 0), (columns, 0), (0, rows) }.SelectMany(corner => (double[])[
                numbers[0] + (corner.Column * numbers[1]) + (corner.Row * numbers[2]),
                numbers[3] + (corner.Column * numbers[4])
                    + (corner.Row * numbers[5])]).Select(place => $"{Math.Round(place / step, 3):0.###}"));
        }
    }
}

/// <summary>What became of edits.</summary>
public sealed class EditCount
{
    /// <summary>Refused by the verification.</summary>
    public int Noticed { get; set; }

    /// <summary>No reader sees them.</summary>
    public int WithoutEffect { get; set; }

    /// <summary>A reader sees them, in what the verification lists as not covered.</summary>
    public List<string> NotCovered { get; } = [];

    /// <summary>A reader sees them in what the certificate speaks of, and the verification passes.</summary>
    public List<string> Missed { get; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{Noticed} noticed, {WithoutEffect} without effect, {NotCovered.Count} only in what is not "
        + $"covered, {Missed.Count} missed";
}
