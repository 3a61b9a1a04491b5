using Kaya.Core;
using Kaya.Inversion;

namespace Kaya.Samples.Tests.Atmosphere;

[Collection("sample atmosphere")]
public sealed class SampleTwinTests(SampleAtmosphereFixture fixture)
{
    private const int Cells = 12, Hours = 10, SpinUp = 2;

    private static readonly TransportOptions s_transport = new() { IgnoreMapFactors = true };

    private SampleTwin Twin(TwinTruth truth) => SampleTwin.Create(new SampleTwinOptions
    {
        Atmosphere = new SampleAtmosphereOptions { Rows = Cells, Columns = Cells, CellSize = 36 }, Hours = Hours, Truth = truth,
    }, s_transport, new FitContext(new RandomSource(1)), fixture.Atmosphere.Country);

    private static float[] Last(HourlyFields<Pollutant> fields)
    {
        float[] values = new float[Cells * Cells];
        fields.Read(Pollutant.No2, Hours - 1, values);
        return values;
    }

    [Fact]
    public void Create_EveryTruth_ComesFromTheModelThatItNames()
    {
        SampleTwin same = Twin(TwinTruth.SameModel), other = Twin(TwinTruth.OtherAdvection), finer = Twin(TwinTruth.FinerGrid);
        Assert.Equal(same.TrueFactors.ToArray(), other.TrueFactors.ToArray());
        TransportInputs inputs = same.Inputs with
        {
            Factors = new CorrectionFactors(
                new FactorLayout(TimeBlocks.Whole(same.Options.Start, Hours), AtmosphericSpecies.Emitted, same.Atmosphere.Grid.Horizontal),
                [.. same.TrueFactors.ToArray().Select(value => (double)value)]),
        };
        float[] By(TransportOptions options) =>
            Last(new EmbeddedTransportModel(options).Run(inputs, new FitContext(new RandomSource(1))).Surface);
        Assert.Equal(By(s_transport), Last(same.Concentrations));
        TransportOptions parabolas = s_transport with { Advection = AdvectionScheme.PiecewiseParabolic, MaximumStep = 300 };
        Assert.Equal(By(parabolas), Last(other.Concentrations));
        // The same emissions and weather: other fields, of about the same sum.
        double sum = Last(same.Concentrations).Sum();
        foreach (SampleTwin twin in new[] { other, finer })
        {
            Assert.Equal(sum, Last(twin.Concentrations).Sum(), 0.1 * sum);
            Assert.True(Last(twin.Concentrations).Zip(Last(same.Concentrations), (a, b) => Math.Abs(a - b)).Sum() > 1e-3 * sum);
        }
    }

    [Fact]
    public void Moved_TrueFactorsAndNone_AllCloserAndNoneMoved()
    {
        SampleTwin twin = Twin(TwinTruth.SameModel);
        UpdateObservations observations = UpdateObservations.Of(
            [.. twin.Atmosphere.Stations.Select(one => new ObservedSite(one.Name, (one.Row * Cells) + one.Column, one.Cluster))],
            twin.Observations.Series, Hours, SpinUp, Hours);
        FactorLayout layout = new(
            TimeBlocks.Whole(twin.Options.Start, Hours), AtmosphericSpecies.Emitted, twin.Atmosphere.Grid.Horizontal);
        TransportForwardModel model = new(new EmbeddedTransportModel(s_transport), twin.Inputs, layout, observations, SpinUp);
        EmissionUpdate update = new(model, new RandomSource(1), EmissionUpdateOptions.Variational);
        TwinScore score = new(twin, update, InformationContent.Of(update, 2, new FitContext(new RandomSource(1))));
        // More than all of the variance: every cell counts.
        MovedScore none = score.Moved(CorrectionFactors.Ones(layout), EmittedSpecies.Nox, 1.1);
        MovedScore right = score.Moved(score.TrueFactors(), EmittedSpecies.Nox, 1.1);
        Assert.Equal((1.0, 0.0, double.NaN), (none.Share, none.Moved, none.Closer));
        Assert.Equal(none.Prior, none.Updated);
        Assert.Equal((1.0, 1.0, 0.0), (right.Share, right.Closer, right.Updated));
        // Provinces whose prior is wrong by more than 5 %, each with its emissions.
        float[] truth = twin.TrueFactors.Slice((int)EmittedSpecies.Nox * Cells * Cells, Cells * Cells).ToArray();
        double[] sums = new double[Cells * Cells];
        for (int hour = 0; hour < Hours; hour++) twin.Inputs.Emissions.AddColumns(EmittedSpecies.Nox, hour, sums);
        double moved = sums.Where((_, cell) => Math.Abs(truth[cell] - 1) > 0.05).Sum() / sums.Sum();
        Assert.Equal(moved, right.Moved, 1e-12);
        Assert.InRange(right.Prior, 0.05, 0.4);
    }
}
