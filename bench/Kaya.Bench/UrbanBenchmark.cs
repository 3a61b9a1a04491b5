using System.Globalization;
using Kaya.Core;
using Kaya.Torch;
using Kaya.Urban;

namespace Kaya.Bench;

/// <summary>What the benchmark of the cells of a city is run with.</summary>
internal sealed record UrbanBenchmarkOptions(int Threads, int Pairs, IReadOnlyCollection<string> Parts, UrbanSize Size)
{
    /// <summary>Training steps in one timing of the pairs.</summary>
    public int Steps { get; init; } = 4;
}

/// <summary>OpenCarbon as Kaya has it beside OpenCarbon as published, in PyTorch: for one target cell, in training and in evaluation; and
/// the memory at the size of the paper.</summary>
internal sealed class UrbanBenchmark : IDisposable
{
    // The tiles of the paper's Beijing; one block of targets; targets of the peer at full size, whose tiles take gigabytes.
    private const int PaperTiles = 1381, BlockRows = 8, BlockColumns = 4, PeerTargets = 8, SmallSide = 2, FewImages = 4;

    private const double TrainingGoal = 4, EvaluationGoal = 8;

    private static readonly OpenCarbonTrainingOptions s_training = new()
    {
        BatchSize = BlockRows * BlockColumns, BlockRows = BlockRows, BlockColumns = BlockColumns,
    };

    private readonly UrbanBenchmarkOptions _options;
    private readonly TextWriter _progress;
    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-bench-urban-").FullName;

    private UrbanBenchmark(UrbanBenchmarkOptions options, TextWriter progress) => (_options, _progress) = (options, progress);

    /// <summary>Names of its parts; the last two are not run unless they are asked for.</summary>
    public static IReadOnlyList<string> Parts { get; } = ["reduced", "full", "evaluation-memory", "training-memory"];

