using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>The native library of this assembly, loaded at first use.</summary>
public static class GdalLibrary
{
    private static readonly Lazy<bool> s_started = new(() =>
    {
        // Files must not load side files, and pictures of maps need no .aux.xml file.
        GdalNative.GDALAllRegister();
        GdalNative.CPLSetConfigOption("GDAL_PAM_ENABLED", "NO");
        GdalNative.CPLSetConfigOption("CPL_VSIL_CURL_ALLOWED_EXTENSIONS", "none");
        // HDF5 is closed on the thread that ends the process, and prints errors there.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Hdf5Messages.Silence();
        // Rows of an uncompressed GeoTIFF are read directly from the file, without a block cache.
        GdalNative.CPLSetConfigOption("GTIFF_DIRECT_IO", "YES");
        return true;
    });

    /// <summary>Number of native objects in this process; 0 if no file is open.</summary>
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

    /// <summary>Drivers for opening files: no scripts, no network access, no files that refer to other files.</summary>
    public static IReadOnlyList<string> AllowedDrivers { get; } = Array.AsReadOnly(
        ["GTiff", "COG", "netCDF", "AAIGrid", "ESRI Shapefile", "GPKG", "GeoJSON", "FlatGeobuf", "OSM", "PNG", "HDF5", "GRIB"]);

    /// <summary>Limits the block cache of the library, for all files of the process.</summary>
    /// <param name="bytes">At least 1 MiB; the default is 5 % of the machine's memory.</param>
    public static void LimitCache(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1 << 20);
        Start();
        GdalNative.GDALSetCacheMax64(bytes);
    }

    internal static HandleLedger Ledger { get; } = new();

    internal static void Start() => _ = s_started.Value;
}
