using System.Reflection;
using System.Runtime.InteropServices;
using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>The functions of GDAL's C API that Kaya calls. This part: loading, errors, datasets and bands.</summary>
internal static unsafe partial class GdalNative
{
    public const int Update = 1;
    public const int RasterKind = 2;
    public const int VectorKind = 4;
    public const int MultidimensionalKind = 16;
    public const int VerboseErrors = 64;
    public const int Float64 = 7;
    private const string Library = "gdal";

    private static readonly Lazy<nint> s_library = new(Load);

    static GdalNative() => NativeLibrary.SetDllImportResolver(typeof(GdalNative).Assembly, Resolve);

    [LibraryImport(Library)]
    public static partial void GDALAllRegister();

    [LibraryImport(Library)]
    public static partial int GDALGetDriverCount();

    [LibraryImport(Library)]
    public static partial nint GDALGetDriver(int index);

    [LibraryImport(Library)]
    public static partial void GDALDeregisterDriver(nint driver);

    [LibraryImport(Library)]
    public static partial nint* VSIAllocFilesystemPluginCallbacksStruct();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int VSIInstallPluginHandler(string prefix, nint* callbacks);

    [LibraryImport(Library)]
    public static partial byte** VSIGetFileSystemsPrefixes();

    [LibraryImport(Library)]
    public static partial void CPLHTTPSetFetchCallback(
        delegate* unmanaged[Cdecl]<byte*, byte**, nint, nint, nint, nint, nint, nint> callback, nint user);

    [LibraryImport(Library)]
    public static partial void OSRSetPROJEnableNetwork(int enabled);

    [LibraryImport(Library)]
    public static partial void GDALSetCacheMax64(long bytes);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial byte* GDALVersionInfo(string request);

    [LibraryImport(Library)]
    public static partial void CPLPushErrorHandlerEx(delegate* unmanaged[Cdecl]<int, int, byte*, void> handler, nint user);

    [LibraryImport(Library)]
    public static partial void CPLPopErrorHandler();

    [LibraryImport(Library)]
    public static partial nint CPLGetErrorHandlerUserData();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void CPLSetConfigOption(string key, string? value);

    [LibraryImport(Library)]
    public static partial void VSIFree(void* memory);

    [LibraryImport(Library)]
    public static partial void* VSICalloc(nuint count, nuint size);

    [LibraryImport(Library)]
    public static partial void CSLDestroy(byte** list);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GDALOpenEx(string path, uint flags, byte** drivers, byte** options, byte** siblings);

    [LibraryImport(Library)]
    public static partial void GDALClose(nint dataset);

    [LibraryImport(Library)]
    public static partial void GDALFlushCache(nint dataset);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GDALGetDriverByName(string name);

    [LibraryImport(Library)]
    public static partial nint GDALGetDatasetDriver(nint dataset);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GDALCreate(nint driver, string path, int columns, int rows, int bands, int type, byte** options);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GDALCreateCopy(nint driver, string path, nint source, int strict, byte** options, nint progress, nint data);

    [LibraryImport(Library)]
    public static partial int GDALGetRasterXSize(nint dataset);

    [LibraryImport(Library)]
    public static partial int GDALGetRasterYSize(nint dataset);

    [LibraryImport(Library)]
    public static partial int GDALGetRasterCount(nint dataset);

    [LibraryImport(Library)]
    public static partial nint GDALGetRasterBand(nint dataset, int band);

    [LibraryImport(Library)]
    public static partial int GDALGetGeoTransform(nint dataset, double* transform);

    [LibraryImport(Library)]
    public static partial int GDALSetGeoTransform(nint dataset, double* transform);

    [LibraryImport(Library)]
    public static partial byte* GDALGetProjectionRef(nint dataset);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int GDALSetProjection(nint dataset, string wkt);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial byte* GDALGetMetadataItem(nint item, string name, string? domain);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int GDALSetMetadataItem(nint item, string name, string? value, string? domain);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial byte** GDALGetMetadata(nint item, string? domain);

    [LibraryImport(Library)]
    public static partial byte* GDALGetDescription(nint item);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void GDALSetDescription(nint item, string text);

    [LibraryImport(Library)]
    public static partial byte* GDALGetDriverShortName(nint driver);

    [LibraryImport(Library)]
    public static partial int GDALRasterIO(nint band, int write, int column, int row, int columns, int rows, void* buffer,
        int bufferColumns, int bufferRows, int type, int pixelStep, int lineStep);

    [LibraryImport(Library)]
    public static partial double GDALGetRasterNoDataValue(nint band, int* has);

    [LibraryImport(Library)]
    public static partial int GDALGetMaskFlags(nint band);

    [LibraryImport(Library)]
    public static partial nint GDALGetMaskBand(nint band);

    [LibraryImport(Library)]
    public static partial int GDALGetRasterColorInterpretation(nint band);

    [LibraryImport(Library)]
    public static partial int GDALSetRasterNoDataValue(nint band, double value);

    [LibraryImport(Library)]
    public static partial byte* GDALGetRasterUnitType(nint band);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int GDALSetRasterUnitType(nint band, string unit);

    [LibraryImport(Library)]
    public static partial double GDALGetRasterScale(nint band, int* has);

    [LibraryImport(Library)]
    public static partial double GDALGetRasterOffset(nint band, int* has);

    [LibraryImport(Library)]
    public static partial void GDALGetBlockSize(nint band, int* columns, int* rows);

    [LibraryImport(Library)]
    public static partial int GDALGetOverviewCount(nint band);

    [LibraryImport(Library)]
    public static partial nint GDALGetOverview(nint band, int level);

    [LibraryImport(Library)]
    public static partial int GDALGetRasterBandXSize(nint band);

    [LibraryImport(Library)]
    public static partial int GDALGetRasterBandYSize(nint band);

    [LibraryImport(Library)]
    public static partial int GDALGetRasterDataType(nint band);

    [LibraryImport(Library)]
    public static partial nint GDALGetRasterColorTable(nint band);

    [LibraryImport(Library)]
    public static partial int GDALGetColorEntryCount(nint table);

    [LibraryImport(Library)]
    public static partial int GDALGetColorEntryAsRGB(nint table, int entry, short* colour);

    /// <summary>Loads GDAL under its installed name: 36 on Debian 13, 34 on Ubuntu 24.04, 32 on Debian 12.</summary>
    private static nint Load() => SharedLibrary.Load(typeof(GdalNative).Assembly,
        new Fault("GDAL could not be loaded. It is needed for reading and writing rasters and polygons.",
            Expected: "libgdal.so.31 or later", Remedy: "Install it: apt-get install gdal-bin"),
        // The versions of the three platforms first, since a missing name costs a search.
        [.. ((int[])[36, 34, 32, .. Enumerable.Range(31, 20).Reverse()]).Select(version => $"libgdal.so.{version}"),
            "libgdal.so", "libgdal.dylib", "gdal.dll"]);

    /// <summary>A function of GDAL, or of a library that it is linked to; 0 if there is none.</summary>
    public static nint Export(string name) => NativeLibrary.TryGetExport(s_library.Value, name, out nint found) ? found : 0;

    // Called for every function; the library is searched only once.
    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name == Library ? s_library.Value : 0;
}
