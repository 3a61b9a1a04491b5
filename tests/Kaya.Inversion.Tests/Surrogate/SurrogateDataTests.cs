using Kaya.Torch;

namespace Kaya.Inversion.Tests;

public sealed class SurrogateDataTests : TensorTest
{
    private static readonly SyntheticWorld s_world = new() { Rows = 5, Columns = 6, Hours = 30 };

    [Theory]
    [InlineData("WindEast", float.NaN, "WindEast, hour 7, row 1, column 2", 9)]
    [InlineData("BoundaryLayerHeight", float.PositiveInfinity, "hour 7, row 1, column 3", 9)]
    [InlineData("emission of Nox of run 1", float.NaN, "NOx of perturbed 1, hour 7, row 1, column 3", 9)]
    [InlineData("concentration of O3", float.NaN, "O3 of prior, hour 7, row 1, column 3", 9)]
    [InlineData("height", float.NaN, "height, row 1, column 3", 9)]
    public void Create_ValueThatIsNoNumber_RefusedByName(string field, float bad, string expected, int place)
    {
        SyntheticWorld broken = s_world with
        {
            Edit = (what, hour, cell, value) => what == field && cell == place && (hour == 7 || what == "height") ? bad : value,
        };
        Assert.Contains(expected, Assert.Throws<NonFiniteException>(() => broken.Data()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_NegativeEmission_Refused()
    {
        SyntheticWorld broken = s_world with
        {
            Edit = (what, hour, cell, value) => what == "emission of So2 of run 0" && hour == 3 && cell == 2 ? -1 : value,
        };
        Assert.Contains("SO2 of prior, hour 3, row 0, column 2", Assert.Throws<DataFormatException>(() => broken.Data()).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Create_OtherGridOrHours_Refused()
    {
        SurrogatePeriod period = s_world.Period();
        SurrogateData Make(SurrogateRun run) => SurrogateData.Create(s_world.Geography(), [period with { Runs = [run] }],
            cancellation: TestContext.Current.CancellationToken);
        SyntheticWorld shifted = s_world with { Columns = 7 }, shorter = s_world with { Hours = 29 };
        Assert.Throws<GridMismatchException>(() => Make(shifted.Run(0)));
        Assert.Throws<DataNotFoundException>(() => Make(shorter.Run(0)));
    }

    // Independent source: fields whose value is their column or row, so that the mean of two faces is known.
    [Fact]
    public void Create_WindsOnFaces_CentresAreMeansOfBoth()
    {
        using SurrogateData data = (s_world with
        {
            Edit = (what, _, cell, value) => what == "WindEast" ? cell % 7 : what == "WindNorth" ? cell / 6 % 6 : value,
        }).Data();
        float[] hour = new float[data.MeteorologyNames.Length * data.Cells];
        data.MeteorologyOf(0).Read(3, 0, hour);
        for (int cell = 0; cell < data.Cells; cell++)
        {
            Assert.Equal((cell % 6) + 0.5f, hour[cell]);
            Assert.Equal((cell / 6) + 0.5f, hour[data.Cells + cell]);
        }
    }

    [Fact]
    public void ReadEmissions_TwoLayers_AreAddedUp()
    {
        using SurrogateData data = s_world.Data();
        float[] found = new float[5 * data.Cells], layers = new float[2 * data.Cells];
        data.ReadEmissions(new HourStretch(0, 1, 4, 1), found);
        s_world.Run(1).Emissions.Read(EmittedSpecies.Nh3, 4, layers);
        for (int cell = 0; cell < data.Cells; cell++)
            Assert.Equal(layers[cell] + layers[data.Cells + cell], found[data.Cells + cell], 1e-6f);
    }

    // Independent source: the layers of the world (four fifths below, a fifth above), and other emissions whose heights are given.
    [Fact]
    public void Emissions_OfLevels_LieWhereTheirLayersAre()
    {
        SurrogatePeriod period = s_world.Period();
        float[] natural = [.. Enumerable.Range(0, 30 * 2 * 30).Select(i => i / 30 % 2 == 0 ? 0.5f : 1.5f)];
        using SurrogateData data = SurrogateData.Create(s_world.Geography(), [period with
        {
            OtherEmissions = new HourlyFields<EmittedSpecies>(s_world.Grid, s_world.Start, 30,
                new Dictionary<EmittedSpecies, (ReadOnlyMemory<float>, int)> { [EmittedSpecies.Nox] = (natural, 2) }),
        }], cancellation: TestContext.Current.CancellationToken);
        SurrogateNormalisation normalisation = SurrogateNormalisation.Of(data, [[.. Enumerable.Repeat(HourRole.Training, 30)]],
            TestContext.Current.CancellationToken);
        HourStretch hour = new(0, 1, 4, 1);
        float[] layers = new float[2 * data.Cells];
        period.Runs[1].Emissions.Read(EmittedSpecies.Nox, 4, layers);
        using TensorScope scope = new();
        WindowInputs inputs = new(data, normalisation, 3);
        float[] found = inputs.Emissions(hour).ToArray<float>(), sums = new float[data.EmissionLength];
        data.ReadEmissions(hour, sums);
        float[] differentiated = inputs.EmissionsOf(Tensor.From(sums, 1, 5, 5, 6), hour).ToArray<float>();
        Assert.Equal(15 * data.Cells, found.Length);
        for (int cell = 0; cell < data.Cells; cell++)
        {
            Assert.Equal(layers[cell] + 0.5, found[cell] * normalisation.EmissionScales[0], 1e-5);
            Assert.Equal(layers[data.Cells + cell] + 1.5, found[(5 * data.Cells) + cell] * normalisation.EmissionScales[0], 1e-5);
            Assert.Equal(0, found[(10 * data.Cells) + cell]);
        }

        for (int i = 0; i < found.Length; i++) Assert.Equal(found[i], differentiated[i], 1e-5);
    }

    [Fact]
    public void Fit_TooFewHours_SaysSo()
    {
        using SurrogateData data = s_world.Data();
        Assert.Throws<DataNotFoundException>(() => new SurrogateEstimator().Fit(data, SmallCase.Context));
    }

    // Independent source: persistence of a field that never changes has no error, and its means are known.
    [Fact]
    public void Evaluate_ConcentrationsThatNeverChange_PersistenceAndClimatologyAreExact()
    {
        using SurrogateData data = (SmallCase.World with
        {
            Edit = (what, _, cell, value) => what.StartsWith("concentration", StringComparison.Ordinal) ? cell + 1 : value,
        }).Data();
        SurrogateModel model = SmallCase.Tiny.Fit(data, SmallCase.Context);
        IReadOnlyList<SurrogateScore> scores = SurrogateEvaluation.Of(model, data, [(0, 1), (0, 3), (0, 1)], SmallCase.Context);
        Assert.Equal(2 * 3 * 4, scores.Count);
        Assert.All(scores.Where(score => score.Predictor != model.Estimator.Name), score => Assert.Equal(0, score.DomainError, 1e-9));
        Assert.All(scores, score => Assert.Equal((3, (data.Cells + 1) / 2.0), (score.StationMean, score.DomainMean)));
    }
}
