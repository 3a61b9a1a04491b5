using Kaya.Inversion;

namespace Kaya.Samples;

/// <summary>Clouds, rain, radiation, temperature, humidity and density of an hour.</summary>
/// <param name="land">The country on the grid.</param>
/// <param name="systems">Highs, lows and clouds.</param>
internal sealed class SampleSky(AtmosphereLand land, SampleWeatherSystems systems)
{
    private const double GasConstant = 287.05;
    private const double Gravity = 9.81;
    private const double LapseRate = 0.0065;
    private const double CoriolisParameter = 1.06e-4;

    private readonly GridLines _centres =
        GridLines.Centres(land.Grid.Rows, land.Grid.Columns, land.Grid.Horizontal.Affine.StepX / 1000);

    /// <summary>Computes the sky of an hour.</summary>
    /// <param name="hours">Middle of the hour, from the begin of 2015, UTC.</param>
    /// <param name="hour">Receives the fields.</param>
    public void Compute(double hours, MeteorologyHour hour)
    {
        int cells = land.Land.Length;
        double[] front = new double[cells], warmth = new double[cells], stream = new double[cells];
        systems.Fronts.AddTo(_centres, hours, -0.6, 1, front);
        // Warm air lies behind the crest of the stream function, where the wind has come from the south.
        systems.Fronts.AddTo(_centres, hours, 0.5 * Math.PI, 1, warmth);
        systems.Highs.AddTo(_centres, hours, 0, 1, stream);
        Span<float> clouds = hour[MeteorologyVariable.CloudFraction], rain = hour[MeteorologyVariable.Precipitation];
        Span<float> radiation = hour[MeteorologyVariable.ShortwaveRadiation];
        for (int cell = 0; cell < cells; cell++)
        {
            double x = _centres.X[cell % land.Grid.Columns], y = _centres.Y[cell / land.Grid.Columns];
            double texture = systems.Texture(x, y, hours), lift = (0.75 * front[cell]) + texture + (land.Height[cell] / 2500);
            double cloud = 1 / (1 + Math.Exp(-2.6 * (lift - 0.15)));
            double sine = SolarGeometry.SineOfElevation(hours, land.Longitude[cell], land.Latitude[cell]);
            clouds[cell] = (float)cloud;
            rain[cell] = (float)(2.2 * Math.Pow(Math.Max(0, lift - 1.1), 1.3));
            radiation[cell] = (float)SolarGeometry.Radiation(sine, cloud);
            Column(cell, hours, (warmth[cell], stream[cell] * 1000, y), hour);
        }
    }

    // Temperature, humidity and density of the layers above a cell. Stream function in m2 s-1.
    private void Column(int cell, double hours, (double Warmth, double Stream, double North) air, MeteorologyHour hour)
    {
        double cloud = hour[MeteorologyVariable.CloudFraction][cell], height = land.Height[cell];
        double summer = -Math.Cos(2 * Math.PI * ((hours / 24) - 28) / 365);
        double sea = 284.5 + (8.5 * summer) + (1.7 * air.Warmth) - (0.006 * air.North);
        double swing = ((1 - land.Land[cell]) * 0.6) + (land.Land[cell] * (3.6 + (2 * summer)) * (1 - (0.6 * cloud)));
        double time = SolarGeometry.SolarTime(hours, land.Longitude[cell]);
        double diurnal = swing * Math.Cos(2 * Math.PI * (time - 14.5) / 24);
        // Geostrophic balance of the stream function with the surface pressure.
        double ground = sea - (LapseRate * height);
        double pressure = (101_325 + (1.22 * CoriolisParameter * air.Stream))
            * Math.Exp(-Gravity * height / (GasConstant * (sea + ground) / 2));
        double relative = Math.Min(0.98, 0.52 + (0.36 * cloud) + (0.08 * (1 - land.Land[cell])));
        for (int layer = 0; layer < land.Grid.Layers; layer++)
        {
            double below = land.Grid.BottomOf(layer), middle = (below + land.Grid.LayerTops[layer]) / 2;
            // A warm surface heats the whole boundary layer, a cold one only the air next to it.
            double temperature = ground - (LapseRate * middle) + (diurnal * Math.Exp(-middle / (diurnal > 0 ? 1500 : 250)));
            double here = pressure * Math.Exp(-Gravity * middle / (GasConstant * temperature));
            double celsius = temperature - 273.15;
            double vapour = relative * 610.94 * Math.Exp(17.625 * celsius / (celsius + 243.04));
            int at = (layer * land.Land.Length) + cell;
            hour[MeteorologyVariable.Temperature][at] = (float)temperature;
            hour[MeteorologyVariable.Humidity][at] = (float)(0.622 * vapour / (here - (0.378 * vapour)));
            hour[MeteorologyVariable.AirDensity][at] = (float)((here - vapour) / (GasConstant * temperature));
        }
    }
}
