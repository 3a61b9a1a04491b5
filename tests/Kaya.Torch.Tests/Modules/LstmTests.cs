namespace Kaya.Torch.Tests;

// Independent source: libtorch's own LSTM on each window's own inputs.
public sealed class LstmTests : NativeTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void ForwardProjected_WindowsOfOneProjection_EqualThePlainOne(int layers)
    {
        using TensorScope scope = new();
        using Lstm lstm = new(6, 16, Random, layers);
        const int hours = 40, window = 24;
        Tensor series = Tensor.From(Draw("series", 7 * hours * 6), 7, hours, 6);
        series.RequiresGradient = true;
        Tensor projected = lstm.Project(series), shared = Tensor.Zeros(1), plain = Tensor.Zeros(1);
        for (int start = 0; start + window <= hours; start += 4)
        {
            LstmResult ours = lstm.ForwardProjected(projected.Slice(1, start, start + window));
            LstmResult theirs = lstm.Forward(series.Slice(1, start, start + window));
            AssertClose(theirs.Outputs.ToArray<float>(), ours.Outputs.ToArray<float>(), 1e-6, "outputs");
            AssertClose(theirs.Hidden.ToArray<float>(), ours.Hidden.ToArray<float>(), 1e-6, "hidden");
            AssertClose(theirs.Cell.ToArray<float>(), ours.Cell.ToArray<float>(), 1e-6, "cell");
            shared += ours.Outputs.Square().Mean() + ours.Cell.Mean();
            plain += theirs.Outputs.Square().Mean() + theirs.Cell.Mean();
        }

        Tensor[] all = [.. lstm.Parameters(), series];
        foreach ((Tensor? expected, Tensor? found) in Autograd.Gradients(plain.Sum(), all).Zip(Autograd.Gradients(shared.Sum(), all)))
            AssertClose(expected!.Value.ToArray<float>(), found!.Value.ToArray<float>(), 1e-6, "gradient");
    }

    [Fact]
    public void ForwardProjected_FromAState_EqualsThePlainOne()
    {
        using TensorScope scope = new();
        using Lstm lstm = new(3, 5, Random);
        Tensor input = Tensor.From(Draw("x", 4 * 6 * 3), 4, 6, 3), hidden = Tensor.From(Draw("h", 20), 1, 4, 5),
            cell = Tensor.From(Draw("c", 20), 1, 4, 5);
        AssertClose(lstm.Forward(input, hidden, cell).Outputs.ToArray<float>(),
            lstm.ForwardProjected(lstm.Project(input), hidden, cell).Outputs.ToArray<float>(), 1e-6);
        Assert.Throws<NativeCallException>(() => lstm.ForwardProjected(lstm.Project(input), hidden.Slice(1, 0, 3), cell));
    }

    [Fact]
    public void ForwardProjected_GradientOfAGradient_EqualsThePlainOne()
    {
        using TensorScope scope = new();
        using Lstm lstm = new(3, 5, Random);
        Tensor input = Tensor.From(Draw("x", 4 * 6 * 3), 4, 6, 3);
        input.RequiresGradient = true;
        float[] Second(Tensor output)
        {
            Tensor first = Autograd.Gradients(output.Square().Sum(), [input], differentiable: true)[0]!.Value;
            return Autograd.Gradients(first.Square().Sum(), [lstm.Parameters()[1]])[0]!.Value.ToArray<float>();
        }

        AssertClose(Second(lstm.Forward(input).Outputs), Second(lstm.ForwardProjected(lstm.Project(input)).Outputs), 1e-5);
    }
}