    public static BenchmarkReport Run(UrbanBenchmarkOptions options, TextWriter progress)
    {
        TorchRuntime.SetThreads(options.Threads);
        using UrbanBenchmark benchmark = new(options, progress);
        Dictionary<string, string> setting = BenchmarkParts.Setting(
            $".NET {Environment.Version}, {TorchRuntime.Describe()}", options.Threads, options.Pairs);
        BenchmarkParts parts = new(options.Parts, setting);
        string before = Load();
        // First, while little memory has been used.
        parts.Take("evaluation-memory", benchmark.EvaluationMemory);
        parts.Take("training-memory", benchmark.TrainingMemory);
        parts.Take("reduced", benchmark.Reduced);
        parts.Take("full", benchmark.Full);
        setting["load"] = $"{before} before, {Load()} after (processes that wait for a processor or have one, mean of a minute)";
        return parts.Report("urban");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private PartFindings Reduced()
    {
        using UrbanDataset data = Cells(_options.Size, 1024);
        List<BenchmarkPart> parts = [];
        List<BenchmarkFigure> figures = [];
        string name = "";
        foreach ((string form, string said, bool promised) in new[]
        {
            ("published", "PyTorch as published", true), ("ours", "PyTorch with Kaya's batches", false),
        })
        {
            using UrbanWork work = new(data, _options.Size, s_training);
            using PythonPeer peer = work.Peer(form, _options.Threads, _folder);
            name = peer.Name;
            BenchmarkPart training = Training(work, peer, said, figures), evaluation = Evaluation(work, peer, said, figures);
            parts.Add(promised ? training with { Goal = TrainingGoal } : training);
            parts.Add(promised ? evaluation with { Goal = EvaluationGoal } : evaluation);
        }

        return new PartFindings($"{name}; {data.Count} cells of the sample city, {_options.Size}, blocks of {BlockRows} x {BlockColumns} "
            + "targets, neighbourhoods of 3 x 3", parts, figures);
    }

    private BenchmarkPart Training(UrbanWork work, PythonPeer peer, string said, List<BenchmarkFigure> figures)
    {
        int step = 0, turn = 0, seen = 0;
        double ours = 0, theirs = 0;
        List<double> making = [];
        // Ours comes first in each pair: the peer then takes the same steps.
        Timing Ours(int steps)
        {
            Timing timing = work.Train(step, steps);
            turn = step;
            step += steps;
            int targets = Enumerable.Range(turn, steps).Sum(number => work.Targets(number).Length);
            seen += targets;
            ours = timing.Loss;
            return Each(timing, targets);
        }

        Timing Theirs(int steps)
        {
            int[][] targets = [.. Enumerable.Range(turn, steps).Select(number => work.Targets(number))];
            double[] answer = peer.Ask(Train(targets));
            theirs = answer[3];
            making.Add(answer[4] / targets.Sum(some => some.Length));
            return Each(Timing.Of(answer), targets.Sum(some => some.Length));
        }

        Ours(1);
        Theirs(1);
        figures.Add(new BenchmarkFigure($"loss of the first step, {said}", ours, theirs));
        making.Clear();
        BenchmarkPart part = BenchmarkPart.Pairs($"training, {said}", "a target cell", _options.Pairs, () => Ours(_options.Steps),
            () => Theirs(_options.Steps), _progress) with { PeerBatchSeconds = Timing.Median(making) };
        figures.Add(new BenchmarkFigure($"loss after {seen} targets, {said}", ours, theirs));
        return part;
    }

    private BenchmarkPart Evaluation(UrbanWork work, PythonPeer peer, string said, List<BenchmarkFigure> figures)
    {
        List<double> making = [];
        double ours = 0, theirs = 0;
        Timing Ours(int first, int count)
        {
            Timing timing = work.Evaluate(first, count);
            ours = timing.Loss;
            return Each(timing, count);
        }

        Timing Theirs(int first, int count)
        {
            double[] answer = peer.Ask(Evaluate(first, count));
            theirs = answer[3];
            making.Add(answer[4] / count);
            return Each(Timing.Of(answer), count);
        }

        Ours(0, s_training.BatchSize);
        Theirs(0, s_training.BatchSize);
        making.Clear();
        BenchmarkPart part = BenchmarkPart.Pairs($"evaluation, {said}", "a target cell", _options.Pairs, () => Ours(0, work.Cells),
            () => Theirs(0, work.Cells), _progress) with { PeerBatchSeconds = Timing.Median(making) };
        figures.Add(new BenchmarkFigure($"error of z in held-out cells thereafter, {said}", ours, theirs));
        return part;
    }

    // One step at the size of the paper; the peer as published has fewer targets, each of which costs it the same.
    private PartFindings Full()
    {
        using UrbanDataset data = Cells(UrbanSize.Full, 256);
        using UrbanWork work = new(data, UrbanSize.Full, s_training);
        int[] targets = work.Targets(0);
        List<BenchmarkPart> parts = [];
        // Each peer from the first weights, before ours changes.
        using PythonPeer published = work.Peer("published", _options.Threads, _folder);
        using PythonPeer shared = work.Peer("ours", _options.Threads, _folder);
        _progress.WriteLine("full size: ours");
        Timing ours = Each(work.Train(0, 1), targets.Length);
        foreach ((PythonPeer peer, int count, string said) in new[]
        {
            (published, Math.Min(PeerTargets, targets.Length), "as published"), (shared, targets.Length, "with Kaya's batches"),
        })
        {
            _progress.WriteLine($"full size: PyTorch {said}");
            Timing theirs = Each(Timing.Of(peer.Ask(Train([targets[..count]]))), count);
            BenchmarkPart part = BenchmarkPart.Of(string.Create(CultureInfo.InvariantCulture,
                $"training at full size, one step of {targets.Length} targets; PyTorch {said}, {count} targets"), "a target cell", 1,
                [ours], [theirs], peer == published ? TrainingGoal : null);
            parts.Add(part);
        }

        return new PartFindings($"{UrbanSize.Full}; one step each, without a step to warm up", parts,
            [new BenchmarkFigure("numbers that are learnt, on both sides", work.Parameters)]);
    }

    private PartFindings EvaluationMemory()
    {
        using UrbanDataset data = Cells(UrbanSize.Full, PaperTiles);
        using UrbanWork work = new(data, UrbanSize.Full, s_training);
        using PythonPeer peer = work.Peer("published", _options.Threads, _folder);
        Work.ForgetPeak();
        BenchmarkStage ours = Stage($"evaluation, {PaperTiles} targets", work.Evaluate(0, PaperTiles));
        BenchmarkStage theirs = Stage($"PyTorch as published, evaluation, {PeerTargets} targets",
            Timing.Of(peer.Ask(Evaluate(0, PeerTargets))));
        return new PartFindings($"{PaperTiles} tiles of {UrbanSize.Full}; {new FileInfo(data.Path).Length >> 20} MiB of cells, mapped", [],
            [new BenchmarkFigure("evaluation at full size, processor seconds for a target", ours.Processor / PaperTiles,
                theirs.Processor / PeerTargets)]) { Stages = [ours, theirs] };
    }

    private PartFindings TrainingMemory()
    {
        using UrbanDataset data = Cells(UrbanSize.Full, PaperTiles);
        List<BenchmarkStage> stages = [];
        List<BenchmarkFigure> figures = [];
        // Those that need least come first: what one leaves unused counts for the next.
        foreach ((string name, OpenCarbonTrainingOptions training) in new[]
        {
            ($"{FewImages} images at once, computed again", s_training with { ImagesAtOnce = FewImages }),
            ($"blocks of {SmallSide} x {SmallSide}", s_training with
                { BatchSize = SmallSide * SmallSide, BlockRows = SmallSide, BlockColumns = SmallSide }),
            ("all images at once", s_training),
        })
        {
            Work.ForgetPeak();
            using UrbanWork work = new(data, UrbanSize.Full, training);
            int targets = work.Targets(0).Length;
            stages.Add(Stage(string.Create(CultureInfo.InvariantCulture, $"step, {name}, {targets} targets"), work.Train(0, 1)));
            figures.Add(new BenchmarkFigure($"training at full size, {name}: processor s for a target", stages[^1].Processor / targets));
        }

        return new PartFindings($"{PaperTiles} tiles of {UrbanSize.Full}; a step each", [], figures) { Stages = stages };
    }

    private BenchmarkStage Stage(string name, Timing timing)
    {
        _progress.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}: {timing.Wall:F1} s, processor {timing.Processor:F1} s, at most {timing.PeakMebibytes:F0} MiB"));
        return new BenchmarkStage(name, timing.Wall, timing.Processor, timing.PeakMebibytes);
    }

    private UrbanDataset Cells(UrbanSize size, int count)
    {
        string path = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"cells-{size.Pixels}-{count}.safetensors"));
        if (!File.Exists(path))
        {
            _progress.WriteLine($"painting {count} tiles of {size.Pixels} pixels");
            UrbanBenchmarkCells.Write(path, size.Pixels, count);
        }

        return UrbanDataset.Open(path);
    }

    private static string Train(int[][] steps) => "train " + string.Join(';', steps.Select(step => string.Join(',', step)));

    private static string Evaluate(int first, int count) => string.Create(CultureInfo.InvariantCulture, $"evaluate {first} {count}");

    private static Timing Each(Timing timing, int targets) =>
        timing with { Wall = timing.Wall / targets, Processor = timing.Processor / targets };

    private static string Load() =>
        OperatingSystem.IsLinux() ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
