using System.Collections.Immutable;
using Kaya.Core;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Kaya.Energy;

/// <summary>Bayesian regression of power emissions on generation by source, with factors that are not negative.</summary>
/// <remarks>
/// Residuals are cross-fitted: each half of the days from factors of the other half, so that they contain the change of factors over time.
/// Where neighbouring residuals correlate (lag 1 beyond three standard errors of white noise, Bartlett 1946), the correlated part of their
/// variance (the nugget model of geostatistics) is a lasting deviation of factors, and the number of days counts as many fewer as the
/// variance of monthly means says; the rest is noise of single reports.
/// </remarks>
internal static class FactorRegression
{
    private const int FewestForHalves = 60;
    private const int Batch = 30;
    private const double SignificantErrors = 3;
    private const double FarFromZero = 5;
    private const int Sweeps = 6000;
    private const int MostRounds = 100;
    private const double SettledPart = 0.01;
    private const double SmallestVariance = 1e-30;

    public static RegionFactors Fit(PowerSeries series, FactorPrior prior)
    {
        int count = prior.Means.Length;
        double[] residuals = Residuals(series, prior);
        double variance = Math.Max(residuals.Average(value => value * value), SmallestVariance);
        (double correlation, double inflation) = Correlation(series, residuals, variance);
        (double[] mean, double[] covariance) = Posterior(series, prior, variance * inflation);
        double sizes = series.Generation.Average(row => row.Select((value, i) => Math.Pow(value * mean[i], 2)).Sum());
        double drift = sizes > 0 ? Math.Sqrt(correlation * variance / sizes) : 0;
        return new RegionFactors(FactorOrigin.OwnData, [.. mean], [.. covariance], Math.Max(3, series.Count / inflation - count), drift,
            Math.Sqrt((1 - correlation) * variance), series.Count);
    }

    private static double[] Residuals(PowerSeries series, FactorPrior prior)
    {
        if (series.Count < FewestForHalves) return Residuals(series, Rough(series, prior), Math.Max(1, series.Count - prior.Means.Length));
        int half = series.Count / 2;
        PowerSeries first = series.Part(0, half), second = series.Part(half, series.Count - half);
        return [.. Residuals(first, Rough(second, prior), first.Count), .. Residuals(second, Rough(first, prior), second.Count)];
    }

    // Factors and noise together: the noise is first taken as a hundredth of the emissions, then measured until it settles.
    private static double[] Rough(PowerSeries series, FactorPrior prior)
    {
        double variance = Math.Max(Math.Pow(0.01 * series.Emission.Average(), 2), SmallestVariance);
        for (int round = 0; ; round++)
        {
            double[] mean = Mode(series, prior, variance);
            double measured = Math.Max(Residuals(series, mean, series.Count).Average(value => value * value), SmallestVariance);
            if (round == MostRounds || Math.Abs(measured / variance - 1) < SettledPart) return mean;
            variance = measured;
        }
    }

    // The most probable factors that are not negative: the lowest negative one is held at zero, until none is left.
    private static double[] Mode(PowerSeries series, FactorPrior prior, double variance)
    {
        bool[] held = new bool[prior.Means.Length];
        while (true)
        {
            double[] mean = Normal(series, prior, variance, held).Mean;
            int lowest = Array.IndexOf(mean, mean.Min());
            if (mean[lowest] >= 0) return mean;
            held[lowest] = true;
        }
    }

    private static double[] Residuals(PowerSeries series, double[] factors, int degrees)
    {
        double scale = Math.Sqrt((double)series.Count / degrees);
        return [.. series.Generation.Select((row, t) => scale * (series.Emission[t] - Dot(row, factors)))];
    }

    private static (double Lag1, double Inflation) Correlation(PowerSeries series, double[] residuals, double variance)
    {
        double sum = 0;
        int pairs = 0;
        for (int t = 1; t < residuals.Length; t++)
            if (series.Days[t] == series.Days[t - 1] + 1) (sum, pairs) = (sum + residuals[t] * residuals[t - 1], pairs + 1);
        if (pairs < Batch) return (0, 1);
        double correlation = sum / pairs / variance;
        if (correlation < SignificantErrors / Math.Sqrt(pairs)) return (0, 1);
        double[] means = [.. residuals.Chunk(Batch).Where(batch => batch.Length == Batch).Select(batch => batch.Average())];
        double inflation = means.Length < 2 ? (1 + correlation) / (1 - Math.Min(correlation, 0.95))
            : Batch * means.Average(value => value * value) / variance;
        return (Math.Min(correlation, 1), Math.Clamp(inflation, 1, Batch));
    }

