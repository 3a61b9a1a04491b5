namespace Kaya.Torch.Tests;

// Expected values: worked out by hand, or written out as sums.
public sealed class TensorTests : NativeTest
{
    [Fact]
    public void From_ThenToArray_IsTheSame()
    {
        using TensorScope scope = new();
        Assert.Equal([1f, 2f, 3f, 4f], Tensor.From([1f, 2f, 3f, 4f], 2, 2).ToArray<float>());
        Assert.Equal([1L, -2L], Tensor.From([1L, -2L]).ToArray<long>());
        Assert.Equal([true, false], Tensor.From([true, false]).ToArray<bool>());
        Assert.Equal(0.1, Tensor.From([0.1]).Item());
    }

    [Fact]
    public void ToState_ThenFrom_KeepsShapeAndType()
    {
        using TensorScope scope = new();
        Tensor tensor = Tensor.From(Tensor.From([1.5, 2.5, 3.5, 4.5, 5.5, 6.5], 3, 2).ToState());
        Assert.Equal([3L, 2L], tensor.Shape.ToArray());
        Assert.Equal(TensorType.Float64, tensor.Type);
        Assert.Equal([1.5, 3.5, 5.5], tensor.Select(1, 0).ToArray<double>());
    }

    [Fact]
    public void Operators_SmallNumbers_AreRight()
    {
        using TensorScope scope = new();
        Tensor a = Tensor.From([1f, 2f, 3f, 4f], 2, 2), b = Tensor.From([10f, 20f]);
        Assert.Equal([11f, 22f, 13f, 24f], (a + b).ToArray<float>());
        Assert.Equal([9f, 18f, 7f, 16f], (b - a).ToArray<float>());
        Assert.Equal([-1f, 0f, 1f, 2f], (a - 2.0).ToArray<float>());
        Assert.Equal([1f, 0f, -1f, -2f], (2.0 - a).ToArray<float>());
        Assert.Equal([7f, 10f, 15f, 22f], a.MatMul(a).ToArray<float>());
        Assert.Equal([3f, 7f], a.Sum(1).ToArray<float>());
        Assert.Equal([2f, 3f], a.Mean([0]).ToArray<float>());
        Assert.Equal([2f, 4f], a.Max(1).ToArray<float>());
        Assert.Equal([1f, 1f], a.ArgMax(1).To(TensorType.Float32).ToArray<float>());
        Assert.Equal([2f, 2f, 3f, 3f], a.Clamp(2, 3).ToArray<float>());
        Assert.Equal([1f, 3f, 2f, 4f], a.Transpose(0, 1).ToArray<float>());
        Assert.Equal([3f, 4f, 1f, 2f], a.IndexSelect(0, Tensor.From([1L, 0L])).ToArray<float>());
        Assert.Equal([2f, 3f], a.Gather(1, Tensor.From([1L, 0L], 2, 1)).ToArray<float>());
        Assert.Equal([1f, 2f, 3f, 4f, 1f, 2f, 3f, 4f], Tensor.Cat(0, a, a).ToArray<float>());
        Assert.Equal([2L, 1L, 2L, 2L], Tensor.Stack(1, a, a).Unsqueeze(1).Slice(2, 0).Shape.ToArray());
        Assert.Equal([0f, 1f, 2f, 0f, 0f, 3f, 4f, 0f], a.Pad(0, 1, 1).ToArray<float>());
        Assert.Equal([1f, 2f, 0f, 0f], Tensor.Where(a.IsGreater(2), Tensor.Zeros(2, 2), a).ToArray<float>());
        Assert.Equal([1f, 2f, 2f, 3f, 3f, 4f], Tensor.From([1f, 2f, 3f, 4f]).Unfold(0, 2, 1).ToArray<float>());
        Assert.Equal([1f, 2f, 3f, 4f, 1f, 2f, 3f, 4f], a.Expand(2, 2, 2).ToArray<float>());
        Assert.Equal([2f, 1f, 4f, 3f], a.Flip(1).ToArray<float>());
        Assert.Equal([8f, 12f, 18f, 26f], Tensor.Full(1, 1, 2, 2).AddBatchProduct(a.Unsqueeze(0), a.Unsqueeze(0))
            .Add(Tensor.From([0f, 1f, 2f, 3f], 1, 2, 2)).ToArray<float>());
    }

