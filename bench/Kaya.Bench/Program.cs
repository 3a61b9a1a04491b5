using System.Diagnostics;
using Kaya.Core;
using Kaya.Torch;

TorchRuntime.SetThreads(int.Parse(args[0]));
Console.WriteLine(TorchRuntime.Describe());
foreach (int members in new[] { 0, 1, 8, 8, 0 })
{
    RandomSource random = new(1);
    using TensorScope scope = new();
    RandomSequence s = random.Sequence();
    float[] Draw(int n) => [.. Enumerable.Range(0, n).Select(_ => (float)s.NextGaussian())];
    Layer L(int i, int o, string n) => members == 0 ? new Linear(i, o, random.Derive(n)) : new MemberLinear(members, i, o, random.Derive(n));
    using Sequential net = new(L(9, 128, "a"), new Activation(ActivationKind.Relu), L(128, 128, "b"), new Activation(ActivationKind.Relu), L(128, 16, "c"));
    using Adam adam = new(net);
    int m = Math.Max(1, members);
    Tensor x = members == 0 ? Tensor.From(Draw(256 * 9), 256, 9) : Tensor.From(Draw(m * 256 * 9), m, 256, 9);
    Tensor y = members == 0 ? Tensor.From(Draw(256 * 16), 256, 16) : Tensor.From(Draw(m * 256 * 16), m, 256, 16);
    for (int round = 0; round < 6; round++)
    {
        Stopwatch watch = Stopwatch.StartNew();
        const int steps = 500;
        double last = 0;
        for (int i = 0; i < steps; i++)
        {
            using TensorScope step = new();
            Tensor loss = net.Forward(x).MeanSquaredLoss(y) * m;
            adam.Minimise(loss);
            if (i == steps - 1) last = loss.Item();
        }
        Console.WriteLine($"members {members}: {watch.Elapsed.TotalMicroseconds / steps:F1} us/step  loss {last:F5} live {TorchRuntime.LiveTensors}");
    }
}
