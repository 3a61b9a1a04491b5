namespace Kaya.Inversion.Tests;

/// <summary>Answers from formulas: rotation, diffusion, reactions, and air that is the same everywhere.</summary>
public sealed class AnalyticTests(ITestOutputHelper output)
{
    private static readonly TransportOptions Bare = new()
    {
        Mechanism = TransportMechanism.Inert, Precision = TransportPrecision.Double, HorizontalDiffusivity = 0,
        HasVerticalDiffusion = false, HasDeposition = false, Output = HourlyValue.End,
    };

    private static SmallWorld Still(int side, double size, int hours) =>
        new SmallWorld(side, side, hours, size) { LayerTops = [1000], Strength = 0 }
            .With(MeteorologyVariable.WindEast, (_, _, _, _) => 0).With(MeteorologyVariable.WindNorth, (_, _, _, _) => 0)
            .With(MeteorologyVariable.AirDensity, (_, _, _, _) => 1.25).With(MeteorologyVariable.Temperature, (_, _, _, _) => 298);

    // All hours of an inert run in double precision from a given state.
    private static double[] Advance(SmallWorld world, TransportOptions options, double[] state)
    {
        SpeciesTable species = SpeciesTable.Of(options);
        HourSource<double> source = new(world.Inputs() with { Boundary = BoundaryAir.Clean }, options, species);
        HourNotes<double> notes = new(new double[species.Count * world.Rows * world.Columns]);
        for (int hour = 0; hour < world.Hours; hour++) source.Advance(source.Planner.Plan(hour), hour, state, notes);
        return state;
    }

    private static double[] Fill(int side, Func<double, double, double> value)
    {
        double[] values = new double[side * side];
        for (int i = 0; i < values.Length; i++) values[i] = value(((i % side) + 0.5) / side, ((i / side) + 0.5) / side);
        return values;
    }

    private static double Cone(double x, double y)
    {
        double distance = Math.Sqrt(((x - 0.5) * (x - 0.5)) + ((y - 0.28) * (y - 0.28)));
        return Math.Max(0, 1 - (distance / 0.15));
    }

    private static double Hill(double x, double y) => Math.Exp(-(((x - 0.5) * (x - 0.5)) + ((y - 0.28) * (y - 0.28))) / (2 * 0.07 * 0.07));

    // Limits: mass of the finest cone that is misplaced, and order of the hill on the finest grids.
    [Theory]
    [InlineData(AdvectionScheme.VanLeer, 0.08, 1.5)]
    [InlineData(AdvectionScheme.PiecewiseParabolic, 0.025, 2.5)]
    public void Advection_SolidBodyRotationOfACone_ComesBackWithItsPeak(AdvectionScheme scheme, double misplaced, double least)
    {
        Dictionary<(string, int), double> errors = [];
        foreach ((string name, Func<double, double, double> shape) in new (string, Func<double, double, double>)[]
            { ("cone", Cone), ("hill", Hill) })
            foreach (int side in new[] { 32, 64, 128 })
            {
                double length = 1e6, turn = 2 * Math.PI / (12 * 3600);
                SmallWorld world = Still(side, length / side, 12)
                    .With(MeteorologyVariable.WindEast, (_, _, y, _) => turn * (y - 0.5) * length)
                    .With(MeteorologyVariable.WindNorth, (_, _, _, x) => turn * (x - 0.5) * length);
                double[] before = Fill(side, shape), after = Advance(world, Bare with { Advection = scheme }, [.. before]);
                double error = after.Zip(before, (a, b) => Math.Abs(a - b)).Sum() / before.Sum();
                errors[(name, side)] = error;
                double order = side == 32 ? double.NaN : Math.Log2(errors[(name, side / 2)] / error);
                output.WriteLine($"{name} {side} x {side}: error {error:F4} of its mass, peak {after.Max() / before.Max():F3}, "
                    + $"least {after.Min():G2}, mass {(after.Sum() / before.Sum()) - 1:G2}, order {order:F2}");
                Assert.True(after.Min() >= 0);
                // What little reaches the edge leaves.
                Assert.InRange(after.Sum() / before.Sum(), 1 - 1e-3, 1 + 1e-9);
            }

        Assert.True(errors[("cone", 128)] < misplaced);
        Assert.True(Math.Log2(errors[("hill", 64)] / errors[("hill", 128)]) > least);
    }

