using Kaya.Core;
using NetTopologySuite.Geometries;

namespace Kaya.Geo;

/// <summary>Meaning of an edge that spans more than half a turn of longitude, such as from 177 to -177 degrees.</summary>
public enum WideEdges
{
    /// <summary>Ambiguous: an error.</summary>
    Refuse,

    /// <summary>It takes the short way, across the antimeridian.</summary>
    Across,

    /// <summary>It takes the long way, as its numbers say.</summary>
    AsWritten,
}

/// <summary>Outlines in degrees, where longitudes repeat after 360.</summary>
public static class Longitudes
{
    private const double HalfTurn = 180;
    private const double Turn = 360;

    // Edges of a turn, or along a pole, have one meaning only.
    private const double Slack = 0.01;

    // So far from the seam of a projection, a point cannot fall on its other side by rounding: 0.1 mm.
    private const double SeamRim = 1e-9;

    /// <summary>A shape with its wide edges as they are meant.</summary>
    /// <param name="shape">As in the file, in degrees.</param>
    /// <param name="meaning">Meaning of wide edges.</param>
    /// <param name="where">The feature, for the message.</param>
    /// <returns>The shape itself, or its rings with longitudes that go on beyond 180.</returns>
    /// <exception cref="GridMismatchException">A latitude beyond 90 degrees.</exception>
    /// <exception cref="DataFormatException">A wide edge without a meaning.</exception>
    public static Geometry Settled(Geometry shape, WideEdges meaning, SourceLocation where)
    {
        ArgumentNullException.ThrowIfNull(shape);
        RequireLatitudes(shape, where);
        Envelope extent = shape.EnvelopeInternal;
        if (extent.Width <= HalfTurn || meaning == WideEdges.AsWritten) return shape;
        bool isWide = false;
        LinearRing[] rings = [.. Polygons(shape).SelectMany(polygon => polygon.Holes.Prepend(polygon.Shell))];
        foreach (LinearRing ring in rings)
            for (int at = 1; at < ring.NumPoints && !isWide; at++)
                if (IsWide(ring.GetCoordinateN(at - 1), ring.GetCoordinateN(at)))
                    isWide = meaning == WideEdges.Across ? true : throw Ambiguous(ring.GetCoordinateN(at - 1), ring.GetCoordinateN(at),
                        where);
        if (!isWide) return shape;
        GeometryFactory factory = shape.Factory;
        LinearRing Continued(LinearRing ring)
        {
            List<Coordinate> moved = [.. ring.Coordinates.Select(point => new Coordinate(point.X, point.Y))];
            double middle = moved.Average(point => point.Y);
            Continue(moved, _ => middle > 0);
            moved[^1] = moved[0].Copy();
            return factory.CreateLinearRing([.. moved]);
        }

        return HolesInside(factory.CreateMultiPolygon([.. Polygons(shape).Select(polygon =>
            factory.CreatePolygon(Continued(polygon.Shell), [.. polygon.Holes.Select(Continued)]))]));
    }

    /// <summary>Moves points by whole turns so that each is within half a turn of the one before; a ring that goes around a pole is closed
    /// there.</summary>
    /// <param name="ring">Points in degrees, the first repeated at the end.</param>
    /// <param name="isNorth">Whether the ring holds the north pole, for one that goes once to the east (true) or to the west.</param>
    internal static void Continue(List<Coordinate> ring, Func<bool, bool> isNorth)
    {
        for (int at = 1; at < ring.Count; at++)
            ring[at].X = ring[at - 1].X + Rest(ring[at].X - ring[at - 1].X);
        double turns = ring[^1].X - ring[0].X;
        if (Math.Abs(turns) < HalfTurn) return;
        double pole = isNorth(turns > 0) ? 90 : -90;
        ring.Add(new Coordinate(ring[^1].X, pole));
        ring.Add(new Coordinate(ring[0].X, pole));
        ring.Add(ring[0].Copy());
    }

