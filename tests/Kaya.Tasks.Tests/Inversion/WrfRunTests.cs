using System.Text;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Inversion;
using Kaya.NetCdf;
using Kaya.Runs;
using Kaya.Samples;

namespace Kaya.Tasks.Tests.Inversion;

/// <summary><c>kaya transport run --wrf</c> on a file in the form of WRF that holds the weather of the sample.</summary>
public sealed class WrfRunTests : IDisposable
{
    private const int Rows = 12, Columns = 14, Hours = 2, Layers = 3;
    private const double Cell = 24000, Gravity = 9.81, Ground = 300, BasePressure = 60000;
    private static readonly DateTimeOffset s_start = SampleAtmosphere.Months[1].AddHours(33);
    private static readonly double[] s_tops = [60, 400, 1500];
    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-wrf").FullName;
    private readonly SampleAtmosphere _atmosphere =
        SampleAtmosphere.Create(new SampleAtmosphereOptions { Rows = Rows, Columns = Columns, CellSize = 24 });
    private int _runs;

    // The plane of the attributes of the file: WRF's sphere, the middle of the grid where both parallels and the meridian say.
    private static TransportGrid Plane => new(new Grid(CoordinateSystem.Parse(
        """
        PROJCS["Lambert_Conformal_Conic_2SP",GEOGCS["unknown",DATUM["unknown",SPHEROID["unknown",6370000,0]],PRIMEM["Greenwich",0],
        UNIT["degree",0.0174532925199433]],PROJECTION["Lambert_Conformal_Conic_2SP"],PARAMETER["standard_parallel_1",25],
        PARAMETER["standard_parallel_2",47],PARAMETER["latitude_of_origin",34],PARAMETER["central_meridian",110],UNIT["metre",1]]
        """), Affine.NorthUp(-Columns * Cell / 2, Rows * Cell / 2, Cell, Cell), Rows, Columns), [.. s_tops]);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // With a bucket, the sum of rain starts again whenever that much has fallen.
    [Theory]
    [InlineData(0)]
    [InlineData(0.4)]
    public void Run_OnWrf_GivesWhatTheModelGivesOnTheSameAir(double bucket)
    {
        Assert.Equal(s_tops, _atmosphere.Grid.LayerTops);
        Assert.Contains(Fallen(Hours), fallen => fallen > 3 * bucket);
        WriteWrf("wrfout", Hours + 1, bucket: bucket);
        SampleAtmosphereFiles.WriteEmissions(Emissions(0), In("EMIS"));
        FinishedTask finished = Run(new() { ["wrf"] = In("wrfout"), ["emissions"] = In("EMIS"), ["spin-up"] = "1" });
        using NetCdfFields file = NetCdfFields.Open(Path.Combine(finished.Run!.Folder, "outputs", TransportOutput.ConcentrationFile));
        ConcentrationFields written = ConcentrationFields.Of([new FieldFile("concentrations", file)], Plane);
        Assert.Equal((s_start, Hours), (written.Start, written.Hours));
        using GdalTransformation toDegrees = new(Plane.Horizontal.Crs, CoordinateSystem.LongitudeLatitude);
        HourlyFields<Pollutant> expected = new EmbeddedTransportModel(new TransportOptions { ToDegrees = toDegrees })
            .Run(new TransportInputs(Means(), Emissions(0)), new FitContext(new RandomSource(1))).Surface;
        float[] left = new float[Rows * Columns], right = new float[Rows * Columns];
        foreach (Pollutant pollutant in AtmosphericSpecies.Pollutants)
        {
            expected.Read(pollutant, Hours - 1, left);
            written.Read(pollutant, Hours - 1, right);
            Assert.Contains(left, value => value > 0.1);
            for (int cell = 0; cell < left.Length; cell++) Assert.Equal(left[cell], right[cell], (2e-4 * Math.Abs(left[cell])) + 1e-5);
        }

        ResultTable budget = finished.Outcome.Tables.Single(table => table.Name == "budget");
        Assert.All(budget.Numbers("gap"), gap => Assert.InRange(gap, -1e-5, 1e-5));
    }

