using Kaya.Core;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace Kaya.Geo.Gdal;

/// <summary>Reads and writes zones: ESRI shapefiles, GeoPackage, GeoJSON, FlatGeobuf.</summary>
public static unsafe class VectorFile
{
    private const int MultiPolygonKind = 6;
    private const int TextField = 4;

    /// <summary>The fields of a layer.</summary>
    /// <param name="path">The file.</param>
    /// <param name="layer">Layer; default: the only one with polygons.</param>
    /// <returns>Names of the fields, in order.</returns>
    public static IReadOnlyList<string> Fields(string path, string? layer = null)
    {
        using ErrorScope errors = ErrorScope.Enter(path);
        using DatasetHandle dataset = GdalFile.Open(path, GdalNative.VectorKind, errors);
        return Fields(Layer(path, dataset, layer));
    }

    /// <summary>Reads polygons as zones. Curved outlines are made of short straight edges.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Fields, encoding, coordinate system.</param>
    /// <returns>The zones, in degrees if the file has another unit of angles.</returns>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    /// <exception cref="DataFormatException">Not a vector file, no such layer or field, a feature without code or that is not a polygon, a
    /// code of several features, text in another encoding.</exception>
    /// <exception cref="GridMismatchException">No coordinate system, in the file or as an option, or latitudes beyond 90
    /// degrees.</exception>
    public static ZoneSet ReadZones(string path, VectorReadOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        using ErrorScope errors = ErrorScope.Enter(path);
        using DatasetHandle dataset = GdalFile.OpenVector(path, errors);
        nint layer = Layer(path, dataset, options.Layer);
        ZoneFeatures features = new(path, layer, GdalCoordinateSystems.OfLayer(layer, options.Crs, path, errors), options);
        for (nint next = GdalNative.OGR_L_GetNextFeature(layer); next != 0; next = GdalNative.OGR_L_GetNextFeature(layer))
        {
            using FeatureHandle feature = new(next);
            features.Add(next);
        }

        errors.Clean("reading the features");
        return features.ToZones();
    }