    /// <summary>Every hole moved by whole turns into its outline.</summary>
    internal static Geometry HolesInside(Geometry shape)
    {
        if (!Polygons(shape).Any(polygon => polygon.NumInteriorRings > 0)) return shape;
        Polygon[] parts = [.. Polygons(shape).Select(polygon => shape.Factory.CreatePolygon(polygon.Shell,
            [.. polygon.Holes.Select(hole => Near(hole, polygon.EnvelopeInternal))]))];
        return parts.Length == 1 ? parts[0] : shape.Factory.CreateMultiPolygon(parts);
    }

    /// <summary>A shape cut along a meridian and its copies every turn, the parts a hair away from it.</summary>
    internal static Geometry Cut(Geometry shape, double meridian)
    {
        Envelope extent = shape.EnvelopeInternal;
        double first = Math.Floor((extent.MinX + SeamRim - meridian) / Turn), last = Math.Floor((extent.MaxX - SeamRim - meridian) / Turn);
        // A shape that only touches the seam may still lie on the wrong side of it after rounding.
        bool touches = IsNear(extent.MinX - meridian) || IsNear(extent.MaxX - meridian);
        if (first >= last && !touches) return shape;
        List<Polygon> parts = [];
        for (double turn = first; turn <= last; turn++)
        {
            double west = meridian + (turn * Turn);
            Geometry band = shape.Factory.ToGeometry(new Envelope(west + SeamRim, west + Turn - SeamRim, extent.MinY - 1,
                extent.MaxY + 1));
            Geometry part = shape.Intersection(band);
            parts.AddRange(Enumerable.Range(0, part.NumGeometries).Select(part.GetGeometryN).OfType<Polygon>());
        }

        return parts.Count == 1 ? parts[0] : shape.Factory.CreateMultiPolygon([.. parts]);
    }

    private static bool IsNear(double fromSeam) => Math.Abs(Rest(fromSeam)) < SeamRim;

    private static double Rest(double step) => Math.Abs(step) < HalfTurn ? step : Math.IEEERemainder(step, Turn);

    private static bool IsWide(Coordinate from, Coordinate to)
    {
        double step = Math.Abs(to.X - from.X);
        bool isAlongPole = Math.Abs(from.Y) > 90 - Slack && Math.Abs(to.Y) > 90 - Slack;
        return step > HalfTurn + Slack && step < Turn - Slack && !isAlongPole;
    }

    private static LinearRing Near(LinearRing hole, Envelope outline)
    {
        double turns = Math.Round((outline.Centre.X - hole.EnvelopeInternal.Centre.X) / Turn) * Turn;
        return turns == 0 ? hole
            : hole.Factory.CreateLinearRing([.. hole.Coordinates.Select(point => new Coordinate(point.X + turns, point.Y))]);
    }

    private static IEnumerable<Polygon> Polygons(Geometry shape) =>
        Enumerable.Range(0, shape.NumGeometries).Select(shape.GetGeometryN).OfType<Polygon>();

    private static void RequireLatitudes(Geometry shape, SourceLocation where)
    {
        Envelope extent = shape.EnvelopeInternal;
        if (extent.IsNull || (extent.MaxY <= 90 + 1e-6 && extent.MinY >= -90 - 1e-6)) return;
        throw new GridMismatchException(new Fault("A zone has latitudes beyond 90 degrees.", where, "latitudes of -90 to 90 degrees",
            FormattableString.Invariant($"latitudes of {extent.MinY:G10} to {extent.MaxY:G10}"),
            "Correct the file, or give its coordinate system by {option}; perhaps longitude and latitude are exchanged, or the coordinates "
                + "are in metres.") { Option = "crs" });
    }

    private static DataFormatException Ambiguous(Coordinate from, Coordinate to, SourceLocation where) => new(new Fault(
        "An edge of a zone spans more than 180 degrees of longitude, which can mean two things.", where,
        "edges of at most 180 degrees, or longitudes that go on beyond 180 (177 to 183)",
        FormattableString.Invariant($"an edge from {from.X:G10}, {from.Y:G10} to {to.X:G10}, {to.Y:G10}"),
        "Give the meaning by {option}: across (the short way, across the antimeridian) or as-written (the long way, through longitude 0).")
        { Option = "wide-edges" });
}
