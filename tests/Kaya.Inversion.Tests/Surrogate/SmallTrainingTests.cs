using System.Diagnostics;

namespace Kaya.Inversion.Tests;

/// <summary>A training that takes a minute: the network must be better than predictors that have learnt nothing.</summary>
public sealed class SmallTrainingTests : TensorTest
{
    [Fact]
    public void Fit_SmallWorld_BeatsPersistenceAndClimatology()
    {
        SyntheticWorld world = new() { Rows = 32, Columns = 32, Hours = 30 * 24, Runs = 2 };
        SurrogateEstimator estimator = new()
        {
            Network = new SurrogateNetworkOptions { HistoryHours = 8, HiddenSize = 16, Channels = 16, BranchChannels = 8, Dropout = 0 },
            Training = new SurrogateTrainingOptions
            {
                Steps = 500, ValidateEvery = 50, CropSize = 32, ValidationWindows = 8, LearningRate = 3e-3,
            },
        };
        using SurrogateData data = world.Data();
        long started = Stopwatch.GetTimestamp();
        (SurrogateModel model, Kaya.Torch.TrainingReport report) = estimator.FitAndReport(data, SmallCase.Context);
        ITestOutputHelper? output = TestContext.Current.TestOutputHelper;
        output?.WriteLine($"{report.Steps} steps in {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s, "
            + $"{model.ParameterCount} parameters, "
            + string.Join(" ", report.History.Select(point => $"{point.Loss:F4}/{point.Error:F4}")));
        IReadOnlyList<SurrogateScore> scores = SurrogateEvaluation.Of(model, data, [(3, 4), (20, 20), (15, 9)], SmallCase.Context);
        foreach (SurrogateScore score in scores.Where(score => score.Month == 0))
            output?.WriteLine($"{score.Predictor,-12} {score.Pollutant,-5} {score.DomainError:F3} ({score.DomainPercent:F1} %), "
                + $"stations {score.StationError:F3} ({score.StationPercent:F1} %)");
        double correlation = MedianCorrelation(world, data, model);
        output?.WriteLine($"SO2 -> SO2 at 24 cells: median correlation with the transpose of the recursion {correlation:F3}");
        // Half a minute of training: its sign and shape, not the 0.9 that an inversion asks of a longer one.
        Assert.True(correlation > 0.3);
        double Error(string predictor, Pollutant pollutant) =>
            scores.Single(score => score.Predictor == predictor && score.Month == 0 && score.Pollutant == pollutant).DomainError;
        foreach (Pollutant pollutant in AtmosphericSpecies.Pollutants)
        {
            double ours = Error(model.Estimator.Name, pollutant);
            Assert.True(ours < 0.7 * Error(SurrogateEvaluation.Persistence, pollutant), $"{pollutant}: persistence");
            Assert.True(ours < Error(SurrogateEvaluation.Climatology, pollutant), $"{pollutant}: climatology");
        }
    }

    private static double MedianCorrelation(SyntheticWorld world, SurrogateData data, SurrogateModel model)
    {
        GradientComparison comparison = GradientComparison.Empty;
        for (int i = 0; i < 24; i++)
        {
            (int row, int column, int hour) = (4 + (i * 7 % 24), 4 + (i * 11 % 24), (23 * 24) + (i * 5));
            float[] ours = model.GradientOf(data, new HourStretch(0, 0, hour, 1), Pollutant.So2, row, column);
            float[] reference = new float[ours.Length];
            double[][] truth = world.SulphurGradient(hour, (row * world.Columns) + column, model.HistoryHours);
            for (int time = 0; time < truth.Length; time++)
                for (int cell = 0; cell < data.Cells; cell++)
                    reference[(((time * 5) + (int)EmittedSpecies.So2) * data.Cells) + cell] = (float)truth[time][cell];
            comparison = comparison.With(Pollutant.So2, ours, reference, model.HistoryHours, addHours: true);
        }

        return comparison.MedianCorrelation(Pollutant.So2, EmittedSpecies.So2);
    }
}
