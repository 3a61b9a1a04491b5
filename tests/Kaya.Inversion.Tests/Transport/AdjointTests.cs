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

    private static CorrectionFactors Random(TransportGrid grid, RandomSequence random, int blocks, int hours)
    {
        double[] values = new double[blocks * 5 * grid.Rows * grid.Columns];
        for (int i = 0; i < values.Length; i++) values[i] = 0.5 + random.NextDouble();
        return new CorrectionFactors(grid, [.. Enumerable.Range(0, blocks).Select(block => block * hours / blocks)], values);
    }

    [Fact]
    public void Gradient_HundredRandomInputs_AgreesWithFiniteDifferences()
    {
        SmallWorld world = new(7, 9, 8);
        EmbeddedTransportModel model = new(new TransportOptions { Precision = TransportPrecision.Double });
        TransportInputs inputs = world.Inputs();
        SurfaceLoss loss = Linear(63);
        RandomSequence random = new RandomSource(8).Sequence();
        (int within, int kinks, double worst) = (0, 0, 0);
        for (int number = 0; number < 100; number++)
        {
            CorrectionFactors factors = Random(world.Grid, random, 2, world.Hours);
            double[] direction = new double[factors.Values.Length];
            for (int i = 0; i < direction.Length; i++) direction[i] = random.NextGaussian();
            double Loss(double step)
            {
                double[] moved = factors.Values.ToArray();
                for (int i = 0; i < moved.Length; i++) moved[i] += step * direction[i];
                return Total(model, inputs with { Factors = new CorrectionFactors(world.Grid, factors.FirstHours, moved) }, loss);
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
}
