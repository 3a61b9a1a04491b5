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
    /// <exception cref="DataFormatException">No zone, a zone without a code, a shape that is not a polygon, a coordinate that is not
    /// finite, or an outline that cannot be repaired.</exception>
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

    /// <summary>Features of the file that have no code and were left out, in words.</summary>
    public ImmutableArray<string> LeftOut { get; init; } = [];

    /// <summary>The zones in another coordinate system. Edges that are straight in this system become curves, to about a metre; in degrees
    /// a zone across the antimeridian has longitudes beyond 180.</summary>
    /// <param name="transformation">From the system of this set.</param>
    /// <returns>The transformed set.</returns>
    /// <exception cref="GridMismatchException">The transformation has another source system, a point cannot be transformed, or the target
    /// cuts a zone in two.</exception>
    public ZoneSet Transform(ICoordinateTransformation transformation)
    {
        ArgumentNullException.ThrowIfNull(transformation);
        if (!transformation.Source.Equals(Crs))
            throw new GridMismatchException(new Fault("The transformation does not start from the coordinate system of the zones.",
                Expected: Crs.ToString(),
                Found: transformation.Source.ToString(), Remedy: "Create one from the system of the zones."));
        OutlineTransform outlines = new(transformation);
        return new ZoneSet(transformation.Target, Zones.Select(zone => zone with { Shape = outlines.Apply(zone) }))
            { LeftOut = LeftOut };
    }

    /// <summary>The true area of a zone.</summary>
    /// <param name="code">A code of the set, which is in degrees.</param>
    /// <returns>m2 on the ellipsoid.</returns>
    /// <exception cref="GridMismatchException">The set is not in degrees.</exception>
    public double AreaOf(string code)
    {
        if (!Crs.IsGeographic)
            throw new GridMismatchException(new Fault("The true area of a zone is that of its longitudes and latitudes.",
                Expected: "zones in degrees", Found: Crs.ToString(), Remedy: "Transform the zones to longitude and latitude first."));
        return TrueArea.Of(Zones.First(zone => zone.Code == code).Shape, Crs.Ellipsoid);
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

    private static Zone Checked(Zone zone)
    {
        if (string.IsNullOrWhiteSpace(zone.Code))
            throw new DataFormatException(
                new Fault("A zone has no code.", new SourceLocation(Variable: zone.Name), "a code for each zone", "an empty code",
                "Give the field with the codes, or leave out such features by {option}.") { Option = "skip-without-code" });
        if (zone.Shape is not (Polygon or MultiPolygon) || zone.Shape.IsEmpty)
            throw new DataFormatException(new Fault("A zone is not a polygon.", new SourceLocation(Variable: zone.Code), "polygons",
                zone.Shape.IsEmpty ? "an empty shape" : zone.Shape.GeometryType, "Use a layer of polygons."));
        if (!zone.Shape.Coordinates.All(place => double.IsFinite(place.X) && double.IsFinite(place.Y)))
            throw new DataFormatException(new Fault("A zone has a corner without a place.", new SourceLocation(Variable: zone.Code),
                "finite coordinates", "one that is not a number, or infinite", "Repair the outline, for example with ogr2ogr -makevalid."));
        return Settled(zone.Code, () => zone.Shape.IsValid ? zone : zone with { Shape = Areas(GeometryFixer.Fix(zone.Shape)) });
    }

    // Outlines that no geometry library can settle, such as corners at 1E300 and at 1E-300. NetTopologySuite then also looks for an edge
    // that it has not found.
    private static Zone Settled(string code, Func<Zone> make)
    {
        try
        {
            return make();
        }
        catch (Exception cause) when (cause is TopologyException or NullReferenceException || ReaderFailure.IsOfContent(cause))
        {
            throw new DataFormatException(new Fault("The outline of a zone cannot be repaired.", new SourceLocation(Variable: code),
                "rings that do not cross themselves", cause is NullReferenceException ? "a ring without an outer edge" : cause.Message,
                "Repair the outline, for example with ogr2ogr -makevalid."), cause);
        }
    }

    private static Zone Joined(IEnumerable<Zone> parts)
    {
        Zone[] all = [.. parts];
        if (all.Length == 1) return all[0];
        return Settled(all[0].Code, () => all[0] with
            { Shape = Areas(NetTopologySuite.Operation.Union.UnaryUnionOp.Union(all.Select(part => part.Shape))) });
    }

    // Repairing can produce lines and points besides polygons; they have no area.
    private static Geometry Areas(Geometry shape) => shape is Polygon or MultiPolygon
        ? shape
        : shape.Factory.CreateMultiPolygon([.. Enumerable.Range(0, shape.NumGeometries).Select(shape.GetGeometryN).OfType<Polygon>()]);
}
