using System.Collections.Immutable;
using MathNet.Numerics.Distributions;

namespace Kaya.Urban;

/// <summary>How much R2 of ln t of a model differs from that of another, seed by seed and split by split.</summary>
/// <param name="Name">Name of the model.</param>
/// <param name="Seeds">Number of seeds and splits that both have.</param>
/// <param name="Mean">Mean difference: this model less the other.</param>
/// <param name="Lower">Lower limit of the mean's 95 % interval over seeds and splits (Student); null for one seed.</param>
/// <param name="Upper">Upper limit.</param>
/// <param name="Relative">Mean difference over the other model's mean R2.</param>
public sealed record SeedDifference(string Name, int Seeds, double Mean, double? Lower, double? Upper, double Relative)
{
    /// <summary>The differences of all models to one.</summary>
    /// <param name="all">Results of several models and seeds on the same test cells.</param>
    /// <param name="reference">Name of the model to compare with.</param>
    /// <returns>One entry for each other model that shares a seed with it.</returns>
    public static ImmutableArray<SeedDifference> To(IReadOnlyCollection<UrbanResult> all, string reference)
    {
        ArgumentNullException.ThrowIfNull(all);
        static double Score(UrbanResult one) => one.Score.Log.RSquared ?? double.NaN;
        Dictionary<(string, ulong), double> known = all.Where(one => one.Name == reference)
            .ToDictionary(one => (one.Split, one.Seed), Score);
        double mean = known.Values.DefaultIfEmpty(double.NaN).Average();
        return [.. all.Where(one => one.Name != reference).GroupBy(one => one.Name).Select(model =>
        {
            double[] differences = [.. model.Where(one => known.ContainsKey((one.Split, one.Seed)))
                .Select(one => Score(one) - known[(one.Split, one.Seed)])];
            double average = differences.DefaultIfEmpty(double.NaN).Average();
            double? half = differences.Length < 2 ? null : StudentT.InvCDF(0, 1, differences.Length - 1, 0.975)
                * Math.Sqrt(differences.Sum(one => Math.Pow(one - average, 2)) / (differences.Length - 1) / differences.Length);
            return new SeedDifference(model.Key, differences.Length, average, average - half, average + half, average / mean);
        })];
    }
}
