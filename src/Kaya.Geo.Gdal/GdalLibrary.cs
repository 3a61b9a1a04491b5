namespace Kaya.Geo.Gdal;

/// <summary>The native library behind this assembly, loaded when first needed.</summary>
public static class GdalLibrary
{
    private static readonly Lazy<bool> s_started = new(() =>
    {
        // Files must not pull in side files by their own, and a picture of a map needs no .aux.xml beside it.
        GdalNative.GDALAllRegister();
        GdalNative.CPLSetConfigOption("GDAL_PAM_ENABLED", "NO");
        GdalNative.CPLSetConfigOption("CPL_VSIL_CURL_ALLOWED_EXTENSIONS", "none");
        // Rows of a GeoTIFF that is not compressed come straight from the file: what is read once needs no cache of blocks.
        GdalNative.CPLSetConfigOption("GTIFF_DIRECT_IO", "YES");
        return true;
    });

    /// <summary>Native objects alive now, in this process: 0 whenever no file is open.</summary>
    public static long LiveHandles => Ledger.Alive;

    /// <summary>Version of the library, such as <c>3.6.2</c>.</summary>
    public static string Version
    {
        get
        {
            Start();
            unsafe
            {
                return NativeText.Read(GdalNative.GDALVersionInfo("RELEASE_NAME"));
            }
        }
    }

    /// <summary>Drivers that files from outside are opened with: no scripts, no networks, no files that name other files.</summary>
    public static IReadOnlyList<string> AllowedDrivers { get; } = Array.AsReadOnly(
        ["GTiff", "COG", "netCDF", "AAIGrid", "ESRI Shapefile", "GPKG", "GeoJSON", "FlatGeobuf", "PNG", "HDF5", "GRIB"]);

    /// <summary>Limits what the library keeps of files it has read and will write, all files of the process together.</summary>
    /// <param name="bytes">At least 1 MiB; without a call it is a twentieth of the machine's memory.</param>
    public static void LimitCache(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1 << 20);
        Start();
        GdalNative.GDALSetCacheMax64(bytes);
    }

    internal static HandleLedger Ledger { get; } = new();

    internal static void Start() => _ = s_started.Value;
}
