using Kaya.Torch;

namespace Kaya.Inversion.Tests;

public sealed class AdjointTests(ITestOutputHelper output)
{
    // Weights of the loss: one number for each pollutant and cell, from a formula.
    private static double Weight(int index) => 0.2 + Math.Abs(Math.Sin(1.7 * index));

    private static SurfaceLoss Linear(int plane) => (hour, surface, gradient) =>
    {
        double sum = 0;
        // Gases in ppb and particles in ug m-3 weigh alike.
        for (int i = 0; i < surface.Length; i++) sum += (gradient[i] = Weight(i + hour) / plane) * surface[i];
        return sum;
    };

    // One block, or two that meet in the middle of the run; every species.
    private static CorrectionFactors Random(SmallWorld world, RandomSequence random, int blocks)
    {
        FactorLayout layout = new(blocks == 1 ? TimeBlocks.Whole(world.Start, world.Hours)
            : TimeBlocks.Days(world.Start.AddHours((world.Hours / 2) - 24), 48, 1), AtmosphericSpecies.Emitted, world.Horizontal);
        return new CorrectionFactors(layout, [.. Enumerable.Range(0, layout.Count).Select(_ => 0.5 + random.NextDouble())]);
    }

    [Fact]
    public void Gradient_HundredRandomInputs_AgreesWithFiniteDifferences()
    {
        SmallWorld world = new(6, 7, 6);
        EmbeddedTransportModel model = new(new TransportOptions { Precision = TransportPrecision.Double });
        TransportInputs inputs = world.Inputs();
        SurfaceLoss loss = Linear(42);
        RandomSequence random = new RandomSource(8).Sequence();
        (int within, int kinks, double worst) = (0, 0, 0);
        for (int number = 0; number < 100; number++)
        {
            CorrectionFactors factors = Random(world, random, 2);
            double[] direction = new double[factors.Values.Length];
            for (int i = 0; i < direction.Length; i++) direction[i] = random.NextGaussian();
            double Loss(double step)
            {
                double[] moved = factors.Values.ToArray();
                for (int i = 0; i < moved.Length; i++) moved[i] += step * direction[i];
                return Total(model, inputs with { Factors = new CorrectionFactors(factors.Layout, moved) }, loss);
            }

            AdjointResult result = model.Gradient(inputs with { Factors = factors }, loss, SmallWorld.Context());
            double exact = 0, size = 0;
            for (int i = 0; i < direction.Length; i++)
            {
                exact += result.Gradient.Span[i] * direction[i];
                size += Math.Abs(result.Gradient.Span[i] * direction[i]);
            }

            const double step = 1e-5;
            (double ahead, double here, double behind) = (Loss(step), Loss(0), Loss(-step));
            Assert.Equal(here, result.Loss, 1e-12 * Math.Abs(here));
            // Where a limiter switches inside the step, the slopes on both sides differ by more than curvature would.
            bool kink = Math.Abs((ahead - here) - (here - behind)) > 1e-3 * step * Math.Abs(exact);
            double error = Math.Abs(((ahead - behind) / (2 * step)) - exact) / Math.Max(Math.Abs(exact), 1e-3 * size);
            if (error <= 1e-3) within++;
            else if (kink) kinks++;
            worst = Math.Max(worst, error);
        }

        output.WriteLine($"{within} of 100 within 1e-3, {kinks} kinks of limiters, largest relative difference {worst:G3}");
        Assert.Equal(100, within + kinks);
        Assert.True(within >= 90);
    }

    // The loss of a run, from its concentrations; those of a run are floats, so the loss is taken from the adjoint's own hours.
    private static double Total(EmbeddedTransportModel model, TransportInputs inputs, SurfaceLoss loss) =>
        new AdjointRun<double>(inputs, model.Options, SpeciesTable.Of(model.Options)).Loss(loss, 0, SmallWorld.Context());

    [Theory]
    [InlineData(TransportPrecision.Single, 1e-5, AdvectionScheme.VanLeer)]
    [InlineData(TransportPrecision.Double, 1e-10, AdvectionScheme.VanLeer)]
    [InlineData(TransportPrecision.Double, 1e-10, AdvectionScheme.PiecewiseParabolic)]
    public void Step_Linearised_HasItsTransposeAsAdjoint(TransportPrecision precision, double tolerance, AdvectionScheme scheme)
    {
        double worst = precision == TransportPrecision.Single ? Worst<float>(scheme) : Worst<double>(scheme);
        output.WriteLine($"{scheme}, {precision}: <Kx, y> and <x, K'y> differ by {worst:G3} at most");
        Assert.True(worst < tolerance);
    }

