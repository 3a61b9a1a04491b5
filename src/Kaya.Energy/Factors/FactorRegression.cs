using System.Collections.Immutable;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Kaya.Energy;

/// <summary>Bayesian regression of power emissions on generation by source, with factors that are not negative.</summary>
/// <remarks>
/// Residuals are cross-fitted: each half of the days from factors of the other half, so that they contain the change of factors over time.
/// Where neighbouring residuals correlate (lag 1 beyond three standard errors of white noise, Bartlett 1946), the correlated part of their
/// variance (the nugget model of geostatistics) is a lasting deviation of factors, and the number of days counts as many fewer as the
/// variance of monthly means says; the rest is noise of single reports, which may go with the size of the report.
/// </remarks>
internal static class FactorRegression
{
    private const int FewestForHalves = 60;
    private const int Batch = 30;
    private const double SignificantErrors = 3;
    private const double FarFromZero = 5;
    private const double FarInTail = 20;
    private const int MostRounds = 100;
    private const double SettledPart = 0.01;
    // The seventh digit of a mean report: less noise than that is no knowledge.
    private const double SmallestNoise = 1e-7;
    private const double Jitter = 1e-12;
    private const double SmallestSize = 0.05;
    private const double Rounding = 1e-4;

    private static readonly ImmutableArray<double> s_powers = [0, 0.5, 1];

    public static RegionFactors Fit(PowerSeries series, FactorPrior prior)
    {
        int count = prior.Means.Length;
        series = Even(series, prior);
        double[] residuals = Residuals(series, prior);
        double variance = Math.Max(residuals.Average(value => value * value), Floor(series));
        (double correlation, double inflation) = Correlation(series, residuals, variance);
        (double[] mean, double[] covariance) = Posterior(series, prior, residuals, (variance, inflation));
        double sizes = series.Generation.Average(row => row.Select((value, i) => Math.Pow(value * mean[i], 2)).Sum());
        double drift = sizes > 0 ? Math.Sqrt(correlation * variance / sizes) : 0;
        return new RegionFactors(FactorOrigin.OwnData, [.. mean], [.. covariance], Math.Max(3, series.Count / inflation - count), drift,
            Math.Sqrt((1 - correlation) * variance), series.Count);
    }

