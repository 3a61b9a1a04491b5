using System.Collections.Immutable;
using Kaya.Torch;

namespace Kaya.Urban.Tests;

public sealed class OpenCarbonTests : CellsTest
{
    private static readonly ImmutableArray<UrbanModality> s_all = [UrbanModality.Image, UrbanModality.Points, UrbanModality.Covariates];

    /// <summary>A network that trains in a second.</summary>
    internal static OpenCarbonEstimator Tiny { get; } = new()
    {
        Modalities = s_all,
        Network = new OpenCarbonNetworkOptions
        {
            Image = new ResNetOptions { Blocks = [1, 1], Width = 4 }, ImageSize = 16, Width = 8, Heads = 2, HeadWidth = 8,
            CovariateWidth = 4, Points = new PointEncoderOptions { Channels = [4], RasterSize = 4 },
        },
        Training = new OpenCarbonTrainingOptions { Epochs = 3, BatchSize = 20, BlockRows = 4, BlockColumns = 4, ContrastiveFrom = 1 },
    };

    // Random first values: what matters is that they stay.
    private static readonly ImageEncoder s_encoder = ImageEncoder.Untrained(new ResNetOptions { Blocks = [1, 1], Width = 4 },
        new RandomSource(11));

    public static TheoryData<string> Sets => ["Image", "Points", "Covariates", "Image, Points", "Points, Covariates",
        "Image, Points, Covariates"];

    [Theory, MemberData(nameof(Sets))]
    public void Fit_AnySetOfModalities_PredictsWhatAConstantCannot(string set)
    {
        using UrbanDataset data = Open(new SyntheticCells());
        UrbanSplit split = SyntheticCells.Split(data);
        OpenCarbonEstimator estimator = Tiny with
        {
            Modalities = [.. set.Split(", ").Select(Enum.Parse<UrbanModality>)],
            Training = Tiny.Training with { Epochs = 30, ContrastiveFrom = 15, LearningRate = 1e-2 },
        };
        IUrbanModel model = estimator.Fit(new UrbanTrainingData(data, split), Context);
        ImmutableArray<int> test = split.Of(CellRole.Test);
        UrbanPrediction told = model.Predict(data, test, Context);
        double mean = split.Of(CellRole.Training).Average(cell => Math.Log(data.Target(cell)));
        double error = test.Select((cell, i) => Math.Abs(told.LogEmission[i] - Math.Log(data.Target(cell)))).Average();
        double constant = test.Average(cell => Math.Abs(mean - Math.Log(data.Target(cell))));
        TestContext.Current.TestOutputHelper?.WriteLine($"{set}: {error:F3}, a constant {constant:F3}");
        Assert.True(error < 0.9 * constant, $"{error:F3} and a constant {constant:F3}");
        Assert.Equal(estimator.Modalities.Select(one => one.ToString()).Order(), told.CellAttention.Keys.Order());
        for (int i = 0; i < test.Length; i++)
        {
            Assert.Equal(1, told.CellAttention.Values.Sum(weights => weights[i]), 5);
            Assert.Equal(1, told.NeighbourhoodAttention.Values.Sum(weights => weights[i]), 5);
            Assert.True(told.Emission[i] > 0);
        }

        Assert.Equal(test.Length * estimator.Network.Width, told.Representation.Length);
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(5, true)]
    [InlineData(5, false)]
    public void Predict_InParts_EncodesEachTileOnceAndKeepsFewVectors(int neighbourhood, bool inOrder)
    {
        using UrbanDataset small = Open(new SyntheticCells()), large = Open(new SyntheticCells(60, 40, 16), "large.urban");
        OpenCarbonModel model = (OpenCarbonModel)(Tiny with
        {
            Network = Tiny.Network with { Neighbourhood = neighbourhood }, Training = Tiny.Training with { Epochs = 1,
                ContrastiveFrom = 0 },
        }).Fit(new UrbanTrainingData(small, SplitOf(small)), Context);
        int[] cells = [.. Enumerable.Range(0, large.Count)];
        if (!inOrder) new Random(1).Shuffle(cells);
        List<UrbanPrediction> parts = [];
        model.PredictInParts(large, cells, Context, parts.Add);
        Assert.Equal([1024, 1024, 352], parts.Select(part => part.Cells.Length));
        Assert.Equal(cells, parts.SelectMany(part => part.Cells));
        double[] told = [.. parts.SelectMany(part => part.LogEmission)];
        // Single cells, whose windows are encoded anew for each.
        foreach (int at in (int[])[0, 41, 1023, 1024, 1100, 2399])
            Assert.Equal(model.Predict(large, [cells[at]], Context).LogEmission[0], told[at], 1e-5);
        (long encoded, int most) = model.Encoded(large, cells, Context);
        Assert.Equal(3L * large.Count, encoded);
        // 1,024 cells are 25.6 rows of 40; their windows reach half a neighbourhood above and below.
        if (inOrder) Assert.InRange(most, 1024, (27 + (2 * (neighbourhood / 2))) * 40);
    }

