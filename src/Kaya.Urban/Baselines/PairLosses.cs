using Kaya.Torch;

namespace Kaya.Urban;

/// <summary>Losses that compare vectors of cells.</summary>
internal static class PairLosses
{
    private const double Smallest = 1e-12;

    /// <summary>Mean of max(0, |a - b| - |a - d| + margin).</summary>
    /// <param name="anchors">[n, width].</param>
    /// <param name="beside">[n, width].</param>
    /// <param name="distant">[n, width].</param>
    /// <param name="margin">Margin.</param>
    public static Tensor Triplet(Tensor anchors, Tensor beside, Tensor distant, double margin) =>
        (Distance(anchors, beside) - Distance(anchors, distant) + margin).Clamp(0).Mean();

    /// <summary>Mean over both directions of -log(exp(s_ii / t) / sum over k of exp(s_ik / t)), s the cosine.</summary>
    /// <param name="first">[n, width].</param>
    /// <param name="second">[n, width]; row i belongs to row i of the first.</param>
    /// <param name="temperature">Above 0.</param>
    public static Tensor Contrast(Tensor first, Tensor second, double temperature)
    {
        long n = first.Length(0);
        Tensor cosine = Unit(first).MatMul(Unit(second).Transpose(0, 1)) / temperature;
        float[] ones = new float[n * n];
        for (long i = 0; i < n; i++) ones[(i * n) + i] = 1;
        return (cosine.LogSoftmax(0) + cosine.LogSoftmax(1)).Multiply(Tensor.From(ones, n, n)).Sum() / (-2.0 * n);
    }

    private static Tensor Distance(Tensor left, Tensor right) => ((left - right).Square().Sum(1) + Smallest).Sqrt();

    private static Tensor Unit(Tensor values) => values / (values.Square().Sum(1, keep: true) + Smallest).Sqrt();
}
