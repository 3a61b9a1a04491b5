using Kaya.Core;
using NetTopologySuite.Geometries;

namespace Kaya.Geo;

/// <summary>Transforms outlines as the lines that they are in their own coordinate system.</summary>
/// <remarks>
/// An edge is straight in the system of its file, and curved in the other one: points are added until the curve is within about a metre.
/// In degrees the points of a ring follow one another without jumps of a turn, so that a zone across the antimeridian stays whole (its
/// longitudes then pass 180), and a ring around a pole is closed along the meridians of its ends. In a projection that is cut along a
/// meridian, zones in degrees are cut there first.
/// </remarks>
internal sealed class OutlineTransform(ICoordinateTransformation transformation)
{
    private const double DegreesTolerance = 1e-5;
    private const double MetresTolerance = 1;
    private const double LongestDegrees = 10;
    private const double LongestMetres = 500_000;
    private const int MostHalvings = 24;

    private readonly bool _fromDegrees = transformation.Source.IsGeographic;
    private readonly bool _toDegrees = transformation.Target.IsGeographic;
    private readonly double _tolerance = transformation.Target.IsGeographic ? DegreesTolerance
        : MetresTolerance / transformation.Target.MetresPerUnit;
    private readonly double _longest = transformation.Source.IsGeographic ? LongestDegrees
        : LongestMetres / transformation.Source.MetresPerUnit;

    /// <summary>A zone in the target system.</summary>
    /// <exception cref="GridMismatchException">A point cannot be transformed, or the projection tears the zone apart.</exception>
    public Geometry Apply(Zone zone)
    {
        Geometry shape = _fromDegrees && !_toDegrees && transformation.Target.Seam is { } seam
            ? Longitudes.Cut(zone.Shape, seam - transformation.Source.PrimeMeridian) : zone.Shape;
        GeometryFactory factory = shape.Factory;
        Polygon[] parts = [.. Enumerable.Range(0, shape.NumGeometries).Select(part => (Polygon)shape.GetGeometryN(part))
            .Select(polygon => factory.CreatePolygon(Ring(polygon.Shell, zone.Code, factory),
                [.. polygon.Holes.Select(hole => Ring(hole, zone.Code, factory))]))];
        Geometry moved = parts.Length == 1 ? parts[0] : factory.CreateMultiPolygon(parts);
        return _toDegrees ? Longitudes.HolesInside(moved) : moved;
    }

    private LinearRing Ring(LinearRing ring, string code, GeometryFactory factory)
    {
        Coordinate[] points = ring.Coordinates;
        Path path = new([.. points.Select(point => point.X)], [.. points.Select(point => point.Y)]);
        Transform(path, code);
        for (int halving = 0; halving < MostHalvings && path.Open.Contains(true); halving++) path = Refined(path, halving, code);
        if (!_toDegrees && path.Open.Contains(true) && IsTorn(path)) throw Torn(code);
        List<Coordinate> moved = [.. path.ToX.Zip(path.ToY, (x, y) => new Coordinate(x, y))];
        if (_toDegrees) Longitudes.Continue(moved, isNorth => isNorth == IsCounterClockwise(points));
        moved[^1] = moved[0].Copy();
        return factory.CreateLinearRing([.. moved]);
    }

    // The middles of all open edges at once; an edge whose middle is where it should be is done.
    private Path Refined(Path path, int halving, string code)
    {
        int[] open = [.. Enumerable.Range(0, path.Open.Length).Where(edge => path.Open[edge])];
        Path middles = new([.. open.Select(edge => (path.X[edge] + path.X[edge + 1]) / 2)],
            [.. open.Select(edge => (path.Y[edge] + path.Y[edge + 1]) / 2)]);
        Transform(middles, code);
        List<int> from = [];
        bool[] isOpen = new bool[path.Open.Length];
        for (int at = 0; at < open.Length; at++)
        {
            int edge = open[at];
            double stepX = Step(path.ToX[edge], path.ToX[edge + 1]), stepY = path.ToY[edge + 1] - path.ToY[edge];
            double offX = Step(path.ToX[edge] + (stepX / 2), middles.ToX[at]), offY = middles.ToY[at] - path.ToY[edge] - (stepY / 2);
            bool isLong = Math.Max(Math.Abs(path.X[edge + 1] - path.X[edge]), Math.Abs(path.Y[edge + 1] - path.Y[edge])) > _longest;
            isOpen[edge] = isLong || Math.Max(Math.Abs(offX), Math.Abs(offY)) > _tolerance;
        }

        return path.With(middles, open, isOpen);
    }

