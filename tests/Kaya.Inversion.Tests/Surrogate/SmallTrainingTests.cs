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
            + $"{model.ParameterCount} parameters, " + string.Join(" ", report.History.Select(point => $"{point.Loss:F4}/{point.Error:F4}")));
        IReadOnlyList<SurrogateScore> scores = SurrogateEvaluation.Of(model, data, [(3, 4), (20, 20), (15, 9)], SmallCase.Context);
        foreach (SurrogateScore score in scores.Where(score => score.Month == 0))
            output?.WriteLine($"{score.Predictor,-12} {score.Pollutant,-5} {score.DomainError:F3} ({score.DomainPercent:F1} %), "
                + $"stations {score.StationError:F3} ({score.StationPercent:F1} %)");
        double Error(string predictor, Pollutant pollutant) =>
            scores.Single(score => score.Predictor == predictor && score.Month == 0 && score.Pollutant == pollutant).DomainError;
        foreach (Pollutant pollutant in AtmosphericSpecies.Pollutants)
        {
            double ours = Error(model.Estimator.Name, pollutant);
            Assert.True(ours < 0.7 * Error(SurrogateEvaluation.Persistence, pollutant), $"{pollutant}: persistence");
            Assert.True(ours < Error(SurrogateEvaluation.Climatology, pollutant), $"{pollutant}: climatology");
        }
    }
}
