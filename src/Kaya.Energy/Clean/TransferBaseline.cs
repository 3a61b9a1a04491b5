using Kaya.Learning;

namespace Kaya.Energy;

/// <summary>The baseline for regions outside the training data, as a change of what the networks say.</summary>
/// <remarks>
/// Plants emit more than direct factors say, because they also burn fuel for heat and for themselves: by the median over the training
/// regions of the ratio of power emissions to direct factors. The baseline of covered regions has learnt that with the region; here power
/// is multiplied by the ratio, and a ridge regression of log(C/E) that starts from log(0.6 + ratio f.p) takes the place of the other. The
/// 0.6 and the penalty were chosen by leaving out two regions at a time, among those that served countries with annual totals no worse.
/// Our method.
/// </remarks>
/// <param name="PowerFactor">The ratio.</param>
/// <param name="Weights">Differences of the weights of both regressions, on roots of shares, log E and calendar; then of the
/// intercept.</param>
internal sealed record TransferBaseline(double PowerFactor, IReadOnlyList<double> Weights)
{
    private const double OtherIntensity = 0.6;
    private const double Ridge = 0.016;

    /// <summary>From training rows; null if no region has power emissions and direct emissions.</summary>
    public static TransferBaseline? Of(EnergyRows rows)
    {
        if (PowerFactorOf(rows) is not { } factor) return null;
        double[] plain = IntensityBaseline.Fit(rows).Forward,
            own = IntensityBaseline.Fit(rows, new ForwardForm(factor, OtherIntensity, Ridge)).Forward;
        return new TransferBaseline(factor, [.. own.Zip(plain, (a, b) => a - b)]);
    }

    /// <summary>Factor of all sectors except power.</summary>
    public static double OthersFactor => OtherIntensity / IntensityBaseline.OtherIntensity;

    /// <summary>Factor of power over that of the other sectors.</summary>
    internal double RelativePower => PowerFactor / OthersFactor;

    /// <summary>Median over the regions of the ratio of power emissions to direct factors.</summary>
    public static double? PowerFactorOf(EnergyRows rows)
    {
        (double[] power, double[] direct) = (new double[rows.RegionCount], new double[rows.RegionCount]);
        for (int row = 0; row < rows.Count; row++)
        {
            ReadOnlySpan<float> own = rows[row];
            power[rows.Region[row]] += own[EnergyRows.EmissionShare] * Math.Exp(own[EnergyRows.LogEmission]);
            direct[rows.Region[row]] += IntensityBaseline.DirectIntensity(own) * Math.Exp(own[EnergyRows.LogEnergy]);
        }

        double[] ratios = [.. power.Zip(direct, (a, b) => a / b).Where(ratio => double.IsFinite(ratio) && ratio > 0)];
        return ratios.Length == 0 ? null : Metrics.Median(ratios);
    }

    /// <summary>The forecast with this baseline in some rows.</summary>
    /// <param name="forecast">Emissions from the networks.</param>
    /// <param name="rows">Input of the networks.</param>
    /// <param name="applies">Whether a row is outside the training data.</param>
    public ProfileForecast Apply(ProfileForecast forecast, EnergyRows rows, Predicate<int> applies)
    {
        double[] power = new double[rows.Count], others = new double[rows.Count];
        for (int row = 0; row < rows.Count; row++)
        {
            double all = applies(row) ? Math.Exp(Change(rows[row])) : 1;
            (power[row], others[row]) = applies(row) ? (PowerFactor * all, OthersFactor * all) : (1, 1);
        }

        return forecast.With(forecast.Intervals, members => members.Moved(power, others));
    }

    /// <summary>What the regressions add to the logarithm of all sectors.</summary>
    public double Change(ReadOnlySpan<float> row)
    {
        double sum = Weights[^1] + Weights[EnergyRows.Sources] * row[EnergyRows.LogEnergy];
        for (int i = 0; i < EnergyRows.Sources; i++)
            sum += Weights[i] * Math.Sqrt(row[EnergyRows.EnergyShare + i] + IntensityBaseline.ShareFloor);
        for (int i = 0; i < EnergyRows.Calendar; i++) sum += Weights[EnergyRows.Sources + 1 + i] * row[EnergyRows.Date + i];
        return sum;
    }

    /// <summary>Slope of <see cref="Change"/> with respect to the share of a source.</summary>
    public double Slope(ReadOnlySpan<float> row, int source) =>
        Weights[source] / (2 * Math.Sqrt(row[EnergyRows.EnergyShare + source] + IntensityBaseline.ShareFloor));
}
