namespace Kaya.Torch.Tests;

// Independent source: the same layer made and trained alone, through libtorch's own operators.
public sealed class MemberTests : NativeTest
{
    [Theory]
    [InlineData(ActivationKind.Identity)]
    [InlineData(ActivationKind.Relu)]
    [InlineData(ActivationKind.Silu)]
    public void Linear_WithoutBias_EqualsLibtorchsOwn(ActivationKind after)
    {
        using TensorScope scope = new();
        using Linear layer = new(5, 3, Random, bias: false);
        Tensor input = Tensor.From(Draw("x", 20), 4, 5), weight = layer.Parameters()[0];
        input.RequiresGradient = true;
        Tensor expected = input.Linear(weight);
        expected = after == ActivationKind.Relu ? expected.Relu() : after == ActivationKind.Silu ? expected.Silu() : expected;
        Tensor found = layer.Forward(input, after);
        Tensor?[] wanted = Autograd.Gradients(expected.Sum(), [input, weight]);
        Tensor?[] gradients = Autograd.Gradients(found.Sum(), [input, weight]);
        Assert.Equal(expected.ToArray<float>(), found.ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-5);
        for (int i = 0; i < 2; i++)
            Assert.Equal(wanted[i]!.Value.ToArray<float>(), gradients[i]!.Value.ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Theory]
    [InlineData(1, 1, 9, 33)]
    [InlineData(2, 5, 9, 33)]
    [InlineData(3, 257, 9, 33)]
    // Large enough to be shared among threads: whole members, and parts of members.
    [InlineData(4, 600, 64, 65)]
    [InlineData(3, 901, 64, 65)]
    [InlineData(1, 3001, 64, 65)]
    public void MemberLinear_AnyMembersAndThreads_EqualsEachLinear(int members, int rows, int inputs, int outputs)
    {
        for (int threads = 1; threads <= 3; threads++)
        {
            TorchRuntime.SetThreads(threads);
            using TensorScope scope = new();
            using Sequential together = new(new MemberLinear(members, inputs, outputs, Random), new Activation(ActivationKind.Relu));
            Tensor input = Tensor.From(Draw("x", members * rows * inputs), members, rows, inputs);
            input.RequiresGradient = true;
            Tensor seed = Tensor.From(Draw("s", members * rows * outputs), members, rows, outputs);
            Tensor output = together.Forward(input);
            Tensor?[] gradients = Autograd.Gradients(output, [.. together.Parameters(), input], seed);
            for (int member = 0; member < members; member++)
            {
                using Linear alone = new(inputs, outputs, Random.Derive($"member{member}"));
                Tensor part = input.Detach().Select(0, member);
                part.RequiresGradient = true;
                // libtorch's own operators, not our kernel.
                Tensor expected = part.Linear(alone.Parameters()[0], alone.Parameters()[1]).Relu();
                Tensor?[] wanted = Autograd.Gradients(expected, [.. alone.Parameters(), part], seed.Select(0, member));
                AssertClose(expected.ToArray<float>(), output.Select(0, member).ToArray<float>());
                AssertClose(wanted[0]!.Value.Transpose(0, 1).ToArray<float>(), gradients[0]!.Value.Select(0, member).ToArray<float>(),
                    1e-4 * Math.Sqrt(rows));
                AssertClose(wanted[1]!.Value.ToArray<float>(), gradients[1]!.Value.Select(0, member).ToArray<float>(),
                    1e-4 * Math.Sqrt(rows));
                AssertClose(wanted[2]!.Value.ToArray<float>(), gradients[2]!.Value.Select(0, member).ToArray<float>(), 3e-5);
            }
        }

        TorchRuntime.SetThreads(2);
    }

    [Theory]
    [InlineData(3, 7, 9, 33)]
    [InlineData(3, 901, 64, 65)]
    public void MemberLinear_SiluInTheSameSweep_EqualsSiluAfterwards(int members, int rows, int inputs, int outputs)
    {
        using TensorScope scope = new();
        using MemberLinear layer = new(members, inputs, outputs, Random);
        Tensor input = Tensor.From(Draw("x", members * rows * inputs), members, rows, inputs) * 3;
        input.RequiresGradient = true;
        Tensor seed = Tensor.From(Draw("s", members * rows * outputs), members, rows, outputs);
        Tensor fused = layer.Forward(input, ActivationKind.Silu), apart = layer.Forward(input).Silu();
        AssertClose(apart.ToArray<float>(), fused.ToArray<float>(), 1e-6);
        Tensor[] all = [.. layer.Parameters(), input];
        foreach ((Tensor? wanted, Tensor? found) in Autograd.Gradients(apart, all, seed).Zip(Autograd.Gradients(fused, all, seed)))
            AssertClose(wanted!.Value.ToArray<float>(), found!.Value.ToArray<float>(), 1e-6 * Math.Sqrt(rows) * inputs);
    }

    [Fact]
    public void MemberLinear_SiluOfExtremeValues_IsFiniteOrNaNAsTheFunctionIs()
    {
        using TensorScope scope = new();
        float[] values = [-1e30f, -200, -90, -20, -1e-6f, 0, 1e-6f, 20, 90, 200, 1e30f, float.NaN];
        Tensor input = Tensor.From(values, 1, values.Length, 1), one = Tensor.From<float>([1], 1, 1, 1),
            zero = Tensor.From<float>([0], 1, 1);
        float[] found = input.MemberLinear(one, zero, ActivationKind.Silu).ToArray<float>();
        // Independent source: x / (1 + e^-x) in double precision; below 1e-30 of the input it counts as nothing.
        for (int i = 0; i < values.Length - 1; i++)
            Assert.Equal(values[i] / (1 + Math.Exp(-(double)values[i])), found[i], 1e-6 * Math.Abs(values[i]) + 1e-30);
        Assert.True(float.IsNaN(found[^1]));
    }

    [Fact]
    public void MemberLinear_SharedInput_EqualsRepeatedInput()
    {
        using TensorScope scope = new();
        using MemberLinear layer = new(3, 4, 5, Random);
        Tensor shared = Tensor.From(Draw("x", 24), 6, 4);
        shared.RequiresGradient = true;
        Tensor repeated = Tensor.Stack(0, shared, shared, shared);
        Tensor left = layer.Forward(shared), right = layer.Forward(repeated);
        AssertClose(right.ToArray<float>(), left.ToArray<float>());
        AssertClose(Autograd.Gradients(right.Sum(), [shared])[0]!.Value.ToArray<float>(),
            Autograd.Gradients(left.Sum(), [shared])[0]!.Value.ToArray<float>());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.05)]
    public void Minimise_SumOfMemberLosses_TrainsEachAsIfAlone(double? clip)
    {
        using TensorScope scope = new();
        Tensor x = Tensor.From(Draw("x", 3 * 16 * 4), 3, 16, 4), y = Tensor.From(Draw("y", 3 * 16 * 2), 3, 16, 2);
        using Sequential together = new(new MemberLinear(3, 4, 8, Random.Derive("a")), new Activation(ActivationKind.Relu),
            new MemberLinear(3, 8, 2, Random.Derive("b")));
        using Adam adam = new(together, new AdamOptions(0.01)) { Clip = clip is { } norm ? new GradientClip(norm, 3) : null };
        for (int i = 0; i < 60; i++)
        {
            using TensorScope step = new();
            adam.Minimise((together.Forward(x) - y).Square().Mean([1, 2]).Sum());
        }

        for (int member = 0; member < 3; member++)
        {
            using Sequential alone = new(new Linear(4, 8, Random.Derive("a").Derive($"member{member}")),
                new Activation(ActivationKind.Relu),
                new Linear(8, 2, Random.Derive("b").Derive($"member{member}")));
            using Adam own = new(alone, new AdamOptions(0.01)) { Clip = clip is { } bound ? new GradientClip(bound) : null };
            for (int i = 0; i < 60; i++)
            {
                using TensorScope step = new();
                own.Minimise(alone.Forward(x.Select(0, member)).MeanSquaredLoss(y.Select(0, member)));
            }

            AssertClose(alone.Forward(x.Select(0, member)).ToArray<float>(), together.Forward(x).Select(0, member).ToArray<float>(), 1e-4);
        }
    }
}
