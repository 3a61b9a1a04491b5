using System.Collections.Immutable;
using Kaya.Core;
using NetTopologySuite.Geometries;

namespace Kaya.Geo.Gdal;

/// <summary>Point features of a vector file: coordinates with the texts of their fields.</summary>
/// <param name="Crs">Coordinate system of the points.</param>
/// <param name="Fields">Names of the fields, in order.</param>
/// <param name="Points">One for each feature.</param>
public sealed record VectorPoints(CoordinateSystem Crs, ImmutableArray<string> Fields, ImmutableArray<VectorPoint> Points)
{
    /// <summary>Reads the point features of a layer.</summary>
    /// <param name="path">Shapefile, GeoPackage, GeoJSON or FlatGeobuf.</param>
    /// <param name="layer">The layer; null for the only one.</param>
    /// <param name="crs">Coordinate system of a file without one.</param>
    /// <param name="encoding">Encoding of the texts of a shapefile that does not say it.</param>
    /// <returns>Points with their fields; empty text where a field is not set.</returns>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    /// <exception cref="DataFormatException">Not a vector file, no such layer or several without a choice, a feature that is not a
    /// point, or text in another encoding.</exception>
    /// <exception cref="GridMismatchException">No coordinate system, in the file or given.</exception>
    public static unsafe VectorPoints Read(string path, string? layer = null, CoordinateSystem? crs = null, string? encoding = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using ErrorScope errors = ErrorScope.Enter(path);
        using DatasetHandle dataset = GdalFile.OpenVector(path, errors);
        nint of = Layer(path, dataset, layer);
        CoordinateSystem found = GdalCoordinateSystems.OfLayer(of, crs, path, errors);
        nint definition = GdalNative.OGR_L_GetLayerDefn(of);
        FieldText text = FieldText.For(path, encoding);
        ImmutableArray<string> fields = [.. Enumerable.Range(0, GdalNative.OGR_FD_GetFieldCount(definition)).Select(index =>
            text.Read(GdalNative.OGR_Fld_GetNameRef(GdalNative.OGR_FD_GetFieldDefn(definition, index)), $"field {index + 1}"))];
        List<VectorPoint> points = [];
        for (nint next = GdalNative.OGR_L_GetNextFeature(of); next != 0; next = GdalNative.OGR_L_GetNextFeature(of))
        {
            using FeatureHandle feature = new(next);
            Point point = Location(path, next, points.Count + 1);
            points.Add(new VectorPoint(point.X, point.Y, [.. Enumerable.Range(0, fields.Length).Select(index =>
                text.Read(GdalNative.OGR_F_GetFieldAsString(next, index), fields[index]))]));
        }

        errors.Clean("reading the features");
        return new VectorPoints(found, fields, [.. points]);
    }

    private static unsafe nint Layer(string path, DatasetHandle dataset, string? name)
    {
        string[] names = [.. Enumerable.Range(0, GdalNative.GDALDatasetGetLayerCount(dataset.Pointer)).Select(index =>
            NativeText.Read(GdalNative.OGR_L_GetName(GdalNative.GDALDatasetGetLayer(dataset.Pointer, index))))];
        if (name is not null && !names.Contains(name)) throw Spelling.Unknown("layer", name, names, new SourceLocation(path));
        if (name is null && names.Length != 1)
            throw new DataFormatException(new Fault("The layer with the points cannot be identified.", new SourceLocation(path),
                "one layer", names.Length == 0 ? "none" : string.Join(", ", names), "Give it by {option}.") { Option = "layer" });
        return name is null ? GdalNative.GDALDatasetGetLayer(dataset.Pointer, 0)
            : GdalNative.GDALDatasetGetLayerByName(dataset.Pointer, name);
    }

    private static Point Location(string path, nint feature, int number)
    {
        nint geometry = GdalNative.OGR_F_GetGeometryRef(feature);
        SourceLocation where = new(path, Variable: $"feature {number}");
        Geometry? shape = geometry == 0 ? null : FeatureShape.Read(geometry, where, "a point");
        if (shape is GeometryCollection { NumGeometries: 1 } several) shape = several.GetGeometryN(0);
        return shape is Point { IsEmpty: false } point ? point : throw new DataFormatException(new Fault("A feature is not a point.",
            where, "a point", shape is null ? "no geometry" : shape.GeometryType,
            "Give a layer of points; for areas, use their centroids."));
    }
}

/// <summary>A point of a vector file.</summary>
/// <param name="X">x in the system of the file.</param>
/// <param name="Y">y in the system of the file.</param>
/// <param name="Texts">The value of each field as text.</param>
public sealed record VectorPoint(double X, double Y, ImmutableArray<string> Texts);
