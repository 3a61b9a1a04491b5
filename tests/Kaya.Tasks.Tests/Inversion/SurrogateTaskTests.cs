using System.Globalization;
using System.Text.Json;
using Kaya.Core;
using Kaya.Inversion;
using Kaya.Runs;

namespace Kaya.Tasks.Tests.Inversion;

/// <summary><c>kaya surrogate train</c> and <c>kaya surrogate evaluate</c> on the sample atmosphere, with a network of seconds.</summary>
public sealed class SurrogateTaskTests : IDisposable
{
    private static readonly Dictionary<string, string> s_small = new()
    {
        ["train-days"] = "3", ["test-days"] = "1", ["spin-up"] = "6", ["runs"] = "1", ["network.history"] = "3", ["network.hidden"] = "3",
        ["network.channels"] = "4", ["network.carried"] = "6", ["training.steps"] = "4", ["training.batch"] = "4", ["training.crop"] = "16",
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-surrogate").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void TrainAndEvaluate_Sample_LeaveANetworkItsErrorsAndItsGradients()
    {
        FinishedTask trained = Run("surrogate train", s_small);
        ResultTable errors = trained.Outcome.Tables.Single(table => table.Name == "errors");
        Assert.Equal(3 * 2 * 4, errors.RowCount);
        Assert.All(errors.Numbers("error at stations"), error => Assert.True(error > 0));
        Assert.True(File.Exists(Path.Combine(trained.Run!.Folder, "outputs", "errors.svg")));
        TrainedSurrogate loaded = TrainedSurrogate.Load(trained.Run.Folder);
        Assert.Equal((3, SurrogateKind.LstmUnet), (loaded.Model.HistoryHours, loaded.Model.Estimator.Network.Kind));
        Assert.Equal(1, loaded.Options!.Runs);
        Assert.Equal(loaded.Model.ParameterCount, TrainedSurrogate.Load(trained.Run.ModelPath).Model.ParameterCount);

        FinishedTask evaluated = Run("surrogate evaluate", new() { ["run"] = trained.Run.Folder, ["gradients"] = "1" });
        ResultTable again = evaluated.Outcome.Tables.Single(table => table.Name == "errors");
        Assert.Equal(errors.Numbers("error"), again.Numbers("error"));
        ResultTable gradients = evaluated.Outcome.Tables.Single(table => table.Name == "gradients");
        Assert.Equal(20, gradients.RowCount);
        for (int row = 0; row < 20; row++)
        {
            // SO2 comes of nothing but SO2; of everything else nothing is there to be compared.
            bool isSulphur = gradients.Text(row, gradients.ColumnOf("concentration")) == "SO2";
            bool isOwn = gradients.Text(row, gradients.ColumnOf("emission")) == "SO2";
            if (isSulphur) Assert.Equal(isOwn, double.IsFinite(gradients.Number(row, gradients.ColumnOf("correlation"))));
        }

        Assert.True(File.Exists(Path.Combine(evaluated.Run!.Folder, "outputs", "gradient-adjoint.png")));
        Assert.Contains(evaluated.Run.Metrics, metric => metric.Name == "gradient/SO2-SO2");
        ProgressGrows(evaluated.Run.Folder);
        AtOwnStations(trained.Run.Folder, loaded.Options, again);
    }

    // Gradients take most of the time: their stage is not over before the last of them.
    private static void ProgressGrows(string run)
    {
        RunStage[] lines = [.. File.ReadLines(Path.Combine(run, "progress.ndjson"))
            .Select(line => JsonSerializer.Deserialize<RunStage>(line, JsonSerializerOptions.Web)!)];
        double[] parts = [.. lines.Select(line => line.Fraction!.Value)];
        Assert.Equal(parts.Order(), parts);
        Assert.True(parts[^1] < 1, "a stage was begun twice");
        Assert.Equal((4L, 4L), lines.Where(line => line.Stage == "gradients").Select(line => (line.Done, line.Total!.Value)).Last());
    }

    // The same network at two of the sample's stations, given by a table: the same over all cells, another error at stations.
    private void AtOwnStations(string run, SurrogateTrainOptions options, ResultTable sample)
    {
        string path = Path.Combine(_folder, "two.csv");
        using AtmosphereCase atmosphere = AtmosphereCase.Load(options with { Hours = 24 });
        File.WriteAllLines(path, ["station,lon,lat,time,pollutant,value,unit",
            .. atmosphere.Sample!.Stations.DistinctBy(one => (one.Row, one.Column)).Take(2).Select(one => string.Create(
                CultureInfo.InvariantCulture, $"{one.Name},{one.Longitude},{one.Latitude},2015-01-01T00:00Z,NO2,5,ppb"))]);
        FinishedTask evaluated = Run("surrogate evaluate", new() { ["run"] = run, ["gradients"] = "0", ["station.file"] = path });
        ResultTable errors = evaluated.Outcome.Tables.Single(table => table.Name == "errors");
        Assert.Equal(sample.Numbers("error"), errors.Numbers("error"));
        Assert.NotEqual(sample.Numbers("error at stations"), errors.Numbers("error at stations"));
        Assert.Contains("the 2 cells with stations of two.csv; 0 of 2", File.ReadAllText(Path.Combine(evaluated.Run!.Folder,
            "report.html")), StringComparison.Ordinal);
    }

    // Short steps learn from what the transport model has in the air, where a network carries something that can.
    [Fact]
    public void Train_ShortSteps_LearnFromWhatIsInTheAirUnlessToldNotTo()
    {
        Dictionary<string, string> small = new(s_small)
        {
            ["train-days"] = "2", ["training.short-steps"] = "2", ["training.short-hours"] = "2",
        };
        SurrogateTrainingOptions Learnt(string option, string value, out double error)
        {
            FinishedTask trained = Run("surrogate train", new(small) { [option] = value });
            error = trained.Run!.Metrics.Single(metric => metric.Name == "validation error").Value!.Value;
            return TrainedSurrogate.Load(trained.Run.Folder).Model.Estimator.Training;
        }

        Assert.Equal(0.5, Learnt("training.steps", "4", out double air).AirWeight);
        Assert.Equal(0, Learnt("training.air-weight", "0", out double ground).AirWeight);
        Assert.NotEqual(air, ground);
        SurrogateTrainOptions still = new()
        {
            Network = new SurrogateShapeOptions { Carried = 0 }, Training = new SurrogateLearningOptions { ShortSteps = 2 },
        };
        Assert.Equal(0, still.ToEstimator().Training.AirWeight);
    }

    [Fact]
    public void Train_OfNoUse_SaysWhatToDo()
    {
        Refused<DataFormatException>(new() { ["months"] = "January" }, "2015-01");
        Refused<DataFormatException>(new() { ["months"] = "2015-01", ["hours"] = "48" }, "--months");
        Refused<DataFormatException>(new() { ["training.batch"] = "5", ["training.windows"] = "2" }, "other blocks");
        Refused<DataNotFoundException>(new() { ["surface"] = "METCRO2D" }, "missing ones");
        DataNotFoundException error = Assert.Throws<DataNotFoundException>(() => Run("surrogate evaluate", new() { ["run"] = _folder }));
        Assert.NotNull(error.Fault);
    }

    [Fact]
    public void Periods_Months_BeginBeforeThemByTheSpinUp()
    {
        IReadOnlyList<SurrogateTrainOptions> periods = SurrogateCase.Periods(new SurrogateTrainOptions
        {
            Months = [UtcMonth.Parse("2015-02"), UtcMonth.Parse("2015-07")], SpinUp = 120, TrainDays = 22, TestDays = 8,
        });
        Assert.Equal(["2015-01-27T00", "2015-06-26T00"], periods.Select(period => period.First!.ToString()));
        // February has 28 days, of which the last 6 are for judging.
        Assert.Equal([120 + (28 * 24), 120 + (30 * 24)], periods.Select(period => period.Hours!.Value));
    }

    private FinishedTask Run(string task, Dictionary<string, string> flags) => TaskRunner.Run(
        TaskCatalog.Find(task).Prepare(new ConfigurationSources { Flags = flags }),
        new TaskRunSettings { Folder = Path.Combine(_folder, task.Replace(' ', '-')), Force = true });

    private void Refused<T>(Dictionary<string, string> flags, string says)
        where T : KayaException
    {
        T error = Assert.Throws<T>(() => Run("surrogate train", flags));
        Assert.Contains(says, string.Create(CultureInfo.InvariantCulture, $"{error.Message} {error.Fault?.Remedy} {error.Fault?.Where}"),
            StringComparison.Ordinal);
    }
}
