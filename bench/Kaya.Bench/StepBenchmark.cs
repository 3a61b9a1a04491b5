using System.Diagnostics;
using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Bench;

/// <summary>A network 9-128-128-16 with batch 256 and Adam: one, and eight of them, against eager PyTorch.</summary>
internal static class StepBenchmark
{
    private const int Rows = 256, Inputs = 9, Outputs = 16, Width = 128;

    public static void Run(TextWriter output, int threads, int pairs, int steps)
    {
        TorchRuntime.SetThreads(threads);
        using PythonPeer peer = new("mlp_step.py", threads);
        output.WriteLine($"{TorchRuntime.Describe()}; {peer.Name}; {threads} threads; medians of {pairs} pairs of {steps} steps");
        Train(1, 300);
        Train(8, 100);
        foreach (int members in new[] { 1, 8 })
        {
            List<Timing> ours = [], theirs = [];
            for (int pair = 0; pair < pairs; pair++)
            {
                ours.Add(Train(members, steps));
                theirs.Add(peer.Train(members, steps));
            }

            Print(output, members, steps, ours, theirs);
        }
    }

    private static void Print(TextWriter output, int members, int steps, List<Timing> ours, List<Timing> theirs)
    {
        double Micro(List<Timing> list, Func<Timing, double> pick) => 1e6 * Timing.Median(list.Select(pick)) / steps;
        double wall = Micro(ours, t => t.Wall), peerWall = Micro(theirs, t => t.Wall);
        double processor = Micro(ours, t => t.Processor), peerProcessor = Micro(theirs, t => t.Processor);
        double best = 1e6 * ours.Min(t => t.Wall) / steps, peerBest = 1e6 * theirs.Min(t => t.Wall) / steps;
        output.WriteLine(FormattableString.Invariant($"""
            {members} network(s), microseconds for one step of all:
              wall       ours {wall,8:F0}   PyTorch {peerWall,8:F0}   ratio {peerWall / wall:F2}   (best {best:F0} and {peerBest:F0})
              processor  ours {processor,8:F0}   PyTorch {peerProcessor,8:F0}   ratio {peerProcessor / processor:F2}
              peak MiB   ours {ours[^1].PeakMebibytes,8:F0}   PyTorch {theirs[^1].PeakMebibytes,8:F0}
              final loss ours {ours[^1].Loss:G4}   PyTorch {theirs[^1].Loss:G4}
            """));
    }

    private static Timing Train(int members, int steps)
    {
        RandomSource random = new(1);
        using TensorScope scope = new();
        using Sequential network = Network(members, random);
        using Adam adam = new(network);
        Tensor x = Table(members, Inputs, (row, column) => Math.Sin(0.7 * row + 1.3 * column * column));
        Tensor y = Table(members, Outputs, (row, column) => Math.Cos(0.3 * row + 0.9 * column));
        Process process = Process.GetCurrentProcess();
        TimeSpan processor = process.TotalProcessorTime;
        Stopwatch watch = Stopwatch.StartNew();
        double last = 0;
        for (int i = 0; i < steps; i++)
        {
            using TensorScope step = new();
            Tensor loss = network.Forward(x).MeanSquaredLoss(y);
            // The mean over members times their number is the sum of their losses.
            adam.Minimise(members == 1 ? loss : loss * members);
            if (i == steps - 1) last = loss.Item();
        }

        double wall = watch.Elapsed.TotalSeconds;
        process.Refresh();
        return new Timing(wall, (process.TotalProcessorTime - processor).TotalSeconds, process.PeakWorkingSet64 / 1048576.0, last);
    }

    private static Sequential Network(int members, RandomSource random)
    {
        Layer Dense(int inputs, int outputs, string name) => members == 1
            ? new Linear(inputs, outputs, random.Derive(name))
            : new MemberLinear(members, inputs, outputs, random.Derive(name));
        return new Sequential(Dense(Inputs, Width, "a"), new Activation(ActivationKind.Relu),
            Dense(Width, Width, "b"), new Activation(ActivationKind.Relu), Dense(Width, Outputs, "c"));
    }

    private static Tensor Table(int members, int columns, Func<int, int, double> value)
    {
        float[] one = new float[Rows * columns];
        for (int row = 0; row < Rows; row++)
            for (int column = 0; column < columns; column++)
                one[row * columns + column] = (float)value(row, column);
        Tensor table = Tensor.From(one, Rows, columns);
        return members == 1 ? table : table.Unsqueeze(0).Expand(members, Rows, columns).Contiguous();
    }
}
