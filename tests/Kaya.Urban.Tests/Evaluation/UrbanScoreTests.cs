using System.Collections.Immutable;

namespace Kaya.Urban.Tests.Evaluation;

public sealed class UrbanScoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-score-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Errors_InLogarithmAndTonnes_AreThoseOfNumpy()
    {
        using UrbanDataset data = Cells([10, 20, 0, 80]);
        UrbanScore score = UrbanScore.Of(data, Prediction([Math.Log(12), Math.Log(15), Math.Log(2), Math.Log(70)], [12, 15, 1, 70]));
        // o = log([10, 20, 80]), p = log([12, 15, 70]); 1 - sum((o-p)**2)/sum((o-mean(o))**2) and so on.
        Assert.Equal(0.940310, score.Log.RSquared!.Value, 1e-6);
        Assert.Equal(0.201178, score.Log.MeanAbsoluteError, 1e-6);
        Assert.Equal(0.211213, score.Log.RootMeanSquaredError, 1e-6);
        // All four cells: [10, 20, 0, 80] against [12, 15, 1, 70].
        Assert.Equal(4.5, score.Tonnes.MeanAbsoluteError, 1e-12);
        Assert.Equal(Math.Sqrt(32.5), score.Tonnes.RootMeanSquaredError, 1e-12);
        Assert.Equal((110, 98, 1), (score.ObservedTotal, score.PredictedTotal, score.ZeroCells));
    }

    [Fact]
    public void Score_OfCellsWithoutTarget_IsRefused()
    {
        using UrbanDataset data = Cells([10, double.NaN]);
        Assert.Throws<DataNotFoundException>(() => UrbanScore.Of(data, Prediction([1, 1], [1, 1])));
    }

    [Fact]
    public void Scale_Factor_MakesTheSumOfTheValidationCellsRight()
    {
        EmissionScale scale = EmissionScale.Of([1, Math.E, Math.E * Math.E, 0]);
        Assert.Equal((1, Math.Sqrt(2 / 3.0)), (scale.Mean, scale.Spread));
        double[] observed = [10, 300, 0, 5], logs = [Math.Log(20), Math.Log(100), 3, Math.Log(4)];
        EmissionScale with = scale.WithSmearing(observed, logs);
        Assert.Equal(315, new[] { 0, 1, 3 }.Sum(i => with.ToTonnes(logs[i])), 1e-9);
    }

    [Fact]
    public void SumInterval_HoldsTheSumAsOftenAsItSays()
    {
        // 40 areas of 16 blocks whose errors are drawn like those of 60 blocks of the calibration: 80 % of the sums are inside.
        RandomSequence random = new RandomSource(3).Sequence();
        int inside = 0;
        const int Areas = 40;
        for (int area = 0; area < Areas; area++)
        {
            using UrbanDataset data = Cells([.. Enumerable.Range(0, 76 * 4).Chunk(4).SelectMany(_ =>
            {
                double error = Math.Exp(0.5 * random.NextGaussian());
                return Enumerable.Range(0, 4).Select(_ => 100 * error * Math.Exp(0.3 * random.NextGaussian()));
            })]);
            UrbanPrediction all = Prediction([.. Enumerable.Repeat(Math.Log(100), data.Count)], [.. Enumerable.Repeat(100.0, data.Count)]);
            BlockErrors errors = BlockErrors.Of(data, Part(all, 0, 240), 4);
            UrbanPrediction rest = Part(all, 240, 64);
            (double lower, double upper) = errors.SumInterval(data, rest, 0.8, new RandomSource((ulong)area));
            double sum = rest.Cells.Sum(data.Target) * rest.Emission.Sum() / rest.Emission.Sum();
            if (sum >= lower && sum <= upper) inside++;
        }

        Assert.InRange(inside, Areas * 0.6, Areas * 0.95);
    }

    [Fact]
    public void Autocorrelation_OfAChequerboard_ChangesSignWithDistance()
    {
        // Moran's I of a chequerboard: neighbours within one row and column are 4 opposite and 4 equal (diagonal) in the middle.
        double[] board = [.. Enumerable.Range(0, 64).Select(i => (i / 8 + i % 8) % 2 == 0 ? 1.0 : Math.E)];
        using UrbanDataset data = Cells(board, 8);
        ImmutableArray<double> moran = UrbanPatterns.Autocorrelation(data, 2);
        // 112 pairs side by side with product -1, 98 diagonal ones with +1: (98 - 112) / 210.
        Assert.Equal(-14 / 210.0, moran[0], 1e-9);
        using UrbanDataset halves = Cells([.. Enumerable.Range(0, 64).Select(i => i % 8 < 4 ? 1.0 : Math.E)], 8);
        Assert.True(UrbanPatterns.Autocorrelation(halves, 1)[0] > 0.7);
    }

    private UrbanDataset Cells(double[] targets, int columns = 0)
    {
        int width = columns == 0 ? targets.Length : columns;
        string path = Path.Combine(_folder, $"{Guid.NewGuid():N}.safetensors");
        using (UrbanDatasetWriter writer = new(path, new UrbanTables
        {
            Grid = Grid.InDegrees(0, 0, 0.01, targets.Length / width, width), Cells = [.. Enumerable.Range(0, targets.Length)],
            Targets = [.. targets], TargetName = "CO2",
        })) writer.Complete();
        return UrbanDataset.Open(path);
    }

    private static UrbanPrediction Prediction(double[] logs, double[] emission) => new()
    {
        Cells = [.. Enumerable.Range(0, logs.Length)], LogEmission = [.. logs], Emission = [.. emission],
    };

    private static UrbanPrediction Part(UrbanPrediction all, int start, int count) => new()
    {
        Cells = [.. all.Cells.Skip(start).Take(count)], LogEmission = [.. all.LogEmission.Skip(start).Take(count)],
        Emission = [.. all.Emission.Skip(start).Take(count)],
    };
}
