using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.NetCdf;

namespace Kaya.Tasks;

/// <summary>A map that matches its certificate.</summary>
/// <param name="Name">Band or variable.</param>
/// <param name="Certificate">The certificate.</param>
/// <param name="Check">The recomputed sums.</param>
public sealed record VerifiedMap(string Name, ConservationCertificate Certificate, CertificateCheck Check);

/// <summary>Checks the certificates in a file, and that everything else in it can be read, using only the file.</summary>
/// <param name="Maps">The maps with a certificate, at least one; all are valid.</param>
public sealed record MapVerification(IReadOnlyList<VerifiedMap> Maps)
{
    /// <summary>Checks a file.</summary>
    /// <param name="path">GeoTIFF or netCDF.</param>
    /// <returns>The maps in it, all matching their certificates.</returns>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    /// <exception cref="VerificationException">No certificate, a damaged file, or a map that does not match its certificate; the message
    /// names the zones and what
    /// differs.</exception>
    public static MapVerification Of(string path) => Of(path, file => NetCdfFile.IsNetCdf(file) ? OfNetCdf(file) : OfRaster(file));

    /// <summary>Checks a file by reading it. Errors of the machine are not reported as damage.</summary>
    internal static MapVerification Of(string path, Func<string, VerifiedMap[]> read)
    {
        new TaskInput("map", path, "GeoTIFF or netCDF").Require();
        try
        {
            MapVerification verification = new(read(path));
            return verification.Maps.Count > 0 ? verification : throw NoCertificate(path);
        }
        catch (KayaException failure) when (
            failure is DataFormatException or GridMismatchException or UnitMismatchException or NonFiniteException or NativeCallException)
        {
            // Kaya only writes complete files, so any read error means damage.
            throw new VerificationException(
                new Fault("The file is damaged.", new SourceLocation(path), "a map that can be read, with its certificate",
                $"{failure.Fault.What} {failure.Fault.Found}", "Download or compute the map again."), failure);
        }
        catch (VerificationException failure) when (failure.Fault.Where is null)
        {
            throw failure.With(failure.Fault with { Where = new SourceLocation(path) });
        }
    }

    private static VerifiedMap[] OfRaster(string path)
    {
        using RasterFile file = RasterFile.Open(path);
        if (file.Certificate is not { } certificate) throw NoCertificate(path);
        CertificateCheck check = certificate.Check(file);
        check.RequireHolds(path);
        file.ReadThrough();
        return [new VerifiedMap(file.Bands[0].Name, certificate, check)];
    }

    private static VerifiedMap[] OfNetCdf(string path)
    {
        using NetCdfFile file = NetCdfFile.Open(path);
        List<VerifiedMap> maps = [];
        foreach (string variable in NetCdfFields.Names(file))
        {
            IFieldSource fields = NetCdfFields.Of(file, variable);
            IRasterSource source = fields.At(0);
            // Intervals and other variables have no certificate, but their checksums must be valid.
            if (RasterFormat.CertificateOf(file, variable) is not { } certificate) BandStatistics.Of(source);
            else
            {
                CertificateCheck check = certificate.Check(source);
                check.RequireHolds(path);
                foreach (NetCdfDimension dimension in file.Variable(variable).Dimensions.TakeLast(2))
                    if (file.Find(dimension.Name) is { } axis && axis.Type.IsNumber()) RequireEven(path, axis);
                maps.Add(new VerifiedMap(variable, certificate, check));
            }
        }

        return [.. maps];
    }

    // The grid is read from the bounds of cells; other readers take the coordinates themselves. Kaya writes both.
    private static void RequireEven(string path, NetCdfVariable axis)
    {
        double[] values = axis.ReadAll();
        double step = values.Length > 1 ? (values[^1] - values[0]) / (values.Length - 1) : 0;
        int odd = Array.FindIndex(values, 0, value => !double.IsFinite(value));
        for (int cell = 0; cell < values.Length && odd < 0; cell++)
            if (Math.Abs(values[cell] - (values[0] + (cell * step))) > ConservationCertificate.PlaceTolerance * Math.Abs(step)) odd = cell;
        if (odd >= 0) throw new VerificationException(new Fault("The coordinates of an axis were changed.",
            new SourceLocation(path, Variable: axis.Name), "evenly spaced coordinates, as Kaya writes them",
            FormattableString.Invariant($"{values[odd]:R} as number {odd}"), "Download or compute the map again."));
    }

    private static VerificationException NoCertificate(string path) =>
        new(new Fault("The file has no conservation certificate.", new SourceLocation(path),
        "a map written with one, such as by `kaya downscale run`",
            "none: the file was written by another program, or another program lost the certificate when copying it",
            "Verify the original file written by Kaya; a raster without a certificate cannot be verified."));
}