    // Kx is the derivative of <K'u, x> with respect to u: K'u is linear in u, so this needs no finite differences.
    private static double Worst<T>(AdvectionScheme scheme)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        SmallWorld world = new(9, 11, 14);
        TransportOptions options = new() { Advection = scheme };
        SpeciesTable species = SpeciesTable.Of(options);
        HourSource<T> source = new(world.Inputs(), options, species);
        T[] state = source.Planner.Start();
        double worst = 0;
        RandomSequence random = new RandomSource(3).Sequence();
        for (int hour = 0; hour < world.Hours; hour++)
        {
            HourPlan<T> plan = source.Planner.Plan(hour);
            EmissionRates<T> emission = source.Emissions.Read(hour);
            using (TensorScope scope = new())
            {
                TensorStep step = new(HourTensors.Of(plan), species);
                foreach (bool rowsFirst in new[] { true, false })
                {
                    Tensor now = TensorHour<T>.State(state, plan), rate = TensorHour<T>.Rates(emission, plan);
                    Tensor x = Direction(random, state), y = Direction(random, state), u = Direction(random, state);
                    (now.RequiresGradient, u.RequiresGradient) = (true, true);
                    Tensor after = step.Advance(now, rate, rowsFirst);
                    Tensor adjoint = Autograd.Gradients(after, [now], y.Reshape(after.Shape), keepGraph: true)[0]!.Value;
                    Tensor back = Autograd.Gradients(after, [now], u.Reshape(after.Shape), differentiable: true)[0]!.Value;
                    Tensor forward = Autograd.Gradients((back * x.Reshape(after.Shape)).Sum(), [u])[0]!.Value;
                    double left = Dot(forward, y), right = Dot(x, adjoint);
                    worst = Math.Max(worst, Math.Abs(left - right) / (Size(forward) * Size(y)));
                }
            }

            source.Advance(plan, hour, state, new HourNotes<T>(new T[species.Count * 99]));
        }

