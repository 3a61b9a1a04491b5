using System.Collections.Immutable;
using Kaya.Learning;
using Kaya.Samples;

namespace Kaya.Urban.Tests.Baselines;

/// <summary>The sample city and a sample town with small images, and the town with other test cells.</summary>
public sealed class SampleCellsFixture : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-baselines-").FullName;

    public SampleCellsFixture()
    {
        City = Written(SamplePlace.City, 32);
        Town = Written(SamplePlace.OldTown, 16);
        UrbanModality[] both = [UrbanModality.Image, UrbanModality.Points];
        CitySplit = UrbanSplit.ByRegion(City, both, ["Eastworks"], new BlockOptions(new RandomSource(1)));
        TownSplit = UrbanSplit.ByBlocks(Town, both, 0.25, new BlockOptions(new RandomSource(2)));
        Altered = WithOtherTestCells();
    }

    public UrbanDataset City { get; }

    public UrbanDataset Town { get; }

    public UrbanDataset Altered { get; }

    public UrbanSplit CitySplit { get; }

    public UrbanSplit TownSplit { get; }

    public void Dispose()
    {
        City.Dispose();
        Town.Dispose();
        Altered.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private UrbanDataset Written(SamplePlace place, int pixelSize)
    {
        string path = Path.Combine(_folder, $"{place}.urban");
        SampleCity.Create(place).Write(path, pixelSize);
        return UrbanDataset.Open(path);
    }

    // The images of test cells as negatives, all their points of one category, ten times their emission.
    private UrbanDataset WithOtherTestCells()
    {
        string path = Path.Combine(_folder, "altered.urban");
        bool[] isTest = [.. TownSplit.Roles.Select(role => role == CellRole.Test)];
        PointOfInterest[] points = [.. Town.Tables.Points];
        for (int cell = 0; cell < Town.Count; cell++)
            for (int i = Town.Tables.PointStart[cell]; isTest[cell] && i < Town.Tables.PointStart[cell + 1]; i++)
                points[i] = points[i] with { Category = 3 };
        using UrbanDatasetWriter writer = new(path, Town.Tables with
        {
            Points = [.. points],
            Targets = [.. Town.Tables.Targets.Select((t, cell) => isTest[cell] ? 10 * t : t)],
        });
        byte[] pixels = new byte[Town.ImageLength];
        for (int cell = 0; cell < Town.Count; cell++)
        {
            Town.ReadImage(cell, pixels);
            writer.WriteImage(cell, isTest[cell] ? [.. pixels.Select(value => (byte)(255 - value))] : pixels);
        }

        writer.Complete();
        return UrbanDataset.Open(path);
    }
}

public sealed class BaselineTests(SampleCellsFixture cells, ITestOutputHelper output) : IClassFixture<SampleCellsFixture>
{
    private static FitContext Context => new(new RandomSource(7), Cancellation: TestContext.Current.CancellationToken);

    /// <summary>A fit is finite, returns from its state, and answers for a cell as if it were asked for alone. Repeated with other test
    /// cells it is the same byte for byte: nothing of a test cell, neither its image, nor its points, nor its emission, has any part in
    /// it.</summary>
    [Theory]
    [MemberData(nameof(BaselineCases.Names), MemberType = typeof(BaselineCases))]
    public void Fit_OfEachBaseline_KeepsTheContractAndSeesNoTestCell(string name) =>
        KeepsTheContract(BaselineCases.Of(name, isShort: true));

    [Theory, InlineData(ImagePairing.Tile2Vec), InlineData(ImagePairing.PgSimClr)]
    public void Fit_PairsOfAFrozenEncoder_KeepsTheContractAndSeesNoTestCell(ImagePairing pairing) => KeepsTheContract(
        PairedImageEstimator.Small(pairing) with
        {
            FrozenImages = ImageEncoder.Untrained(ResNetOptions.Small, new RandomSource(5)), ImageComponents = 12, Epochs = 2,
        });

    private void KeepsTheContract(IUrbanEstimator estimator)
    {
        UrbanTrainingData data = new(cells.Town, cells.TownSplit);
        IUrbanModel model = estimator.Fit(data, Context);
        ImmutableArray<int> test = cells.TownSplit.Of(CellRole.Test);
        UrbanPrediction said = model.Predict(cells.Town, test, Context);
        Assert.Equal(test, said.Cells);
        Assert.All(said.LogEmission, log => Assert.True(double.IsFinite(log)));
        Assert.All(said.Emission, tonnes => Assert.True(double.IsFinite(tonnes) && tonnes > 0));
        Assert.Equal(estimator.Modalities, model.Modalities);
        AssertSame(model.ToState(), estimator.Fit(new UrbanTrainingData(cells.Altered, cells.TownSplit), Context).ToState());

        IUrbanModel again = BaselineCases.Catalog.Load<IUrbanModel>(model.ToState());
        AssertSame(model.ToState(), again.ToState());
        Assert.Equal(said.LogEmission, again.Predict(cells.Town, test, Context).LogEmission);
        Assert.Equal(said.LogEmission[3], again.Predict(cells.Town, [test[3]], Context).LogEmission[0], 1e-4);
        Assert.Empty(again.Predict(cells.Town, [], Context).Cells);
    }

