namespace Kaya.Inversion.Tests;

public sealed class ForwardTests(ITestOutputHelper output)
{
    [Fact]
    public void Run_TwoDays_GivesPlausibleConcentrationsAndClosesItsBudget()
    {
        SmallWorld world = new(24, 28, 48);
        TransportResult result = new EmbeddedTransportModel(new TransportOptions { HasTracer = true }).Run(world.Inputs(),
            SmallWorld.Context());
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
}