    private static (double[] Mean, double[] Covariance) Posterior(PowerSeries series, FactorPrior prior, double variance)
    {
        int count = prior.Means.Length;
        (double[] mean, Matrix<double> precision) = Normal(series, prior, variance, new bool[count]);
        Matrix<double> inverse = precision.Cholesky().Solve(Matrix<double>.Build.DenseIdentity(count));
        double[] covariance = [.. Enumerable.Range(0, count * count).Select(k => inverse[k / count, k % count])];
        return Enumerable.Range(0, count).All(i => mean[i] > FarFromZero * Math.Sqrt(inverse[i, i])) ? (mean, covariance)
            : Truncated(mean, precision);
    }

    /// <summary>Mean and precision without the limit at zero; held factors are zero.</summary>
    private static (double[] Mean, Matrix<double> Precision) Normal(PowerSeries series, FactorPrior prior, double variance, bool[] held)
    {
        int count = prior.Means.Length;
        Matrix<double> precision = Matrix<double>.Build.DenseDiagonal(count, count, i => 1 / (prior.Deviations[i] * prior.Deviations[i]));
        foreach (double[] row in series.Generation)
            for (int i = 0; i < count; i++)
                for (int j = 0; j < count; j++) if (!held[i] && !held[j]) precision[i, j] += row[i] * row[j] / variance;
        Cholesky<double> factor = precision.Cholesky();
        double[] mean = [.. prior.Means.Select((value, i) => held[i] ? 0 : value)];
        // The second round removes the rounding of the first: residuals are small beside emissions.
        for (int round = 0; round < 2; round++)
        {
            Vector<double> right = Vector<double>.Build.Dense(count,
                i => held[i] ? 0 : (prior.Means[i] - mean[i]) / Math.Pow(prior.Deviations[i], 2));
            for (int t = 0; t < series.Count; t++)
            {
                double off = (series.Emission[t] - Dot(series.Generation[t], mean)) / variance;
                for (int i = 0; i < count; i++) if (!held[i]) right[i] += series.Generation[t][i] * off;
            }

            Vector<double> step = factor.Solve(right);
            for (int i = 0; i < count; i++) if (!held[i]) mean[i] += step[i];
        }

        return (mean, precision);
    }

    /// <summary>Mean and covariance of a normal distribution cut at zero, by Gibbs sampling with a fixed seed.</summary>
    private static (double[] Mean, double[] Covariance) Truncated(double[] center, Matrix<double> precision)
    {
        int count = center.Length;
        RandomSequence random = new RandomSource(0).Derive("factors/truncated").Sequence();
        double[] now = Array.ConvertAll(center, value => Math.Max(value, 0));
        double[] sum = new double[count], products = new double[count * count], offset = new double[count];
        for (int sweep = -Sweeps / 10; sweep < Sweeps; sweep++)
        {
            for (int i = 0; i < count; i++)
            {
                double pull = 0;
                for (int j = 0; j < count; j++) if (j != i) pull += precision[i, j] * (now[j] - center[j]);
                double deviation = 1 / Math.Sqrt(precision[i, i]), mean = center[i] - pull * deviation * deviation;
                now[i] = Above(mean, deviation, random.NextDouble());
            }

            if (sweep < 0) continue;
            for (int i = 0; i < count; i++)
            {
                offset[i] = now[i] - center[i];
                sum[i] += offset[i];
                for (int j = 0; j <= i; j++) products[i * count + j] += offset[i] * offset[j];
            }
        }

        for (int i = 0; i < count; i++)
            for (int j = 0; j <= i; j++)
                products[i * count + j] = products[j * count + i] =
                    products[i * count + j] / Sweeps - sum[i] / Sweeps * (sum[j] / Sweeps);
        return ([.. center.Select((value, i) => value + sum[i] / Sweeps)], products);
    }

    // A draw of a normal distribution above zero; far below zero its tail is exponential.
    private static double Above(double mean, double deviation, double uniform)
    {
        double cut = -mean / deviation;
        if (cut > FarFromZero) return -Math.Log(1 - uniform) * deviation / cut;
        double below = MathNet.Numerics.Distributions.Normal.CDF(0, 1, cut);
        double level = below + uniform * (1 - below);
        return Math.Max(0, mean + deviation * MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, Math.Min(level, 1 - 1e-16)));
    }

    private static double Dot(double[] left, double[] right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++) sum += left[i] * right[i];
        return sum;
    }
}
