namespace Kaya.Torch.Tests;

// Independent source: the same calculation without segments.
public sealed class SegmentTests(ITestOutputHelper output) : NativeTest
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_NetworkInASegment_GivesTheSameBits(bool nested)
    {
        using TensorScope scope = new();
        using Sequential network = Network();
        Tensor x = Tensor.From(Draw("x", 32 * 8), 32, 8);
        x.RequiresGradient = true;
        Tensor[] all = [.. network.Parameters(), x];
        byte[] Bytes(Func<Tensor, Tensor> forward)
        {
            using Sequential fresh = Network();
            network.LoadState(fresh.ToState());
            network.StartStep(7);
            Tensor result = forward(x);
            IEnumerable<byte> bytes = Autograd.Gradients(result.Square().Sum(), all)
                .SelectMany(gradient => gradient!.Value.ToState().Bytes.ToArray());
            // Running means move once, and dropout goes on behind the segment as without one.
            Tensor after = network.Forward(x);
            return [.. bytes, .. result.ToState().Bytes.ToArray(), .. after.ToState().Bytes.ToArray(),
                .. network.ToState().SelectMany(pair => pair.Value.Bytes.ToArray())];
        }

        byte[] plain = Bytes(network.Forward);
        Tensor[] Inside(Tensor[] inputs) => [network.Forward(inputs[0])];
        byte[] segmented = Bytes(value => nested
            ? Segment.Run(inner => Segment.Run(Inside, inner, network), [value], network)[0]
            : Segment.Run(Inside, [value], network)[0]);
        Assert.Equal(plain, segmented);
    }

    [Fact]
    public void RunSteps_LongSimulation_SameGradientWithinLessMemory()
    {
        const int steps = 256, cells = 16384;
        using TensorScope scope = new();
        Tensor start = Tensor.From(Draw("state", cells), cells), factor = Tensor.Full(0.4, cells);
        start.RequiresGradient = true;
        factor.RequiresGradient = true;
        // A step of non-linear diffusion around a ring, with a source that all steps share.
        Tensor[] Step(int number, Tensor[] state)
        {
            Tensor c = state[0], source = state[1];
            Tensor next = Tensor.Cat(0, c.Slice(0, 1), c.Slice(0, 0, 1)), before = Tensor.Cat(0, c.Slice(0, -1), c.Slice(0, 0, -1));
            return [c + ((next + before - (c * 2.0)) * 0.2).Tanh() + (source * (number % 24 / 240.0)), source];
        }

        (byte[] Gradient, float[] Shared, long Peak) Run(Func<Tensor[], Tensor[]> simulate)
        {
            using TensorScope inner = new();
            using MemoryMeter meter = new();
            Tensor end = simulate([start, factor])[0];
            Tensor?[] gradients = Autograd.Gradients(end.Square().Sum(), [start, factor]);
            return (gradients[0]!.Value.ToState().Bytes.ToArray(), gradients[1]!.Value.ToArray<float>(), meter.PeakBytes);
        }

        (byte[] gradient, float[] shared, long peak) = Run(state =>
        {
            for (int number = 0; number < steps; number++) state = Step(number, state);
            return state;
        });
        (byte[] again, float[] sharedAgain, long less) = Run(state => Segment.RunSteps(steps, 16, Step, state));
        (byte[] twice, _, long least) = Run(state => Segment.RunSteps(4, 1, (part, outer) =>
            Segment.RunSteps(64, 8, (number, inner) => Step((64 * part) + number, inner), outer), state));
        output.WriteLine(
            $"peak of {steps} steps of {cells} cells: {peak / 1048576.0:0.0} MiB plain, {less / 1048576.0:0.0} in segments of 16, "
            + $"{least / 1048576.0:0.0} in segments of segments (64 of 8)");
        Assert.Equal(gradient, again);
        Assert.Equal(gradient, twice);
        AssertClose(shared, sharedAgain, 1e-5);
        Assert.True(less < peak / 5, $"{less} of {peak}");
        Assert.True(least < peak / 5, $"{least} of {peak}");
    }

    [Fact]
    public void Run_DifferentiatedTwice_EqualsThePlainOne()
    {
        using TensorScope scope = new();
        Tensor x = Tensor.From(Draw("x", 6), 6);
        x.RequiresGradient = true;
        float[] Second(Func<Tensor, Tensor> function)
        {
            Tensor first = Autograd.Gradients(function(x).Sum(), [x], differentiable: true)[0]!.Value;
            return Autograd.Gradients(first.Square().Sum(), [x])[0]!.Value.ToArray<float>();
        }

        Assert.Equal(Second(value => value.Power(4).Exp()), Second(value => Segment.Run(inner => [inner[0].Power(4).Exp()], [value])[0]));
    }

    [Fact]
    public void Run_GradientThatWouldBeLost_IsRefused()
    {
        using TensorScope scope = new();
        Tensor x = Tensor.Ones(3), hidden = Tensor.Ones(3);
        x.RequiresGradient = true;
        hidden.RequiresGradient = true;
        Tensor result = Segment.Run(inner => [inner[0] * hidden], [x])[0];
        NativeCallException refused = Assert.Throws<NativeCallException>(() => Autograd.Gradients(result.Sum(), [x]));
        Assert.Contains("neither among its inputs nor a parameter", refused.Fault.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_BodyThatFails_ThrowsItsException()
    {
        using TensorScope scope = new();
        Tensor x = Tensor.Ones(3);
        x.RequiresGradient = true;
        Assert.Throws<InvalidOperationException>(() => Segment.Run(_ => throw new InvalidOperationException("no"), [x]));
        bool fail = false;
        Tensor result = Segment.Run(inner => fail ? throw new InvalidOperationException("only again") : [inner[0] * 2.0], [x])[0];
        fail = true;
        NativeCallException later = Assert.Throws<NativeCallException>(() => Autograd.Gradients(result.Sum(), [x]));
        Assert.Contains("only again", later.Fault.Found, StringComparison.Ordinal);
    }

    private static Sequential Network() =>
        new(new Linear(8, 32, Random.Derive("a")), new BatchNorm(32), new Activation(ActivationKind.Relu),
        new Dropout(0.3), new Linear(32, 4, Random.Derive("b")));
}
