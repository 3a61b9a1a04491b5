namespace Kaya.NetCdf;

/// <summary>
/// Projections of meteorological models on a sphere. Models give the centre of a domain in
/// degrees,
/// a grid needs it in metres.
/// </summary>
/// <remarks>Snyder, Map Projections: A Working Manual (1987), chapters 7, 15 and 21.</remarks>
internal static class SphereProjection
{
    private const double Degree = Math.PI / 180;

    /// <summary>
    /// Lambert conformal conic: y is 0 on the equator's image shifted so that the pole is at n = 0; only differences matter.
    /// </summary>
    public static (double X, double Y) LambertConformal(double radius, (double First, double Second) parallels, double meridian,
        (double Longitude, double Latitude) place)
    {
        double first = parallels.First * Degree, second = parallels.Second * Degree;
        double n = Math.Abs(first - second) < 1e-9 ? Math.Sin(first)
            : Math.Log(Math.Cos(first) / Math.Cos(second)) / Math.Log(Stretch(second) / Stretch(first));
        double f = Math.Cos(first) * Math.Pow(Stretch(first), n) / n;
        double rho = radius * f / Math.Pow(Stretch(place.Latitude * Degree), n), theta = n * Around(place.Longitude - meridian) * Degree;
        return (rho * Math.Sin(theta), -rho * Math.Cos(theta));
    }

    /// <summary>Polar stereographic about the pole on the side of the parallel of true scale; the pole is the origin.</summary>
    public static (double X, double Y) PolarStereographic(double radius, double trueLatitude, double meridian,
        (double Longitude, double Latitude) place)
    {
        int side = trueLatitude < 0 ? -1 : 1;
        double scale = (1 + Math.Sin(Math.Abs(trueLatitude) * Degree)) / 2, theta = Around(place.Longitude - meridian) * Degree;
        double rho = 2 * radius * scale * Math.Tan((Math.PI / 4) - (side * place.Latitude * Degree / 2));
        return (rho * Math.Sin(theta), -side * rho * Math.Cos(theta));
    }

    /// <summary>Mercator, true on a parallel; the equator is y = 0.</summary>
    public static (double X, double Y) Mercator(double radius, double trueLatitude, double meridian,
        (double Longitude, double Latitude) place)
    {
        double scale = Math.Cos(trueLatitude * Degree);
        return (radius * scale * Around(place.Longitude - meridian) * Degree, radius * scale * Math.Log(Stretch(place.Latitude * Degree)));
    }

    private static double Stretch(double latitude) => Math.Tan((Math.PI / 4) + (latitude / 2));

    private static double Around(double longitude) => longitude - (360 * Math.Round(longitude / 360));
}
