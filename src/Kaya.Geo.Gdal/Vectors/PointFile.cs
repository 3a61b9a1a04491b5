using Kaya.Core;
using NetTopologySuite.Geometries;

namespace Kaya.Geo.Gdal;

/// <summary>What kind of feature a place comes from.</summary>
public enum PlaceShape
{
    /// <summary>A point.</summary>
    Point,

    /// <summary>A polygon: its centroid.</summary>
    Area,

    /// <summary>A line: its centroid.</summary>
    Line,
}

/// <summary>A feature as one place with its fields.</summary>
/// <param name="X">x in the coordinate system of the layer; longitude for OpenStreetMap.</param>
/// <param name="Y">y.</param>
/// <param name="Shape">What it comes from.</param>
/// <param name="Layer">Name of its layer.</param>
public readonly record struct Place(double X, double Y, PlaceShape Shape, string Layer);

/// <summary>Reads features as places: GeoJSON, GeoPackage, shapefile, FlatGeobuf, OpenStreetMap (.osm.pbf, .osm).</summary>
/// <remarks>
/// Of OpenStreetMap, nodes with tags are points; closed ways and multipolygon relations are areas; other ways and relations, such as
/// roads and routes, are not read. All its tags are fields.
/// </remarks>
public static unsafe class PointFile
{
    private const string OtherTags = "other_tags";

    /// <summary>Reads the places of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="layer">Layer; null: all of them.</param>
    /// <param name="crs">Coordinate system of a file without one.</param>
    /// <param name="encoding">Encoding of the texts of a shapefile that does not say it.</param>
    /// <param name="wants">Decides by the fields whether a feature is wanted; called for each.</param>
    /// <param name="take">Receives those that are wanted, with their fields.</param>
    /// <returns>The coordinate system of the places.</returns>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    /// <exception cref="DataFormatException">Not a vector file, damaged, no such layer, a feature without geometry, or text in another
    /// encoding.</exception>
    /// <exception cref="GridMismatchException">No coordinate system, or layers in different ones.</exception>
    public static CoordinateSystem Read(string path, string? layer, CoordinateSystem? crs, string? encoding,
        Func<IReadOnlyDictionary<string, string>, bool> wants, Action<Place, IReadOnlyDictionary<string, string>> take)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(wants);
        ArgumentNullException.ThrowIfNull(take);
        using ErrorScope errors = ErrorScope.Enter(path);
        using DatasetHandle dataset = GdalFile.OpenVector(path, errors);
        bool isStreetMap = IsStreetMap(path);
        Dictionary<nint, LayerText> layers = Layers(path, dataset, layer, encoding);
        if (crs is not null && !isStreetMap) foreach (nint one in layers.Keys) GdalCoordinateSystems.RequireSame(one, crs, path, errors);
        CoordinateSystem system = crs ?? SystemOf(path, layers.Keys, errors);
        nint owner = 0;
        for (nint next = Next(dataset, &owner); next != 0; next = Next(dataset, &owner))
        {
            using FeatureHandle feature = new(next);
            if (!layers.TryGetValue(owner, out LayerText? text) || (isStreetMap
                && text.Name is not ("points" or "multipolygons"))) continue;
            Dictionary<string, string> fields = text.FieldsOf(next, isStreetMap);
            if (wants(fields)) take(PlaceOf(path, next, text.Name), fields);
        }

