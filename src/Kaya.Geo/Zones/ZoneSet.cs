using System.Collections.Immutable;
using Kaya.Core;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;

namespace Kaya.Geo;

/// <summary>Zones with unique codes in one coordinate system.</summary>
public sealed class ZoneSet
{
    /// <summary>Creates a set. Parts with the same code are merged; self-intersecting outlines are repaired.</summary>
    /// <param name="crs">Coordinate system of the shapes.</param>
    /// <param name="zones">At least one; several of the same code are the parts (islands) of one zone.</param>
    /// <exception cref="DataFormatException">No zone, a zone without a code, or a shape that is not a polygon.</exception>
    public ZoneSet(CoordinateSystem crs, IEnumerable<Zone> zones)
    {
        ArgumentNullException.ThrowIfNull(crs);
        ArgumentNullException.ThrowIfNull(zones);
        Crs = crs;
        Zones = [.. zones.Select(Checked).GroupBy(zone => zone.Code, StringComparer.Ordinal).Select(Joined)];
        if (Zones.IsEmpty) throw new DataFormatException(
            new Fault("There are no zones.", Expected: "at least one polygon", Remedy: "Check the layer and the filter."));
    }

    /// <summary>Coordinate system of the shapes.</summary>
    public CoordinateSystem Crs { get; }

    /// <summary>The zones, in the order of first occurrence.</summary>
    public ImmutableArray<Zone> Zones { get; }

    /// <summary>The zones in another coordinate system.</summary>
    /// <param name="transformation">From the system of this set.</param>
    /// <returns>The set with every vertex transformed.</returns>
    /// <exception cref="GridMismatchException">The transformation has another source system, or a vertex cannot be transformed.</exception>
    public ZoneSet Transform(ICoordinateTransformation transformation)
    {
        ArgumentNullException.ThrowIfNull(transformation);
        if (!transformation.Source.Equals(Crs))
            throw new GridMismatchException(new Fault("The transformation does not start from the coordinate system of the zones.",
                Expected: Crs.ToString(),
                Found: transformation.Source.ToString(), Remedy: "Create one from the system of the zones."));
        return new ZoneSet(transformation.Target, Zones.Select(zone => zone with { Shape = Moved(zone, transformation) }));
    }

    /// <summary>Only the zones with some codes.</summary>
    /// <param name="codes">Codes that must be there.</param>
    /// <returns>The smaller set, in the order of this one.</returns>
    /// <exception cref="DataFormatException">A code does not exist.</exception>
    public ZoneSet Only(IReadOnlyCollection<string> codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        foreach (string code in codes)
            if (!Zones.Any(zone => zone.Code == code)) throw Spelling.Unknown("zone", code, Zones.Select(zone => zone.Code));
        return new ZoneSet(Crs, Zones.Where(zone => codes.Contains(zone.Code)));
    }

    private static Geometry Moved(Zone zone, ICoordinateTransformation transformation)
    {
        Geometry shape = zone.Shape.Copy();
        Coordinate[] points = shape.Coordinates;
        double[] x = [.. points.Select(point => point.X)], y = [.. points.Select(point => point.Y)];
        transformation.Transform(x, y);
        int at = 0;
        shape.Apply(new PointMover(point =>
        {
            if (!double.IsFinite(x[at]) || !double.IsFinite(y[at]))
                throw new GridMismatchException(
                    new Fault("A zone extends beyond the valid area of the coordinate system.", new SourceLocation(Variable: zone.Code),
                    $"points within {transformation.Target}", FormattableString.Invariant($"x {point.X:G10}, y {point.Y:G10}"),
                        "Clip the zones, or use another coordinate system."));
            (point.X, point.Y) = (x[at], y[at]);
            at++;
        }));
        shape.GeometryChanged();
        return shape;
    }

    private static Zone Checked(Zone zone)
    {
        if (string.IsNullOrWhiteSpace(zone.Code))
            throw new DataFormatException(
                new Fault("A zone has no code.", new SourceLocation(Variable: zone.Name), "a code for each zone", "an empty code",
                "Give the field with the codes, or leave out such features by {option}.") { Option = "skip-without-code" });
        if (zone.Shape is not (Polygon or MultiPolygon) || zone.Shape.IsEmpty)
            throw new DataFormatException(new Fault("A zone is not a polygon.", new SourceLocation(Variable: zone.Code), "polygons",
                zone.Shape.IsEmpty ? "an empty shape" : zone.Shape.GeometryType, "Use a layer of polygons."));
        return zone.Shape.IsValid ? zone : zone with { Shape = Areas(GeometryFixer.Fix(zone.Shape)) };
    }

    private static Zone Joined(IEnumerable<Zone> parts)
    {
        Zone[] all = [.. parts];
        if (all.Length == 1) return all[0];
        Geometry union = Areas(NetTopologySuite.Operation.Union.UnaryUnionOp.Union(all.Select(part => part.Shape)));
        return all[0] with { Shape = union };
    }

    // Repairing can produce lines and points besides polygons; they have no area.
    private static Geometry Areas(Geometry shape) => shape is Polygon or MultiPolygon
        ? shape
        : shape.Factory.CreateMultiPolygon([.. Enumerable.Range(0, shape.NumGeometries).Select(shape.GetGeometryN).OfType<Polygon>()]);

    private sealed class PointMover(Action<Coordinate> move) : ICoordinateFilter
    {
        public void Filter(Coordinate coord) => move(coord);
    }
}