    [Fact]
    public void Predict_AnIsland_SeesItselfAlone()
    {
        SyntheticCells cells = new() { IsMissing = (row, column) => column == 9 || (column > 9 && (row, column) != (4, 10)) };
        using UrbanDataset data = Open(cells);
        IUrbanModel model = Tiny.Fit(new UrbanTrainingData(data, SplitOf(data)), Context);
        int island = data.At(4, 10), inner = data.At(4, 4);
        using UrbanDataset others = Open(cells with { IsRepainted = (row, column) => (row, column) is not ((4, 10) or (4, 4)) }, "b.urban");
        using UrbanDataset one = Open(cells with { IsRepainted = (row, column) => (row, column) == (4, 5) }, "c.urban");
        UrbanPrediction before = model.Predict(data, [island, inner], Context), after = model.Predict(others, [island, inner], Context),
            near = model.Predict(one, [island, inner], Context);
        Assert.Equal(before.LogEmission[0], after.LogEmission[0]);
        Assert.Equal(before.Representation[..8], after.Representation[..8]);
        Assert.NotEqual(before.LogEmission[1], after.LogEmission[1]);
        Assert.NotEqual(before.LogEmission[1], near.LogEmission[1]);
        // Its own vector (equation 5) is that of the cell alone.
        Assert.Equal(before.Representation[8..], near.Representation[8..]);
    }

    [Fact]
    public void Training_NoWindow_HoldsATestCell()
    {
        using UrbanDataset data = Open(new SyntheticCells());
        UrbanSplit split = SyntheticCells.Split(data);
        using OpenCarbonTraining training = new(new UrbanTrainingData(data, split),
            Tiny with { Network = Tiny.Network with { Neighbourhood = 5 } }, Context);
        WindowIndex windows = new(data, 5, training.MaySee), open = new(data, 5, _ => true);
        int[] targets = [.. Enumerable.Range(0, 3).SelectMany(training.Plan.Epoch).SelectMany(step => step)];
        Assert.Equal(targets.Length, 3 * split.Of(CellRole.Training).Length);
        Assert.Equal(split.Of(CellRole.Training), [.. targets.Distinct().Order()]);
        int[] seen = [.. targets.Concat(split.Of(CellRole.Validation)).SelectMany(cell => windows.Seen(cell, s_all)).Distinct()];
        Assert.DoesNotContain(seen, cell => split.Roles[cell] == CellRole.Test);
        // The check can fail: windows that are not held back do hold some.
        Assert.Contains(targets.SelectMany(cell => open.Seen(cell, s_all)), cell => split.Roles[cell] == CellRole.Test);
    }