        return worst;
    }

    private static Tensor Direction<T>(RandomSequence random, T[] like)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T> =>
        Tensor.From(Array.ConvertAll(like, _ => T.CreateTruncating(random.NextGaussian())));

    private static double Dot(Tensor a, Tensor b) =>
        (a.To(TensorType.Float64).Reshape(-1) * b.To(TensorType.Float64).Reshape(-1)).Sum().Item();

    private static double Size(Tensor a) => Math.Sqrt(Dot(a, a));

    // Parabolas have limiters at every edge: differences have to be shorter to meet few of them, and then rounding counts.
    [Theory]
    [InlineData(AdvectionScheme.VanLeer, 1e-5, 1e-8)]
    [InlineData(AdvectionScheme.PiecewiseParabolic, 1e-6, 1e-6)]
    public void Gradient_WholeRun_IsTheTransposeOfTheLinearisedModel(AdvectionScheme scheme, double step, double tolerance)
    {
        SmallWorld world = new(6, 7, 12);
        EmbeddedTransportModel model = new(new TransportOptions { Precision = TransportPrecision.Double, Advection = scheme });
        RandomSequence random = new RandomSource(5).Sequence();
        SurfaceLoss loss = Linear(42);
        double best = double.MaxValue;
        for (int number = 0; number < 6 && best >= tolerance; number++)
        {
            CorrectionFactors factors = Random(world, random, 1);
            double[] direction = [.. Enumerable.Range(0, factors.Values.Length).Select(_ => random.NextGaussian())];
            double Difference(double times)
            {
                double Loss(double sign) => Total(model, world.Inputs() with { Factors = new CorrectionFactors(factors.Layout,
                    [.. factors.Values.ToArray().Zip(direction, (value, to) => value + (sign * times * step * to))]) }, loss);
                return (Loss(1) - Loss(-1)) / (2 * times * step);
            }

            AdjointResult result = model.Gradient(world.Inputs() with { Factors = factors }, loss, SmallWorld.Context());
            double adjoint = result.Gradient.ToArray().Zip(direction, (a, b) => a * b).Sum();
            // Romberg's extrapolation of central differences: its error is far below that of one difference.
            double a = Difference(4), b = Difference(2), c = Difference(1);
            double ab = ((4 * b) - a) / 3, bc = ((4 * c) - b) / 3, forward = ((16 * bc) - ab) / 15;
            double error = Math.Abs(forward - adjoint) / Math.Abs(adjoint);
            output.WriteLine($"<Kx, y> by extrapolated differences and <x, K'y> differ by {error:G3}");
            best = Math.Min(best, error);
        }

        // Where no limiter switches between the points; the others are printed.
        Assert.True(best < tolerance);
    }

    // More columns than whole vectors, and fewer than one; three layers, one layer; with and without chemistry and rain.
    [Theory]
    [InlineData(8, 37, TransportMechanism.GenericReactionSet, HourlyValue.Mean)]
    [InlineData(7, 5, TransportMechanism.GenericReactionSet, HourlyValue.End)]
    [InlineData(5, 18, TransportMechanism.Inert, HourlyValue.Mean)]
    public void Gradient_FusedKernels_AgreeWithTensors(int rows, int columns, TransportMechanism mechanism, HourlyValue value)
    {
        SmallWorld world = new(rows, columns, 16);
        TransportInputs inputs = world.Inputs() with { Factors = Random(world, new RandomSource(6).Sequence(), 2) };
        TransportOptions options = new() { Mechanism = mechanism, Output = value };
        AdjointResult Of(TransportOptions with) =>
            new EmbeddedTransportModel(with).Gradient(inputs, Linear(rows * columns), SmallWorld.Context(), 2);
        AdjointResult fused = Of(options with { Threads = 2 }), alone = Of(options with { Threads = 1 });
        AdjointResult exact = Of(options with { Precision = TransportPrecision.Double });
        AdjointResult tensors = Of(options with { UseFusedKernel = false });
        double size = Math.Sqrt(exact.Gradient.ToArray().Sum(value => value * value));
        double Most(AdjointResult one) => one.Gradient.ToArray().Zip(exact.Gradient.ToArray(), (a, b) => Math.Abs(a - b)).Max() / size;
        output.WriteLine($"from double precision: fused {Most(fused):G3}, tensors {Most(tensors):G3} of the norm at most");
        Assert.True(Most(fused) < 1e-5);
        Assert.Equal(alone.Gradient.ToArray(), fused.Gradient.ToArray());
    }

    [Fact]
    public void Gradient_SinglePrecisionAndManyStretches_AgreesWithDoubleInOneStretch()
    {
        SmallWorld world = new(8, 9, 30);
        TransportInputs inputs = world.Inputs() with { Factors = Random(world, new RandomSource(4).Sequence(), 2) };
        AdjointResult single = new EmbeddedTransportModel().Gradient(inputs, Linear(72), SmallWorld.Context(), 5);
        AdjointResult exact = new EmbeddedTransportModel(new TransportOptions { Precision = TransportPrecision.Double })
            .Gradient(inputs, Linear(72), SmallWorld.Context(), 5);
        double size = Math.Sqrt(exact.Gradient.ToArray().Sum(value => value * value)), most = 0;
        for (int i = 0; i < exact.Gradient.Length; i++) most = Math.Max(most, Math.Abs(single.Gradient.Span[i] - exact.Gradient.Span[i]));
        output.WriteLine($"loss {single.Loss:G8} and {exact.Loss:G8}; gradients differ by {most / size:G3} of their norm at most");
        Assert.True(most < 1e-4 * size);
        Assert.Equal(exact.Loss, single.Loss, 1e-5 * Math.Abs(exact.Loss));
        // States of about 2 sqrt(30) hours, not of 30.
        Assert.True(single.StateBytes < 14L * 11 * 3 * 72 * sizeof(float));
    }
}

/// <summary>Tests that count what the whole process holds.</summary>
[CollectionDefinition("transport ledger", DisableParallelization = true)]
public sealed class TransportLedger;

[Collection("transport ledger")]
public sealed class TransportLedgerTests
{
    [Fact]
    public void RunAndGradient_LeaveNoTensorsBehind()
    {
        SmallWorld world = new(5, 6, 5);
        long before = TorchRuntime.LiveTensors;
        EmbeddedTransportModel model = new(new TransportOptions { UseFusedKernel = false });
        model.Run(world.Inputs(), SmallWorld.Context());
        model.Gradient(world.Inputs(), (_, surface, gradient) => gradient[0] = surface[0], SmallWorld.Context());
        Assert.Equal(before, TorchRuntime.LiveTensors);
    }
}