    [Fact]
    public void Run_OnUnusableWrf_SaysWhatToDo()
    {
        WriteWrf("wrfout", Hours + 1);
        WriteWrf("single", 1);
        WriteWrf("no-height", Hours + 1, "PBLH");
        WriteWrf("no-pressure", Hours + 1, "PB");
        WriteWrf("no-counter", Hours + 1, "I_RAINNC", bucket: 0.05);
        SampleAtmosphereFiles.WriteEmissions(Emissions(0), In("EMIS"));
        SampleAtmosphereFiles.WriteEmissions(Emissions(24), In("EMIS_DATE"));
        SampleAtmosphereFiles.WriteEmissions(_atmosphere.PriorEmissions(s_start, Hours), In("EMIS_PLACE"));
        Refused<DataNotFoundException>("single", "EMIS", "next hour");
        Refused<DataNotFoundException>("no-height", "EMIS", "height of the boundary layer");
        Refused<SchemaMismatchException>("no-pressure", "EMIS", "WRF output");
        Refused<SchemaMismatchException>("no-counter", "EMIS", "I_RAINNC");
        Refused<SchemaMismatchException>("EMIS", "EMIS", "WRF output");
        Refused<DataNotFoundException>("wrfout", "EMIS_DATE", "same days");
        Refused<GridMismatchException>("wrfout", "EMIS_PLACE", "Regrid");
    }

    private HourlyFields<EmittedSpecies> Emissions(int later)
    {
        IHourlyFields<EmittedSpecies> emissions = _atmosphere.PriorEmissions(s_start, Hours);
        return new HourlyFields<EmittedSpecies>(Plane, s_start.AddHours(later), Hours, AtmosphericSpecies.Emitted.ToDictionary(
            species => species, species =>
            {
                int length = emissions.LayersOf(species) * Rows * Columns;
                float[] all = new float[Hours * length];
                for (int hour = 0; hour < Hours; hour++) emissions.Read(species, hour, all.AsSpan(hour * length, length));
                return ((ReadOnlyMemory<float>)all, emissions.LayersOf(species));
            }));
    }

    private double[] At(MeteorologyVariable variable, int step)
    {
        float[] values = new float[Plane.CountOf(variable.Position())];
        _atmosphere.Meteorology(s_start, Hours + 1).Read(variable, step, values);
        return [.. values.Select(value => (double)value)];
    }

    // Hours between the instants of the file: rain is what fell until their end.
    private HourlyFields<MeteorologyVariable> Means() => new(Plane, s_start, Hours, Enum.GetValues<MeteorologyVariable>().ToDictionary(
        variable => variable, variable => ((ReadOnlyMemory<float>)Enumerable.Range(0, Hours).SelectMany(hour =>
            At(variable, hour).Zip(At(variable, hour + 1), (first, last) => variable == MeteorologyVariable.Precipitation ? (float)last
                : (float)((first + last) / 2))).ToArray(), variable.Position() == CellPosition.Surface ? 1 : Layers)));

    private void WriteWrf(string name, int steps, string without = "", double bucket = 0)
    {
        (string Name, string Rows, string Columns, string Levels)[] all =
        [
            .. new[] { "T", "P", "PB", "QVAPOR", "CLDFRA" }.Select(one => (one, "south_north", "west_east", "bottom_top")),
            .. new[] { "PH", "PHB" }.Select(one => (one, "south_north", "west_east", "bottom_top_stag")),
            .. new[] { "HGT", "PBLH", "UST", "SWDOWN", "RAINNC", "I_RAINNC" }.Select(one => (one, "south_north", "west_east", "")),
            ("U", "south_north", "west_east_stag", "bottom_top"), ("V", "south_north_stag", "west_east", "bottom_top"),
        ];
        ClassicLayout layout = new(
            [
                new("Time", steps, true), new("DateStrLen", 19, false), new("bottom_top", Layers, false),
                new("bottom_top_stag", Layers + 1, false), new("south_north", Rows, false), new("south_north_stag", Rows + 1, false),
                new("west_east", Columns, false), new("west_east_stag", Columns + 1, false),
            ],
            [.. new[] { ("MAP_PROJ", 1), ("DX", Cell), ("DY", Cell), ("TRUELAT1", 25), ("TRUELAT2", 47), ("MOAD_CEN_LAT", 34),
                ("STAND_LON", 110), ("CEN_LAT", 34), ("CEN_LON", 110), ("BUCKET_MM", bucket > 0 ? bucket : -1),
                ("WEST-EAST_GRID_DIMENSION", Columns + 1), ("SOUTH-NORTH_GRID_DIMENSION", Rows + 1) }.Select(one =>
                    NetCdfAttribute.Of(one.Item1, NetCdfType.Double, one.Item2))],
            [
                new ClassicVariable("Times", NetCdfType.Char, ["Time", "DateStrLen"], []),
                .. all.Where(one => one.Name != without).Select(one => new ClassicVariable(one.Name, NetCdfType.Double,
                    [.. new[] { "Time", one.Levels, one.Rows, one.Columns }.Where(dimension => dimension.Length > 0)], [])),
            ]);
        ClassicWriter.Write(In(name), layout, (part, values) =>
        {
            int step = (int)part.Start[0];
            double[] read = part.Variable.Name == "Times"
                ? [.. Encoding.ASCII.GetBytes($"{s_start.AddHours(step).UtcDateTime:yyyy-MM-dd_HH:mm:ss}").Select(letter => (double)letter)]
                : FromSouth(Wrf(part.Variable.Name, step, bucket), (int)part.Count[^2], (int)part.Count[^1]);
            read.CopyTo(values);
        });
    }

