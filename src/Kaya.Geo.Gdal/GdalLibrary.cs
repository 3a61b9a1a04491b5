using System.Collections.Frozen;
using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>The native library of this assembly, loaded at first use.</summary>
public static class GdalLibrary
{
    // Written by its driver, read by the managed readers of Kaya.NetCdf only: the native ones do not survive damaged files.
    private const string NetCdf = "netCDF";

    private static readonly Lazy<FrozenDictionary<string, nint>> s_drivers = new(Load);

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

    /// <summary>Drivers for opening files, the only ones that GDAL has in this process: no scripts, no network access, no files that
    /// consist of names of other files.</summary>
    public static IReadOnlyList<string> AllowedDrivers { get; } = Array.AsReadOnly(
        ["GTiff", "COG", "AAIGrid", "ESRI Shapefile", "GPKG", "GeoJSON", "FlatGeobuf", "OSM", "PNG", "GRIB"]);

    /// <summary>Loads the library on another thread: its 130 libraries take longer than the start of a command.</summary>
    /// <returns>Ends when the library is loaded; a failure is that of its first use. A process must not end before it: the end of a
    /// library meets its beginning.</returns>
    public static Task LoadAhead() => Task.Run(Start).ContinueWith(static loaded => _ = loaded.Exception, TaskScheduler.Default);

    /// <summary>Limits the block cache of the library, for all files of the process.</summary>
    /// <param name="bytes">At least 1 MiB; the default is 5 % of the machine's memory.</param>
    public static void LimitCache(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1 << 20);
        Start();
        GdalNative.GDALSetCacheMax64(bytes);
    }

    internal static HandleLedger Ledger { get; } = new();

    internal static void Start() => _ = s_drivers.Value;

    /// <summary>A driver for writing; 0 if GDAL was built without it.</summary>
    internal static nint Driver(string name) => s_drivers.Value.GetValueOrDefault(name);

    private static FrozenDictionary<string, nint> Load()
    {
        // No driver from a file of a folder that an environment variable names.
        GdalNative.CPLSetConfigOption("GDAL_DRIVER_PATH", "disable");
        Hdf5Library.StayOpenAtExit();
        GdalNative.GDALAllRegister();
        FrozenDictionary<string, nint> drivers = TakeAway();
        NetworkFence.Raise();
        // Files must not load side files, and pictures of maps need no .aux.xml file.
        GdalNative.CPLSetConfigOption("GDAL_PAM_ENABLED", "NO");
        // Rows of an uncompressed GeoTIFF are read directly from the file, without a block cache.
        GdalNative.CPLSetConfigOption("GTIFF_DIRECT_IO", "YES");
        return drivers;
    }

    // A driver that is taken away opens nothing, by whatever name a file asks for it; who has it can still create files.
    private static unsafe FrozenDictionary<string, nint> TakeAway()
    {
        nint[] all = [.. Enumerable.Range(0, GdalNative.GDALGetDriverCount()).Select(GdalNative.GDALGetDriver)];
        Dictionary<string, nint> kept = [];
        foreach (nint driver in all)
        {
            string name = NativeText.Read(GdalNative.GDALGetDriverShortName(driver));
            bool isOpener = AllowedDrivers.Contains(name);
            if (isOpener || name == NetCdf) kept.Add(name, driver);
            if (!isOpener) GdalNative.GDALDeregisterDriver(driver);
        }

        return kept.ToFrozenDictionary();
    }
}