    [Fact]
    public void Operator_ShapesThatDoNotFit_NamesOperatorAndShapes()
    {
        using TensorScope scope = new();
        Tensor a = Tensor.Zeros(2, 3), b = Tensor.Zeros(4, 5);
        NativeCallException exception = Assert.Throws<NativeCallException>(() => a.MatMul(b));
        Assert.Contains("aten::matmul", exception.Fault.What, StringComparison.Ordinal);
        Assert.Contains("2x3 and 4x5", exception.Fault.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Dense_ShapesThatDoNotFit_NamesThem()
    {
        using TensorScope scope = new();
        Tensor input = Tensor.Zeros(2, 3);
        NativeCallException exception = Assert.Throws<NativeCallException>(() => input.MemberLinear(Tensor.Zeros(2, 4, 5)));
        Assert.Contains("[2, 4, 5]", exception.Fault.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Gradients_OfInputsOnly_LeaveParametersAlone()
    {
        using TensorScope scope = new();
        using Linear layer = new(3, 2, Random);
        Tensor input = Tensor.From(Draw("x", 6), 2, 3);
        input.RequiresGradient = true;
        Tensor gradient = Autograd.Gradients(layer.Forward(input).Sum(), [input])[0]!.Value;
        // d sum(x W^T + b) / dx = column sums of W, in every row.
        float[] columns = layer.Parameters()[0].Detach().Sum(0).ToArray<float>();
        AssertClose([.. columns, .. columns], gradient.ToArray<float>());
        Assert.Null(layer.Parameters()[0].Gradient);
    }

    [Fact]
    public void NoGradient_WhileOpen_RecordsNothing()
    {
        using TensorScope scope = new();
        Tensor x = Tensor.Ones(2);
        x.RequiresGradient = true;
        using (NoGradient none = new()) Assert.False((x * 2.0).RequiresGradient);
        Assert.True((x * 2.0).RequiresGradient);
    }

    [Fact]
    public void Dropout_SameSeed_SameMaskWithTheRightMean()
    {
        using TensorScope scope = new();
        Tensor ones = Tensor.Ones(1001, 100);
        float[] first = ones.Dropout(0.3, 7).ToArray<float>();
        TorchRuntime.SetThreads(1);
        float[] again = ones.Dropout(0.3, 7).ToArray<float>();
        TorchRuntime.SetThreads(2);
        Assert.Equal(first, again);
        Assert.NotEqual(first, ones.Dropout(0.3, 8).ToArray<float>());
        // 100100 draws of 0 or 1/0.7: standard error of the mean = sqrt(0.3/0.7/100100) = 0.0021.
        Assert.Equal(1, first.Average(), 0.0084);
        Assert.Equal(2, first.Distinct().Count());
    }

    // Independent source: selections and slices, and their gradients.
    [Fact]
    public void UnbindAndSplit_OfAnAxis_AreItsSelectionsAndSlices()
    {
        using TensorScope scope = new();
        Tensor all = Tensor.From(Draw("parts", 24), 4, 3, 2);
        all.RequiresGradient = true;
        Tensor[] single = all.Unbind(1), pieces = all.Split(0, 1, 3);
        Assert.Equal(3, single.Length);
        for (int i = 0; i < 3; i++) Assert.Equal(all.Select(1, i).ToArray<float>(), single[i].ToArray<float>());
        Assert.Equal(all.Slice(0, 1).ToArray<float>(), pieces[1].ToArray<float>());
        float[] Gradient(Tensor of) => Autograd.Gradients(of.Square().Sum(), [all])[0]!.Value.ToArray<float>();
        Assert.Equal(Gradient(all.Select(1, 2)), Gradient(single[2]));
        Assert.Equal(Gradient(all.Slice(0, 0, 1)), Gradient(pieces[0]));
        Assert.Throws<NativeCallException>(() => all.Split(0, 1, 2));
    }

    // libtorch 1.13 on processors with AVX2 gives other gradients in every call: the same sum written out, several times.
    [Theory]
    [InlineData(4, 8)]
    [InlineData(3, 7)]
    public void Conv2d_OneByOneWithAStride_HasTheGradientOfTheSumWrittenOut(int inputs, int size)
    {
        const int Batch = 5, Outputs = 6;
        int given = (size + 1) / 2;
        RandomSequence random = new RandomSource(3).Sequence();
        float[] values = [.. Enumerable.Range(0, Batch * inputs * size * size).Select(_ => (float)random.NextGaussian())];
        float[] weights = [.. Enumerable.Range(0, Outputs * inputs).Select(_ => (float)random.NextGaussian())];
        float[] sent = [.. Enumerable.Range(0, Batch * Outputs * given * given).Select(_ => (float)random.NextGaussian())];
        double[] expected = new double[Outputs * inputs];
        for (int i = 0; i < sent.Length; i++)
            for (int channel = 0; channel < inputs; channel++)
            {
                (int batch, int output, int row, int column) =
                    (i / (given * given * Outputs), i / (given * given) % Outputs, i / given % given, i % given);
                expected[(output * inputs) + channel] +=
                    sent[i] * (double)values[(((((batch * inputs) + channel) * size) + (2 * row)) * size) + (2 * column)];
            }

        for (int trial = 0; trial < 20; trial++)
        {
            using TensorScope scope = new();
            Tensor weight = Tensor.From(weights, Outputs, inputs, 1, 1);
            weight.RequiresGradient = true;
            Tensor result = Tensor.From(values, Batch, inputs, size, size).ChannelsLast()
                .Conv2d(weight, null, new ConvolutionOptions(Stride: 2));
            Assert.Equal([Batch, Outputs, given, given], result.Shape.ToArray());
            float[] found = Autograd.Gradients(result, [weight], Tensor.From(sent, Batch, Outputs, given, given))[0]!.Value
                .ToArray<float>();
            for (int i = 0; i < found.Length; i++) Assert.Equal(expected[i], found[i], 1e-4);
        }
    }
}
