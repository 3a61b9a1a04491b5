namespace Kaya.Inversion.Tests;

/// <summary>A small world whose concentrations are a known recursion of emissions and wind: decay, upwind advection, dilution.</summary>
/// <remarks>It stands in for a transport model where only the networks are under test.</remarks>
internal sealed record SyntheticWorld
{
    public int Rows { get; init; } = 12;

    public int Columns { get; init; } = 12;

    public int Hours { get; init; } = 30 * 24;

    public int Month { get; init; } = 1;

    public int Seed { get; init; } = 5;

    /// <summary>Runs: the first is the prior, the others have emissions perturbed by region, species and six hours.</summary>
    public int Runs { get; init; } = 2;

    /// <summary>Changes a value of any field before it is used: what, hour, cell, value.</summary>
    public Func<string, int, int, float, float> Edit { get; init; } = (_, _, _, value) => value;

    /// <summary>Whether runs tell what is in the air: what is at the ground, above it half of that, and neither NO nor ammonia.</summary>
    public bool HasAir { get; init; }

    public TransportGrid Grid => new(new Grid(CoordinateSystem.Plane, Affine.NorthUp(0, 27_000.0 * Rows, 27_000, 27_000), Rows, Columns),
        [50, 300]);

    public DateTimeOffset Start => new(2015, Month, 1, 0, 0, 0, TimeSpan.Zero);

    private int Cells => Rows * Columns;

    public SurrogateData Data(SurrogateStorage? storage = null) =>
        SurrogateData.Create(Geography(), [Period()], storage);

    public StaticFields Geography()
    {
        float[] height = [.. Enumerable.Range(0, Cells).Select(i => Edit("height", 0, i,
            (float)(300 + (200 * Math.Sin(0.4 * (i / Columns)) * Math.Cos(0.3 * (i % Columns))))))];
        return new StaticFields(Grid, ["height"], height);
    }

    public SurrogatePeriod Period() => new(Meteorology(), [.. Enumerable.Range(0, Runs).Select(Run)]);

    public HourlyFields<MeteorologyVariable> Meteorology()
    {
        Dictionary<MeteorologyVariable, (ReadOnlyMemory<float>, int)> fields = [];
        void Add(MeteorologyVariable variable, int layers, int count, Func<int, double> ofHour) => fields[variable] = (Enumerable
            .Range(0, Hours).SelectMany(hour => Enumerable.Range(0, layers * count)
                .Select(i => Edit(variable.ToString(), hour, i, (float)ofHour(hour)))).ToArray(), layers);
        Add(MeteorologyVariable.WindEast, 2, Rows * (Columns + 1), hour => Wind(hour).East);
        Add(MeteorologyVariable.WindNorth, 2, (Rows + 1) * Columns, hour => Wind(hour).North);
        Add(MeteorologyVariable.BoundaryLayerHeight, 1, Cells, Mixing);
        Add(MeteorologyVariable.ShortwaveRadiation, 1, Cells, Sun);
        Add(MeteorologyVariable.Temperature, 2, Cells, hour => 280 + (5 * Math.Sin((hour - 9) * Math.PI / 12)));
        return new HourlyFields<MeteorologyVariable>(Grid, Start, Hours, fields);
    }

    public SurrogateRun Run(int run)
    {
        float[][] emissions = [.. AtmosphericSpecies.Emitted.Select(species => Emission(run, species))];
        Dictionary<Pollutant, (ReadOnlyMemory<float> Values, int Layers)> ground = Concentrations(emissions);
        return new SurrogateRun(run == 0 ? "prior" : $"perturbed {run}",
            new HourlyFields<EmittedSpecies>(Grid, Start, Hours, AtmosphericSpecies.Emitted.ToDictionary(species => species,
                species => ((ReadOnlyMemory<float>)emissions[(int)species], 2))),
            new HourlyFields<Pollutant>(Grid, Start, Hours, ground))
        {
            Air = HasAir ? new HourlyFields<TransportedSpecies>(Grid, Start, Hours, Air(ground)) : null,
        };
    }