    // From the remarks of "A Description of the Advanced Research WRF Model": dry air, vapour per dry air, potential temperature.
    private double[] Wrf(string name, int step, double bucket)
    {
        double[] Each(MeteorologyVariable variable) => At(variable, step);
        double[] Levels(Func<int, double> of) =>
            [.. Enumerable.Range(0, Layers + 1).SelectMany(level => Enumerable.Repeat(of(level), Rows * Columns))];
        double[] vapour = [.. Each(MeteorologyVariable.Humidity).Select(part => part / (1 - part))];
        double[] temperature = Each(MeteorologyVariable.Temperature), density = Each(MeteorologyVariable.AirDensity);
        double[] pressure = [.. temperature.Select((kelvin, k) => density[k] * 287 * kelvin * (0.622 + vapour[k]) / 0.622)];
        return name switch
        {
            "T" => [.. temperature.Select((kelvin, k) => (kelvin * Math.Pow(1e5 / pressure[k], 2.0 / 7)) - 300)],
            "P" => [.. pressure.Select(whole => whole - BasePressure)],
            "PB" => [.. pressure.Select(_ => BasePressure)],
            "QVAPOR" => vapour,
            "CLDFRA" => [.. Enumerable.Repeat(Each(MeteorologyVariable.CloudFraction), Layers).SelectMany(layer => layer)],
            "PH" => Levels(level => level * 10),
            "PHB" => Levels(level => (((level == 0 ? 0 : s_tops[level - 1]) + Ground) * Gravity) - (level * 10)),
            "HGT" => [.. Enumerable.Repeat(Ground, Rows * Columns)],
            "PBLH" => Each(MeteorologyVariable.BoundaryLayerHeight),
            "UST" => Each(MeteorologyVariable.FrictionVelocity),
            "SWDOWN" => Each(MeteorologyVariable.ShortwaveRadiation),
            "RAINNC" => [.. Fallen(step).Select(mm => bucket > 0 ? mm % bucket : mm)],
            "I_RAINNC" => [.. Fallen(step).Select(mm => bucket > 0 ? Math.Floor(mm / bucket) : 0)],
            "U" => Each(MeteorologyVariable.WindEast),
            _ => Each(MeteorologyVariable.WindNorth),
        };
    }

    private double[] Fallen(int step) => [.. Enumerable.Range(1, step).Aggregate(new double[Rows * Columns],
        (sum, hour) => [.. sum.Zip(At(MeteorologyVariable.Precipitation, hour), (left, right) => left + right)])];

    private static double[] FromSouth(double[] values, int rows, int columns) =>
        [.. values.Chunk(rows * columns).SelectMany(layer => layer.Chunk(columns).Reverse().SelectMany(row => row))];

    private FinishedTask Run(Dictionary<string, string> flags) => TaskRunner.Run(
        TaskCatalog.Find("transport run").Prepare(new ConfigurationSources { Flags = flags }),
        new TaskRunSettings { Folder = In($"run{_runs++}") });

    private void Refused<T>(string wrf, string emissions, string says)
        where T : KayaException
    {
        T error = Assert.Throws<T>(() => Run(new() { ["wrf"] = In(wrf), ["emissions"] = In(emissions), ["spin-up"] = "0" }));
        Assert.Contains(says, $"{error.Message} {error.Fault?.Remedy} {error.Fault?.Where}", StringComparison.Ordinal);
        Assert.False(Directory.Exists(In($"run{_runs - 1}")), "a refused run leaves nothing");
    }

    private string In(string name) => Path.Combine(_folder, name);
}
