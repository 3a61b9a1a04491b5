using System.Globalization;

namespace Kaya.Geo;

/// <summary>An ellipsoid of revolution and the areas on it.</summary>
/// <param name="SemiMajor">Semi-major axis a, in m.</param>
/// <param name="InverseFlattening">1/f; 0 means a sphere, as in WKT.</param>
public readonly record struct Ellipsoid(double SemiMajor, double InverseFlattening)
{
    /// <summary>The ellipsoid of WGS 84: a = 6378137 m, 1/f = 298.257223563.</summary>
    public static Ellipsoid Wgs84 { get; } = new(6378137, 298.257223563);

    /// <summary>First eccentricity e; 0 for a sphere.</summary>
    public double Eccentricity
    {
        get
        {
            double flattening = InverseFlattening == 0 ? 0 : 1 / InverseFlattening;
            return Math.Sqrt(flattening * (2 - flattening));
        }
    }

    /// <summary>Area of the whole surface, in m2: 5.1006562e14 for WGS 84.</summary>
    public double SurfaceArea => 2 * Math.PI * SemiMajor * SemiMajor * AuthalicQ(90);

    /// <summary>The authalic function q: equal steps of q are equal areas between parallels.</summary>
    /// <remarks>Snyder, Map Projections: A Working Manual (1987), equation 3-12.</remarks>
    /// <param name="latitude">Geodetic latitude, degrees, clamped to [-90, 90].</param>
    /// <returns>q, from about -2 at the south pole to about 2 at the north pole.</returns>
    public double AuthalicQ(double latitude)
    {
        double sine = latitude >= 90 ? 1 : latitude <= -90 ? -1 : Math.Sin(latitude * (Math.PI / 180));
        double e = Eccentricity;
        if (e == 0) return 2 * sine;
        double product = e * sine;
        return (1 - (e * e)) * ((sine / (1 - (product * product))) + (Math.Atanh(product) / e));
    }

    /// <summary>Area between two meridians and two parallels, exact on the ellipsoid.</summary>
    /// <param name="west">Longitude, degrees.</param>
    /// <param name="south">Latitude, degrees.</param>
    /// <param name="east">Longitude, degrees.</param>
    /// <param name="north">Latitude, degrees.</param>
    /// <returns>Area in m2; positive if east and north are larger.</returns>
    public double Area(double west, double south, double east, double north) =>
        SemiMajor * SemiMajor / 2 * ((east - west) * (Math.PI / 180)) * AuthalicStep(south, north);

    /// <summary>The difference of the authalic function between two parallels, without the cancellation of two numbers near 2.</summary>
    /// <param name="south">Latitude, degrees, clamped to [-90, 90].</param>
    /// <param name="north">Latitude, degrees, clamped to [-90, 90].</param>
    /// <returns>q at north minus q at south.</returns>
    public double AuthalicStep(double south, double north)
    {
        double low = Math.Clamp(south, -90, 90) * (Math.PI / 180), high = Math.Clamp(north, -90, 90) * (Math.PI / 180);
        // The difference of two sines as a product keeps its digits where both are nearly 1.
        double step = 2 * Math.Cos((low + high) / 2) * Math.Sin((high - low) / 2);
        double e = Eccentricity;
        if (e == 0) return 2 * step;
        double a = e * Math.Sin(low), b = e * Math.Sin(high);
        double first = step * (1 + (a * b)) / ((1 - (a * a)) * (1 - (b * b)));
        return (1 - (e * e)) * (first + (Math.Atanh(e * step / (1 - (a * b))) / e));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"a = {SemiMajor} m, 1/f = {InverseFlattening}");
}
