namespace Kaya.Inversion.Tests;

public sealed class TransportSensitivityTests : TensorTest
{
    private const int Rows = 9, Columns = 11, Hours = 10, History = 4, Last = 8;

    private static readonly SmallWorld s_world = new(Rows, Columns, Hours);

    // Independent source: differences of the model's own runs, with the emission of one cell and hour changed. Single precision.
    [Theory]
    [InlineData(Pollutant.So2, EmittedSpecies.So2, 0, 0)]
    [InlineData(Pollutant.So2, EmittedSpecies.So2, 1, 1)]
    [InlineData(Pollutant.No2, EmittedSpecies.Nox, 2, 0)]
    [InlineData(Pollutant.Pm25, EmittedSpecies.Nh3, 1, 0)]
    public void Of_OneEmission_EqualsTheDifferenceOfTwoRuns(Pollutant pollutant, EmittedSpecies species, int before, int east)
    {
        const int row = 5, column = 4;
        EmbeddedTransportModel model = new(new TransportOptions { Precision = TransportPrecision.Double });
        float[] found = new TransportSensitivity(model, s_world.Inputs())
            .Of([new GroundConcentration(Last, pollutant, row, column)], History, SmallWorld.Context().Cancellation)[0];
        int cell = (row * Columns) + column + east, hour = Last - before;
        double Concentration(double factor, out double emitted)
        {
            HourlyFields<EmittedSpecies> prior = s_world.Emissions();
            double[] factors = [.. Enumerable.Repeat(1.0, Hours * 5 * Rows * Columns)];
            factors[(((hour * 5) + (int)species) * Rows * Columns) + cell] = factor;
            float[] layers = new float[prior.LayersOf(species) * Rows * Columns];
            prior.Read(species, hour, layers);
            emitted = layers.Where((_, i) => i % (Rows * Columns) == cell).Sum(value => (double)value) * factor;
            HourlyFields<Pollutant> surface = model.Run(s_world.Inputs() with
            {
                Factors = new CorrectionFactors(new FactorLayout(TimeBlocks.EveryHour(prior.Start, Hours), AtmosphericSpecies.Emitted,
                    s_world.Grid.Horizontal), factors),
            }, SmallWorld.Context()).Surface;
            float[] plane = new float[Rows * Columns];
            surface.Read(pollutant, Last, plane);
            return plane[(row * Columns) + column];
        }

        double more = Concentration(1.02, out double much) - Concentration(0.98, out double little);
        double expected = more / (much - little), given = found[((((History - 1 - before) * 5) + (int)species) * Rows * Columns) + cell];
        Assert.True(expected != 0);
        Assert.Equal(expected, given, 0.02 * Math.Abs(expected));
    }

    [Fact]
    public void Of_SeveralTargets_TheSameAsOneByOne()
    {
        TransportSensitivity sensitivity = new(new EmbeddedTransportModel(), s_world.Inputs());
        GroundConcentration[] targets = [new(8, Pollutant.So2, 5, 4), new(6, Pollutant.Pm25, 2, 7), new(8, Pollutant.O3, 1, 1)];
        IReadOnlyList<float[]> all = sensitivity.Of(targets, History, SmallWorld.Context().Cancellation);
        for (int i = 0; i < targets.Length; i++)
        {
            float[] alone = sensitivity.Of([targets[i]], History, SmallWorld.Context().Cancellation)[0];
            float size = alone.Max(Math.Abs);
            Assert.True(alone.Zip(all[i]).Max(pair => Math.Abs(pair.First - pair.Second)) < 1e-4 * size);
        }

        // Sulphur does not come of anything else.
        Assert.All(Enumerable.Range(0, all[0].Length).Where(i => i / (Rows * Columns) % 5 != (int)EmittedSpecies.So2),
            i => Assert.Equal(0, all[0][i], 1e-6 * all[0].Max()));
        Assert.Throws<ArgumentException>(
            () => sensitivity.Of([new GroundConcentration(2, Pollutant.O3, 0, 0)], History, SmallWorld.Context().Cancellation));
    }
}
