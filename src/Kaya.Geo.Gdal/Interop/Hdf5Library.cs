namespace Kaya.Geo.Gdal;

/// <summary>The HDF5 library behind GDAL: it prints no errors of its own, and does not close at the end of the process.</summary>
internal static unsafe class Hdf5Library
{
    private const long DefaultStack = 0;

    // herr_t H5Eset_auto2(hid_t stack, H5E_auto2_t function, void *data)
    private static readonly Lazy<nint> s_setPrinter = new(() => GdalNative.Export("H5Eset_auto2"));

    /// <summary>Turns the printing of errors off for the calling thread; GDAL reports them as its own.</summary>
    /// <remarks>
    /// HDF5 has this setting per thread. netCDF turns it off only on the thread that first uses it; on any other thread HDF5 1.14 prints
    /// an error stack for every file that is created, because netCDF first looks whether the file exists.
    /// </remarks>
    public static void Silence()
    {
        if (s_setPrinter.Value != 0) _ = ((delegate* unmanaged[Cdecl]<long, nint, nint, int>)s_setPrinter.Value)(DefaultStack, 0, 0);
    }

    /// <summary>Leaves what is open as it is when the process ends. To be called before the library is first used.</summary>
    /// <remarks>A file that could not be closed, on a full disk, is closed once more at the end, which ends the process by a signal
    /// (HDF5 1.10). Kaya closes every file that it keeps.</remarks>
    public static void StayOpenAtExit()
    {
        // herr_t H5dont_atexit(void)
        if (GdalNative.Export("H5dont_atexit") is not 0 and nint dont) _ = ((delegate* unmanaged[Cdecl]<int>)dont)();
    }
}
