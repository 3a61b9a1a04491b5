namespace Kaya.Inversion.Tests;

public sealed class TransportInputTests(ITestOutputHelper output)
{
    private static readonly EmbeddedTransportModel Model = new();

    private static TransportResult Run(TransportInputs inputs) => Model.Run(inputs, SmallWorld.Context());

    [Theory]
    [InlineData(MeteorologyVariable.WindEast)]
    [InlineData(MeteorologyVariable.AirDensity)]
    [InlineData(MeteorologyVariable.BoundaryLayerHeight)]
    [InlineData(MeteorologyVariable.Precipitation)]
    public void Run_NaNInMeteorology_IsRefusedByName(MeteorologyVariable variable)
    {
        SmallWorld world = new SmallWorld(5, 6, 4).With(variable, (hour, _, y, x) => hour == 2 && y > 0.5 ? double.NaN : 1);
        NonFiniteException refused = Assert.Throws<NonFiniteException>(() => Run(world.Inputs()));
        output.WriteLine(refused.Message);
        Assert.Contains(variable.ToString(), refused.Message, StringComparison.Ordinal);
        Assert.Contains("hour 2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_NegativeOrMissingOrMisplacedInputs_AreRefused()
    {
        SmallWorld world = new(5, 6, 4);
        TransportInputs inputs = world.Inputs();
        Assert.Throws<NonFiniteException>(() => Run(inputs with { Emissions = world.Emissions(-1) }));
        Assert.Throws<GridMismatchException>(() => Run(inputs with { Emissions = new SmallWorld(5, 7, 4).Emissions() }));
        Assert.Throws<DataNotFoundException>(() => Run(inputs with { Emissions = new SmallWorld(5, 6, 3).Emissions() }));
        Assert.Throws<DataNotFoundException>(() => Run(new SmallWorld(5, 6, 4).Without(MeteorologyVariable.FrictionVelocity).Inputs()));
        Assert.Throws<GridMismatchException>(
            () => Run(inputs with { Factors = CorrectionFactors.Ones(Layout(new SmallWorld(4, 6, 4))) }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EmbeddedTransportModel(new TransportOptions { CourantLimit = 1.5 }));
        CoordinateSystem projected = CoordinateSystem.Parse("EPSG:32650");
        SmallWorld map = new(5, 6, 4) { Horizontal = new Grid(projected, Affine.NorthUp(4e5, 4e6, 27_000, 27_000), 5, 6) };
        Assert.Throws<GridMismatchException>(() => Run(map.Inputs()));
        new EmbeddedTransportModel(new TransportOptions { IgnoreMapFactors = true }).Run(map.Inputs(), SmallWorld.Context());
    }

    [Fact]
    public void Run_OptionalFieldsMissing_TakesTheSunFromPlaceAndTime()
    {
        SmallWorld world = new(5, 6, 24);
        TransportInputs inputs = world.Without(MeteorologyVariable.ShortwaveRadiation).Without(MeteorologyVariable.CloudFraction)
            .Without(MeteorologyVariable.Humidity).Without(MeteorologyVariable.Precipitation).Inputs();
        Run(inputs);
        CellGeometry cells = CellGeometry.Of(world.Horizontal, new TransportOptions());
        Assert.All(SolarRadiation.Of(cells, world.Start.AddHours(0), new float[30]), light => Assert.Equal(0, light));
        Assert.All(SolarRadiation.Of(cells, world.Start.AddHours(12), new float[30]), light => Assert.InRange(light, 900, 1050));
        // At 35 degrees north on 1 June 2020 at noon the sun stands 13 degrees from the zenith (declination 22.1).
        Assert.Equal(Math.Cos(12.9 * Math.PI / 180),
            SolarRadiation.CosineOfZenith(35, 0, new DateTimeOffset(2020, 6, 1, 12, 0, 0, TimeSpan.Zero)), 0.003);
    }

    [Fact]
    public void Run_OnLongitudeLatitude_KeepsConstantAirAndItsBudget()
    {
        SmallWorld world = new(12, 14, 12) { Horizontal = Grid.InDegrees(100, 45, 0.25, 12, 14), Strength = 0.1 };
        TransportOptions options = new() { HasTracer = true, Precision = TransportPrecision.Double };
        TransportResult result = new EmbeddedTransportModel(options).Run(
            world.Inputs() with { Boundary = new BoundaryAir { Tracer = 5 } }, SmallWorld.Context());
        foreach ((BudgetElement element, MassBudget budget) in result.Budget!.Elements)
        {
            output.WriteLine($"{element}: gap {budget.Gap:G3}");
            Assert.InRange(budget.Gap, -1e-12, 1e-12);
        }

        // A degree of longitude at 45 degrees is 78.847 km, one of latitude there 111.13 km (WGS 84).
        CellGeometry cells = CellGeometry.Of(world.Horizontal, new TransportOptions());
        Assert.Equal(78_847 / 4.0, cells.NorthSouthFace[0], 5.0);
        Assert.Equal(111_130 / 4.0, cells.EastWestFace[0], 10.0);
        Assert.Equal(CellAreas.Of(world.Horizontal).At(3, 4), cells.Area[(3 * 14) + 4], 1e-6);
    }

    [Fact]
    public void Run_FieldsAtTheStartAndAround_AreUsed()
    {
        SmallWorld world = new(5, 6, 3);
        float[] ozone = new float[3 * 3 * 30];
        Array.Fill(ozone, 40);
        Dictionary<TransportedSpecies, (ReadOnlyMemory<float>, int)> fields = new() { [TransportedSpecies.O3] = (ozone, 3) };
        HourlyFields<TransportedSpecies> same = new(world.Grid, world.Start, 3, fields);
        TransportInputs inputs = world.Inputs();
        float[] constant = new float[30], other = new float[30];
        Run(inputs with { Boundary = new BoundaryAir { O3 = 40 } }).Surface.Read(Pollutant.O3, 2, constant);
        Run(inputs with { Boundary = new BoundaryAir { O3 = 0 }, Initial = same, Around = same }).Surface.Read(Pollutant.O3, 2, other);
        for (int i = 0; i < 30; i++) Assert.Equal(constant[i], other[i], 1e-4f * constant[i]);
    }

    [Fact]
    public void Run_OtherEmissions_AreNotCorrected()
    {
        SmallWorld world = new(5, 6, 6);
        TransportInputs inputs = world.Inputs();
        float[] split = new float[30], other = new float[30];
        TransportInputs swapped = new(inputs.Meteorology, world.Emissions(3))
        {
            OtherEmissions = inputs.Emissions, Factors = new CorrectionFactors(Layout(world), new double[5 * 30]),
        };
        Run(inputs).Surface.Read(Pollutant.Pm25, 5, split);
        Run(swapped).Surface.Read(Pollutant.Pm25, 5, other);
        Assert.Equal(split, other);
    }

    [Fact]
    public void Run_InterruptedAndResumed_GivesTheSameBits()
    {
        SmallWorld world = new(6, 7, 60);
        string folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            TransportResult whole = Run(world.Inputs());
            using CancellationTokenSource stop = new();
            FitContext first = SmallWorld.Context() with { CheckpointFolder = folder, Cancellation = stop.Token,
                Progress = new Stop(stop, 50) };
            Assert.Throws<OperationCanceledException>(() => Model.Run(world.Inputs(), first));
            Counter counter = new();
            FitContext again = SmallWorld.Context() with { CheckpointFolder = folder, Progress = counter };
            TransportResult resumed = Model.Run(world.Inputs(), again);
            Assert.Equal(12, counter.Count);
            float[] ours = new float[42], theirs = new float[42];
            for (int hour = 0; hour < 60; hour++)
                foreach (Pollutant pollutant in AtmosphericSpecies.Pollutants)
                {
                    whole.Surface.Read(pollutant, hour, ours);
                    resumed.Surface.Read(pollutant, hour, theirs);
                    Assert.Equal(ours, theirs);
                }

            Assert.Equal(whole.Budget![BudgetElement.Sulphur], resumed.Budget![BudgetElement.Sulphur]);
            Assert.Throws<ModelFormatException>(() => Model.Run(
                world.Inputs() with { Emissions = world.Emissions(2) }, SmallWorld.Context() with { CheckpointFolder = folder }));
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    // What the hours tell of the air is what a run can begin with: the rest of a run comes out the same from there.
    [Fact]
    public void Hours_OneAfterTheOther_AreThoseOfARun_AndTheirAirBeginsTheRestOfIt()
    {
        SmallWorld world = new SmallWorld(6, 7, 30)
            .With(MeteorologyVariable.AirDensity, (_, layer, y, _) => 1.2 - (0.1 * layer) + (0.02 * y));
        TransportInputs inputs = world.Inputs();
        HourlyFields<Pollutant> whole = Run(inputs).Surface;
        TransportHour[] hours = [.. Model.Hours(inputs, SmallWorld.Context(), withAir: true)];
        Assert.Equal(30, hours.Length);
        float[] expected = new float[42], found = new float[42];
        foreach (Pollutant pollutant in AtmosphericSpecies.Pollutants)
        {
            whole.Read(pollutant, 29, expected);
            Assert.Equal(expected, hours[29].Surface.Slice((int)pollutant * 42, 42).ToArray());
        }

        const int Before = 20;
        HourRange rest = new(world.Start.AddHours(Before), 10);
        ReadOnlyMemory<float> Of(TransportedSpecies species) =>
            hours[Before - 1].Air.Slice(Model.Species.IndexOf(species) * 3 * 42, 3 * 42);
        HourlyFields<Pollutant> second = Run(new TransportInputs(new SelectedHours<MeteorologyVariable>(inputs.Meteorology, rest),
            new SelectedHours<EmittedSpecies>(inputs.Emissions, rest))
        {
            Initial = new HourlyFields<TransportedSpecies>(world.Grid, rest.Start, 1,
                Model.Species.ToDictionary(species => species, species => (Of(species), 3))),
        }).Surface;
        foreach (Pollutant pollutant in AtmosphericSpecies.Pollutants)
            foreach (int hour in (int[])[0, 9])
            {
                whole.Read(pollutant, Before + hour, expected);
                second.Read(pollutant, hour, found);
                for (int i = 0; i < found.Length; i++) Assert.Equal(expected[i], found[i], 1e-5f + (1e-4f * expected[i]));
            }
    }

    private sealed class Stop(CancellationTokenSource source, int after) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value)
        {
            if (value.Done >= after) source.Cancel();
        }
    }

    private sealed class Counter : IProgress<WorkProgress>
    {
        public int Count { get; private set; }

        public void Report(WorkProgress value) => Count++;
    }

    private static FactorLayout Layout(SmallWorld world) =>
        new(TimeBlocks.Whole(world.Start, world.Hours), AtmosphericSpecies.Emitted, world.Horizontal);
}
