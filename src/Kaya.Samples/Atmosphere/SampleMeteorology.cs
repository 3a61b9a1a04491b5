using Kaya.Core;
using Kaya.Inversion;

namespace Kaya.Samples;

/// <summary>Generated weather, computed hour by hour as it is read; only the last hour is kept.</summary>
internal sealed class SampleMeteorology : IHourlyFields<MeteorologyVariable>
{
    private const double VonKarman = 0.4;

    private readonly AtmosphereLand _land;
    private readonly SampleSky _sky;
    private readonly SampleWinds _winds;
    private readonly double[] _roughness;
    private (int Hour, MeteorologyHour Fields)? _last;

    public SampleMeteorology(AtmosphereLand land, RandomSource random, DateTimeOffset start, int hours)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hours, 1);
        (_land, Start, Hours) = (land, start.ToUniversalTime(), hours);
        SampleWeatherSystems systems = new(random);
        (_sky, _winds) = (new SampleSky(land, systems), new SampleWinds(land, systems));
        // Roughness length: 0.2 mm of water, 1 m (logarithm 0) of towns and woods, 8 cm of fields. Logarithms are averaged.
        _roughness = [.. land.Land.Select((part, cell) => Math.Exp((Math.Log(2e-4) * (1 - part))
            + (Math.Log(0.08) * Math.Max(0, part - land.BuiltUp[cell] - land.Forest[cell]))))];
    }

    public TransportGrid Grid => _land.Grid;

    public DateTimeOffset Start { get; }

    public int Hours { get; }

    public bool Has(MeteorologyVariable variable) => Enum.IsDefined(variable);

    public int LayersOf(MeteorologyVariable variable) => variable.Position() == CellPosition.Surface ? 1 : Grid.Layers;

    public void Read(MeteorologyVariable variable, int hour, Span<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hour);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(hour, Hours);
        int count = Grid.CountOf(variable.Position());
        if (values.Length != count) throw new ArgumentException($"room for {count} values is needed", nameof(values));
        FieldsOf(hour)[variable].CopyTo(values);
    }

    /// <summary>All fields of an hour; they are overwritten by the next hour that is asked for.</summary>
    public MeteorologyHour FieldsOf(int hour)
    {
        if (_last is { } last && last.Hour == hour) return last.Fields;
        MeteorologyHour fields = _last?.Fields ?? new MeteorologyHour(Grid);
        double middle = SampleAtmosphere.HoursOf(Start.AddHours(hour)) + 0.5;
        _sky.Compute(middle, fields);
        _winds.Compute(middle, fields);
        Surface(middle, fields);
        _last = (hour, fields);
        return fields;
    }

    // Friction velocity and height of the boundary layer.
    private void Surface(double hours, MeteorologyHour fields)
    {
        int rows = Grid.Rows, columns = Grid.Columns;
        Span<float> east = fields[MeteorologyVariable.WindEast], north = fields[MeteorologyVariable.WindNorth];
        Span<float> friction = fields[MeteorologyVariable.FrictionVelocity], height = fields[MeteorologyVariable.BoundaryLayerHeight];
        double reference = Grid.LayerTops[0] / 2;
        for (int cell = 0; cell < rows * columns; cell++)
        {
            int r = cell / columns, c = cell % columns;
            double u = (east[(r * (columns + 1)) + c] + east[(r * (columns + 1)) + c + 1]) / 2;
            double v = (north[(r * columns) + c] + north[((r + 1) * columns) + c]) / 2;
            double sun = Heating(hours, cell, fields[MeteorologyVariable.CloudFraction][cell]);
            double neutral = VonKarman * Math.Max(0.4, Math.Sqrt((u * u) + (v * v))) / Math.Log(reference / _roughness[cell]);
            double part = _land.Land[cell], stability = (1 - part) + (part * (0.6 + (0.65 * sun)));
            friction[cell] = (float)Math.Max(0.03, neutral * stability);
            // In proportion to u*, at least 60 m; over land the growth by convection is added to it.
            double mechanical = Math.Clamp(700 * friction[cell], 60, 900);
            double convective = sun * ConvectiveHeight(hours, cell);
            double overLand = Math.Sqrt((mechanical * mechanical) + (convective * convective)), overSea = 450 + (300 * friction[cell]);
            height[cell] = (float)Math.Clamp((part * overLand) + ((1 - part) * overSea), 60, Grid.LayerTops[^1] * 1.4);
        }
    }

    // 0 at night; rises from sunrise to the middle of the afternoon and falls until sunset. Clouds weaken it.
    private double Heating(double hours, int cell, double cloud)
    {
        double half = SolarGeometry.HalfDay(hours, _land.Latitude[cell]), time = SolarGeometry.SolarTime(hours, _land.Longitude[cell]);
        double part = (time - 12 + half) / (2 * half);
        if (part <= 0 || part >= 1) return 0;
        double shape = part < 0.7 ? Math.Sin(0.5 * Math.PI * part / 0.7) : Math.Cos(0.5 * Math.PI * (part - 0.7) / 0.3);
        return shape * (1 - (0.45 * cloud));
    }

    private double ConvectiveHeight(double hours, int cell)
    {
        double noon = Math.Cos((_land.Latitude[cell] * Math.PI / 180) - SolarGeometry.Declination(hours));
        return 250 + (1650 * noon * noon);
    }
}
