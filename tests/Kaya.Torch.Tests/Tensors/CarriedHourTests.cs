namespace Kaya.Torch.Tests;

public sealed class CarriedHourTests : NativeTest
{
    private const int Windows = 2, Levels = 3, Kinds = 2, Taps = 3, Lifts = 5, Hidden = 7, Quantities = Levels * Kinds;

    // Names and shapes of all that an hour has a derivative by. Rows and columns are no whole number of the kernel's tiles.
    private static (string Name, long[] Shape)[] Parts(long rows, long columns) =>
    [
        ("state", [Windows, Levels, Kinds, rows, columns]), ("along values", [Windows, Levels, Taps, rows, columns]),
        ("along slopes", [Windows, Levels, Taps, rows, columns]), ("across values", [Windows, Levels, Taps, rows, columns]),
        ("across slopes", [Windows, Levels, Taps, rows, columns]), ("up", [Windows, Levels, Lifts, rows, columns]),
        ("early", [Windows, Quantities, rows, columns]), ("late", [Windows, Quantities, rows, columns]),
        ("kept", [Windows, Quantities, rows, columns]), ("reaction", [Windows, Hidden, rows, columns]),
        ("between", [Hidden, Quantities]), ("slope", [Hidden]), ("after", [Quantities, Hidden]), ("bias", [Quantities]),
    ];

    // Independent source: the same steps of operators of the library in double precision, which differentiates them.
    [Theory]
    [InlineData(1, 5, 4)]
    [InlineData(3, 9, 13)]
    [InlineData(4, 1, 70)]
    public void Pass_AnySize_EqualsOperatorsWithTheirGradients(int steps, int rows, int columns)
    {
        using TensorScope scope = new();
        (string Name, long[] Shape)[] parts = Parts(rows, columns);
        Tensor[] Inputs(TensorType type) => [.. parts.Select(part =>
        {
            Tensor drawn = Tensor.From(Draw(part.Name, (int)part.Shape.Aggregate((a, b) => a * b)), part.Shape).To(type) * 0.4;
            drawn.RequiresGradient = true;
            return drawn;
        })];
        Tensor[] Results(Func<Tensor[], (Tensor Next, Tensor Mean)> pass, TensorType type)
        {
            Tensor[] inputs = Inputs(type);
            (Tensor next, Tensor mean) = pass(inputs);
            Tensor Seed(string name) => Tensor.From(Draw(name, (int)next.Count), next.Shape.ToArray()).To(type);
            Tensor sum = (next * Seed("by next")).Sum() + (mean * Seed("by mean")).Sum();
            return [next, mean, .. Autograd.Gradients(sum, inputs).Select(one => one!.Value)];
        }

        Tensor[] found = Results(inputs => Hour(inputs).Pass(steps), TensorType.Float32);
        Tensor[] expected = Results(inputs => Operators(Hour(inputs), steps), TensorType.Float64);
        for (int i = 0; i < found.Length; i++)
        {
            double size = expected[i].Abs().Max().Item();
            string name = i < 2 ? "result" : parts[i - 2].Name;
            // Lines shorter than three have no slopes, so nothing by their weights.
            Assert.True(size > 0.01 || (name.EndsWith("slopes", StringComparison.Ordinal) && Math.Min(rows, columns) < 3), name);
            Assert.True((found[i].To(TensorType.Float64) - expected[i]).Abs().Max().Item() < 2e-5 * Math.Max(1, size), name);
        }
    }

    // Weights that follow from the wind alone are fixed, and in an inversion all but the emissions.
    [Fact]
    public void Pass_SomeInputsFixed_SameGradientByTheOthers()
    {
        using TensorScope scope = new();
        Tensor[] Gradients(params int[] wanted)
        {
            Tensor[] inputs = [.. Parts(6, 6).Select(part =>
                Tensor.From(Draw(part.Name, (int)part.Shape.Aggregate((a, b) => a * b)), part.Shape))];
            foreach (int i in wanted) inputs[i].RequiresGradient = true;
            return [.. Autograd.Gradients(Hour(inputs).Pass(2).Mean.Square().Sum(), [.. wanted.Select(i => inputs[i])])
                .Select(one => one!.Value)];
        }

        Tensor[] expected = Gradients([.. Enumerable.Range(0, 14)]);
        foreach (int[] wanted in Enumerable.Range(0, 14).Select(i => new[] { i }).Append([6, 7]))
        {
            Tensor[] found = Gradients(wanted);
            for (int i = 0; i < wanted.Length; i++) Assert.Equal(expected[wanted[i]].ToArray<float>(), found[i].ToArray<float>());
        }
    }

