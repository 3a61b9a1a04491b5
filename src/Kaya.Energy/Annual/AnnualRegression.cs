using MathNet.Numerics.LinearAlgebra;

namespace Kaya.Energy;

/// <summary>What a regression of annual totals gives for a country.</summary>
/// <param name="LogTotal">Logarithm of the total, Mt a year.</param>
/// <param name="PowerShare">Part of the power sector in it, 0 to 1.</param>
/// <param name="Variance">Variance of the logarithm from what the coefficients leave open; large far from the training countries.</param>
internal readonly record struct AnnualEstimate(double LogTotal, double PowerShare, double Variance);

/// <summary>A regression of annual totals: power emissions from direct factors, plus all other emissions per generation.</summary>
/// <remarks>
/// C = E (k f.p + exp(a + w.x)): E generation of the year, f.p direct emissions of the mix; x roots of the eight shares, 0.2 log E and,
/// where they are known, log of generation and of gross domestic product per head, each less its mean over the countries. Each
/// coefficient has a normal prior. That of the last two is centred on -0.5 and 0.5: without data, other emissions go with the geometric
/// mean of generation and gross domestic product. Residuals of log C count by Huber's function. Fitted by Gauss-Newton. Our method.
/// </remarks>
internal sealed class AnnualRegression
{
    private const int Sources = EnergyRows.Sources;
    private const int Largest = 3 + Sources + 2;
    private const double SizeScale = 0.2;
    private const double InterceptDeviation = 1;
    private const double FactorDeviation = 0.2;
    private const double StatisticsDeviation = 0.15;
    private const double StatisticsPrior = 0.5;
    private const double HuberBend = 1.5;
    private const int MostSteps = 100;
    private const double Tolerance = 1e-12;

    /// <summary>Standard deviation of log C around the regression, for weighing data against priors.</summary>
    public const double Noise = 0.25;

    private readonly double[] _centre;
    private readonly double[] _weights;
    private readonly Matrix<double> _covariance;

    private AnnualRegression(double[] centre, double[] weights, Matrix<double> covariance) =>
        (_centre, _weights, _covariance) = (centre, weights, covariance);

    /// <summary>Fits the coefficients.</summary>
    /// <param name="rows">Countries; all with statistics, if these are used.</param>
    /// <param name="useStatistics">Whether population and gross domestic product are used.</param>
    /// <param name="shareDeviation">Standard deviation of the prior of the coefficients of shares and size.</param>
    /// <param name="factor">Expected ratio of power emissions to direct factors.</param>
    /// <param name="start">A regression of nearly the same rows to start from; null for the prior.</param>
    public static AnnualRegression Fit(IReadOnlyList<AnnualRow> rows, bool useStatistics, double shareDeviation, double factor,
        AnnualRegression? start = null)
    {
        double[][] features = [.. rows.Select(row => Features(row.Profile, useStatistics))];
        double[] centre = [.. Enumerable.Range(0, features[0].Length).Select(i => features.Average(own => own[i]))];
        Prior prior = Prior.Of(useStatistics, shareDeviation, factor);
        double[] weights = (double[])(start?._weights ?? prior.Mean).Clone();
        (double[][] x, double[] direct, double[] target) = (
            [.. features.Select(own => Centred(own, centre))], [.. rows.Select(row => row.Profile.DirectIntensity)],
            [.. rows.Select(row => Math.Log(row.Total / row.Profile.Energy))]);
        Matrix<double> curvature = Matrix<double>.Build.Dense(weights.Length, weights.Length);
        double loss = Loss(weights, x, direct, target, prior);
        for (int step = 0; step < MostSteps; step++)
        {
            Vector<double> slope = Linearise(weights, x, direct, target, prior, curvature);
            double[] change = curvature.Cholesky().Solve(slope).ToArray();
            double length = 1, next = double.PositiveInfinity;
            double[] tried = weights;
            for (; length > Tolerance; length /= 2)
            {
                tried = [.. weights.Select((weight, i) => weight + length * change[i])];
                next = Loss(tried, x, direct, target, prior);
                if (next < loss) break;
            }

            if (!(next < loss - Tolerance)) break;
            (weights, loss) = (tried, next);
        }

        Linearise(weights, x, direct, target, prior, curvature);
        return new AnnualRegression(centre, weights, curvature.Inverse());
    }

    /// <summary>The total of a country.</summary>
    public AnnualEstimate Estimate(AnnualProfile profile)
    {
        double[] x = Centred(Features(profile, _centre.Length > 1 + Sources), _centre), slope = new double[_weights.Length];
        double intensity = Model(_weights, x, profile.DirectIntensity, slope);
        Vector<double> gradient = Vector<double>.Build.Dense(slope);
        return new AnnualEstimate(Math.Log(intensity * profile.Energy), slope[0], gradient * (_covariance * gradient));
    }