    [Fact]
    public void Diffusion_OfAPoint_IsTheGaussian()
    {
        double before = double.NaN;
        foreach (int side in new[] { 41, 81, 161 })
        {
            // 1,000 km, 20,000 m2 s-1: after 18 hours a standard deviation of 51 km.
            double size = 1e6 / side, seconds = 18 * 3600, diffusivity = 20_000;
            double[] state = new double[side * side];
            state[side * side / 2] = 1 / (size * size);
            double[] after = Advance(Still(side, size, 18), Bare with
            {
                // The same part of a cell in a step on every grid: errors of step and cell then fall together.
                HorizontalDiffusivity = diffusivity, MaximumStep = 900 * 41 * 41 / (double)(side * side),
            },
                state);
            double most = 0, peak = 1 / (4 * Math.PI * diffusivity * seconds);
            for (int i = 0; i < after.Length; i++)
            {
                double x = ((i % side) - (side / 2)) * size, y = ((i / side) - (side / 2)) * size;
                double exact = peak * Math.Exp(-((x * x) + (y * y)) / (4 * diffusivity * seconds));
                most = Math.Max(most, Math.Abs(after[i] - exact) / peak);
            }

            output.WriteLine($"{side} x {side}: largest error {most:G3} of the peak, order {Math.Log2(before / most):F2}");
            if (before > 0) Assert.InRange(Math.Log2(before / most), 1.7, 2.5);
            before = most;
        }

        Assert.True(before < 4e-3);
    }

    [Theory]
    [InlineData(30, 5, 40, 800)]
    [InlineData(1, 2, 45, 300)]
    [InlineData(60, 10, 20, 100)]
    [InlineData(0.1, 0.2, 60, 900)]
    public void Reactions_WithoutOrganics_EndInThePhotostationaryState(double no, double no2, double o3, double light)
    {
        SmallWorld world = Still(3, 27_000, 2).With(MeteorologyVariable.ShortwaveRadiation, (_, _, _, _) => light);
        TransportOptions options = Bare with { Mechanism = TransportMechanism.GenericReactionSet, MaximumStep = 1800 };
        TransportInputs inputs = world.Inputs() with { Boundary = BoundaryAir.Clean with { No = no, No2 = no2, O3 = o3 } };
        SpeciesTable species = SpeciesTable.Of(options);
        HourSource<double> source = new(inputs, options, species);
        double[] state = source.Planner.Start();
        for (int hour = 0; hour < 2; hour++)
            source.Advance(source.Planner.Plan(hour), hour, state, new HourNotes<double>(new double[species.Count * 9]));
        // The quadratic of the photostationary state in ppb: x2 - (N + X + J / k) x + N X = 0, with J of Trebs et al. (2009) and k of
        // Hurley
        // (2005) at 298 K; ppb of the air at 1.25 kg m-3.
        double ppb = 1.25 / 0.0289647, photolysis = (1.47e-5 * light) - (4.84e-9 * light * light);
        double k = 2643 * Math.Exp(-1370 / 298.0) / 60 / 40874 * ppb;
        double At(TransportedSpecies one) => state[species.PlaceOf(one) * 9] / ppb;
        double n = At(TransportedSpecies.No) + At(TransportedSpecies.No2), x = At(TransportedSpecies.O3) + At(TransportedSpecies.No2);
        double b = n + x + (photolysis / k), exact = (b - Math.Sqrt((b * b) - (4 * n * x))) / 2;
        double ours = At(TransportedSpecies.No2);
        output.WriteLine($"NO2 {ours:F6} ppb, analytic {exact:F6}; difference {ours - exact:G2}");
        Assert.Equal(exact, ours, 1e-5 * exact);
        Assert.InRange(n, 0.3 * (no + no2), no + no2);
    }

    [Fact]
    public void Reactions_AtNight_FollowTheRateLaw()
    {
        // dx/dt = k (N - x)(X - x), N = 20, X = 40 ppb, by 4th-order Runge-Kutta in 10,000 steps of 0.06 s.
        SmallWorld world = Still(3, 27_000, 1).With(MeteorologyVariable.ShortwaveRadiation, (_, _, _, _) => 0);
        TransportOptions options = Bare with { Mechanism = TransportMechanism.GenericReactionSet, MaximumStep = 600 };
        TransportInputs inputs = world.Inputs() with { Boundary = BoundaryAir.Clean with { No = 20, O3 = 40 } };
        SpeciesTable species = SpeciesTable.Of(options);
        HourSource<double> source = new(inputs, options, species);
        HourNotes<double> notes = new(new double[species.Count * 9], steps: []);
        double[] state = source.Planner.Start();
        source.Advance(source.Planner.Plan(0), 0, state, notes);
        double ppb = 1.25 / 0.0289647, k = 2643 * Math.Exp(-1370 / 298.0) / 60 / 40874 * ppb, x = 0, step = 0.06;
        double Rate(double at) => k * (20 - at) * (40 - at);
        for (int i = 0; i < 10_000; i++)
        {
            double a = Rate(x), b = Rate(x + (step * a / 2)), c = Rate(x + (step * b / 2)), d = Rate(x + (step * c));
            x += step * (a + (2 * b) + (2 * c) + d) / 6;
        }

        double ours = notes.Steps![1].Start[species.PlaceOf(TransportedSpecies.No2) * 9] / ppb;
        output.WriteLine($"NO2 after 600 s {ours:F6} ppb, by Runge-Kutta {x:F6}");
        // The light of the night sky that keeps the state smooth is in ours alone.
        Assert.Equal(x, ours, 2e-3 * x);
    }

