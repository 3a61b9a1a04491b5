using Kaya.Torch;

namespace Kaya.Urban.Tests;

public sealed class ContrastiveLossTests
{
    // Vectors whose cosines are easy: first (1, 0), (0, 2), (3, 3); second (1, 0), (1, 1), (0, 5). With c = 1 / sqrt 2 the cosines are
    // rows first, columns second: 1 c 0; 0 c 1; c 1 c. Temperature 0.5.
    [Fact]
    public void Between_ThreePairs_IsTheSumOfBothDirections()
    {
        using TensorScope scope = new();
        double c = Math.Sqrt(0.5);
        double[,] cosine = { { 1, c, 0 }, { 0, c, 1 }, { c, 1, c } };
        double expected = 0;
        for (int i = 0; i < 3; i++)
        {
            double row = 0, column = 0;
            for (int k = 0; k < 3; k++)
                if (k != i) (row, column) = (row + Math.Exp(cosine[i, k] / 0.5), column + Math.Exp(cosine[k, i] / 0.5));
            expected += -Math.Log(Math.Exp(cosine[i, i] / 0.5) / row) - Math.Log(Math.Exp(cosine[i, i] / 0.5) / column);
        }

        Tensor first = Tensor.From([1f, 0f, 0f, 2f, 3f, 3f], 3, 2), second = Tensor.From([1f, 0f, 1f, 1f, 0f, 5f], 3, 2);
        Assert.Equal(expected / 3, ContrastiveLoss.Between(first, second, 0.5).Item(), 5);
    }

    // One of the two directions alone would be half of it: both sums have one term, the same in both.
    [Fact]
    public void Between_TwoPairs_LeavesOutThePairItself()
    {
        using TensorScope scope = new();
        Tensor first = Tensor.From([1f, 0f, 0f, 1f], 2, 2), second = Tensor.From([1f, 0f, 0f, 1f], 2, 2);
        // Each cell: -log(e^1 / e^0) twice = -2.
        Assert.Equal(-2, ContrastiveLoss.Between(first, second, 1).Item(), 5);
    }

    [Fact]
    public void Between_OneCell_IsZero()
    {
        using TensorScope scope = new();
        Assert.Equal(0, ContrastiveLoss.Between(Tensor.From([1f, 2f], 1, 2), Tensor.From([2f, 1f], 1, 2), 0.5).Item());
    }

    [Fact]
    public void Between_AVectorOfZeros_HasAFiniteGradient()
    {
        using TensorScope scope = new();
        Tensor first = Tensor.From([0f, 0f, 1f, 2f], 2, 2), second = Tensor.From([2f, 1f, 1f, 1f], 2, 2);
        first.RequiresGradient = true;
        float[] gradient = Autograd.Gradients(ContrastiveLoss.Between(first, second, 0.5), [first])[0]!.Value.ToArray<float>();
        Assert.All(gradient, value => Assert.True(float.IsFinite(value)));
    }
}
