using System.Globalization;

namespace Kaya.Torch.Tests.Interop;

/// <summary>Calls by chance: shapes that do not fit, sizes of zero, tensors that are gone. They end in values or in documented
/// exceptions; under AddressSanitizer (<c>native/torch/sanitize.sh</c>), in no access beyond a tensor.</summary>
public sealed class ApiFuzzTests(ITestOutputHelper output) : NativeTest
{
    private const int Most = 8, CallsOfAScope = 40;

    /// <summary>KAYA_API_CALLS sets the number of calls, KAYA_API_SEED which.</summary>
    [Fact]
    public void Calls_ByChance_EndInValuesOrDocumentedExceptions()
    {
        long calls = Number("KAYA_API_CALLS", 2000);
        int seed = (int)Number("KAYA_API_SEED", 20261129);
        Random random = new(seed);
        long refused = 0;
        for (long call = 0; call < calls;)
        {
            using TensorScope scope = new();
            List<Tensor> known = [Tensor.Ones(2, 3), Tensor.Full(-0.5, 3, 2), Tensor.Ones(1, 2, 4, 4)];
            for (int step = 0; step < CallsOfAScope && call < calls; step++, call++)
            {
                int kind = random.Next(s_calls.Length);
                try
                {
                    Tensor made = s_calls[kind](Pick(known, random), Pick(known, random), Pick(known, random), random);
                    if (made.Count <= 4096) known.Add(made);
                    if (known.Count > Most) known.RemoveAt(random.Next(known.Count));
                }
                catch (Exception failure) when (failure is KayaException or ArgumentException or ObjectDisposedException
                    or InvalidOperationException or InvalidCastException or IndexOutOfRangeException)
                {
                    refused++;
                }
            }
        }

        output.WriteLine($"seed {seed}: {calls} calls, {refused} refused");
        // Both happen, or nothing is tried.
        Assert.InRange(refused, calls / 20, calls * 19 / 20);
    }

    private static readonly Func<Tensor, Tensor, Tensor, Random, Tensor>[] s_calls =
    [
        (a, b, _, _) => a + b, (a, b, _, _) => a * b, (a, b, _, _) => a.MatMul(b), (a, b, c, _) => a.AddBatchProduct(b, c),
        (a, b, _, _) => a.Maximum(b), (a, b, c, _) => Tensor.Where(a.IsGreater(0), b, c), (a, _, _, r) => a.Sum(r.Next(-4, 5)),
        (a, _, _, r) => a.Max(r.Next(-4, 5)), (a, _, _, r) => a.CumSum(r.Next(-4, 5)), (a, _, _, r) => a.ArgMax(r.Next(-4, 5)),
        (a, _, _, r) => a.Reshape(Shape(r)), (a, _, _, r) => a.Transpose(r.Next(-4, 5), r.Next(-4, 5)), (a, _, _, r) => a.Expand(Shape(r)),
        (a, _, _, r) => a.Unsqueeze(r.Next(-6, 7)), (a, _, _, r) => a.Squeeze(r.Next(-6, 7)), (a, b, c, _) => a.Linear(b, c),
        (a, b, c, r) => a.MemberLinear(b, r.Next(2) == 0 ? null : c, (ActivationKind)r.Next(3)),
        (a, b, c, r) => a.Conv1d(b, c, Options(r)), (a, b, c, r) => a.Conv2d(b, c, Options(r)),
        (a, b, c, r) => a.ConvTranspose2d(b, c, Options(r)), (a, _, _, r) => a.MaxPool2d(r.Next(-1, 4)),
        (a, _, _, r) => a.AveragePool2d(r.Next(-1, 4)), (a, _, _, r) => a.AdaptiveAveragePool2d(r.Next(-1, 4)),
        (a, _, _, r) => a.Interpolate(r.Next(-1, 9), (Interpolation)r.Next(2)), (a, b, c, _) => a.LayerNorm(b, c),
        (a, b, _, _) => a.Embedding(b), (a, _, _, r) => a.Dropout((r.NextDouble() * 1.4) - 0.2, (ulong)r.NextInt64()),
        (a, b, _, _) => a.MeanSquaredLoss(b), (a, b, _, _) => a.BinaryCrossEntropyLoss(b), (a, b, _, _) => a.PRelu(b),
        (a, _, _, _) => Changed(a, () => a.Fill(2)), (a, b, _, _) => Changed(a, () => a.CopyFrom(b)),
        (a, _, _, r) => Changed(a, () => a.Write<float>(new float[r.Next(70)])),
        (a, _, _, r) => Changed(a, () => a.CopyTo(new float[r.Next(70)])),
        (a, _, _, _) => Changed(a, () => a.ToArray<float>()), (a, _, _, r) => Changed(a, () => { if (r.Next(4) == 0) a.Dispose(); }),
        (a, _, _, r) => Changed(a, () => a.RequiresGradient = r.Next(2) == 0), (a, _, _, _) => Changed(a, () => a.Sum().Backward()),
        (a, b, _, _) => Autograd.Gradients(a.Sum(), [b])[0] ?? a,
        (a, b, c, r) => Recurrent(a, b, c, r), (a, b, c, r) => Stepped(a, b, c, r), (_, _, _, r) => Made(r),
    ];

    private static Tensor Recurrent(Tensor input, Tensor hidden, Tensor cell, Random random)
    {
        using Lstm lstm = new(random.Next(1, 4), random.Next(1, 4), new RandomSource(1));
        return random.Next(2) == 0 ? lstm.Forward(input, hidden, cell).Outputs : lstm.ForwardProjected(input, hidden, cell).Hidden;
    }

    private static Tensor Stepped(Tensor first, Tensor second, Tensor gradient, Random random)
    {
        using Optimiser optimiser = random.Next(3) switch
        {
            0 => new Adam([first, second]), 1 => new AdamW([first, second]), _ => new Sgd([first, second], new SgdOptions(Momentum: 0.5)),
        };
        if (random.Next(2) == 0) optimiser.Clip = new GradientClip(random.NextDouble(), random.Next(-1, 4));
        optimiser.Step([gradient, random.Next(2) == 0 ? null : gradient]);
        return first;
    }

    private static Tensor Changed(Tensor tensor, Action change)
    {
        change();
        return tensor;
    }

    private static Tensor Made(Random random) => random.Next(5) switch
    {
        0 => Tensor.From(Enumerable.Range(0, 6).Select(k => (long)random.Next(-2, 7)).ToArray(), 6),
        1 => Tensor.From(new double[] { 1, -2, 3 }, 3), _ => Tensor.Full(random.NextDouble(), Shape(random)),
    };

    private static long[] Shape(Random random) => [.. Enumerable.Range(0, random.Next(5)).Select(_ => (long)(random.Next(12) == 0
        ? random.Next(-1, 1) : random.Next(1, 5)))];

    private static ConvolutionOptions Options(Random random) => new()
    {
        Stride = random.Next(-1, 3), Padding = random.Next(-1, 3), Dilation = random.Next(0, 3), Groups = random.Next(0, 3),
        OutputPadding = random.Next(0, 2),
    };

    private static Tensor Pick(List<Tensor> known, Random random) => known[random.Next(known.Count)];

    private static long Number(string name, long otherwise) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
        ? long.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
