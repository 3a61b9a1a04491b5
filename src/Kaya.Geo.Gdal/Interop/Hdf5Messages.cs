using System.Runtime.InteropServices;

namespace Kaya.Geo.Gdal;

/// <summary>Keeps the HDF5 library behind GDAL from printing its errors to standard error; GDAL reports them as its own.</summary>
/// <remarks>
/// HDF5 has this setting per thread. netCDF turns it off only on the thread that first uses it; on any other thread HDF5 1.14 prints an
/// error stack for every file that is created, because netCDF first looks whether the file exists.
/// </remarks>
internal static unsafe class Hdf5Messages
{
    private const long DefaultStack = 0;

    // herr_t H5Eset_auto2(hid_t stack, H5E_auto2_t function, void *data); 0 if GDAL was built without HDF5.
    private static readonly Lazy<nint> s_setPrinter = new(() =>
        NativeLibrary.TryGetExport(GdalNative.Load(typeof(Hdf5Messages).Assembly), "H5Eset_auto2", out nint found) ? found : 0);

    /// <summary>Turns the printing off for the calling thread.</summary>
    public static void Silence()
    {
        if (s_setPrinter.Value != 0) _ = ((delegate* unmanaged[Cdecl]<long, nint, nint, int>)s_setPrinter.Value)(DefaultStack, 0, 0);
    }
}
