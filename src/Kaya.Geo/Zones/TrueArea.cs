using System.Collections.Immutable;
using NetTopologySuite.Geometries;

namespace Kaya.Geo;

/// <summary>The true area of a polygon whose edges are straight lines of longitude and latitude.</summary>
/// <remarks>
/// The area under an edge is a^2/2 times the integral of the authalic function q along it (Snyder 1987, equation 3-12), by Gauss's rule of
/// three points over at most 5 degrees of latitude: exact to 1e-10 of the area.
/// </remarks>
internal static class TrueArea
{
    private const double LongestStep = 5;
    private static readonly ImmutableArray<(double Place, double Weight)> s_gauss =
        [(0.5 - (Math.Sqrt(0.6) / 2), 5.0 / 18), (0.5, 8.0 / 18), (0.5 + (Math.Sqrt(0.6) / 2), 5.0 / 18)];

    /// <summary>The area in m2.</summary>
    /// <param name="shape">Polygon or multipolygon in degrees.</param>
    /// <param name="ellipsoid">The Earth.</param>
    public static double Of(Geometry shape, Ellipsoid ellipsoid)
    {
        double total = 0;
        for (int part = 0; part < shape.NumGeometries; part++)
        {
            Polygon polygon = (Polygon)shape.GetGeometryN(part);
            total += Math.Abs(Under(polygon.Shell, ellipsoid)) - polygon.Holes.Sum(hole => Math.Abs(Under(hole, ellipsoid)));
        }

        return total * ellipsoid.SemiMajor * ellipsoid.SemiMajor / 2 * (Math.PI / 180);
    }

    private static double Under(LinearRing ring, Ellipsoid ellipsoid)
    {
        CoordinateSequence points = ring.CoordinateSequence;
        double sum = 0;
        for (int at = 1; at < points.Count; at++)
        {
            (double x0, double y0, double x1, double y1) = (points.GetX(at - 1), points.GetY(at - 1), points.GetX(at), points.GetY(at));
            int steps = Math.Max(1, (int)Math.Ceiling(Math.Abs(y1 - y0) / LongestStep));
            for (int step = 0; x0 != x1 && step < steps; step++)
                foreach ((double place, double weight) in s_gauss)
                    sum += (x1 - x0) / steps * weight * ellipsoid.AuthalicQ(y0 + ((y1 - y0) * (step + place) / steps));
        }

        return sum;
    }
}
