namespace Kaya.Inversion.Tests;

/// <summary>Made-up meteorology and emissions for tests: smooth fields with a daily course, every number from a formula.</summary>
internal sealed class SmallWorld
{
    private readonly Dictionary<MeteorologyVariable, Func<int, int, double, double, double>> _weather;

    public SmallWorld(int rows, int columns, int hours, double size = 27_000)
    {
        (Rows, Columns, Hours) = (rows, columns, hours);
        Horizontal = new Grid(CoordinateSystem.Plane, Affine.NorthUp(0, rows * size, size, size), rows, columns);
        _weather = new()
        {
            [MeteorologyVariable.WindEast] = (hour, layer, y, x) =>
                (3 + (2 * layer)) * Math.Cos(2 * Math.PI * (y + (hour / 24.0))) + (2 * Math.Sin(2 * Math.PI * x)),
            [MeteorologyVariable.WindNorth] = (hour, layer, y, x) =>
                (2 + layer) * Math.Sin(2 * Math.PI * (x + (hour / 31.0))) + Math.Cos(2 * Math.PI * y),
            [MeteorologyVariable.Temperature] = (hour, layer, y, x) => 288 - (5 * layer) - (6 * y) + (5 * Day(hour)),
            [MeteorologyVariable.AirDensity] = (hour, layer, y, x) => (1.2 - (0.1 * layer)) * (1 + (0.01 * y) - (0.01 * Day(hour))),
            [MeteorologyVariable.Humidity] = (hour, layer, y, x) => 0.007 - (0.002 * layer) + (0.001 * x),
            [MeteorologyVariable.BoundaryLayerHeight] = (hour, layer, y, x) => 300 + (1000 * Math.Max(0, Day(hour))) + (100 * x),
            [MeteorologyVariable.FrictionVelocity] = (hour, layer, y, x) => 0.25 + (0.1 * Day(hour)) + (0.05 * y),
            [MeteorologyVariable.ShortwaveRadiation] = (hour, layer, y, x) => Math.Max(0, 800 * Day(hour)),
            [MeteorologyVariable.Precipitation] = (hour, layer, y, x) => hour % 12 > 8 ? 2 * x * y : 0,
            [MeteorologyVariable.CloudFraction] = (hour, layer, y, x) => 0.5 * x,
        };
    }

    public int Rows { get; }

    public int Columns { get; }

    public int Hours { get; init; }

    public Grid Horizontal { get; init; }

    public double[] LayerTops { get; init; } = [150, 700, 2500];

    public DateTimeOffset Start { get; } = new(2020, 6, 1, 0, 0, 0, TimeSpan.Zero);

    public TransportGrid Grid => new(Horizontal, [.. LayerTops]);

    /// <summary>kg s-1 of a cell in its middle.</summary>
    public double Strength { get; init; } = 0.2;

    public static double Day(int hour) => -Math.Cos(2 * Math.PI * (hour + 0.5) / 24);

    /// <summary>Value from hour, layer, and place as parts of the height (from the north) and the width.</summary>
    public SmallWorld With(MeteorologyVariable variable, Func<int, int, double, double, double> value)
    {
        _weather[variable] = value;
        return this;
    }

    public SmallWorld Without(MeteorologyVariable variable)
    {
        _weather.Remove(variable);
        return this;
    }

    public HourlyFields<MeteorologyVariable> Meteorology()
    {
        Dictionary<MeteorologyVariable, (ReadOnlyMemory<float>, int)> fields = [];
        foreach ((MeteorologyVariable variable, Func<int, int, double, double, double> value) in _weather)
            fields[variable] = (Fill(variable, value), variable.Position() == CellPosition.Surface ? 1 : Grid.Layers);
        return new HourlyFields<MeteorologyVariable>(Grid, Start, Hours, fields);
    }

    public HourlyFields<EmittedSpecies> Emissions(double scale = 1)
    {
        Dictionary<EmittedSpecies, (ReadOnlyMemory<float>, int)> fields = [];
        foreach (EmittedSpecies species in AtmosphericSpecies.Emitted)
        {
            int layers = species == EmittedSpecies.So2 ? Math.Min(2, Grid.Layers) : 1;
            float[] values = new float[Hours * layers * Rows * Columns];
            for (int i = 0; i < values.Length; i++)
            {
                double x = ((i % Columns) + 0.5) / Columns, y = ((i / Columns % Rows) + 0.5) / Rows;
                int hour = i / (layers * Rows * Columns);
                double town = Math.Exp(-40 * (((x - 0.4) * (x - 0.4)) + ((y - 0.55) * (y - 0.55))));
                values[i] = (float)(scale * Strength * (0.05 + town) * (1 + (0.5 * Day(hour))) * (1 + (0.2 * (int)species)));
            }

            fields[species] = (values, layers);
        }

        return new HourlyFields<EmittedSpecies>(Grid, Start, Hours, fields);
    }

    public TransportInputs Inputs() => new(Meteorology(), Emissions());

    public static FitContext Context() => new(new RandomSource(1));

    private float[] Fill(MeteorologyVariable variable, Func<int, int, double, double, double> value)
    {
        CellPosition position = variable.Position();
        int rows = position == CellPosition.NorthSouthFace ? Rows + 1 : Rows;
        int columns = position == CellPosition.EastWestFace ? Columns + 1 : Columns;
        double middleX = position == CellPosition.EastWestFace ? 0 : 0.5, middleY = position == CellPosition.NorthSouthFace ? 0 : 0.5;
        int layers = position == CellPosition.Surface ? 1 : Grid.Layers;
        float[] values = new float[Hours * layers * rows * columns];
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)value(i / (layers * rows * columns), i / (rows * columns) % layers,
                ((i / columns % rows) + middleY) / Rows, ((i % columns) + middleX) / Columns);
        return values;
    }
}
