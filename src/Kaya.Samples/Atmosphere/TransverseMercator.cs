namespace Kaya.Samples;

/// <summary>Longitude and latitude of points of UTM zone 25N, in which the sample country lies (WGS 84).</summary>
/// <remarks>
/// Inverse of the series of Krueger (1912) to the third power of the flattening, as given by Karney (2011), J. Geodesy 85, 475-485;
/// errors below a millimetre in the zone.
/// </remarks>
internal static class TransverseMercator
{
    private const double CentralMeridian = -33;
    private const double FalseEasting = 500_000;
    private const double Scale = 0.9996;
    private const double SemiMajorAxis = 6_378_137;
    private const double Flattening = 1 / 298.257223563;

    /// <summary>Longitude and latitude, degrees, of a point given in metres.</summary>
    public static (double Longitude, double Latitude) ToGeographic(double x, double y)
    {
        double n = Flattening / (2 - Flattening), n2 = n * n, n3 = n2 * n;
        double radius = SemiMajorAxis / (1 + n) * (1 + (n2 / 4) + (n2 * n2 / 64));
        double north = y / (Scale * radius), east = (x - FalseEasting) / (Scale * radius);
        ReadOnlySpan<double> plane =
            [(n / 2) - (2 * n2 / 3) + (37 * n3 / 96), (n2 / 48) + (n3 / 15), 17 * n3 / 480];
        ReadOnlySpan<double> sphere = [(2 * n) - (2 * n2 / 3) - (2 * n3), (7 * n2 / 3) - (8 * n3 / 5), 56 * n3 / 15];
        double xi = north, eta = east;
        for (int j = 1; j <= 3; j++)
        {
            xi -= plane[j - 1] * Math.Sin(2 * j * north) * Math.Cosh(2 * j * east);
            eta -= plane[j - 1] * Math.Cos(2 * j * north) * Math.Sinh(2 * j * east);
        }

        double conformal = Math.Asin(Math.Sin(xi) / Math.Cosh(eta)), latitude = conformal;
        for (int j = 1; j <= 3; j++) latitude += sphere[j - 1] * Math.Sin(2 * j * conformal);
        return (CentralMeridian + (Math.Atan2(Math.Sinh(eta), Math.Cos(xi)) * 180 / Math.PI), latitude * 180 / Math.PI);
    }
}
