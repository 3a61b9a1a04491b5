using Kaya.Inversion;

namespace Kaya.Samples;

/// <summary>Emissions that no update changes: VOC of plants and NOx of soils, from temperature and light of the same hour.</summary>
/// <remarks>
/// Soils: Williams et al. (1992), J. Geophys. Res. 97, 7511-7519: A exp(0.071 T), T in degrees Celsius. Plants: a base flux by land cover
/// times exp(0.09 (T - 303 K)), the exponent of Guenther et al. (1993), times a light response that saturates, times the season of leaves;
/// the sizes are ours.
/// </remarks>
internal sealed class SampleNaturalEmissions(AtmosphereLand land, SampleMeteorology meteorology) : IHourlyFields<EmittedSpecies>
{
    public TransportGrid Grid => land.Grid;

    public DateTimeOffset Start => meteorology.Start;

    public int Hours => meteorology.Hours;

    public bool Has(EmittedSpecies variable) => variable is EmittedSpecies.Voc or EmittedSpecies.Nox;

    public int LayersOf(EmittedSpecies variable) => 1;

    public void Read(EmittedSpecies variable, int hour, Span<float> values)
    {
        if (!Has(variable)) throw new ArgumentException($"nature emits no {variable} here", nameof(variable));
        ArgumentOutOfRangeException.ThrowIfNegative(hour);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(hour, Hours);
        if (values.Length != land.Land.Length) throw new ArgumentException($"room for {land.Land.Length} values is needed", nameof(values));
        MeteorologyHour weather = meteorology.FieldsOf(hour);
        ReadOnlySpan<float> temperature = weather[MeteorologyVariable.Temperature], light = weather[MeteorologyVariable.ShortwaveRadiation];
        double day = SampleAtmosphere.HoursOf(Start.AddHours(hour)) / 24, leaves = 0.55 - (0.45 * Math.Cos(2 * Math.PI * (day - 20) / 365));
        for (int cell = 0; cell < values.Length; cell++)
            values[cell] = (float)(variable == EmittedSpecies.Voc ? Plants(cell, temperature[cell], light[cell], leaves)
                : Soils(cell, temperature[cell]));
    }

    // mg C m-2 h-1 of plants to kg s-1 of a cell.
    private double Plants(int cell, double temperature, double light, double leaves)
    {
        double flux = (1.6 * land.Forest[cell]) + (0.2 * land.Grass[cell]) + (0.3 * land.Crops[cell]);
        double response = Math.Exp(0.09 * (temperature - 303)) * ((0.15 * 1) + (0.85 * light / (light + 250) * 1.4));
        return flux * response * leaves * land.Area * 1e6 * 1e-6 / 3600;
    }

    // ng N m-2 s-1 of soils to kg s-1 of NO2 of a cell; nothing below freezing.
    private double Soils(int cell, double temperature)
    {
        double flux = (0.07 * land.Forest[cell]) + (0.9 * land.Grass[cell]) + (3 * land.Crops[cell]);
        double response = temperature < 273.15 ? 0 : Math.Exp(0.071 * (Math.Min(temperature, 303) - 273.15));
        return flux * response * 46 / 14 * land.Area * 1e6 * 1e-12;
    }
}