    private Dictionary<TransportedSpecies, (ReadOnlyMemory<float>, int)> Air(
        Dictionary<Pollutant, (ReadOnlyMemory<float> Values, int Layers)> ground)
    {
        ReadOnlyMemory<float> Layers(Pollutant pollutant) => Enumerable.Range(0, Hours).SelectMany(hour =>
            Enumerable.Range(0, 2 * Cells).Select(i => Edit("air", hour, i % Cells,
                ground[pollutant].Values.Span[(hour * Cells) + (i % Cells)] / (1 + (i / Cells))))).ToArray();
        return new()
        {
            [TransportedSpecies.No] = (new float[Hours * Cells], 1), [TransportedSpecies.No2] = (Layers(Pollutant.No2), 2),
            [TransportedSpecies.O3] = (Layers(Pollutant.O3), 2), [TransportedSpecies.So2] = (Layers(Pollutant.So2), 2),
            [TransportedSpecies.Pm25] = (Layers(Pollutant.Pm25), 2), [TransportedSpecies.Ammonia] = (new float[Hours * Cells], 1),
        };
    }

    public (double East, double North) Wind(int hour) => (3 * Math.Sin((hour + Seed) * 0.083) + (2 * Math.Cos(hour * 0.21)),
        3 * Math.Cos((hour + Seed) * 0.067) - (1.5 * Math.Sin(hour * 0.17)));

    // Days differ: without that the hour of the day would tell everything.
    private double Sun(int hour) => Math.Max(0, (550 + (250 * Weather(hour))) * Math.Sin(((hour % 24) - 6) * Math.PI / 12));

    private double Mixing(int hour) => (250 + (1.5 * Sun(hour))) * Math.Exp(0.5 * Weather(hour));

    private double Weather(int hour) => Math.Sin((hour + Seed) * 0.117) * Math.Cos((hour + (2 * Seed)) * 0.043);

    // Two layers, of which the upper has a fifth: networks are given the sum.
    private float[] Emission(int run, EmittedSpecies species)
    {
        float[] values = new float[Hours * 2 * Cells];
        RandomSource random = new RandomSource((ulong)Seed).Derive($"emission/{species}");
        double[] map = [.. Enumerable.Range(0, Cells).Select(_ => 0.02)];
        RandomSequence towns = random.Derive("towns").Sequence();
        for (int town = 0; town < Math.Max(3, Cells / 60); town++)
        {
            (int row, int column, double size) = (towns.NextInt32(Rows), towns.NextInt32(Columns), 0.1 + (0.5 * towns.NextDouble()));
            for (int cell = 0; cell < Cells; cell++)
            {
                (int down, int along) = ((cell / Columns) - row, (cell % Columns) - column);
                map[cell] += size * Math.Exp(-((down * down) + (along * along)) / 4.0);
            }
        }

        for (int hour = 0; hour < Hours; hour++)
        {
            double day = 1 + (0.5 * Math.Sin((((hour % 24) - 8) * Math.PI / 12) + (int)species));
            for (int cell = 0; cell < Cells; cell++)
            {
                double factor = run == 0 ? 1 : Perturbation(random, run, hour / 6, cell);
                float all = (float)(map[cell] * day * factor);
                values[(((2 * hour) + 0) * Cells) + cell] = Edit($"emission of {species} of run {run}", hour, cell, 0.8f * all);
                values[(((2 * hour) + 1) * Cells) + cell] = 0.2f * all;
            }
        }

        return values;
    }

    private double Perturbation(RandomSource random, int run, int block, int cell)
    {
        int region = (cell / Columns * 2 / Rows * 2) + (cell % Columns * 2 / Columns);
        return Math.Exp(0.4 * random.Derive($"{run}/{block}/{region}").Sequence().NextGaussian());
    }

