using Kaya.Core;
using Kaya.Geo.Gdal;
using Kaya.Runs;
using Kaya.Samples;

namespace Kaya.Tasks.Tests.Urban;

/// <summary>Training, prediction, explanation, comparison and transfer of cells on the sample city, with networks of seconds.</summary>
public sealed class UrbanTaskTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-urban-tasks").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Train_Predict_Explain_OnTheSampleCity()
    {
        FinishedTask trained = Run("urban train", new()
        {
            ["training.epochs"] = "2", ["training.contrastive-from"] = "1", ["network.neighbourhood"] = "3",
        });
        ResultTable scores = trained.Outcome.Tables.Single(table => table.Name == "scores");
        Assert.Equal("OpenCarbon", scores.Text(0, 0));
        foreach (string file in new[] { "representations.svg", "anchors.png", "explanations.png" })
            Assert.True(File.Exists(Path.Combine(trained.Run!.Folder, "outputs", file)), file);

        FinishedTask map = Run("urban predict", new() { ["model"] = trained.Run!.Folder, ["total"] = "1000000" });
        using RasterFile written = RasterFile.Open(Path.Combine(map.Run!.Folder, "outputs", UrbanPredictTask.MapFile));
        Assert.Equal(
            ["emission", "lower", "upper", "distance_to_training_cells", "attention_image", "attention_points",
                "neighbourhood_attention_image", "neighbourhood_attention_points"],
            written.Bands.Select(band => band.Name));
        double[] emission = new double[written.Grid.CellCount], image = new double[emission.Length], points = new double[emission.Length];
        written.Read(0, written.Grid.All, emission);
        written.Read(4, written.Grid.All, image);
        written.Read(5, written.Grid.All, points);
        Assert.Equal(1e6, emission.Sum(), 1e-3);
        Assert.All(image.Zip(points), pair => Assert.Equal(1, pair.First + pair.Second, 1e-5));
        FinishedTask verified = TaskRunner.Run(TaskCatalog.Find("verify").Prepare(new ConfigurationSources
        {
            Flags = new Dictionary<string, string> { ["file"] = Path.Combine(map.Run.Folder, "outputs", UrbanPredictTask.MapFile) },
        }), new TaskRunSettings());
        Assert.Contains(verified.Outcome.Summary, line => line.Contains("equal their statistics", StringComparison.Ordinal));

        FinishedTask explained = Run("urban explain", new() { ["model"] = trained.Run.Folder, ["at"] = "12:20", ["patches"] = "2" });
        Assert.Equal((12, 20), ((int)explained.Outcome.Tables[0].Number(0, 0), (int)explained.Outcome.Tables[0].Number(0, 1)));
        DataNotFoundException outside = Assert.Throws<DataNotFoundException>(() =>
            Run("urban explain", new() { ["model"] = trained.Run.Folder, ["at"] = "99:1" }));
        Assert.Contains("--at", outside.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_PlainModels_AreSearchedAndJudgedWithEverySeed()
    {
        Dictionary<string, string> flags = new() { ["models"] = "ridge,boosting,SVR", ["seeds"] = "2", ["search-points"] = "2",
            ["modalities"] = "points" };
        ResultTable whole = Run("urban evaluate", flags).Outcome.Tables[0];
        Assert.Equal(["ridge", "boosting", "SVR"], whole.Texts("model"));
        Assert.All(whole.Numbers("R2 of ln t"), value => Assert.InRange(value, -1, 1));
        string results = Path.Combine(_folder, "urban-evaluate", "results");
        Assert.Equal(3 * (1 + 2), Directory.GetFiles(results).Length);
    }

    [Fact]
    public void Predict_TotalsOfRegions_AreMetExactly_AndUnknownOnesRefused()
    {
        FinishedTask trained = Run("urban train", new() { ["training.epochs"] = "1", ["modalities"] = "points" });
        string totals = Path.Combine(_folder, "totals.csv");
        string[] regions = ["Old Centre", "Northgate", "Lakeside", "Eastworks", "Southfield", "Westmoor"];
        File.WriteAllLines(totals, regions.Select((name, i) => $"{name},{i + 1}").Prepend("region,total [kt]"));
        ResultTable sums = Run("urban predict", new() { ["model"] = trained.Run!.Folder, ["totals"] = totals }).Outcome.Tables[0];
        Assert.Equal([21000, 1000, 2000, 3000, 4000, 5000, 6000], sums.Numbers("emission").Select(value => Math.Round(value, 6)));
        File.AppendAllText(totals, "Nowhere,7\n");
        KayaException unknown = Assert.ThrowsAny<KayaException>(() =>
            Run("urban predict", new() { ["model"] = trained.Run.Folder, ["totals"] = totals }));
        Assert.Contains("Nowhere", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_ATown_GivesEveryImageAPlaceAndAGroup()
    {
        string town = Path.Combine(_folder, "port.safetensors");
        SampleCity.Create(SamplePlace.Port).Write(town, 32, TestContext.Current.CancellationToken);
        FinishedTask encoded = Run("urban encode", new() { ["cells"] = town, ["groups"] = "3" });
        ResultTable looks = encoded.Outcome.Tables.Single();
        Assert.Equal(256, looks.RowCount);
        Assert.Equal([1, 2, 3], looks.Numbers("group").Distinct().Order());
        Assert.True(File.Exists(Path.Combine(encoded.Run!.Folder, "outputs", "groups.png")));
    }

    [Fact]
    public void Reproduce_Tables_AreThoseOfThePaper()
    {
        Assert.Equal(8, PublishedUrban.Table2.Length);
        Assert.Equal([0.786, 0.168, 0.231, 0.691, 0.302, 0.388, 0.622, 0.357, 0.457], PublishedUrban.Table2[^1].Values);
        // The mean R2 of OpenCarbon over three cities, as the text of the paper has it, and its gain over PG-SimCLR.
        Assert.Equal(0.6997, PublishedUrban.Table2[^1].Values.Where((_, i) => i % 3 == 0).Average(), 4e-4);
        double[] gains = [.. Enumerable.Range(0, 3)
            .Select(i => (PublishedUrban.Table2[^1].Values[3 * i] / PublishedUrban.Table2[^2].Values[3 * i]) - 1)];
        Assert.Equal(0.266, gains.Average(), 2e-3);
        Assert.Equal(0.49, PublishedUrban.PgSimClrTransfer, 1e-2);
    }

    private FinishedTask Run(string task, Dictionary<string, string> flags) => TaskRunner.Run(
        TaskCatalog.Find(task).Prepare(new ConfigurationSources { Flags = flags }),
        new TaskRunSettings { Folder = Path.Combine(_folder, task.Replace(' ', '-')), Force = true });
}