    /// <summary>The features of a country, not centred.</summary>
    public static double[] Features(AnnualProfile profile, bool useStatistics)
    {
        double[] features = new double[useStatistics ? Largest - 2 : 1 + Sources];
        for (int i = 0; i < Sources; i++) features[i] = Math.Sqrt(profile.Share(i));
        features[Sources] = SizeScale * Math.Log(profile.Energy);
        if (!useStatistics) return features;
        (double population, double gdp) = (profile.Statistics!.Population!.Value, profile.Statistics.Gdp!.Value);
        features[Sources + 1] = Math.Log(profile.Energy / population);
        features[Sources + 2] = Math.Log(gdp / population);
        return features;
    }

    /// <summary>The coefficients, for the model's file.</summary>
    public RegressionState ToState() => new(_centre, _weights, _covariance.ToRowMajorArray());

    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static AnnualRegression FromState(RegressionState state)
    {
        int count = state.Weights.Count;
        if (state.Centre.Count != count - 2 || state.Covariance.Count != count * count || count is not (Largest or Largest - 2))
            throw new ArgumentException($"{state.Centre.Count} features, {count} coefficients and {state.Covariance.Count} covariances do "
                + "not fit");
        return new AnnualRegression([.. state.Centre], [.. state.Weights],
            Matrix<double>.Build.Dense(count, count, (row, column) => state.Covariance[row * count + column]));
    }

    private static double[] Centred(double[] features, double[] centre) => [.. features.Select((value, i) => value - centre[i])];

    // C/E, and the slope of its logarithm.
    private static double Model(double[] weights, double[] x, double direct, Span<double> slope)
    {
        double exponent = weights[1];
        for (int i = 0; i < x.Length; i++) exponent += weights[2 + i] * x[i];
        double power = Math.Exp(weights[0]) * direct, others = Math.Exp(exponent), sum = power + others;
        slope[0] = power / sum;
        slope[1] = others / sum;
        for (int i = 0; i < x.Length; i++) slope[2 + i] = others / sum * x[i];
        return sum;
    }

    private static double Loss(double[] weights, double[][] x, double[] direct, double[] target, Prior prior)
    {
        double sum = 0;
        Span<double> slope = stackalloc double[Largest];
        for (int row = 0; row < x.Length; row++)
        {
            double off = Math.Abs(target[row] - Math.Log(Model(weights, x[row], direct[row], slope))) / Noise;
            sum += off <= HuberBend ? off * off / 2 : HuberBend * (off - HuberBend / 2);
        }

        for (int i = 0; i < weights.Length; i++)
        {
            double off = (weights[i] - prior.Mean[i]) / prior.Deviation[i];
            sum += off * off / 2;
        }

        return sum;
    }

    // The negative gradient of the loss; the curvature is that of Gauss and Newton with Huber's weights.
    private static Vector<double> Linearise(double[] weights, double[][] x, double[] direct, double[] target, Prior prior,
        Matrix<double> curvature)
    {
        Vector<double> right = Vector<double>.Build.Dense(weights.Length);
        curvature.Clear();
        for (int i = 0; i < weights.Length; i++)
        {
            double precision = 1 / (prior.Deviation[i] * prior.Deviation[i]);
            curvature[i, i] = precision;
            right[i] = precision * (prior.Mean[i] - weights[i]);
        }

        double[] slope = new double[weights.Length];
        for (int row = 0; row < x.Length; row++)
        {
            double off = target[row] - Math.Log(Model(weights, x[row], direct[row], slope));
            double weight = Math.Min(1, HuberBend * Noise / Math.Max(Math.Abs(off), 1e-12)) / (Noise * Noise);
            for (int i = 0; i < slope.Length; i++)
            {
                right[i] += weight * slope[i] * off;
                for (int j = 0; j < slope.Length; j++) curvature[i, j] += weight * slope[i] * slope[j];
            }
        }

        return right;
    }

    private sealed record Prior(double[] Mean, double[] Deviation)
    {
        public static Prior Of(bool useStatistics, double shareDeviation, double factor)
        {
            double[] shares = [.. Enumerable.Repeat(shareDeviation, Sources + 1)];
            double[] mean = [Math.Log(factor), Math.Log(IntensityBaseline.OtherIntensity), .. new double[Sources + 1]];
            double[] deviation = [FactorDeviation, InterceptDeviation, .. shares];
            return useStatistics
                ? new Prior([.. mean, -StatisticsPrior, StatisticsPrior], [.. deviation, StatisticsDeviation, StatisticsDeviation])
                : new Prior(mean, deviation);
        }
    }
}

/// <summary>The numbers of an <see cref="AnnualRegression"/> in a model's file.</summary>
/// <param name="Centre">Means of the features.</param>
/// <param name="Weights">Logarithm of the factor of power, intercept, coefficients.</param>
/// <param name="Covariance">Row by row.</param>
internal sealed record RegressionState(IReadOnlyList<double> Centre, IReadOnlyList<double> Weights, IReadOnlyList<double> Covariance);