    // Days scaled so that their noise is the same: it goes with a power of the emissions (Carroll and Ruppert 1988), the most probable one
    // of the residuals.
    private static PowerSeries Even(PowerSeries series, FactorPrior prior)
    {
        double[] factors = Rough(series, prior), residuals = Residuals(series, factors, series.Count);
        double mean = series.Emission.Average();
        // Less than that is the rounding of the reports: their digits set its size.
        if (residuals.Average(value => value * value) <= Math.Pow(Rounding * mean, 2)) return series;
        double[] sizes = [.. series.Generation.Select(row => Math.Max(Dot(row, factors) / mean, SmallestSize))];
        double power = s_powers.MaxBy(own => sizes.Sum(size => -own * Math.Log(size)) - series.Count / 2.0
            * Math.Log(residuals.Select((value, t) => Math.Pow(value * Math.Pow(sizes[t], -own), 2)).Average()));
        return power == 0 ? series : series.Scaled([.. sizes.Select(size => Math.Pow(size, -power))]);
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
        double variance = Math.Max(Math.Pow(0.01 * series.Emission.Average(), 2), Floor(series));
        for (int round = 0; ; round++)
        {
            double[] mean = Mode(series, prior, variance);
            double measured = Math.Max(Residuals(series, mean, series.Count).Average(value => value * value), Floor(series));
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
            double[] mean = Uncut(series, prior, variance, held).Mean;
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

    private static (double[] Mean, double[] Covariance) Posterior(PowerSeries series, FactorPrior prior, double[] residuals,
        (double Variance, double Inflation) noise)
    {
        int count = prior.Means.Length, other = WorldFactors.EmittingSources.IndexOf(EnergySource.Other);
        bool[] held = new bool[count];
        (double[] mean, Matrix<double> inverse) = Fitted();
        // Biomass and the like emit nothing that counts, unless the reports say so.
        if (mean[other] < SignificantErrors * Math.Sqrt(inverse[other, other]))
        {
            held[other] = true;
            (mean, inverse) = Fitted();
            for (int i = 0; i < count; i++) inverse[other, i] = inverse[i, other] = 0;
        }

        for (int i = 0; i < count; i++)
            if (!held[i] && mean[i] < FarFromZero * Math.Sqrt(inverse[i, i])) CutAtZero(i, mean, inverse);
        return (mean, [.. Enumerable.Range(0, count * count).Select(k => inverse[k / count, k % count])]);

        (double[] Mean, Matrix<double> Covariance) Fitted()
        {
            (double[] own, Matrix<double> precision) = Uncut(series, prior, noise.Variance * noise.Inflation, held);
            return (own, Covariance(series, prior, residuals, noise, held, precision));
        }
    }

    // Where the noise of a day goes with its generation in another way than was assumed, the covariance says so (White 1980): the
    // squares of the residuals take the place of their mean.
    private static Matrix<double> Covariance(PowerSeries series, FactorPrior prior, double[] residuals,
        (double Variance, double Inflation) noise, bool[] held, Matrix<double> precision)
    {
        int count = prior.Means.Length;
        Matrix<double> inverse = Factor(precision).Solve(Matrix<double>.Build.DenseIdentity(count));
        if (series.Count < FewestForHalves) return inverse;
        Matrix<double> known = Matrix<double>.Build.DenseDiagonal(count, count, i => 1 / (prior.Deviations[i] * prior.Deviations[i]));
        double scale = noise.Variance * noise.Variance * noise.Inflation, least = Floor(series);
        for (int t = 0; t < series.Count; t++)
        {
            double square = Math.Max(residuals[t] * residuals[t], least) / scale;
            for (int i = 0; i < count; i++)
                for (int j = 0; j < count; j++)
                    if (!held[i] && !held[j]) known[i, j] += series.Generation[t][i] * series.Generation[t][j] * square;
        }

        return inverse * known * inverse;
    }

    /// <summary>Cuts one variable of a normal distribution at zero: exact moments of that one, and by regression of the others. With
    /// several cuts, one after the other, the result is an approximation.</summary>
    private static void CutAtZero(int cut, double[] mean, Matrix<double> covariance)
    {
        double variance = covariance[cut, cut], deviation = Math.Sqrt(variance), start = -mean[cut] / deviation;
        // Far in the tail: the hazard of the normal distribution by its asymptotic series.
        double hazard = start > FarInTail ? start + 1 / start : Density(start) / Normal.CDF(0, 1, -start);
        double moved = deviation * hazard + mean[cut] > 0 ? deviation * hazard : -mean[cut];
        double left = start > FarInTail ? 1 / (start * start) : Math.Max(1 + start * hazard - hazard * hazard, 0);
        double[] slope = [.. Enumerable.Range(0, mean.Length).Select(j => covariance[j, cut] / variance)];
        for (int i = 0; i < mean.Length; i++)
        {
            mean[i] += slope[i] * moved;
            for (int j = 0; j < mean.Length; j++) covariance[i, j] -= slope[i] * slope[j] * variance * (1 - left);
        }
    }

    private static double Floor(PowerSeries series) => Math.Pow(SmallestNoise * Math.Max(series.Emission.Average(), SmallestNoise), 2);

    // Sources that always keep one proportion leave a matrix that is positive definite only up to rounding.
    private static Cholesky<double> Factor(Matrix<double> precision)
    {
        try
        {
            return precision.Cholesky();
        }
        catch (ArgumentException)
        {
            double largest = precision.Diagonal().Maximum();
            return (precision + Matrix<double>.Build.DenseDiagonal(precision.RowCount, Jitter * largest)).Cholesky();
        }
    }

    private static double Density(double value) => Math.Exp(-value * value / 2) / Math.Sqrt(2 * Math.PI);

    /// <summary>Mean and precision without the limit at zero; held factors are zero.</summary>
    private static (double[] Mean, Matrix<double> Precision) Uncut(PowerSeries series, FactorPrior prior, double variance, bool[] held)
    {
        int count = prior.Means.Length;
        Matrix<double> precision = Matrix<double>.Build.DenseDiagonal(count, count, i => 1 / (prior.Deviations[i] * prior.Deviations[i]));
        foreach (double[] row in series.Generation)
            for (int i = 0; i < count; i++)
                for (int j = 0; j < count; j++) if (!held[i] && !held[j]) precision[i, j] += row[i] * row[j] / variance;
        Cholesky<double> factor = Factor(precision);
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

    private static double Dot(double[] left, double[] right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++) sum += left[i] * right[i];
        return sum;
    }
}
