using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Urban;

/// <summary>From the values of covariates to the numbers that a network learns from: (sign(x) ln(1 + |x| / s) - mean) / spread.</summary>
/// <remarks>s is the mean of |x|; all three are of the training cells.</remarks>
/// <param name="sizes">[covariates] s.</param>
/// <param name="means">[covariates].</param>
/// <param name="spreads">[covariates].</param>
internal sealed class CovariateScale(double[] sizes, double[] means, double[] spreads)
{
    private const string Prefix = "covariates/";

    internal int Count => sizes.Length;

    internal static CovariateScale Of(UrbanDataset data, IReadOnlyList<int> cells)
    {
        int count = data.Tables.Covariates.Length;
        double[] sizes = new double[count], means = new double[count], spreads = new double[count];
        for (int k = 0; k < count; k++)
        {
            double size = cells.Average(cell => Math.Abs((double)data.Covariates(cell)[k]));
            sizes[k] = size > 0 ? size : 1;
            double[] values = [.. cells.Select(cell => Compress(data.Covariates(cell)[k], sizes[k]))];
            means[k] = values.Average();
            double spread = Math.Sqrt(values.Average(value => (value - means[k]) * (value - means[k])));
            spreads[k] = spread > 1e-9 ? spread : 1;
        }

        return new CovariateScale(sizes, means, spreads);
    }

    internal void Apply(ReadOnlySpan<float> values, Span<float> scaled)
    {
        for (int k = 0; k < sizes.Length; k++) scaled[k] = (float)((Compress(values[k], sizes[k]) - means[k]) / spreads[k]);
    }

    internal void Save(Dictionary<string, StateArray> arrays)
    {
        arrays[Prefix + "sizes"] = StateArray.Of(sizes);
        arrays[Prefix + "means"] = StateArray.Of(means);
        arrays[Prefix + "spreads"] = StateArray.Of(spreads);
    }

    internal static CovariateScale Load(ModelState state, int count) => new(state.Numbers<double>(Prefix + "sizes", count),
        state.Numbers<double>(Prefix + "means", count), state.Numbers<double>(Prefix + "spreads", count));

    private static double Compress(double value, double size) => Math.Sign(value) * Math.Log(1 + (Math.Abs(value) / size));
}
