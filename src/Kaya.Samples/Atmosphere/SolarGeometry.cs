namespace Kaya.Samples;

/// <summary>Where the sun stands. Declination by Cooper (1969), equation of time by the usual three-term series.</summary>
internal static class SolarGeometry
{
    /// <summary>Local solar time, hours from 0 to 24.</summary>
    public static double SolarTime(double hourOfYear, double longitude)
    {
        double angle = 2 * Math.PI * ((hourOfYear / 24) - 81) / 364;
        double equation = (9.87 * Math.Sin(2 * angle)) - (7.53 * Math.Cos(angle)) - (1.5 * Math.Sin(angle));
        double time = (hourOfYear + (longitude / 15) + (equation / 60)) % 24;
        return time < 0 ? time + 24 : time;
    }

    /// <summary>Declination of the sun, radians.</summary>
    public static double Declination(double hourOfYear) =>
        23.45 * Math.PI / 180 * Math.Sin(2 * Math.PI * (284 + (hourOfYear / 24) + 1) / 365);

    /// <summary>Sine of the elevation of the sun: negative at night.</summary>
    public static double SineOfElevation(double hourOfYear, double longitude, double latitude)
    {
        double declination = Declination(hourOfYear), phi = latitude * Math.PI / 180;
        double hourAngle = (SolarTime(hourOfYear, longitude) - 12) * Math.PI / 12;
        return (Math.Sin(phi) * Math.Sin(declination)) + (Math.Cos(phi) * Math.Cos(declination) * Math.Cos(hourAngle));
    }

    /// <summary>Half the length of the day, hours.</summary>
    public static double HalfDay(double hourOfYear, double latitude)
    {
        double cosine = -Math.Tan(latitude * Math.PI / 180) * Math.Tan(Declination(hourOfYear));
        return Math.Acos(Math.Clamp(cosine, -1, 1)) * 12 / Math.PI;
    }

    /// <summary>Shortwave radiation at the ground, W m-2: clear sky by Haurwitz (1945), clouds by Kasten and Czeplak (1980).</summary>
    public static double Radiation(double sineOfElevation, double cloud) => sineOfElevation <= 0 ? 0
        : 1098 * sineOfElevation * Math.Exp(-0.057 / sineOfElevation) * (1 - (0.75 * Math.Pow(cloud, 3.4)));
}