    private Dictionary<Pollutant, (ReadOnlyMemory<float> Values, int Layers)> Concentrations(float[][] emissions)
    {
        float[][] values = [.. AtmosphericSpecies.Pollutants.Select(_ => new float[Hours * Cells])];
        double[] no2 = new double[Cells], so2 = new double[Cells], fine = new double[Cells];
        for (int hour = 0; hour < Hours; hour++)
        {
            double dilution = 2000 / Mixing(hour), light = Sun(hour) / 700;
            double Emitted(EmittedSpecies species, int cell) =>
                emissions[(int)species][2 * hour * Cells + cell] + emissions[(int)species][(((2 * hour) + 1) * Cells) + cell];
            double[] sulphur = so2;
            no2 = Next(no2, hour, 0.80 - (0.2 * light), cell => dilution * Emitted(EmittedSpecies.Nox, cell));
            so2 = Next(so2, hour, 0.88, cell => dilution * Emitted(EmittedSpecies.So2, cell));
            fine = Next(fine, hour, 0.92, cell => (dilution * Emitted(EmittedSpecies.Pm25, cell)) + (0.05 * sulphur[cell])
                + (0.3 * dilution * Emitted(EmittedSpecies.Nh3, cell)));
            for (int cell = 0; cell < Cells; cell++)
            {
                int place = (hour * Cells) + cell;
                values[(int)Pollutant.No2][place] = (float)no2[cell];
                values[(int)Pollutant.So2][place] = (float)so2[cell];
                values[(int)Pollutant.Pm25][place] = (float)fine[cell];
                values[(int)Pollutant.O3][place] = (float)Math.Max(1, 30 + (25 * light) - (1.5 * no2[cell])
                    + (0.5 * dilution * light * Emitted(EmittedSpecies.Voc, cell)));
            }
        }

        ReadOnlyMemory<float> Edited(Pollutant pollutant) => values[(int)pollutant]
            .Select((value, i) => Edit($"concentration of {pollutant}", i / Cells, i % Cells, value)).ToArray();
        return AtmosphericSpecies.Pollutants.ToDictionary(pollutant => pollutant, pollutant => (Edited(pollutant), 1));
    }

    /// <summary>One hour: upwind advection with Courant numbers |u| / 12, then decay, then what is added; clean air comes in.</summary>
    public double[] Next(double[] now, int hour, double kept, Func<int, double> added)
    {
        (double east, double north) = Wind(hour);
        return Next(now, east / 12, north / 12, kept, added);
    }

    /// <inheritdoc cref="Next(double[], int, double, Func{int, double})"/>
    public double[] Next(double[] now, double east, double north, double kept, Func<int, double> added)
    {
        double At(int row, int column) => row < 0 || column < 0 || row >= Rows || column >= Columns ? 0 : now[(row * Columns) + column];
        double[] next = new double[now.Length];
        double e = Math.Abs(east), n = Math.Abs(north);
        for (int row = 0; row < Rows; row++)
            for (int column = 0; column < Columns; column++)
            {
                double moved = ((1 - e - n) * At(row, column)) + (e * At(row, column - Math.Sign(east)))
                    + (n * At(row + Math.Sign(north), column));
                next[(row * Columns) + column] = (kept * moved) + added((row * Columns) + column);
            }

        return next;
    }

    /// <summary>d(SO2 of a cell)/d(emission of SO2) over the hours before, by the transpose of the recursion: hour x cell.</summary>
    public double[][] SulphurGradient(int hour, int cell, int history)
    {
        double[][] gradient = new double[history][];
        double[] weight = new double[Cells];
        weight[cell] = 1;
        for (int i = history - 1; i >= 0; i--)
        {
            int at = hour - history + 1 + i;
            gradient[i] = [.. weight.Select(value => value * 2000 / Mixing(at))];
            (double east, double north) = Wind(at);
            double e = Math.Abs(east) / 12, n = Math.Abs(north) / 12;
            double[] before = new double[Cells];
            void Add(int row, int column, double value)
            {
                if (row >= 0 && column >= 0 && row < Rows && column < Columns) before[(row * Columns) + column] += 0.88 * value;
            }

            for (int place = 0; place < Cells; place++)
            {
                (int row, int column) = (place / Columns, place % Columns);
                Add(row, column, (1 - e - n) * weight[place]);
                Add(row, column - Math.Sign(east), e * weight[place]);
                Add(row + Math.Sign(north), column, n * weight[place]);
            }

            weight = before;
        }

        return gradient;
    }
}
