namespace Kaya.Torch.Tests;

public sealed class NeighboursTests : NativeTest
{
    private static readonly long[] s_shape = [2, 3, 4, 5, 9], s_weights = [2, 3, 5, 5, 9];

    // Independent source: the sum written out.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void Neighbours_AnyAxis_EqualsTheSumWrittenOut(int axis)
    {
        using TensorScope scope = new();
        Tensor values = Noise("values", s_shape), weights = Noise("weights", s_weights);
        float[] found = values.Neighbours(weights, axis).ToArray<float>(), v = values.ToArray<float>(), w = weights.ToArray<float>();
        int[] size = [.. s_shape.Select(length => (int)length)];
        int Place(int[] at) => at.Zip(size).Aggregate(0, (place, pair) => (place * pair.Second) + pair.First);
        for (int i = 0; i < found.Length; i++)
        {
            int[] at = new int[5];
            for (int d = 4, rest = i; d >= 0; rest /= size[d--]) at[d] = rest % size[d];
            double sum = 0;
            for (int tap = 0; tap < 5; tap++)
            {
                int[] there = [.. at];
                there[axis] += tap - 2;
                if (there[axis] < 0 || there[axis] >= size[axis]) continue;
                int weight = ((((((at[0] * 3) + at[1]) * 5) + tap) * 5) + at[3]) * 9 + at[4];
                sum += (double)w[weight] * v[Place(there)];
            }

            Assert.Equal(sum, found[i], 1e-5);
        }
    }

    // Independent source: in double precision it is made of the operators of the library, which differentiates it.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void Neighbours_Gradients_EqualThoseOfTheOperators(int axis)
    {
        using TensorScope scope = new();
        Tensor[] Gradients(TensorType type)
        {
            Tensor values = Noise("values", s_shape).To(type), weights = Noise("weights", s_weights).To(type);
            (values.RequiresGradient, weights.RequiresGradient) = (true, true);
            Tensor result = values.Neighbours(weights, axis);
            return [.. Autograd.Gradients(result, [values, weights], Noise("seed", s_shape).To(type)).Select(one => one!.Value)];
        }

        Tensor[] single = Gradients(TensorType.Float32), reference = Gradients(TensorType.Float64);
        for (int i = 0; i < 2; i++)
            Assert.True((single[i].To(TensorType.Float64) - reference[i]).Abs().Max().Item() < 1e-5);
    }

    [Fact]
    public void Neighbours_ShapesThatDoNotFit_AreRefused()
    {
        using TensorScope scope = new();
        Tensor values = Noise("values", s_shape);
        Assert.Throws<NativeCallException>(() => values.Neighbours(Noise("weights", 2, 3, 4, 5, 9), 1));
        Assert.Throws<NativeCallException>(() => values.Neighbours(Noise("weights", 2, 3, 5, 5, 8), 4));
        Assert.Throws<NativeCallException>(() => values.Neighbours(Noise("weights", s_weights), 2));
    }

    private static Tensor Noise(string name, params long[] shape) =>
        Tensor.From(Draw(name, (int)shape.Aggregate((a, b) => a * b)), shape);
}
