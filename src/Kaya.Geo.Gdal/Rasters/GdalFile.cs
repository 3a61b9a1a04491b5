using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>Opens local files with the allowed drivers.</summary>
internal static unsafe class GdalFile
{
    public static DatasetHandle Open(string path, int kind, ErrorScope errors, params ReadOnlySpan<string> options)
    {
        // GDAL's virtual names (/vsicurl/, /vsizip/, NETCDF:...) are not files: only files on the disk are opened.
        if (!File.Exists(path))
            throw new DataNotFoundException(
                new Fault("The file does not exist.", new SourceLocation(path), Remedy: "Check the path; files must be local."));
        FileKind.RequireNoNetCdf(path);
        FileKind.RequireIndex(path);
        DeclaredSizes.Require(path);
        using NativeList drivers = new([.. GdalLibrary.AllowedDrivers]), open = new(options), beside = new([.. Companions.Of(path)]);
        string full = System.IO.Path.GetFullPath(path);
        nint dataset = GdalNative.GDALOpenEx(full, (uint)(kind | GdalNative.VerboseErrors), drivers.Pointer, open.Pointer, beside.Pointer);
        if (dataset == 0) FileKind.RequireSupported(path, kind == GdalNative.VectorKind);
        DatasetHandle handle = new(errors.Some(dataset, "opening the file"));
        try
        {
            Companions.RequireNoOther(path, handle.Pointer);
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Opens a vector file. The driver does not recode a shapefile: a missing code page would silently change its texts, which
    /// <see cref="FieldText"/> reads.</summary>
    public static DatasetHandle OpenVector(string path, ErrorScope errors) => path.EndsWith(".shp", StringComparison.OrdinalIgnoreCase)
        ? Open(path, GdalNative.VectorKind, errors, "ENCODING=") : Open(path, GdalNative.VectorKind, errors);

    public static nint Driver(string name, ErrorScope errors) => errors.Some(GdalLibrary.Driver(name), $"finding the driver {name}");
}
