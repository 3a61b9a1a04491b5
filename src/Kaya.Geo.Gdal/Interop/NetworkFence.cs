using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kaya.Geo.Gdal;

/// <summary>Takes the network, archives and other virtual files from GDAL: only files of the disk can be opened, by any name inside of a
/// file too.</summary>
/// <remarks>
/// GDAL follows names that stand in files: overviews in the metadata of a GeoTIFF, coordinate systems at a web address in GeoJSON. The
/// options against it hold for some of them only. Here the file systems themselves are replaced by one that opens nothing, the function
/// that asks web servers by one that has no answer, and PROJ does not fetch grids.
/// </remarks>
internal static unsafe class NetworkFence
{
    // VSIFilesystemPluginCallbacksStruct of cpl_vsi.h: user data, stat, unlink, rename, mkdir, rmdir, read_dir, open.
    private const int OpenCallback = 7;

    // CPLHTTPResult of cpl_http.h has 72 bytes; the first number is the status, and zeros are no data.
    private const int AnswerBytes = 256;

    // Files in memory: the drivers make some of their own.
    private const string Memory = "/vsimem/";

    /// <summary>Puts up the fence for the whole process.</summary>
    public static void Raise()
    {
        nint* callbacks = GdalNative.VSIAllocFilesystemPluginCallbacksStruct();
        callbacks[OpenCallback] = (nint)(delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint>)&Nothing;
        byte** prefixes = GdalNative.VSIGetFileSystemsPrefixes();
        // Not every version lists the form with options.
        foreach (string prefix in NativeText.ReadList(prefixes).Append("/vsicurl?").Distinct())
            if (prefix != Memory) _ = GdalNative.VSIInstallPluginHandler(prefix, callbacks);
        GdalNative.CSLDestroy(prefixes);
        GdalNative.CPLHTTPSetFetchCallback(&NoAnswer, 0);
        GdalNative.OSRSetPROJEnableNetwork(0);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Nothing(nint user, byte* name, byte* access) => 0;

    // An answer without data, which failed: without any answer, GDAL would ask the server itself.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint NoAnswer(byte* address, byte** options, nint progress, nint progressData, nint write, nint writeData, nint user)
    {
        int* answer = (int*)GdalNative.VSICalloc(1, AnswerBytes);
        if (answer != null) *answer = 1;
        return (nint)answer;
    }
}
