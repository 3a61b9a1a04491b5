using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Learning;
using Kaya.Learning.XGBoost;
using Kaya.Urban;

namespace Kaya.Samples.Tests.City;

/// <summary>The main city with the default seed, computed once for all tests.</summary>
public sealed class SampleCityFixture
{
    public SampleCity City { get; } = SampleCity.Create();
}

public sealed class SampleCityTests(SampleCityFixture fixture, ITestOutputHelper output) : IClassFixture<SampleCityFixture>
{
    private static readonly int s_sectors = Enum.GetValues<CitySector>().Length;
    private readonly SampleCity _city = fixture.City;

    [Fact]
    public void Write_SameSeed_SameBytesAndAnotherSeedAnotherTown()
    {
        string folder = Directory.CreateTempSubdirectory("kaya-city-").FullName;
        try
        {
            string Digest(ulong seed)
            {
                string path = Path.Combine(folder, "town.urban");
                SampleCity.Create(SamplePlace.OldTown, seed).Write(path, 16, TestContext.Current.CancellationToken);
                using UrbanDataset data = UrbanDataset.Open(path);
                Assert.True(data.Tables.IsSample);
                Assert.Equal(256, data.Count);
                Assert.Equal(PoiCategories.Names, data.Tables.Categories);
                Assert.Equal(["Oldminster"], data.Tables.Regions);
                Assert.NotEmpty(data.Tables.Notes);
                return data.Digest(TestContext.Current.CancellationToken);
            }

            string first = Digest(1);
            Assert.Equal(first, Digest(1));
            Assert.NotEqual(first, Digest(2));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Paint_TwoNeighbours_DifferAtTheirCommonEdgeNoMoreThanInside()
    {
        const int Size = 64;
        double atEdge = 0, inside = 0;
        for (int row = 2; row < 30; row++)
        {
            byte[] left = Painted((row * 32) + 15, Size), right = Painted((row * 32) + 16, Size);
            for (int r = 0; r < Size; r++)
            {
                atEdge += Math.Abs(left[(((r * Size) + Size - 1) * 3) + 1] - right[(r * Size * 3) + 1]);
                inside += Math.Abs(left[(((r * Size) + Size - 2) * 3) + 1] - left[(((r * Size) + Size - 1) * 3) + 1]);
            }
        }

        Assert.InRange(atEdge / inside, 0.85, 1.15);
    }

    [Fact]
    public void Emission_OfCells_IsTheSumOfItsSectorsAndZeroOnOpenWater()
    {
        ImmutableArray<double> emission = _city.Emission;
        for (int cell = 0; cell < emission.Length; cell++)
            Assert.Equal(_city.EmissionBySector.Skip(cell * s_sectors).Take(s_sectors).Sum(), emission[cell], 6);
        // The middle of the lake.
        Assert.Equal(0, emission[(5 * 32) + 4]);
        Assert.InRange(emission.Count(t => t == 0), 30, 150);
        Assert.Equal(6, _city.Districts.Length);
        Assert.All(Enumerable.Range(0, 6), district => Assert.True(_city.DistrictOf.Count(one => one == district) > 60));
    }

    /// <summary>Folds of blocks of 4 x 4 cells, boosting on plain features: each kind of input adds to the other, and so do the cells
    /// around; what is left is for the greater part the chance that no input shows.</summary>
    [Fact]
    public void Emission_FromPlainFeatures_NeedsImageAndPointsAndNeighbours()
    {
        string path = Path.Combine(Path.GetTempPath(), $"kaya-city-{Guid.NewGuid():N}.urban");
        _city.Write(path, cancellation: TestContext.Current.CancellationToken);
        try
        {
            using UrbanDataset data = UrbanDataset.Open(path);
            double[][] points = [.. Enumerable.Range(0, data.Count)
                .Select(cell => data.PointCounts(cell).Select(n => Math.Log(1 + n)).ToArray())];
            double[][] image = [.. Enumerable.Range(0, data.Count).Select(cell => PlainImageFeatures.Of(Painted(cell, 64), 64))];
            double[][] both = Beside(points, image), around = Around(data, both);
            double Score(string name, double[][] features)
            {
                double score = Boosted(data, features);
                output.WriteLine($"{name}: R2 of ln t {score:F3}");
                return score;
            }

            int[] cells = [.. Enumerable.Range(0, data.Count).Where(cell => data.Target(cell) > 0)];
            double possible = Metrics.RSquared([.. cells.Select(cell => Math.Log(data.Target(cell)))],
                [.. cells.Select(cell => Math.Log(_city.ExpectedBySector.Skip(cell * s_sectors).Take(s_sectors).Sum()))]);
            output.WriteLine($"without chance: R2 of ln t {possible:F3}");
            double byPoints = Score("points", points), byImage = Score("image", image), byBoth = Score("points and image", both);
            double withNeighbours = Score("points and image, and means of the cells around", Beside(both, around));
            Assert.InRange(possible, 0.8, 0.9);
            Assert.True(byBoth > Math.Max(byPoints, byImage) + 0.02, "points and image add to each other");
            Assert.True(withNeighbours > byBoth + 0.015, "the cells around add");
            Assert.True(withNeighbours < possible - 0.02, "something is left to learn");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private byte[] Painted(int cell, int size)
    {
        byte[] pixels = new byte[size * size * 3];
        _city.Paint(cell, size, pixels);
        return pixels;
    }

    private static double[][] Beside(double[][] left, double[][] right) => [.. left.Zip(right, (a, b) => (double[])[.. a, .. b])];

    private static double[][] Around(UrbanDataset data, double[][] features) => [.. Enumerable.Range(0, data.Count).Select(cell =>
    {
        (int row, int column) = data.PlaceOf(cell);
        int[] around = [.. Enumerable.Range(0, 9).Where(i => i != 4).Select(i => data.At(row + (i / 3) - 1, column + (i % 3) - 1))
            .Where(other => other >= 0)];
        return (double[])[.. Enumerable.Range(0, features[0].Length).Select(k => around.Average(other => features[other][k]))];
    })];

    private static double Boosted(UrbanDataset data, double[][] features)
    {
        UrbanSplit[] folds = [.. UrbanSplit.Folds(data, [], 4, new BlockOptions(new RandomSource(1), ValidationShare: 0.01))];
        GradientBoosting boosting = new()
        {
            Rounds = 250, LearningRate = 0.05, MaximumDepth = 4, RowSample = 0.7, ColumnSample = 0.5, MinimumChildWeight = 3, Threads = 1,
        };
        FeatureSchema schema = new(Enumerable.Range(0, features[0].Length).Select(k => new FeatureColumn($"x{k}", Unit.One)));
        FeatureSchema target = new([new FeatureColumn("ln t", Unit.One)]);
        List<double> observed = [], predicted = [];
        foreach (UrbanSplit fold in folds)
        {
            int[] training = [.. fold.Of(CellRole.Training).Where(cell => data.Target(cell) > 0)];
            int[] test = [.. fold.Of(CellRole.Test).Where(cell => data.Target(cell) > 0)];
            FeatureTable Table(int[] cells) => new(schema, [.. cells.SelectMany(cell => features[cell])]);
            FeatureTable logs = new(target, [.. training.Select(cell => Math.Log(data.Target(cell)))]);
            IPredictor model = boosting.Fit(Table(training), logs, new FitContext(new RandomSource(3)));
            observed.AddRange(test.Select(cell => Math.Log(data.Target(cell))));
            predicted.AddRange(model.Predict(Table(test)).Column(0));
        }

        return Metrics.RSquared([.. observed], [.. predicted]);
    }
}
