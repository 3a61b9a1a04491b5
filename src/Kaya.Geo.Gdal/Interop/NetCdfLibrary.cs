using System.Text;
using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>The netCDF library behind GDAL.</summary>
internal static unsafe class NetCdfLibrary
{
    // The number of an open file is its place in the list of the library, above the 16 bits of its groups.
    private const int PlaceShift = 16, MostPlaces = 1 << 15, LongestPath = 4096;

    /// <summary>Writes all of an open file to the system. What is left to be written when it is closed is that no writer has it
    /// open.</summary>
    /// <remarks>If a write fails while a file is closed, netCDF 4.9 asks HDF5 for the names of what is still open in the half-closed file,
    /// which ends the process by a signal.</remarks>
    /// <param name="path">The file, as it was created.</param>
    /// <param name="errors">Where a failure is reported.</param>
    /// <returns>Whether it is written; false where the functions of this library cannot be called.</returns>
    /// <exception cref="ResourceException">It could not be written.</exception>
    public static bool Sync(string path, ErrorScope errors)
    {
        // int nc_inq_path(int ncid, size_t *length, char *path); int nc_sync(int ncid); const char *nc_strerror(int error)
        if (GdalNative.Export("nc_inq_path") is not (not 0 and nint pathOf) || GdalNative.Export("nc_sync") is not (not 0 and nint sync)
            || GdalNative.Export("nc_strerror") is not (not 0 and nint textOf)) return false;
        byte[] text = new byte[LongestPath + 1];
        for (int place = 1; place < MostPlaces; place++)
        {
            int file = place << PlaceShift;
            nuint length = 0;
            if (((delegate* unmanaged[Cdecl]<int, nuint*, byte*, int>)pathOf)(file, &length, null) != 0 || length > LongestPath) continue;
            fixed (byte* to = text)
                if (((delegate* unmanaged[Cdecl]<int, nuint*, byte*, int>)pathOf)(file, &length, to) != 0
                    || Encoding.UTF8.GetString(to, (int)length) != path) continue;
            int error = ((delegate* unmanaged[Cdecl]<int, int>)sync)(file);
            return error == 0 ? true : throw errors.Failed(
                $"writing the end of the file ({NativeText.Read(((delegate* unmanaged[Cdecl]<int, byte*>)textOf)(error))})");
        }

        return false;
    }
}
