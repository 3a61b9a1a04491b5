namespace Kaya.Torch.Tests;

public sealed class LimitedSlopesTests : NativeTest
{
    private static readonly long[] s_shape = [2, 3, 4, 5, 9];

    // Independent source: the harmonic mean written out.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void LimitedSlopes_AnyAxis_AreHarmonicMeansOfBothDifferences(int axis)
    {
        using TensorScope scope = new();
        Tensor values = Tensor.From(Draw("values", 1080), s_shape);
        float[] found = values.LimitedSlopes(axis).ToArray<float>(), v = values.ToArray<float>();
        int stride = (int)s_shape[(axis + 1)..].Aggregate(1L, (a, b) => a * b), length = (int)s_shape[axis];
        for (int i = 0; i < v.Length; i++)
        {
            int place = i / stride % length;
            double expected = 0;
            if (place > 0 && place < length - 1)
            {
                double before = (double)v[i] - v[i - stride], after = (double)v[i + stride] - v[i];
                if (before > 0 == after > 0) expected = 2 / ((1 / before) + (1 / after));
            }

            Assert.Equal(expected, found[i], 1e-5);
        }
    }

    // Independent source: in double precision it is made of the operators of the library, which differentiates it.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void LimitedSlopes_Gradient_EqualsThatOfTheOperators(int axis)
    {
        using TensorScope scope = new();
        Tensor Gradient(TensorType type)
        {
            Tensor values = Tensor.From(Draw("values", 1080), s_shape).To(type);
            values.RequiresGradient = true;
            Tensor seed = Tensor.From(Draw("seed", 1080), s_shape).To(type);
            return Autograd.Gradients(values.LimitedSlopes(axis), [values], seed)[0]!.Value;
        }

        Tensor reference = Gradient(TensorType.Float64);
        Assert.True(reference.Abs().Max().Item() > 1);
        Assert.True((Gradient(TensorType.Float32).To(TensorType.Float64) - reference).Abs().Max().Item() < 1e-5);
    }

    [Theory]
    [InlineData(TensorType.Float32)]
    [InlineData(TensorType.Float64)]
    public void LimitedSlopes_FlatOrShort_AreZeroWithAGradientOfZero(TensorType type)
    {
        using TensorScope scope = new();
        foreach (long[] shape in new long[][] { [1, 2], [3, 4] })
        {
            Tensor values = Tensor.Zeros(shape).To(type);
            values.RequiresGradient = true;
            Tensor slopes = values.LimitedSlopes(1);
            Assert.Equal(0, slopes.Abs().Max().Item());
            Assert.Equal(0, Autograd.Gradients(slopes.Sum(), [values])[0]!.Value.Abs().Max().Item());
        }

        Assert.Throws<NativeCallException>(() => Tensor.Zeros(3, 4).LimitedSlopes(2));
    }
}
