using System.Globalization;
using Kaya.Core;
using Kaya.Downscaling;
using Kaya.Geo;
using Kaya.Torch;

namespace Kaya.Bench;

/// <summary>A training step of super-resolution, with the making of its batch: ours and the same in eager PyTorch.</summary>
internal sealed class ZssrStepBenchmark : IDisposable
{
    private const int Side = 384, WarmupSteps = 6, Steps = 12, CheckedSteps = 20, SideBySideMembers = 2;

    private readonly ZeroShotSuperResolution _options = new();
    private readonly FitContext _context = new(new RandomSource(1));
    private readonly string _exchange = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".safetensors");
    private readonly DensityMap _map;
    private readonly LogScale _scale;

    private ZssrStepBenchmark(int threads)
    {
        TorchRuntime.SetThreads(threads);
        IntensiveRaster density = BenchmarkCountry.Densities(Side, Side);
        (_map, _scale) = (new DensityMap(density), LogScale.Of(density.Values(), _options.LinearPart));
        Write(density);
    }

    public static PartFindings Run(int threads, int pairs, TextWriter progress)
    {
        using ZssrStepBenchmark benchmark = new(threads);
        return benchmark.Measure(threads, pairs, progress);
    }

    public void Dispose() => File.Delete(_exchange);

    private PartFindings Measure(int threads, int pairs, TextWriter progress)
    {
        using PythonPeer peer = new("zssr.py", threads, _exchange);
        Train(WarmupSteps);
        foreach (string form in new[] { "eager", "channels_last", "interpolated" }) peer.Ask(Ask(form, WarmupSteps));
        double[] check = peer.Ask(Ask("check", CheckedSteps));
        BenchmarkPart Pairs(string name, int members, Func<Timing> ours, string form)
        {
            List<double> batches = [];
            BenchmarkPart part = BenchmarkPart.Pairs(name, string.Create(CultureInfo.InvariantCulture, $"{members * Steps} steps"), pairs,
                ours, () =>
            {
                double[] answer = peer.Ask(Ask(form, members * Steps));
                batches.Add(answer[4]);
                return Timing.Of(answer);
            }, progress);
            return part with { PeerBatchSeconds = Timing.Median(batches) };
        }

        return new PartFindings(peer.Name,
        [
            Pairs("ZSSR step, one network, all threads", 1, () => Train(Steps), "eager") with { Goal = 1.2 },
            Pairs($"ZSSR step, {SideBySideMembers} networks side by side, one thread each (as Kaya trains); PyTorch one after the other, "
                + $"all threads", SideBySideMembers, TrainSideBySide, "eager") with { Goal = 1.2 },
            Pairs("ZSSR step, the same; PyTorch with channels last", SideBySideMembers, TrainSideBySide, "channels_last"),
            Pairs("ZSSR step, the same; PyTorch on interpolated cells, as published", SideBySideMembers, TrainSideBySide, "interpolated"),
        ],
        [new BenchmarkFigure(
            string.Create(CultureInfo.InvariantCulture, $"ZSSR: loss at step {CheckedSteps}, from the same weights and batches"),
            Checked(), check[3])]);
    }

    private static string Ask(string form, int steps) => string.Create(CultureInfo.InvariantCulture, $"{form} {steps}");

    private Timing Train(int steps)
    {
        using SuperResolutionTraining training = new(_map, _options, _scale, 0, _context);
        return Work.Measure(() => Train(training, steps));
    }

    private Timing TrainSideBySide()
    {
        SuperResolutionTraining[] trainings = [
            .. Enumerable.Range(0, SideBySideMembers)
            .Select(member => new SuperResolutionTraining(_map, _options, _scale, member, _context))];
        Timing timing = Work.Measure(
            () => WorkerThreads.Run(SideBySideMembers, _context, (member, _) => Train(trainings[member], Steps), threadsEach: 1));
        foreach (SuperResolutionTraining training in trainings) training.Dispose();
        return timing;
    }

    private double Train(SuperResolutionTraining training, int steps)
    {
        using Adam adam = new(training.Model, new AdamOptions(_options.LearningRate));
        double last = 0;
        for (int number = 0; number < steps; number++)
        {
            using TensorScope scope = new();
            Tensor loss = training.Loss(new TrainingStep(number, _context.Random.Derive($"step{number}")));
            last = loss.Item();
            adam.Minimise(loss);
        }

        return last;
    }

    private double Checked()
    {
        using SuperResolutionTraining training = new(_map, _options, _scale, 0, _context);
        return Train(training, CheckedSteps);
    }

    // The map, first weights, and the batches of the check, for the peer to read.
    private void Write(IntensiveRaster density)
    {
        Dictionary<string,
            StateArray> arrays =
            new() { ["density"] = StateArray.Of([.. density.Values().ToArray().Select(value => (float)value)], Side, Side) };
        using SuperResolutionTraining training = new(_map, _options, _scale, 0, _context);
        foreach ((string name, StateArray array) in training.Model.ToState("network/")) arrays[name] = array;
        CropPairs pairs = new(_map, _options, _scale, 0);
        for (int number = 0; number < CheckedSteps; number++)
        {
            CropBatch batch = pairs.Draw(_context.Random.Derive($"step{number}"));
            int side = pairs.Crop + (2 * _options.Reach);
            arrays[$"coarse/{number}"] = StateArray.Of(batch.Coarse, _options.BatchSize, 1, side, side);
            arrays[$"residuals/{number}"] = StateArray.Of(batch.Residuals, _options.BatchSize, 4, pairs.Crop, pairs.Crop);
            arrays[$"weights/{number}"] = StateArray.Of(batch.Weights, _options.BatchSize, 4, pairs.Crop, pairs.Crop);
        }

        Safetensors.Write(_exchange, arrays, new Dictionary<string, string>
        {
            ["options"] = string.Create(CultureInfo.InvariantCulture,
                $"{{\"layers\":{_options.HiddenLayers},\"channels\":{_options.Channels},\"rate\":{_options.LearningRate},"
                + $"\"batch\":{_options.BatchSize},\"crop\":{pairs.Crop},\"smallest\":{_options.SmallestScale},"
                + $"\"reference\":{_scale.Reference},\"mean\":{_scale.Mean},\"deviation\":{_scale.Deviation}}}"),
        });
    }
}
