using Kaya.Core;
using Kaya.Downscaling;
using Kaya.Learning;
using Kaya.Runs;

namespace Kaya.Tasks.Tests.Downscaling;

/// <summary>Every model of zones by name, through the folder a run keeps it in.</summary>
public sealed class StoredRegressionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-regression-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string, bool, ZonalScale> Models
    {
        get
        {
            TheoryData<string, bool, ZonalScale> models = [];
            foreach (string name in RegressionModels.Names) models.Add(name, true, ZonalScale.Density);
            models.Add("linear", false, ZonalScale.RawSum);
            models.Add("svr", false, ZonalScale.RawSum);
            return models;
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void ModelFolder_AnyModel_PredictsTheSameToTheLastBit(string name, bool logarithms, ZonalScale scale)
    {
        SpatialModel model = Fit(name, logarithms, scale);
        string folder = Path.Combine(_folder, "model");
        ModelFolder.Write(
            folder, model.ToState(), new ModelCard { Title = name, IntendedUse = "a test", TrainedOn = "12 zones", KayaVersion = "0" });
        SpatialModel read = SpatialModel.FromState(ModelFolder.Read(folder).State, StoredModels.Catalog);
        Assert.Equal((name, model.Extrapolation, scale, model.Unit), (read.Name, read.Extrapolation, read.Scale, read.Unit));
        Assert.Equal(model.Ranges, read.Ranges);
        // Inside the zones, below, above and far beyond them, and where there is nothing.
        FeatureTable cells = new(model.Predictor.Features, [3.3, 21, 0.01, 0.2, 40, 300, 1e5, 1e6, 0, 0, 0, 17]);
        ReadOnlySpan<double> before = model.Predict(cells).Values.Span, after = read.Predict(cells).Values.Span;
        Assert.Equal(before, after);
        Assert.True(before[0] > 0 && before[4] == 0);
    }

    [Theory]
    [InlineData("scale", "Densty")]
    [InlineData("unit", "tonns")]
    [InlineData("extrapolation", null)]
    public void FromState_DescriptionThatSaysNothing_IsRefused(string key, string? value)
    {
        ModelState state = Fit("linear", true, ZonalScale.Density).ToState();
        state.Description[key] = value;
        Assert.Throws<ModelFormatException>(() => SpatialModel.FromState(state, StoredModels.Catalog));
    }

    [Fact]
    public void FromState_OtherKindOrUnknownPredictor_IsRefused()
    {
        ModelState state = Fit("svr", true, ZonalScale.Density).ToState();
        Assert.Throws<ModelFormatException>(
            () => SpatialModel.FromState(new ModelState("energy", 1, state.Description, state.Arrays), StoredModels.Catalog));
        Assert.Throws<ModelFormatException>(() => SpatialModel.FromState(state, PredictorCatalog.Managed));
    }

    private static SpatialModel Fit(string name, bool logarithms, ZonalScale scale)
    {
        double[] light = [1, 2, 3, 5, 8, 4, 6, 7, 2.5, 3.5, 9, 10], people = [10, 18, 35, 60, 70, 33, 52, 61, 27, 30, 99, 80];
        ZonalTable table = new(
            [.. light.Select((_, zone) => $"z{zone}")],
            FeatureTable.FromColumns((new FeatureColumn("light", Unit.One), light), (new FeatureColumn("people", Unit.One), people)),
            [.. light.Select((value, zone) => (3 * value) + (0.5 * people[zone]) + (zone % 3))], Unit.Parse("t"),
                [.. light.Select(_ => 1.0)]);
        return (RegressionModels.Create(name, logarithms) with { Scale = scale })
            .Fit(table, new FitContext(new RandomSource(3), Cancellation: TestContext.Current.CancellationToken));
    }
}