    [Fact]
    public void Fit_InterruptedAndResumed_GivesTheSameBytes()
    {
        using UrbanDataset data = Open(new SyntheticCells());
        UrbanTrainingData task = new(data, SyntheticCells.Split(data));
        OpenCarbonEstimator estimator = Tiny with
        {
            Network = Tiny.Network with { Dropout = 0.2 }, Training = Tiny.Training with { Epochs = 20, CheckpointEvery = 2 },
        };
        ModelState whole = estimator.Fit(task, Context).ToState();
        string folder = Path.Combine(Folder, "checkpoints"), checkpoint = Path.Combine(folder, "opencarbon.safetensors");
        using CancellationTokenSource stop = new();
        Thread watch = new(() =>
        {
            SpinWait.SpinUntil(() => File.Exists(checkpoint), TimeSpan.FromMinutes(1));
            stop.Cancel();
        });
        watch.Start();
        Assert.Throws<OperationCanceledException>(() =>
            estimator.Fit(task, Context with { CheckpointFolder = folder, Cancellation = stop.Token }));
        watch.Join();
        ModelState resumed = estimator.Fit(task, Context with { CheckpointFolder = folder }).ToState();
        foreach ((string name, StateArray array) in whole.Arrays)
            Assert.True(array.Bytes.Span.SequenceEqual(resumed.Arrays[name].Bytes.Span), name);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Model_SavedAndLoaded_SaysTheSame(bool isFrozen)
    {
        using UrbanDataset data = Open(new SyntheticCells());
        IUrbanModel model = (Tiny with { FrozenImages = isFrozen ? s_encoder : null })
            .Fit(new UrbanTrainingData(data, SyntheticCells.Split(data)), Context);
        UrbanPrediction first = model.Predict(data, [3, 1], Context);
        UrbanPrediction again = OpenCarbonModel.FromState(model.ToState()).Predict(data, [3, 1], Context);
        Assert.Equal(first.Emission, again.Emission);
        using UrbanDataset other = Open(new SyntheticCells { Names = ["shop", "school", "depot"] }, "other.urban");
        SchemaMismatchException refused = Assert.Throws<SchemaMismatchException>(() => model.Predict(other, [0], Context));
        Assert.Contains("depot", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_AFrozenEncoder_SeesImagesThroughItAlone()
    {
        SyntheticCells cells = new();
        using UrbanDataset data = Open(cells);
        using UrbanDataset others = Open(cells with { IsRepainted = (row, column) => column >= 9 }, "b.urban");
        using UrbanDataset near = Open(cells with { IsRepainted = (row, column) => (row, column) == (4, 5) }, "c.urban");
        OpenCarbonEstimator estimator = Tiny with { FrozenImages = s_encoder };
        UrbanSplit split = SyntheticCells.Split(data);
        ModelState first = estimator.Fit(new UrbanTrainingData(data, split), Context).ToState();
        OpenCarbonModel model = OpenCarbonModel.FromState(first);
        // Other images of the test cells leave the model as it is, and those of a neighbour do not leave a cell.
        foreach ((string name, StateArray array) in estimator.Fit(new UrbanTrainingData(others, split), Context).ToState().Arrays)
            Assert.True(array.Bytes.Span.SequenceEqual(first.Arrays[name].Bytes.Span), name);
        Assert.NotEqual(model.Predict(data, [data.At(4, 4)], Context).LogEmission[0],
            model.Predict(near, [data.At(4, 4)], Context).LogEmission[0]);
        Assert.Equal(s_encoder.ToState().Arrays.Values.Sum(array => array.Bytes.Length),
            first.Arrays.Where(array => array.Key.StartsWith("images/", StringComparison.Ordinal)).Sum(array => array.Value.Bytes.Length));
        Assert.Throws<ArgumentException>(() => (estimator with { ImageWeights = "x" }).Fit(new UrbanTrainingData(data, split), Context));
    }

    public static TheoryData<string> Cases => ["zero emission", "no point at all", "counts without places", "steps of one cell",
        "neighbours without image", "images in pieces", "every ablation", "attention over the cell", "a frozen encoder"];

    [Theory, MemberData(nameof(Cases))]
    public void Fit_AnUnusualCase_GivesFiniteAnswers(string name)
    {
        SyntheticCells cells = new(8, 8);
        OpenCarbonNetworkOptions network = Tiny.Network;
        OpenCarbonTrainingOptions training = Tiny.Training;
        (cells, network, training) = name switch
        {
            "zero emission" => (cells with { IsZero = (row, column) => (row + column) % 4 == 0 }, network, training),
            "no point at all" => (cells with { HasNoPoint = (_, _) => true }, network, training),
            "counts without places" => (cells with { HasPositions = false }, network, training),
            "steps of one cell" => (cells, network with { Neighbourhood = 1, ImageSize = 4 },
                training with { BatchSize = 1, BlockRows = 1, BlockColumns = 1 }),
            "neighbours without image" => (cells with { HasImage = (row, column) => (row + column) % 3 != 0 }, network, training),
            "a frozen encoder" => (cells with { HasImage = (row, column) => (row + column) % 3 != 0 }, network,
                training with { ImagesAtOnce = 5 }),
            "images in pieces" => (cells, network, training with { ImagesAtOnce = 5 }),
            "every ablation" => (cells, network with { Neighbourhood = 1, Points = network.Points with { SqueezeExcitation = false } },
                training with { ContrastiveWeight = 0, Turns = false }),
            _ => (cells, network with { Tokens = AttentionTokens.Cell, Neighbourhood = 5 }, training),
        };
        using UrbanDataset data = Open(cells);
        UrbanSplit split = SyntheticCells.Split(data);
        UrbanFit fit = (Tiny with
            {
                Network = network, Training = training, FrozenImages = name == "a frozen encoder" ? s_encoder : null,
            }).FitAndValidate(new UrbanTrainingData(data, split), Context);
        (OpenCarbonModel model, TrainingReport report) = ((OpenCarbonModel)fit.Model, fit.Course!);
        int[] asked = [.. Enumerable.Range(0, data.Count).Where(cell => s_all.All(modality => data.Has(cell, modality)))];
        UrbanPrediction told = model.Predict(data, asked, Context);
        Assert.All(told.LogEmission, value => Assert.True(double.IsFinite(value)));
        Assert.All(report.History, point => Assert.True(double.IsFinite(point.Error)));
        Assert.All(model.ToState().Arrays.Where(array => array.Key.StartsWith(OpenCarbonModel.Weights, StringComparison.Ordinal)),
            array => Assert.All(array.Value.As<float>().ToArray(), value => Assert.True(float.IsFinite(value), array.Key)));
        // Where a cell may have no emission, the probability that it has one makes the tonnes fewer.
        for (int i = 0; i < asked.Length; i++)
            Assert.Equal(name == "zero emission", told.Emission[i] < 0.999 * model.Scale.ToTonnes(told.LogEmission[i]));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Fit_TilesKeptOnTheDevice_GivesTheSameBytes(bool isFrozen)
    {
        using UrbanDataset data = Open(new SyntheticCells { HasImage = (row, column) => (row, column) != (2, 2) });
        UrbanTrainingData task = new(data, SyntheticCells.Split(data));
        Dictionary<string, StateArray> Weights(bool keepsTiles)
        {
            using OpenCarbonTraining training = new(task, Tiny with { FrozenImages = isFrozen ? s_encoder : null }, Context, keepsTiles);
            training.Train(Context);
            return training.Network.ToState();
        }

        Dictionary<string, StateArray> read = Weights(false);
        Assert.All(Weights(true), array => Assert.True(array.Value.Bytes.Span.SequenceEqual(read[array.Key].Bytes.Span), array.Key));
    }

    private static UrbanSplit SplitOf(UrbanDataset data) => new("rows", [.. Enumerable.Range(0, data.Count).Select(cell =>
        data.PlaceOf(cell).Row % 3 == 1 ? CellRole.Validation : CellRole.Training)]);
}
