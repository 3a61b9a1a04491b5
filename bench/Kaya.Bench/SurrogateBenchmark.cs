using System.Globalization;
using Kaya.Core;
using Kaya.Inversion;
using Kaya.Torch;

namespace Kaya.Bench;

/// <summary>A training step of the network that stands in for a transport model: ours and the same in eager PyTorch.</summary>
/// <remarks>Sampling: two blocks of cells, four windows of 24 hours each whose last hours are three apart, eight windows in a
/// step.</remarks>
internal static class SurrogateBenchmark
{
    private const int Channels = 18, Fields = 2;

    private static readonly Sampling s_full = new(1, 182, 232, 2, 3);

    public static PartFindings Run(SurrogateBenchmarkOptions sizes, TextWriter progress)
    {
        (int threads, int pairs) = (sizes.Threads, sizes.Pairs);
        TorchRuntime.SetThreads(threads);
        Sampling cells = new(2, sizes.Cells, sizes.Cells, 4, 3);
        // The paper's form, which is what the peer has.
        SurrogateNetworkOptions options = new() { JoinsBeforeUnet = false };
        using PythonPeer peer = new("surrogate.py", threads, string.Create(CultureInfo.InvariantCulture,
            $"{{\"inputs\":{Channels},\"fields\":{Fields},\"history\":{options.HistoryHours},\"hidden\":{options.HiddenSize},"
            + $"\"channels\":{options.Channels},\"branch\":{options.BranchChannels},\"head\":{options.HeadChannels},"
            + $"\"encoder\":{options.EncoderConvolutions},\"dropout\":{options.Dropout},\"all\":false}}"));
        List<BenchmarkPart> parts = [];
        void Compare(string name, string kind, Sampling sampling, int repeats, double? goal)
        {
            using TensorScope scope = new();
            using SurrogateStep step = new(options, sampling);
            Timing Ours(int count) => Work.Measure(() =>
            {
                for (int i = 0; i < count; i++)
                    if (kind == "lstm") step.Lstm();
                    else step.Train();
            });
            Timing Theirs(int count) => Timing.Of(peer.Ask($"{kind} {sampling} {count.ToString(CultureInfo.InvariantCulture)}"));
            Work.ForgetPeak();
            Ours(1);
            Theirs(1);
            parts.Add(BenchmarkPart.Pairs(name, $"{repeats} steps", pairs, () => Ours(repeats), () => Theirs(repeats), progress)
                with { Goal = goal });
        }

        Compare("LSTM of the windows of a step, forward and backward, projection shared", "lstm", cells, 2, 1.4);
        Compare($"training step of the LSTM-U-Net, 8 windows of {sizes.Cells} x {sizes.Cells} cells and 24 hours", "step", cells, 2, 1.0);
        if (sizes.WholeGrid) Compare("training step on the whole grid, 2 windows of 182 x 232 cells and 24 hours", "step", s_full, 1, 1.0);
        List<BenchmarkStage> stages = [];
        if (sizes.WholeGrid)
        {
            const string name = "the same step with carried quantities";
            progress.WriteLine(name);
            using TensorScope scope = new();
            using SurrogateStep step = new(options with { CarriedSpecies = 12 }, s_full);
            step.Train();
            Work.ForgetPeak();
            Timing[] all = [.. Enumerable.Range(0, pairs).Select(_ => Work.Measure(step.Train))];
            stages.Add(new BenchmarkStage(name, Timing.Median(all.Select(one => one.Wall)), Timing.Median(all.Select(one => one.Processor)),
                all[^1].PeakMebibytes));
        }

        return new PartFindings($"libtorch {TorchRuntime.Describe().Version}, {peer.Name}; eight windows a step, two blocks of "
            + $"{sizes.Cells} x {sizes.Cells} cells, four windows 3 hours apart in each", parts, []) { Stages = stages };
    }
}

/// <summary>What the benchmark is run with.</summary>
/// <param name="Threads">Threads of both sides.</param>
/// <param name="Pairs">Alternating pairs.</param>
/// <param name="Cells">Rows and columns of a block.</param>
/// <param name="WholeGrid">Whether a step on 182 x 232 cells is timed too.</param>
internal sealed record SurrogateBenchmarkOptions(int Threads, int Pairs, int Cells = 64, bool WholeGrid = false);

/// <summary>How the windows of a step are cut.</summary>
internal sealed record Sampling(int Blocks, int Rows, int Columns, int Windows, int Spacing)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Blocks} {Rows} {Columns} {Windows} {Spacing}");
}

/// <summary>A network, its optimiser, and the inputs of a step in memory.</summary>
internal sealed class SurrogateStep : IDisposable
{
    private readonly LstmUnet _network;
    private readonly Lstm _lstm;
    private readonly Adam _optimiser;
    private readonly SurrogateInput _input;
    private readonly Tensor _target;
    private readonly int _history;

    /// <summary>Makes them in the innermost scope.</summary>
    internal SurrogateStep(SurrogateNetworkOptions options, Sampling sampling)
    {
        const int channels = 18, fields = 2;
        _history = options.HistoryHours;
        // On cells of 27 km a usual wind goes one cell in an hour.
        SurrogateShape shape = new(channels, fields) { CellsPerHour = [.. Enumerable.Repeat(1.0, 2 * CarriedFields.Levels)] };
        _network = new LstmUnet(options, shape, new RandomSource(1));
        _lstm = new Lstm(channels, options.HiddenSize, new RandomSource(1));
        _optimiser = new Adam(_network);
        (long blocks, long rows, long columns) = (sampling.Blocks, sampling.Rows, sampling.Columns);
        int hours = options.HistoryHours + ((sampling.Windows - 1) * sampling.Spacing);
        _input = new SurrogateInput(Noise("series", blocks * rows * columns, hours, channels),
            [.. Enumerable.Range(0, sampling.Windows).Select(i => i * sampling.Spacing)],
            Noise("previous", blocks * sampling.Windows, 4, rows, columns), Noise("land", blocks, fields, rows, columns))
        {
            Emissions = options.CarriedSpecies == 0 ? null
                : Noise("emissions", blocks, hours, CarriedFields.Levels * AtmosphericSpecies.Emitted.Length, rows, columns).Abs(),
        };
        _target = Noise("target", blocks * sampling.Windows, 4, rows, columns);
    }

    public void Dispose()
    {
        _optimiser.Dispose();
        _network.Dispose();
        _lstm.Dispose();
    }

    internal void Lstm()
    {
        using TensorScope scope = new();
        Autograd.Gradients(LstmUnet.LastStates(_lstm, _input, _history).Sum(), _lstm.Parameters());
    }

    internal void Train()
    {
        using TensorScope scope = new();
        _network.StartStep(1);
        Tensor loss = (_network.Forward(_input) - _target).Abs().Mean();
        _optimiser.Minimise(loss);
        loss.Item();
    }

    private static Tensor Noise(string name, params long[] shape)
    {
        RandomSequence sequence = new RandomSource(1).Derive(name).Sequence();
        float[] values = new float[shape.Aggregate((a, b) => a * b)];
        // Uniform: a whole grid has tens of millions of numbers.
        for (int i = 0; i < values.Length; i++) values[i] = (float)(3.4 * (sequence.NextDouble() - 0.5));
        return Tensor.From(values, shape);
    }
}
