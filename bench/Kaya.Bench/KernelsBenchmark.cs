using System.Globalization;
using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Bench;

/// <summary>How fast the kernels are that everything rests on: products, convolutions, the LSTM, and batches of tiles from
/// memory.</summary>
internal static class KernelsBenchmark
{
    private const int Tiles = 5000, TileBytes = 256 * 256 * 3, TilesOfABatch = 64;

    public static BenchmarkReport Run(int threads, int pairs, TextWriter progress)
    {
        TorchRuntime.SetThreads(threads);
        using PythonPeer peer = new("kernels.py", threads);
        TorchInformation torch = TorchRuntime.Describe();
        List<BenchmarkFigure> figures = [];
        // Operations of a forward and a backward pass count three times those of the forward pass.
        void Compare(string name, string kind, int repeats, double billions, Func<Action> prepare)
        {
            using TensorScope scope = new();
            Action work = prepare();
            work();
            List<double> ours = [], theirs = [];
            for (int pair = 0; pair < pairs; pair++)
            {
                progress.WriteLine($"{name}: pair {pair + 1} of {pairs}");
                ours.Add(Work.Measure(() => { for (int i = 0; i < repeats; i++) work(); }).Wall);
                theirs.Add(peer.Ask(string.Create(CultureInfo.InvariantCulture, $"{kind} {repeats}"))[0]);
            }

            double total = billions * repeats;
            figures.Add(new BenchmarkFigure(name, total / Timing.Median(ours), total / Timing.Median(theirs)));
        }

        Compare("product of 1024 x 1024 matrices, GFLOP/s", "product", 20, 2 * Math.Pow(1024, 3) / 1e9, Product);
        Compare("convolution 3 x 3, 64 to 64 channels, 8 x 128 x 128, with gradients, GFLOP/s", "convolution", 3,
            3 * 2.0 * 8 * 64 * 64 * 9 * 128 * 128 / 1e9, Convolution);
        double lstm = 3 * 2.0 * 4096 * 24 * 4 * 32 * (16 + 32) / 1e9;
        Compare("LSTM of 32, 4096 sequences of 24 times 16, with gradients, GFLOP/s", "lstm", 5, lstm, () => Lstm(shared: false));
        Compare("the same over a projection, GFLOP/s", "lstm", 5, lstm, () => Lstm(shared: true));
        byte[] block = new byte[Tiles * TileBytes];
        for (int i = 0; i < block.Length; i += 4096) block[i] = (byte)(i / 4096);
        Compare("batches of 64 of 5,000 tiles of 256 x 256 x 3 bytes, from memory, GB/s", "tiles", 40,
            TilesOfABatch * TileBytes / 1e9, () => Gather(block, convert: false));
        Compare("the same, converted to floats (PyTorch: bytes only), GB/s", "tiles", 10,
            TilesOfABatch * TileBytes / 1e9, () => Gather(block, convert: true));
        return new BenchmarkReport("kernels", new Dictionary<string, string>
        {
            ["ours"] = $"libtorch {torch.Version}, kernels {torch.Kernels}, BLAS {torch.Blas}",
            ["peer"] = peer.Name,
            ["threads"] = threads.ToString(CultureInfo.InvariantCulture),
            ["pairs"] = pairs.ToString(CultureInfo.InvariantCulture),
        }, [], figures);
    }

    private static Action Product()
    {
        Tensor a = Noise("a", 1024, 1024), b = Noise("b", 1024, 1024);
        return () =>
        {
            using TensorScope scope = new();
            a.MatMul(b);
        };
    }

    private static Action Convolution()
    {
        Tensor x = Noise("x", 8, 64, 128, 128), weight = Noise("w", 64, 64, 3, 3), bias = Noise("b", 64);
        ConvolutionOptions options = new(Padding: 1);
        return WithGradients(() => x.Conv2d(weight, bias, options), [x, weight, bias]);
    }

    private static Action Lstm(bool shared)
    {
        // Held by the tensors of its parameters; freed when the process ends.
        Lstm lstm = new(16, 32, new RandomSource(1));
        Tensor x = Noise("x", 4096, 24, 16);
        return WithGradients(() => shared ? lstm.ForwardProjected(lstm.Project(x)).Outputs : lstm.Forward(x).Outputs,
            [x, .. lstm.Parameters()]);
    }

    private static Action WithGradients(Func<Tensor> forward, Tensor[] inputs)
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            Tensor input = inputs[i];
            input.RequiresGradient = true;
        }

        return () =>
        {
            using TensorScope scope = new();
            Autograd.Gradients(forward().Sum(), inputs);
        };
    }

    private static Action Gather(byte[] block, bool convert)
    {
        Batch batch = new([new BatchArray(TensorType.UInt8, TilesOfABatch, 256, 256, 3)]);
        long[] rows = new long[TilesOfABatch];
        int turn = 0;
        return () =>
        {
            turn++;
            for (int i = 0; i < rows.Length; i++) rows[i] = ((i * 77) + (turn * 1009)) % Tiles;
            batch.Gather<byte>(0, block, rows);
            if (!convert) return;
            using TensorScope scope = new();
            batch[0].To(TensorType.Float32);
        };
    }

    private static Tensor Noise(string name, params long[] shape)
    {
        RandomSequence sequence = new RandomSource(1).Derive(name).Sequence();
        float[] values = new float[shape.Aggregate((a, b) => a * b)];
        for (int i = 0; i < values.Length; i++) values[i] = (float)sequence.NextGaussian();
        return Tensor.From(values, shape);
    }
}