    /// <summary>Writes zones with the fields <c>code</c> and <c>name</c>, as GeoPackage (.gpkg) or GeoJSON (.geojson, .json).</summary>
    /// <param name="path">The file, written completely or not at all.</param>
    /// <param name="zones">The zones; for GeoJSON in longitude and latitude.</param>
    /// <exception cref="DataFormatException">Unsupported extension.</exception>
    /// <exception cref="GridMismatchException">GeoJSON in a system other than longitude and latitude.</exception>
    /// <exception cref="ResourceException">The disk is full, or the folder is not writable.</exception>
    public static void WriteZones(string path, ZoneSet zones)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(zones);
        string extension = Path.GetExtension(path).ToLowerInvariant();
        string driver = extension switch
        {
            ".gpkg" => "GPKG",
            ".geojson" or ".json" => "GeoJSON",
            _ => throw new DataFormatException(
                new Fault("Zones cannot be written in this format.", new SourceLocation(path), ".gpkg, .geojson or .json", extension,
                "Use one of these extensions.")),
        };
        if (driver == "GeoJSON" && !zones.Crs.Equals(CoordinateSystem.LongitudeLatitude))
            throw new GridMismatchException(
                new Fault("GeoJSON must be in longitude and latitude (RFC 7946).", new SourceLocation(path), "WGS 84", zones.Crs.ToString(),
                "Transform the zones first, or write a GeoPackage."));
        WholeFile.Write(path, extension, beside => Write(beside, driver, zones));
    }

    private static void Write(string path, string driver, ZoneSet zones)
    {
        using ErrorScope errors = ErrorScope.EnterWriting(path);
        using NativeList none = new();
        using (DatasetHandle dataset = new(
            errors.Some(GdalNative.GDALCreate(GdalFile.Driver(driver, errors), path, 0, 0, 0, 0, none.Pointer), "creating the file")))
        using (SystemHandle system = GdalCoordinateSystems.Open(zones.Crs, errors))
        {
            nint layer = errors.Some(
                GdalNative.GDALDatasetCreateLayer(dataset.Pointer, "zones", system.Pointer, MultiPolygonKind, none.Pointer),
                "creating the layer");
            foreach (string field in new[] { "code", "name" })
            {
                nint definition = GdalNative.OGR_Fld_Create(field, TextField);
                int result = GdalNative.OGR_L_CreateField(layer, definition, 1);
                GdalNative.OGR_Fld_Destroy(definition);
                errors.Zero(result, $"creating the field {field}");
            }

            foreach (Zone zone in zones.Zones) WriteZone(layer, zone, errors);
            GdalNative.GDALFlushCache(dataset.Pointer);
            errors.Clean("writing the zones");
        }

        errors.Clean("closing the file");
    }

    private static void WriteZone(nint layer, Zone zone, ErrorScope errors)
    {
        using FeatureHandle feature = new(errors.Some(GdalNative.OGR_F_Create(GdalNative.OGR_L_GetLayerDefn(layer)), "creating a feature"));
        GdalNative.OGR_F_SetFieldString(feature.Pointer, 0, zone.Code);
        GdalNative.OGR_F_SetFieldString(feature.Pointer, 1, zone.Name);
        Geometry shape = zone.Shape is Polygon polygon ? polygon.Factory.CreateMultiPolygon([polygon]) : zone.Shape;
        byte[] bytes = new WKBWriter().Write(shape);
        nint geometry = 0;
        fixed (byte* start = bytes) errors.Zero(GdalNative.OGR_G_CreateFromWkb(start, 0, &geometry, bytes.Length), "creating a polygon");
        errors.Zero(GdalNative.OGR_F_SetGeometryDirectly(feature.Pointer, geometry), "setting a polygon");
        errors.Zero(GdalNative.OGR_L_CreateFeature(layer, feature.Pointer), "writing a zone");
    }

    // Without a name, the only layer that may have polygons.
    private static nint Layer(string path, DatasetHandle dataset, string? name)
    {
        nint[] layers = [.. Enumerable.Range(0, GdalNative.GDALDatasetGetLayerCount(dataset.Pointer))
            .Select(index => GdalNative.GDALDatasetGetLayer(dataset.Pointer, index))];
        string NameOf(nint layer) => NativeText.Read(GdalNative.OGR_L_GetName(layer));
        if (name is not null) return layers.FirstOrDefault(layer => NameOf(layer) == name) is not 0 and var named ? named
            : throw Spelling.Unknown("layer", name, layers.Select(NameOf), new SourceLocation(path));
        nint[] surfaces = [.. layers.Where(layer => MayHavePolygons(GdalNative.OGR_L_GetGeomType(layer)))];
        if (surfaces.Length == 1) return surfaces[0];
        throw new DataFormatException(surfaces.Length == 0
            ? new Fault("The file has no polygon layer.", new SourceLocation(path), "a layer of polygons",
                layers.Length == 0 ? "no layer" : $"the layers {string.Join(", ", layers.Select(NameOf))}",
                "Give a vector file of polygons.")
            : new Fault("The file has several layers.", new SourceLocation(path), "one layer", string.Join(", ", surfaces.Select(NameOf)),
                "Give the layer by {option}.") { Option = "layer" });
    }

    // The type without its flags for z and m: unknown, polygons, collections, curved polygons, surfaces, triangles.
    private static bool MayHavePolygons(int type) => (type & 0x7FFFFFFF) % 1000 is 0 or 3 or 6 or 7 or 10 or 12 or 14 or 15 or 16 or 17;

    internal static IReadOnlyList<string> Fields(nint layer)
    {
        nint definition = GdalNative.OGR_L_GetLayerDefn(layer);
        return [.. Enumerable.Range(0, GdalNative.OGR_FD_GetFieldCount(definition))
            .Select(index => NativeText.Read(GdalNative.OGR_Fld_GetNameRef(GdalNative.OGR_FD_GetFieldDefn(definition, index))))];
    }
}
