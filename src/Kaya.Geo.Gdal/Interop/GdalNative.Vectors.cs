using System.Runtime.InteropServices;

namespace Kaya.Geo.Gdal;

/// <summary>Layers, features, geometries and coordinate systems.</summary>
internal static unsafe partial class GdalNative
{
    [LibraryImport(Library)]
    public static partial int GDALDatasetGetLayerCount(nint dataset);

    [LibraryImport(Library)]
    public static partial nint GDALDatasetGetLayer(nint dataset, int index);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GDALDatasetGetLayerByName(nint dataset, string name);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GDALDatasetCreateLayer(nint dataset, string name, nint system, int geometry, byte** options);

    [LibraryImport(Library)]
    public static partial byte* OGR_L_GetName(nint layer);

    [LibraryImport(Library)]
    public static partial nint OGR_L_GetSpatialRef(nint layer);

    [LibraryImport(Library)]
    public static partial int OGR_L_GetExtent(nint layer, double* westEastSouthNorth, int force);

    [LibraryImport(Library)]
    public static partial nint OGR_L_GetLayerDefn(nint layer);

    [LibraryImport(Library)]
    public static partial nint OGR_L_GetNextFeature(nint layer);

    [LibraryImport(Library)]
    public static partial nint GDALDatasetGetNextFeature(nint dataset, nint* layer, double* done, nint progress, nint data);

    [LibraryImport(Library)]
    public static partial int OGR_L_CreateField(nint layer, nint field, int approximate);

    [LibraryImport(Library)]
    public static partial int OGR_L_CreateFeature(nint layer, nint feature);

    [LibraryImport(Library)]
    public static partial int OGR_FD_GetFieldCount(nint definition);

    [LibraryImport(Library)]
    public static partial nint OGR_FD_GetFieldDefn(nint definition, int index);

    [LibraryImport(Library)]
    public static partial byte* OGR_Fld_GetNameRef(nint field);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint OGR_Fld_Create(string name, int type);

    [LibraryImport(Library)]
    public static partial void OGR_Fld_Destroy(nint field);

    [LibraryImport(Library)]
    public static partial nint OGR_F_Create(nint definition);

    [LibraryImport(Library)]
    public static partial void OGR_F_Destroy(nint feature);

    [LibraryImport(Library)]
    public static partial nint OGR_F_GetGeometryRef(nint feature);

    [LibraryImport(Library)]
    public static partial int OGR_F_SetGeometryDirectly(nint feature, nint geometry);

    [LibraryImport(Library)]
    public static partial int OGR_F_IsFieldSetAndNotNull(nint feature, int index);

    [LibraryImport(Library)]
    public static partial byte* OGR_F_GetFieldAsString(nint feature, int index);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void OGR_F_SetFieldString(nint feature, int index, string value);

    [LibraryImport(Library)]
    public static partial double OGR_F_GetFieldAsDouble(nint feature, int index);

    [LibraryImport(Library)]
    public static partial long OGR_F_GetFID(nint feature);

    [LibraryImport(Library)]
    public static partial int OGR_Fld_GetType(nint field);

    [LibraryImport(Library)]
    public static partial int OGR_L_GetGeomType(nint layer);

    [LibraryImport(Library)]
    public static partial nint OGR_G_GetLinearGeometry(nint geometry, double largestStep, byte** options);

    [LibraryImport(Library)]
    public static partial nint OGR_G_ForceToMultiPolygon(nint geometry);

    [LibraryImport(Library)]
    public static partial void OGR_G_DestroyGeometry(nint geometry);

    [LibraryImport(Library)]
    public static partial int OGR_G_WkbSize(nint geometry);

    [LibraryImport(Library)]
    public static partial int OGR_G_ExportToIsoWkb(nint geometry, int order, byte* bytes);

    [LibraryImport(Library)]
    public static partial int OGR_G_CreateFromWkb(void* bytes, nint system, nint* geometry, int length);

    [LibraryImport(Library)]
    public static partial nint OSRNewSpatialReference(byte* wkt);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OSRSetFromUserInput(nint system, string text);

    [LibraryImport(Library)]
    public static partial void OSRSetAxisMappingStrategy(nint system, int strategy);

    [LibraryImport(Library)]
    public static partial int OSRExportToWktEx(nint system, byte** wkt, byte** options);

    [LibraryImport(Library)]
    public static partial int OSRGetAreaOfUse(nint system, double* west, double* south, double* east, double* north, byte** name);

    [LibraryImport(Library)]
    public static partial void OSRDestroySpatialReference(nint system);

    [LibraryImport(Library)]
    public static partial nint OCTNewCoordinateTransformation(nint source, nint target);

    [LibraryImport(Library)]
    public static partial int OCTTransformEx(nint transformation, int count, double* x, double* y, double* z, int* success);

    [LibraryImport(Library)]
    public static partial void OCTDestroyCoordinateTransformation(nint transformation);
}
