using System.Numerics;

namespace Kaya.Inversion;

/// <summary>Rates of the reactions from meteorology.</summary>
/// <remarks>
/// Generic Reaction Set: Azzi, Johnson and Cope (1992), with the rates of Hurley (2005, The Air Pollution Model, version 3, CSIRO), in
/// ppm
/// and minutes at 298.15 K and 1 atm. Photolysis of NO2: Trebs et al. (2009, Atmos. Meas. Tech. 2, 725-739) from global radiation.
/// Hydroxyl:
/// proportional to that photolysis, 4e6 cm-3 at 8e-3 s-1 (the size of Rohrer and Berresheim 2006; ours). OH + NO2 and OH + SO2: 1.1e-11
/// and
/// 9e-13 cm3 s-1 near the ground (JPL 2015). At night nitric acid forms at twice the rate of NO2 + O3 at 40 ppb (N2O5 on particles taken
/// as
/// fast; ours). In clouds a tenth of the sulphur dioxide is oxidised in an hour (ours).
/// </remarks>
internal static class ReactionRates
{
    /// <summary>nmol m-3 in a ppm at 298.15 K and 1 atm, times the seconds of a minute.</summary>
    internal const double PpmMinute = 40874.0 * 60;

    /// <summary>RP + RP, and RP + NO2 to each of its two products, m3 nmol-1 s-1.</summary>
    internal const double RadicalRadical = 10200 / PpmMinute, RadicalNo2 = 120 / PpmMinute;

    // cm3 per molecule and second to m3 per nmol and second.
    private const double PerMolecule = 6.02214e8;
    private const double HydroxylPerPhotolysis = 4e6 / 8e-3;
    private const double CloudRate = 0.1 / 3600, NightRate = 2 * 3.2e-17 * 1e12;
    // Light of the night sky: keeps the stationary state smooth where nothing else does.
    private const double LeastPhotolysis = 1e-6;

    internal static double Photolysis(double shortwave) =>
        shortwave <= 0 ? 0 : Math.Max(0, (1.47e-5 * shortwave) - (4.84e-9 * shortwave * shortwave));

    /// <summary>NO + O3, m3 nmol-1 s-1.</summary>
    internal static double Titration(double temperature) => 2643 * Math.Exp(-1370 / temperature) / PpmMinute;

    internal static void Fill<T>(ReactionPlan<T> plan, HourMeteorology weather, (int Layer, int Row) at, double step)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (int layer, int row) = at;
        Span<T> radicals = plan.Radicals.Line(row, layer), radicalNo = plan.RadicalNo.Line(row, layer);
        Span<T> stationary = plan.Stationary.Line(row, layer), titrations = plan.Titration.Line(row, layer);
        Span<T> nitricAcid = plan.NitricAcid.Line(row, layer), sulphates = plan.Sulphate.Line(row, layer);
        for (int column = 0; column < radicals.Length; column++)
        {
            int ground = (row * radicals.Length) + column, cell = (layer * weather.Shortwave.Length) + ground;
            double temperature = weather.Temperature[cell], light = Photolysis(weather.Shortwave[ground]);
            double titration = Titration(temperature), hydroxyl = HydroxylPerPhotolysis * light;
            double night = light < 1e-4 ? 1 - (light / 1e-4) : 0;
            double sulphate = step * ((9e-13 * hydroxyl) + (CloudRate * Math.Clamp(weather.Cloud[ground], 0, 1)));
            radicals[column] = T.CreateTruncating(1e4 * Math.Exp(-4710 / temperature) * light);
            radicalNo[column] = T.CreateTruncating(5482 * Math.Exp(242 / temperature) / PpmMinute);
            stationary[column] = T.CreateTruncating(Math.Max(light, LeastPhotolysis) / titration);
            titrations[column] = T.CreateTruncating(titration * step);
            nitricAcid[column] = T.CreateTruncating(step * ((1.1e-11 * hydroxyl) + (NightRate * night)));
            sulphates[column] = T.CreateTruncating(sulphate / (1 + sulphate));
            if (layer == 0) plan.Nitrate.Line(row)[column] = T.CreateTruncating(NitrateProduct(weather, cell));
        }
    }

    /// <summary>Dissociation of ammonium nitrate over humidity (Mozurkewich 1993, Atmospheric Environment 27A, 261-270), (nmol m-3)2.
    /// </summary>
    internal static double NitrateProduct(double temperature, double humidity)
    {
        double t = temperature, log = Math.Log(t);
        double dry = Math.Exp(118.87 - (24084 / t) - (6.025 * log));
        double limit = Math.Min(0.99, Math.Exp((723.7 / t) + 1.6954) / 100);
        if (humidity <= limit) return dry;
        double left = 1 - Math.Min(humidity, 0.99);
        double p1 = Math.Exp(-135.94 + (8763 / t) + (19.12 * log)), p2 = Math.Exp(-122.65 + (9969 / t) + (16.22 * log));
        double p3 = Math.Exp(-182.61 + (13875 / t) + (24.46 * log));
        return Math.Max(0, p1 - (p2 * left) + (p3 * left * left)) * Math.Pow(left, 1.75) * dry;
    }

    private static double NitrateProduct(HourMeteorology weather, int cell)
    {
        double temperature = weather.Temperature[cell], density = weather.Density[cell], humidity = 0.6;
        if (weather.Humidity is { } water)
        {
            // Vapour pressure of that much water, over that of saturation (Bolton 1980).
            double vapour = density * water[cell] * 461.5 * temperature;
            humidity = Math.Clamp(vapour / (611.2 * Math.Exp(17.67 * (temperature - 273.15) / (temperature - 29.65))), 0, 0.99);
        }

        double ppb = density / BoundaryAir.MolarMassOfAir;
        return NitrateProduct(temperature, humidity) * ppb * ppb;
    }
}
