using Kaya.Core;

namespace Kaya.Inversion.Tests.Update;

public sealed class FactorTests
{
    private static readonly DateTimeOffset s_start = new(2015, 1, 30, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void TimeBlocks_Kinds_CutWhereTheyShould()
    {
        TimeBlocks months = TimeBlocks.Months(s_start, 24 * 40), days = TimeBlocks.Days(s_start, 100, 2);
        // 30 and 31 January, 28 days of February, 10 days of March.
        Assert.Equal(3, months.Count);
        Assert.Equal((0, 48), months.HoursOf(0));
        Assert.Equal((48, 48 + (28 * 24)), months.HoursOf(1));
        Assert.Equal("2015-02-01 00", months.NameOf(1));
        Assert.Equal(1, months.BlockOf(new DateTimeOffset(2015, 2, 28, 23, 0, 0, TimeSpan.Zero)));
        Assert.Equal(0, months.BlockOf(-120));
        Assert.Equal(2, months.BlockOf(5000));
        Assert.Equal(3, days.Count);
        Assert.Equal((96, 100), days.HoursOf(2));
        Assert.Equal(100, TimeBlocks.EveryHour(s_start, 100).Count);
        Assert.Equal(1, TimeBlocks.Whole(s_start, 100).Count);
        Assert.Equal(17, TimeBlocks.EveryHour(s_start, 100).BlockOf(17));
    }

    [Fact]
    public void ApplyTo_PriorEmissions_MultipliesEveryLayerAndHourOfABlock()
    {
        HourlyFields<EmittedSpecies> prior = Prior(72);
        FactorLayout layout = new(TimeBlocks.Months(s_start, 72), [EmittedSpecies.So2], Plane.Grid(2, 3));
        double[] values = [.. Enumerable.Range(0, layout.Count).Select(at => 1 + (0.1 * at))];
        IHourlyFields<EmittedSpecies> corrected = new CorrectionFactors(layout, values).ApplyTo(prior);
        float[] before = new float[12], after = new float[12];
        foreach ((int hour, int block) in new[] { (0, 0), (47, 0), (48, 1), (71, 1) })
        {
            prior.Read(EmittedSpecies.So2, hour, before);
            corrected.Read(EmittedSpecies.So2, hour, after);
            for (int at = 0; at < 12; at++) Assert.Equal(before[at] * values[(block * 6) + (at % 6)], after[at], 1e-5 * before[at]);
            prior.Read(EmittedSpecies.Nox, hour, before);
            corrected.Read(EmittedSpecies.Nox, hour, after);
            Assert.Equal(before, after);
        }

        FactorLayout other = new(TimeBlocks.Whole(s_start, 72), [EmittedSpecies.So2], Plane.Grid(3, 3));
        Assert.Throws<GridMismatchException>(() => CorrectionFactors.Ones(other).ApplyTo(prior));
        Assert.Throws<ArgumentException>(() => new CorrectionFactors(layout, new double[5]));
        values[3] = -1;
        Assert.Throws<ArgumentException>(() => new CorrectionFactors(layout, values));
    }

    [Fact]
    public void AddGradient_HoursOfABlock_ShareTheirGradient()
    {
        // A loss sum(c E f) has the derivative sum over hours and layers of c E: checked against differences of the loss.
        HourlyFields<EmittedSpecies> prior = Prior(72);
        FactorLayout layout = new(TimeBlocks.Months(s_start, 72), [EmittedSpecies.Nox, EmittedSpecies.So2], Plane.Grid(2, 3));
        RandomSequence sequence = new RandomSource(4).Sequence();
        float[][] sensitivities = [.. Enumerable.Range(0, 144)
            .Select(_ => Enumerable.Range(0, 12).Select(_ => (float)sequence.NextDouble()).ToArray())];
        double[] gradient = new double[layout.Count];
        double Loss(double[] factors)
        {
            IHourlyFields<EmittedSpecies> corrected = new CorrectionFactors(layout, factors).ApplyTo(prior);
            double sum = 0;
            float[] hourly = new float[12];
            for (int k = 0; k < 144; k++)
            {
                corrected.Read((EmittedSpecies)(k % 2 * 2), k / 2, hourly);
                for (int at = 0; at < 12; at++) sum += (double)hourly[at] * sensitivities[k][at];
            }

            return sum;
        }

        float[] emissions = new float[12];
        for (int k = 0; k < 144; k++)
        {
            prior.Read((EmittedSpecies)(k % 2 * 2), k / 2, emissions);
            layout.AddGradient(k / 2, (EmittedSpecies)(k % 2 * 2), emissions, sensitivities[k], gradient);
        }

        double[] ones = [.. Enumerable.Repeat(1.0, layout.Count)];
        for (int at = 0; at < layout.Count; at++)
        {
            double[] moved = [.. ones];
            moved[at] = 1.5;
            Assert.Equal((Loss(moved) - Loss(ones)) / 0.5, gradient[at], 1e-4 * gradient[at]);
        }

        // A species that is not corrected adds nothing.
        double[] none = new double[layout.Count];
        layout.AddGradient(3, EmittedSpecies.Voc, emissions, sensitivities[0], none);
        Assert.All(none, value => Assert.Equal(0, value));
    }

    private static HourlyFields<EmittedSpecies> Prior(int hours)
    {
        TransportGrid grid = new(Plane.Grid(2, 3), [60, 400]);
        float[] Values(int from) => [.. Enumerable.Range(from, hours * 12).Select(k => 1 + (k % 17))];
        return new HourlyFields<EmittedSpecies>(grid, s_start, hours, new Dictionary<EmittedSpecies, (ReadOnlyMemory<float>, int)>
        {
            [EmittedSpecies.So2] = (Values(0), 2), [EmittedSpecies.Nox] = (Values(5), 2),
        });
    }
}