    private void Transform(Path path, string code)
    {
        path.X.CopyTo(path.ToX, 0);
        path.Y.CopyTo(path.ToY, 0);
        transformation.Transform(path.ToX, path.ToY);
        for (int at = 0; at < path.ToX.Length; at++)
            if (!double.IsFinite(path.ToX[at]) || !double.IsFinite(path.ToY[at]))
                throw new GridMismatchException(
                    new Fault("A zone extends beyond the valid area of the coordinate system.", new SourceLocation(Variable: code),
                    $"points within {transformation.Target}", FormattableString.Invariant($"x {path.X[at]:G10}, y {path.Y[at]:G10}"),
                        "Clip the zones, or use another coordinate system."));
    }

    private double Step(double from, double to) => _toDegrees ? Math.IEEERemainder(to - from, 360) : to - from;

    private bool IsTorn(Path path)
    {
        double far = 1000 * _tolerance;
        return Enumerable.Range(0, path.Open.Length).Any(edge => path.Open[edge]
            && Math.Max(Math.Abs(path.ToX[edge + 1] - path.ToX[edge]), Math.Abs(path.ToY[edge + 1] - path.ToY[edge])) > far);
    }

    private GridMismatchException Torn(string code) => new(new Fault("The map projection cuts a zone in two.",
        new SourceLocation(Variable: code), $"a zone that stays whole in {transformation.Target}", "an edge with a jump",
        "Give the zones in longitude and latitude, or use another coordinate system."));

    private static bool IsCounterClockwise(Coordinate[] ring)
    {
        double twice = 0;
        for (int at = 1; at < ring.Length; at++)
            twice += ((ring[at - 1].X - ring[0].X) * (ring[at].Y - ring[0].Y)) - ((ring[at].X - ring[0].X) * (ring[at - 1].Y - ring[0].Y));
        return twice > 0;
    }

    // Points with their places in both systems, and the edges between them that may still be curved.
    private sealed class Path(double[] x, double[] y)
    {
        public double[] X => x;

        public double[] Y => y;

        public double[] ToX { get; private init; } = new double[x.Length];

        public double[] ToY { get; private init; } = new double[x.Length];

        public bool[] Open { get; private init; } = [.. Enumerable.Repeat(true, Math.Max(0, x.Length - 1))];

        /// <summary>The path with middles put into the edges that are still open.</summary>
        public Path With(Path middles, int[] edges, bool[] isOpen)
        {
            int added = isOpen.Count(open => open);
            double[][] all = [new double[x.Length + added], new double[x.Length + added], new double[x.Length + added],
                new double[x.Length + added]];
            bool[] next = new bool[x.Length + added - 1];
            (double[] From, double[] Middle)[] columns = [(x, middles.X), (y, middles.Y), (ToX, middles.ToX), (ToY, middles.ToY)];
            int place = 0, at = 0;
            for (int point = 0; point < x.Length; point++)
            {
                for (int k = 0; k < 4; k++) all[k][place] = columns[k].From[point];
                place++;
                bool isEdge = at < edges.Length && edges[at] == point;
                if (isEdge && isOpen[point])
                {
                    for (int k = 0; k < 4; k++) all[k][place] = columns[k].Middle[at];
                    (next[place - 1], next[place]) = (true, true);
                    place++;
                }

                if (isEdge) at++;
            }

            return new Path(all[0], all[1]) { ToX = all[2], ToY = all[3], Open = next };
        }
    }
}