        errors.Clean("reading the features");
        return system;
    }

    /// <summary>Whether a file is of OpenStreetMap, by its name.</summary>
    /// <param name="path">The file.</param>
    /// <returns>True for .pbf and .osm.</returns>
    public static bool IsStreetMap(string path) =>
        path.EndsWith(".pbf", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".osm", StringComparison.OrdinalIgnoreCase);

    // Layer after layer for most formats; as the file has them for OpenStreetMap, so that nothing has to be kept.
    private static nint Next(DatasetHandle dataset, nint* owner) =>
        GdalNative.GDALDatasetGetNextFeature(dataset.Pointer, owner, null, 0, 0);

    private static Dictionary<nint, LayerText> Layers(string path, DatasetHandle dataset, string? chosen, string? encoding)
    {
        Dictionary<nint, LayerText> layers = [];
        for (int index = 0; index < GdalNative.GDALDatasetGetLayerCount(dataset.Pointer); index++)
        {
            nint layer = GdalNative.GDALDatasetGetLayer(dataset.Pointer, index);
            layers.Add(layer, new LayerText(layer, FieldText.For(path, encoding)));
        }

        string[] names = [.. layers.Values.Select(one => one.Name)];
        if (names.Length == 0)
            throw new DataFormatException(new Fault("The file has no layer.", new SourceLocation(path), Remedy: "Give a vector file."));
        if (chosen is null) return layers;
        return names.Contains(chosen) ? layers.Where(pair => pair.Value.Name == chosen).ToDictionary()
            : throw Spelling.Unknown("layer", chosen, names, new SourceLocation(path));
    }

    private static CoordinateSystem SystemOf(string path, IEnumerable<nint> layers, ErrorScope errors)
    {
        CoordinateSystem[] systems = [.. layers.Select(GdalNative.OGR_L_GetSpatialRef).Where(system => system != 0)
            .Select(system => GdalCoordinateSystems.Read(system, errors)).Distinct()];
        return systems.Length == 1 ? systems[0] : throw new GridMismatchException(new Fault(systems.Length == 0
            ? "The file has no coordinate system." : "The layers have different coordinate systems.", new SourceLocation(path),
            "one coordinate system", systems.Length == 0 ? "none" : string.Join(", ", systems.Select(one => one.ToString())),
            systems.Length == 0 ? "Give it by {option}, such as EPSG:4326 for longitude and latitude." : "Choose one layer.")
            { Option = "crs" });
    }

    private static Place PlaceOf(string path, nint feature, string layer)
    {
        SourceLocation where = new(path, Variable: layer);
        nint geometry = GdalNative.OGR_F_GetGeometryRef(feature);
        Geometry? shape = geometry == 0 ? null : FeatureShape.Read(geometry, where, "a point, a line or an area");
        if ((shape as Point ?? shape?.Centroid) is not { IsEmpty: false } centre || shape is null)
            throw new DataFormatException(new Fault("A feature has no geometry.", where, "a point, a line or an area", "nothing",
                "Remove or complete the feature."));
        return new Place(centre.X, centre.Y, shape.Dimension switch
        {
            NetTopologySuite.Geometries.Dimension.Surface => PlaceShape.Area,
            NetTopologySuite.Geometries.Dimension.Curve => PlaceShape.Line,
            _ => PlaceShape.Point,
        }, layer);
    }

    /// <summary>Name and fields of a layer.</summary>
    private sealed class LayerText
    {
        private readonly string[] _fields;
        private readonly FieldText _text;

        public LayerText(nint layer, FieldText text)
        {
            Name = NativeText.Read(GdalNative.OGR_L_GetName(layer));
            nint definition = GdalNative.OGR_L_GetLayerDefn(layer);
            _fields = [.. Enumerable.Range(0, GdalNative.OGR_FD_GetFieldCount(definition))
                .Select(index => text.Read(GdalNative.OGR_Fld_GetNameRef(GdalNative.OGR_FD_GetFieldDefn(definition, index)),
                    $"field {index + 1}"))];
            _text = text;
        }

        public string Name { get; }

        public Dictionary<string, string> FieldsOf(nint feature, bool isStreetMap)
        {
            Dictionary<string, string> fields = new(StringComparer.OrdinalIgnoreCase);
            for (int field = 0; field < _fields.Length; field++)
            {
                if (GdalNative.OGR_F_IsFieldSetAndNotNull(feature, field) == 0) continue;
                string value = _text.Read(GdalNative.OGR_F_GetFieldAsString(feature, field), _fields[field]);
                if (isStreetMap && _fields[field] == OtherTags) AddTags(value, fields);
                else fields[_fields[field]] = value;
            }

            return fields;
        }

        // "key"=>"value","key"=>"value", quotes and backslashes behind a backslash.
        private static void AddTags(string text, Dictionary<string, string> fields)
        {
            int at = 0;
            while (Quoted(text, ref at) is { } key && Quoted(text, ref at) is { } value) fields[key] = value;
        }

        private static string? Quoted(string text, ref int at)
        {
            int open = text.IndexOf('"', at);
            if (open < 0) return null;
            System.Text.StringBuilder read = new();
            for (at = open + 1; at < text.Length && text[at] != '"'; at++)
            {
                if (text[at] == '\\' && at + 1 < text.Length) at++;
                read.Append(text[at]);
            }

            at++;
            return read.ToString();
        }
    }
}