    /// <summary>On a district that was held out each is better than the mean of the training cells; and the error is printed.</summary>
    [Theory]
    [MemberData(nameof(BaselineCases.Names), MemberType = typeof(BaselineCases))]
    public void Fit_OnTheSampleCity_BeatsTheMean(string name)
    {
        IUrbanModel model = BaselineCases.Of(name, isShort: false).Fit(new UrbanTrainingData(cells.City, cells.CitySplit), Context);
        int[] test = [.. cells.CitySplit.Of(CellRole.Test).Where(cell => cells.City.Target(cell) > 0)];
        RegressionScore score = RegressionScore.Of([.. test.Select(cell => Math.Log(cells.City.Target(cell)))],
            [.. model.Predict(cells.City, test, Context).LogEmission]);
        output.WriteLine($"{name}: R2 of ln t {score.RSquared:F3}, MAE {score.MeanAbsoluteError:F3}, RMSE {score.RootMeanSquaredError:F3}");
        Assert.True(score.RSquared > 0.2, $"R2 {score.RSquared}");
    }

    /// <summary>Edges and pairs of training cells lead to no test cell; and there are edges and pairs.</summary>
    [Fact]
    public void Graph_AndPairs_OfTrainingCells_HoldNoTestCell()
    {
        UrbanTrainingData data = new(cells.Town, cells.TownSplit);
        BaselineCells known = BaselineCells.Of(data, [UrbanModality.Image, UrbanModality.Points], Context);
        int[] nodes = [.. Enumerable.Range(0, cells.Town.Count).Where(known.MaySee)];
        CellGraph graph = new(cells.Town, nodes, known.MaySee);
        int[] reached = [.. Enumerable.Range(0, nodes.Length).SelectMany(graph.EdgesOf).Select(node => nodes[node])];
        Assert.True(reached.Length > 5 * nodes.Length);
        Assert.DoesNotContain(reached, cell => cells.TownSplit.Roles[cell] == CellRole.Test);
        foreach (ImagePairing pairing in Enum.GetValues<ImagePairing>())
        {
            PairPlan plan = new(PairedImageEstimator.Small(pairing), known,
                cell => [.. cells.Town.PointCounts(cell).Select(n => Math.Log(1 + n))], new RandomSource(4));
            RandomSequence sequence = new RandomSource(5).Sequence();
            foreach (int anchor in known.Training)
            {
                (int beside, int third) = plan.Draw(anchor, sequence);
                Assert.NotEqual(CellRole.Test, cells.TownSplit.Roles[beside]);
                Assert.NotEqual(CellRole.Test, cells.TownSplit.Roles[third]);
                Assert.NotEqual(anchor, third);
                (int row, int column) = cells.Town.PlaceOf(anchor);
                (int r, int c) = cells.Town.PlaceOf(beside);
                Assert.True(Math.Max(Math.Abs(r - row), Math.Abs(c - column)) <= 1);
            }
        }
    }

    [Fact]
    public void Triplet_AndContrast_AgreeWithHandComputedValues()
    {
        using Kaya.Torch.TensorScope scope = new();
        Kaya.Torch.Tensor a = Kaya.Torch.Tensor.From([1f, 0, 0, 2], 2, 2), b = Kaya.Torch.Tensor.From([1f, 3, 0, 1], 2, 2);
        Kaya.Torch.Tensor c = Kaya.Torch.Tensor.From([1f, 1, 4, 2], 2, 2);
        // max(0, 3 - 1 + 0.5) and max(0, 1 - 4 + 0.5).
        Assert.Equal(1.25, PairLosses.Triplet(a, b, c, 0.5).Item(), 5);
        // Cosines of a and b: [1 / sqrt 10, 0; 3 / sqrt 10, 1], temperature 0.5.
        double p = 2 / Math.Sqrt(10), q = 6 / Math.Sqrt(10);
        double rows = Math.Log(Math.Exp(p) + 1) - p + (Math.Log(Math.Exp(q) + Math.Exp(2)) - 2);
        double columns = Math.Log(Math.Exp(p) + Math.Exp(q)) - p + (Math.Log(1 + Math.Exp(2)) - 2);
        Assert.Equal((rows + columns) / 4, PairLosses.Contrast(a, b, 0.5).Item(), 5);
    }

    [Fact]
    public void Components_OfVectorsOnALine_AreOne()
    {
        PrincipalComponents found = PrincipalComponents.Of([0f, 0, 3, 4, 6, 8, -3, -4], 2, 5);
        Assert.Equal(1, found.Count);
        double[] projected = new double[1];
        found.Apply([6f, 8], projected);
        // Along (0.6, 0.8) the four lie at 0, 5, 10, -5: mean 2.5, deviation sqrt(31.25).
        Assert.Equal(7.5 / Math.Sqrt(31.25), projected[0], 6);
    }

    [Fact]
    public void Fit_WithImagesAndNoEncoder_SaysWhatIsMissing()
    {
        TabularUrbanEstimator estimator = new(new LinearRegression(), new CellFeatureOptions());
        ArgumentException refused = Assert.Throws<ArgumentException>(() =>
            estimator.Fit(new UrbanTrainingData(cells.Town, cells.TownSplit), Context));
        Assert.Contains("encoder", refused.Message, StringComparison.Ordinal);
    }

    private static void AssertSame(ModelState expected, ModelState actual)
    {
        Assert.Equal(expected.Kind, actual.Kind);
        Assert.Equal(expected.Description.ToJsonString(), actual.Description.ToJsonString());
        Assert.Equal(expected.Arrays.Keys, actual.Arrays.Keys);
        foreach ((string name, StateArray array) in expected.Arrays)
            Assert.True(array.Bytes.Span.SequenceEqual(actual.Arrays[name].Bytes.Span), $"'{name}' differs");
    }
}
