namespace Kaya.Inversion.Tests;

public sealed class ForwardTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(AdvectionScheme.VanLeer)]
    [InlineData(AdvectionScheme.PiecewiseParabolic)]
    public void Run_TwoDays_GivesPlausibleConcentrationsAndClosesItsBudget(AdvectionScheme scheme)
    {
        SmallWorld world = new(24, 28, 48);
        TransportOptions options = new() { HasTracer = true, Advection = scheme };
        TransportResult result = new EmbeddedTransportModel(options).Run(world.Inputs(), SmallWorld.Context());
        float[] values = new float[24 * 28];
        foreach (Pollutant pollutant in AtmosphericSpecies.Pollutants)
            foreach (int hour in new[] { 27, 36 })
            {
                result.Surface.Read(pollutant, hour, values);
                output.WriteLine($"{pollutant.Symbol()} hour {hour}: {values.Min():G4} to {values.Max():G4}, mean {values.Average():G4}");
                Assert.All(values, value => Assert.True(value >= 0 && value < 1000));
            }

        foreach ((BudgetElement element, MassBudget budget) in result.Budget!.Elements)
        {
            output.WriteLine($"{element}: {budget}");
            Assert.InRange(budget.Gap, -1e-5, 1e-5);
        }
    }

    [Theory]
    [InlineData(TransportMechanism.GenericReactionSet, HourlyValue.Mean, 29)]
    [InlineData(TransportMechanism.GenericReactionSet, HourlyValue.End, 16)]
    [InlineData(TransportMechanism.Inert, HourlyValue.Mean, 21)]
    [InlineData(TransportMechanism.Inert, HourlyValue.Mean, 14)]
    public void Run_FusedKernel_AgreesWithTensors(TransportMechanism mechanism, HourlyValue value, int columns)
    {
        SmallWorld world = new(17, columns, 26);
        TransportOptions options = new() { Mechanism = mechanism, Output = value };
        TransportResult fused = new EmbeddedTransportModel(options).Run(world.Inputs(), SmallWorld.Context());
        TransportResult tensors = new EmbeddedTransportModel(options with { UseFusedKernel = false }).Run(world.Inputs(),
            SmallWorld.Context());
        float[] ours = new float[17 * columns], theirs = new float[17 * columns];
        foreach (Pollutant pollutant in AtmosphericSpecies.Pollutants)
        {
            double most = 0, largest = 0;
            for (int hour = 0; hour < 26; hour++)
            {
                fused.Surface.Read(pollutant, hour, ours);
                tensors.Surface.Read(pollutant, hour, theirs);
                for (int i = 0; i < ours.Length; i++)
                    (most, largest) = (Math.Max(most, Math.Abs(ours[i] - theirs[i])), Math.Max(largest, Math.Abs(theirs[i])));
            }

            output.WriteLine($"{pollutant.Symbol()}: {most:G3} of {largest:G4}");
            Assert.True(most <= 1e-5 * largest);
        }

        foreach ((BudgetElement element, MassBudget budget) in fused.Budget!.Elements)
        {
            MassBudget other = tensors.Budget![element];
            output.WriteLine($"{element}: gap {budget.Gap:G3} and {other.Gap:G3}");
            Assert.InRange(budget.Gap, -1e-5, 1e-5);
            Assert.Equal(other.Outflow, budget.Outflow, 1e-4 * other.Outflow);
            Assert.Equal(other.Dry, budget.Dry, 1e-4 * other.Dry);
            Assert.Equal(other.Wet, budget.Wet, 1e-4 * other.Wet);
            Assert.Equal(other.Inflow, budget.Inflow, 1e-4 * other.Inflow);
        }
    }

    [Fact]
    public void Run_SchemeThatKernelsDoNotHave_TakesTensors()
    {
        SmallWorld world = new(9, 10, 4);
        TransportOptions options = new() { Advection = AdvectionScheme.PiecewiseParabolic };
        float[] Hour(TransportOptions with)
        {
            float[] values = new float[90];
            new EmbeddedTransportModel(with).Run(world.Inputs(), SmallWorld.Context()).Surface.Read(Pollutant.No2, 3, values);
            return values;
        }

        float[] parabolas = Hour(options);
        Assert.Equal(Hour(options with { UseFusedKernel = false }), parabolas);
        Assert.NotEqual(Hour(new TransportOptions()), parabolas);
    }

    [Theory]
    // Steps of the hour are shared out among threads: more steps than threads, and as many threads as steps.
    [InlineData(900)]
    [InlineData(150)]
    public void Run_AnyNumberOfThreads_GivesTheSameBits(double longestStep)
    {
        SmallWorld world = new(13, 18, 12);
        TransportOptions options = new() { MaximumStep = longestStep, Threads = 1 };
        TransportResult alone = new EmbeddedTransportModel(options).Run(world.Inputs(), SmallWorld.Context());
        float[] ours = new float[13 * 18], theirs = new float[13 * 18];
        foreach (int threads in new[] { 2, 3, 8 })
        {
            TransportResult shared = new EmbeddedTransportModel(options with { Threads = threads }).Run(world.Inputs(),
                SmallWorld.Context());
            foreach (Pollutant pollutant in AtmosphericSpecies.Pollutants)
                for (int hour = 0; hour < 12; hour++)
                {
                    alone.Surface.Read(pollutant, hour, ours);
                    shared.Surface.Read(pollutant, hour, theirs);
                    Assert.Equal(ours, theirs);
                }

            foreach ((BudgetElement element, MassBudget budget) in alone.Budget!.Elements)
                Assert.Equal(budget, shared.Budget!.Elements[element]);
        }
    }
}