    [Fact]
    public void Pass_AnyNumberOfThreads_SameBytes()
    {
        using TensorScope scope = new();
        int before = TorchRuntime.Threads;
        float[][] Results(int threads)
        {
            TorchRuntime.SetThreads(threads);
            Tensor[] inputs = [.. Parts(9, 20).Select(part =>
                Tensor.From(Draw(part.Name, (int)part.Shape.Aggregate((a, b) => a * b)), part.Shape))];
            foreach (Tensor input in inputs) input.RequiresGradient = true;
            (Tensor next, Tensor mean) = Hour(inputs).Pass(3);
            return [next.ToArray<float>(), .. Autograd.Gradients((next * mean).Sum(), inputs).Select(one => one!.Value.ToArray<float>())];
        }

        try
        {
            Assert.Equal(Results(1), Results(2));
        }
        finally
        {
            TorchRuntime.SetThreads(before);
        }
    }

    [Fact]
    public void Pass_ShapesThatDoNotFit_SaysWhichTheyAre()
    {
        using TensorScope scope = new();
        Tensor[] inputs = [.. Parts(4, 4).Select(part => Tensor.Zeros(part.Shape))];
        for (int i = 0; i < inputs.Length; i++)
        {
            Tensor[] wrong = [.. inputs];
            wrong[i] = Tensor.Zeros([.. Parts(4, 4)[i].Shape.Select((length, axis) => axis == 0 ? length + 1 : length)]);
            Assert.Contains("do not fit", Assert.Throws<NativeCallException>(() => Hour(wrong).Pass(1)).Message, StringComparison.Ordinal);
        }

        Assert.Throws<NativeCallException>(() => Hour(inputs).Pass(0));
    }

    private static CarriedHour Hour(Tensor[] of) => new()
    {
        State = of[0], Along = (of[1], of[2]), Across = (of[3], of[4]), Up = of[5], Early = of[6], Late = of[7], Kept = of[8],
        Reaction = of[9], Between = of[10], Slope = of[11], After = of[12], Bias = of[13],
    };

    private static (Tensor Next, Tensor Mean) Operators(CarriedHour hour, int steps)
    {
        Tensor now = hour.State, mean = now * (0.5 / steps);
        Tensor AsLevels(Tensor quantities) => quantities.Reshape(hour.State.Shape);
        Tensor Move(Tensor values, bool along)
        {
            (Tensor byValue, Tensor bySlope) = along ? hour.Along : hour.Across;
            int axis = along ? 4 : 3;
            return values.Neighbours(byValue, axis) + values.LimitedSlopes(axis).Neighbours(bySlope, axis);
        }

        for (int step = 0; step < steps; step++)
        {
            Tensor moved = Move(Move(now + AsLevels(hour.Early), step % 2 == 0), step % 2 == 1).Neighbours(hour.Up, 1);
            Tensor left = ((moved.Reshape(hour.Late.Shape) + hour.Late) * hour.Kept).Permute(0, 2, 3, 1);
            Tensor hidden = left.MatMul(hour.Between.Transpose(0, 1)) + hour.Reaction.Permute(0, 2, 3, 1);
            Tensor rectified = hidden.Relu() - ((hidden * -1).Relu() * hour.Slope);
            Tensor next = left + rectified.MatMul(hour.After.Transpose(0, 1)) + hour.Bias;
            now = AsLevels(next.Permute(0, 3, 1, 2));
            mean += now * ((step < steps - 1 ? 1.0 : 0.5) / steps);
        }

        return (now, mean);
    }
}
