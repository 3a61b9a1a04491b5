using System.Runtime.InteropServices;

namespace Kaya.Geo.Gdal;

/// <summary>The multidimensional part, which netCDF is read and written by. These calls return 1 for success.</summary>
internal static unsafe partial class GdalNative
{
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GDALCreateMultiDimensional(nint driver, string path, byte** rootOptions, byte** options);

    [LibraryImport(Library)]
    public static partial nint GDALDatasetGetRootGroup(nint dataset);

    [LibraryImport(Library)]
    public static partial void GDALGroupRelease(nint group);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GDALGroupCreateDimension(nint group, string name, string? type, string? direction, ulong size,
        byte** options);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GDALGroupCreateMDArray(nint group, string name, nuint dimensions, nint* handles, nint type, byte** options);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GDALGroupCreateAttribute(nint group, string name, nuint dimensions, ulong* sizes, nint type, byte** options);

    [LibraryImport(Library)]
    public static partial nint GDALExtendedDataTypeCreate(int type);

    [LibraryImport(Library)]
    public static partial nint GDALExtendedDataTypeCreateString(nuint length);

    [LibraryImport(Library)]
    public static partial void GDALExtendedDataTypeRelease(nint type);

    [LibraryImport(Library)]
    public static partial void GDALMDArrayRelease(nint array);

    [LibraryImport(Library)]
    public static partial void GDALDimensionRelease(nint dimension);

    [LibraryImport(Library)]
    public static partial int GDALMDArrayWrite(nint array, ulong* start, nuint* count, long* step, nint* stride, nint type, void* buffer,
        void* allocated, nuint size);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GDALMDArrayCreateAttribute(nint array, string name, nuint dimensions, ulong* sizes, nint type,
        byte** options);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int GDALMDArraySetUnit(nint array, string unit);

    [LibraryImport(Library)]
    public static partial int GDALMDArraySetNoDataValueAsDouble(nint array, double value);

    [LibraryImport(Library)]
    public static partial void GDALAttributeRelease(nint attribute);

    [LibraryImport(Library)]
    public static partial double GDALAttributeReadAsDouble(nint attribute);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int GDALAttributeWriteString(nint attribute, string text);

    [LibraryImport(Library)]
    public static partial int GDALAttributeWriteDouble(nint attribute, double value);

    [LibraryImport(Library)]
    public static partial int GDALAttributeWriteDoubleArray(nint attribute, double* values, nuint count);

}