    [Theory]
    [InlineData(TransportPrecision.Single, 2e-5, AdvectionScheme.VanLeer)]
    [InlineData(TransportPrecision.Double, 1e-11, AdvectionScheme.VanLeer)]
    [InlineData(TransportPrecision.Double, 1e-11, AdvectionScheme.PiecewiseParabolic)]
    public void Advection_OfAirThatIsTheSameEverywhere_LeavesItSo(TransportPrecision precision, double tolerance, AdvectionScheme scheme)
    {
        SmallWorld world = new(20, 23, 30) { Strength = 0 };
        TransportOptions options = new() { Mechanism = TransportMechanism.Inert, Precision = precision, Advection = scheme };
        TransportInputs inputs = world.Inputs() with { Boundary = BoundaryAir.Clean with { Tracer = 12 } };
        TransportResult result = new EmbeddedTransportModel(options with { Output = HourlyValue.End }).Run(inputs, SmallWorld.Context());
        float[] values = new float[20 * 23], density = new float[3 * 20 * 23];
        double worst = 0;
        for (int hour = 0; hour < 30; hour++)
        {
            result.Surface.Read(Pollutant.Pm25, hour, values);
            inputs.Meteorology.Read(MeteorologyVariable.AirDensity, hour, density);
            for (int i = 0; i < values.Length; i++) worst = Math.Max(worst, Math.Abs((values[i] / density[i] / 10) - 1));
        }

        output.WriteLine($"{scheme}, {precision}: largest relative deviation {worst:G3} after 30 hours");
        // Concentrations are given as floats, whatever they were computed in.
        Assert.True(worst < Math.Max(tolerance, 3e-7));
    }

    [Theory]
    [InlineData(AdvectionScheme.VanLeer)]
    [InlineData(AdvectionScheme.PiecewiseParabolic)]
    public void Steps_FromSpikesInStrongWind_StayPositive(AdvectionScheme scheme)
    {
        foreach (TransportPrecision precision in Enum.GetValues<TransportPrecision>())
            for (int seed = 0; seed < 5; seed++)
            {
                RandomSequence random = new RandomSource((ulong)seed).Sequence();
                SmallWorld world = new SmallWorld(15, 18, 6, 9_000) { Strength = 0 }
                    .With(MeteorologyVariable.WindEast, (_, _, _, _) => 25 * random.NextGaussian())
                    .With(MeteorologyVariable.WindNorth, (_, _, _, _) => 25 * random.NextGaussian());
                double least = precision == TransportPrecision.Single
                    ? Least<float>(world, random, scheme) : Least<double>(world, random, scheme);
                Assert.True(least >= 0, $"{precision}, seed {seed}: {least}");
            }
    }

    private static double Least<T>(SmallWorld world, RandomSequence random, AdvectionScheme scheme)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        // Without diffusion nothing hides what the scheme makes.
        double diffusivity = scheme == AdvectionScheme.VanLeer ? 500 : 0;
        TransportOptions options = new() { HasTracer = true, Advection = scheme, HorizontalDiffusivity = diffusivity };
        SpeciesTable species = SpeciesTable.Of(options);
        HourSource<T> source = new(world.Inputs() with { Boundary = BoundaryAir.Clean }, options, species);
        T[] state = source.Planner.Start();
        for (int i = 0; i < state.Length; i++) state[i] = T.CreateTruncating(random.NextInt32(4) == 0 ? 1000 * random.NextDouble() : 0);
        T least = T.Zero;
        for (int hour = 0; hour < world.Hours; hour++)
        {
            source.Advance(source.Planner.Plan(hour), hour, state, new HourNotes<T>(new T[species.Count * world.Rows * world.Columns]));
            foreach (T value in state) least = T.Min(least, value);
        }

        return double.CreateTruncating(least);
    }
}
