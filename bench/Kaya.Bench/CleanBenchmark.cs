using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Kaya.Core;
using Kaya.Energy;
using Kaya.Learning;
using Kaya.Samples;
using Kaya.Torch;

namespace Kaya.Bench;

/// <summary>What the energy benchmark is run with.</summary>
internal sealed record CleanBenchmarkOptions(int Threads, int Pairs, int Steps, int FinalSteps, string? Emissions, string? Generation);

/// <summary>One training: what it cost and how well it did on the days left out.</summary>
internal sealed record CleanRun(Timing Timing, double EmissionError, double EnergyError, double BatchSeconds);

/// <summary>The training of CLEAN, ours and the same in eager PyTorch: one network, and an ensemble of eight.</summary>
internal sealed class CleanBenchmark : IDisposable
{
    public const int Ensemble = 8;
    private const int WarmupSteps = 20;
    // Long enough for the runtime to have compiled the loop for good.
    private const int FirstSteps = 200;

    private readonly CleanBenchmarkOptions _options;
    private readonly EnergyDataset _train;
    private readonly EnergyDataset _test;
    private readonly string _exchange = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".safetensors");
    private readonly List<BenchmarkPart> _parts = [];
    private readonly TextWriter _progress;

    private CleanBenchmark(CleanBenchmarkOptions options, TextWriter progress)
    {
        (_options, _progress) = (options, progress);
        EnergyDataset data = options.Emissions is { } emissions && options.Generation is { } generation
            ? EnergyData.Load(emissions, generation).Dataset : SampleEnergy.Create().Dataset;
        Split split = EnergySplits.LastDays(data);
        (_train, _test) = (data.Select(split.Train.AsSpan()), data.Select(split.Test.AsSpan()));
    }

    public static BenchmarkReport Run(CleanBenchmarkOptions options, TextWriter progress)
    {
        TorchRuntime.SetThreads(options.Threads);
        using CleanBenchmark benchmark = new(options, progress);
        return benchmark.Run();
    }

    public void Dispose() => File.Delete(_exchange);

    private BenchmarkReport Run()
    {
        WriteExchange();
        using PythonPeer loop = new("clean.py", _options.Threads, _exchange);
        Ours(1, FirstSteps);
        Theirs(loop, "loop", 1, FirstSteps);
        Pairs("one network", "a step", _options.Steps, steps => Ours(1, steps), steps => Theirs(loop, "loop", 1, steps), goal: 1.5);
        Ours(Ensemble, WarmupSteps);
        Pairs($"{Ensemble} networks; PyTorch one after the other", "a step of all", _options.Steps,
            steps => Ours(Ensemble, steps), steps => Theirs(loop, "loop", Ensemble, steps), goal: 4);
        using PythonPeer batched = new("clean.py", _options.Threads, _exchange);
        Theirs(batched, "batched", Ensemble, WarmupSteps);
        Pairs($"{Ensemble} networks; PyTorch batched too", "a step of all", _options.Steps,
            steps => Ours(Ensemble, steps), steps => Theirs(batched, "batched", Ensemble, steps), goal: null);
        _progress.WriteLine($"whole training, {_options.FinalSteps} steps ...");
        CleanRun ours = Ours(Ensemble, _options.FinalSteps), theirs = Theirs(batched, "batched", Ensemble, _options.FinalSteps);
        return new BenchmarkReport("energy", Setting(loop.Name), _parts,
        [
            new BenchmarkFigure("held-out error of emission (MAPE, last 20 % of days)", ours.EmissionError, theirs.EmissionError),
            new BenchmarkFigure("held-out error of generation (MAPE)", ours.EnergyError, theirs.EnergyError),
            new BenchmarkFigure("final loss of a network", ours.Timing.Loss, theirs.Timing.Loss),
        ]);
    }

    private void Pairs(string name, string unit, int steps, Func<int, CleanRun> ours, Func<int, CleanRun> theirs, double? goal)
    {
        List<CleanRun> left = [], right = [];
        for (int pair = 0; pair < _options.Pairs; pair++)
        {
            _progress.WriteLine($"{name}: pair {pair + 1} of {_options.Pairs}");
            left.Add(ours(steps));
            right.Add(theirs(steps));
        }

        _parts.Add(BenchmarkPart.Of(name, unit, steps, [.. left.Select(run => run.Timing)], [.. right.Select(run => run.Timing)], goal) with
        {
            PeerBatchSeconds = Timing.Median(right.Select(run => run.BatchSeconds)) / steps,
        });
    }

    private CleanRun Ours(int members, int steps)
    {
        CleanOptions options = CleanOptions.Mlp with { Members = members, Steps = steps };
        FitContext context = new(new RandomSource(1));
        using Process process = Process.GetCurrentProcess();
        TimeSpan processor = process.TotalProcessorTime;
        Stopwatch watch = Stopwatch.StartNew();
        LastLoss last = new();
        // The preparation of rows and first values is in our time, and not in the peer's.
        CleanModel model = EnsembleTraining.Run(options, [_train], [new ModelCalibration(ForecastIntervals.None, null)],
            "benchmark", context with { Progress = last })[0];
        double wall = watch.Elapsed.TotalSeconds;
        process.Refresh();
        Timing timing = new(wall, (process.TotalProcessorTime - processor).TotalSeconds, process.PeakWorkingSet64 / 1048576.0,
            last.Value / EnsembleShard.Of(1, members, null)[0].Members);
        return new CleanRun(timing, Error(model.PredictEmission(_test), _test.TotalEmission),
            Error(model.PredictGeneration(_test), _test.TotalGeneration), 0);
    }

    private static CleanRun Theirs(PythonPeer peer, string form, int members, int steps)
    {
        double[] n = peer.Ask(string.Create(CultureInfo.InvariantCulture, $"{form} {members} {steps}"));
        return new CleanRun(new Timing(n[0], n[1], n[2], n[3]), n[5], n[6], n[4]);
    }

    // The rows, what the training rows fix, and the options, once, for the peer to read.
    private void WriteExchange()
    {
        CleanOptions options = CleanOptions.Mlp;
        EnergyRows train = EnergyRows.Of(_train), test = EnergyRows.Of(_test);
        NetworkConstants constants = NetworkConstants.Of(train, options);
        Dictionary<string, StateArray> arrays = NetworkConstants.Names.ToDictionary(
            constant => constant.Name, constant => StateArray.Of(constants[constant.Name], constant.Rows, constant.Columns));
        arrays["train"] = StateArray.Of(train.Values, train.Count, EnergyRows.Width);
        arrays["test"] = StateArray.Of(test.Values, test.Count, EnergyRows.Width);
        using DualNetwork network = new(options with { Members = 1 }, [constants], new RandomSource(1));
        foreach ((string name, StateArray array) in network.ToState())
            if (name is "direct-factors" or "calendar-mask") arrays[name] = array;
        Safetensors.Write(_exchange, arrays, new Dictionary<string, string> { ["options"] = JsonSerializer.Serialize(options) });
    }

    private Dictionary<string, string> Setting(string peer)
    {
        TorchInformation torch = TorchRuntime.Describe();
        return new Dictionary<string, string>
        {
            ["data"] = string.Create(
                CultureInfo.InvariantCulture,
                $"{(_options.Emissions is null ? "sample world" : Path.GetFileName(_options.Emissions))}: {_train.Count} rows to learn "
                + $"from, {_test.Count} left out"),
            ["network"] = string.Create(
                CultureInfo.InvariantCulture,
                $"CLEAN-MLP, {CleanOptions.Mlp.BatchSize} rows a step, cycle, latent and counterfactual rows"),
            ["ours"] = $"libtorch {torch.Version}, .NET {Environment.Version}, BLAS {torch.Blas}",
            ["peer"] = peer,
            ["threads"] = string.Create(CultureInfo.InvariantCulture, $"{torch.Threads} of {Environment.ProcessorCount} processors"),
            ["pairs"] = string.Create(CultureInfo.InvariantCulture, $"{_options.Pairs} of {_options.Steps} steps, in turn; medians"),
        };
    }

    private static double Error(ProfileForecast forecast, ReadOnlySpan<double> observed)
    {
        double sum = 0;
        for (int row = 0; row < observed.Length; row++) sum += Math.Abs(forecast.Total(row) / observed[row] - 1);
        return sum / observed.Length;
    }

    // The trainer reports the loss of its last step as a note.
    private sealed class LastLoss : IProgress<WorkProgress>
    {
        public double Value { get; private set; }

        public void Report(WorkProgress value) =>
            Value = double.Parse(value.Note!.Split(' ')[1], CultureInfo.InvariantCulture);
    }
}
