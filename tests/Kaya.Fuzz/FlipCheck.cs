using System.Security.Cryptography;
using System.Text;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.NetCdf;
using Kaya.Tasks;

namespace Kaya.Fuzz;

/// <summary>Turns single bits of a map with a certificate: each that changes what a reader sees must be noticed by the verification, or be
/// in its list of what is not covered.</summary>
public static class FlipCheck
{
    /// <summary>Turns bits spread evenly over the file by chance.</summary>
    /// <param name="path">A map written by Kaya.</param>
    /// <param name="count">Number of bits, one at a time.</param>
    /// <param name="seed">Seed of their places.</param>
    /// <param name="folder">Folder for the changed file.</param>
    /// <returns>How many were noticed, changed nothing, changed only what is not covered, and were missed.</returns>
    public static (int Noticed, int WithoutEffect, int NotCovered, IReadOnlyList<long> Missed) Run(string path, int count, int seed,
        string folder)
    {
        byte[] whole = File.ReadAllBytes(path);
        string changed = Path.Combine(folder, "flipped" + Path.GetExtension(path));
        // A file that does not verify unchanged would prove nothing.
        _ = MapVerification.Of(path);
        (string covered, string other) = Seen(path);
        Random random = new(seed);
        (int noticed, int same, int uncovered) = (0, 0, 0);
        List<long> missed = [];
        for (int round = 0; round < count; round++)
        {
            long bit = random.NextInt64(8L * whole.Length);
            byte[] file = [.. whole];
            file[bit / 8] ^= (byte)(1 << (int)(bit % 8));
            File.WriteAllBytes(changed, file);
            try
            {
                _ = MapVerification.Of(changed);
            }
            catch (KayaException)
            {
                noticed++;
                continue;
            }

            (string nowCovered, string nowOther) = Seen(changed);
            if (nowCovered != covered) missed.Add(bit);
            else if (nowOther != other) uncovered++;
            else same++;
        }

        return (noticed, same, uncovered, missed);
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

    private static string Described(Grid grid, BandDescription band) => $"{grid} {grid.Crs.Wkt} {band.Unit} {band.Kind} {band.Basis}";

    private static string Cells(IRasterSource source, int band)
    {
        double[] cells = new double[source.Grid.CellCount];
        source.Read(band, source.Grid.All, cells);
        return Convert.ToHexString(SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(cells.AsSpan())));
    }
}
