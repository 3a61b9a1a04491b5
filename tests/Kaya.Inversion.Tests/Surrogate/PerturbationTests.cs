namespace Kaya.Inversion.Tests;

public sealed class PerturbationTests
{
    private static readonly SmallWorld s_world = new(12, 10, 6);

    [Fact]
    public void Read_AnyOrderAndStart_TheSameFactors()
    {
        HourlyFields<EmittedSpecies> prior = s_world.Emissions();
        PerturbedEmissions first = Perturbed(prior), second = Perturbed(new SelectedHours<EmittedSpecies>(prior,
            new HourRange(s_world.Start.AddHours(2), 3)));
        float[] late = Hour(first, EmittedSpecies.So2, 4);
        Hour(first, EmittedSpecies.Nox, 0);
        Assert.Equal(late, Hour(first, EmittedSpecies.So2, 4));
        Assert.Equal(late, Hour(second, EmittedSpecies.So2, 2));
        Assert.NotEqual(late, Hour(new PerturbedEmissions(prior, new EmissionPerturbation(), new RandomSource(8)), EmittedSpecies.So2, 4));
    }

    // Independent source: a log-normal factor of mean 1; both layers of a cell share it.
    [Fact]
    public void Read_ManyHours_FactorsHaveTheStatedMeanAndSpread()
    {
        SmallWorld world = new(12, 10, 240);
        HourlyFields<EmittedSpecies> prior = world.Emissions();
        PerturbedEmissions perturbed = new(prior, new EmissionPerturbation(0, 0, 0.5), new RandomSource(4));
        List<double> logarithms = [];
        double sum = 0;
        for (int hour = 0; hour < world.Hours; hour++)
        {
            float[] before = Hour(prior, EmittedSpecies.So2, hour), after = Hour(perturbed, EmittedSpecies.So2, hour);
            for (int cell = 0; cell < 120; cell++)
            {
                double factor = after[cell] / before[cell];
                Assert.Equal(factor, after[120 + cell] / before[120 + cell], 1e-5);
                logarithms.Add(Math.Log(factor));
                sum += factor;
            }
        }

        Assert.Equal(1, sum / logarithms.Count, 0.02);
        double mean = logarithms.Average();
        Assert.Equal(0.5, Math.Sqrt(logarithms.Average(one => (one - mean) * (one - mean))), 0.01);
    }

    [Fact]
    public void Constructor_OfNoUse_Refused()
    {
        HourlyFields<EmittedSpecies> prior = s_world.Emissions();
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new PerturbedEmissions(prior, new EmissionPerturbation(Cell: -1), new RandomSource(1)));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new PerturbedEmissions(prior, new EmissionPerturbation(SpellHours: 0), new RandomSource(1)));
    }

    private static PerturbedEmissions Perturbed(IHourlyFields<EmittedSpecies> prior) => new(prior, new EmissionPerturbation(),
        new RandomSource(7));

    private static float[] Hour(IHourlyFields<EmittedSpecies> fields, EmittedSpecies species, int hour)
    {
        float[] values = new float[fields.LayersOf(species) * 120];
        fields.Read(species, hour, values);
        return values;
    }
}
