using Kaya.Torch;

namespace Kaya.Urban;

/// <summary>The contrastive loss between two modalities of the cells of a batch (NT-Xent as paper 001 prints it).</summary>
/// <remarks>
/// For cell i: -log(exp(s_ii / t) / sum over k other than i of exp(s_ik / t)), and the same with s_ki; s is the cosine of the vectors of
/// cell i in the first modality and cell k in the second one. Unlike the usual form (Chen et al. 2020) the denominators leave out the
/// pair itself, so the loss can be below 0. The other cells are the targets of the batch alone; in a block they are neighbours.
/// </remarks>
internal static class ContrastiveLoss
{
    private const double Smallest = 1e-12;

    /// <param name="first">[n, width].</param>
    /// <param name="second">[n, width].</param>
    /// <param name="temperature">Above 0.</param>
    /// <returns>Mean over the cells of the sum of both directions; 0 for one cell, which has nothing to differ from.</returns>
    internal static Tensor Between(Tensor first, Tensor second, double temperature)
    {
        long n = first.Length(0);
        if (n < 2) return Tensor.Zeros();
        Tensor cosine = Unit(first).MatMul(Unit(second).Transpose(0, 1)) / temperature;
        float[] ones = new float[n * n];
        for (long i = 0; i < n; i++) ones[(i * n) + i] = 1;
        Tensor same = Tensor.From(ones, n, n), others = Masked.Scores(cosine, 1 - same);
        return ((others.LogSumExp(1) + others.LogSumExp(0)).Sum() - ((cosine * same).Sum() * 2)) / n;
    }

    private static Tensor Unit(Tensor values) => values / (values.Square().Sum(1, keep: true) + Smallest).Sqrt();
}
