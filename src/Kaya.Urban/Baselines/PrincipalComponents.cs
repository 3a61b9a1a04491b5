using Kaya.Core;
using Kaya.Learning;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Kaya.Urban;

/// <summary>The directions in which vectors vary most, and the projection on them.</summary>
/// <remarks>All components are divided by the deviation of the first, so they keep their relative sizes.</remarks>
internal sealed class PrincipalComponents
{
    private const string Prefix = "components/";
    private readonly double[] _means, _directions;

    private PrincipalComponents(double[] means, double[] directions) =>
        (_means, _directions, Count) = (means, directions, directions.Length / means.Length);

    /// <summary>Number of components.</summary>
    public int Count { get; }

    /// <param name="vectors">[rows, width].</param>
    /// <param name="width">Length of a vector.</param>
    /// <param name="most">Largest number of components; fewer where the vectors vary in fewer directions.</param>
    public static PrincipalComponents Of(ReadOnlySpan<float> vectors, int width, int most)
    {
        int rows = vectors.Length / width;
        double[] means = new double[width];
        for (int i = 0; i < vectors.Length; i++) means[i % width] += (double)vectors[i] / rows;
        Matrix<double> centred = Matrix<double>.Build.Dense(rows, width);
        for (int i = 0; i < vectors.Length; i++) centred[i / width, i % width] = vectors[i] - means[i % width];
        Evd<double> found = (centred.TransposeThisAndMultiply(centred) / Math.Max(1, rows)).Evd(Symmetricity.Symmetric);
        double[] variances = [.. found.EigenValues.Select(value => Math.Max(0, value.Real))];
        int[] order = [.. Enumerable.Range(0, width).OrderByDescending(i => variances[i]).ThenBy(i => i)];
        double largest = variances[order[0]], scale = largest > 0 ? 1 / Math.Sqrt(largest) : 1;
        int count = Math.Max(1, order.Take(Math.Min(most, rows)).Count(i => variances[i] > 1e-10 * largest));
        double[] directions = new double[count * width];
        for (int k = 0; k < count; k++)
        {
            // A direction and its opposite are one; the largest part is made positive.
            Vector<double> direction = found.EigenVectors.Column(order[k]);
            double sign = Math.Sign(direction[direction.AbsoluteMaximumIndex()]);
            for (int j = 0; j < width; j++) directions[(k * width) + j] = direction[j] * sign * scale;
        }

        return new PrincipalComponents(means, directions);
    }

    /// <param name="vector">[width].</param>
    /// <param name="components">Receives [components].</param>
    public void Apply(ReadOnlySpan<float> vector, Span<double> components)
    {
        for (int k = 0; k < Count; k++)
        {
            double sum = 0;
            for (int j = 0; j < _means.Length; j++) sum += _directions[(k * _means.Length) + j] * (vector[j] - _means[j]);
            components[k] = sum;
        }
    }

    public void Save(Dictionary<string, StateArray> arrays)
    {
        arrays[Prefix + "means"] = StateArray.Of(_means);
        arrays[Prefix + "directions"] = StateArray.Of(_directions, Count, _means.Length);
    }

    public static PrincipalComponents Load(ModelState state, int width) => new(state.Numbers<double>(Prefix + "means", width),
        state.Numbers<double>(Prefix + "directions", -1, width));
}
