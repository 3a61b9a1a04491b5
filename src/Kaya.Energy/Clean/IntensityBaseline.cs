using Kaya.Core;
using MathNet.Numerics.LinearAlgebra;

namespace Kaya.Energy;

/// <summary>
/// Two ridge regressions that the networks correct: log(C/E) on the mix, log(E/C) on the sectors. They generalise to regions
/// outside the training data, which networks do not.
/// </summary>
/// <remarks>
/// Forward: log(C/E) = log(0.75 + f.p) + w.[1, sqrt(p), season, log E]; backward: log(E/C) = log(qP/2 + qI + qG) + v.[1, sqrt(qP), season].
/// f are direct emission factors of generation. Every region has the same weight, regardless of its number of days. Our method.
/// </remarks>
internal sealed class IntensityBaseline
{
    /// <summary>Direct emissions of generation by source, Mt per TWh (kg per kWh): coal, gas, oil, and the share of other that is not
    /// biogenic.</summary>
    public static ReadOnlySpan<double> DirectFactors => [0.95, 0.45, 0.70, 0, 0, 0, 0, 0.10];

    /// <summary>Offset in the logarithm: emissions of all sectors except power, per generation; the regression adjusts it.</summary>
    public const double OtherIntensity = 0.75;

    /// <summary>Share of power emissions in the sum of sectors that determines generation.</summary>
    public const double PowerWeight = 0.5;

    /// <summary>Keeps the square root and its slope finite at a share of zero.</summary>
    public const double ShareFloor = 1e-3;

    private const double ForwardRidge = 0.004;
    private const double BackwardRidge = 0.008;
    private const double InterceptRidge = 1e-6;
    // There is one ridge parameter for all features, so their scales determine their penalties.
    private const double SeasonScale = 0.3;
    private const double SizeScale = 0.2;

    private IntensityBaseline(double[] forward, double[] backward) => (Forward, Backward) = (forward, backward);

    /// <summary>Weights on [root of 8 energy shares, log E, calendar], then the intercept.</summary>
    public double[] Forward { get; }

    /// <summary>Weights on [root of 6 emission shares, log C, calendar], then the intercept.</summary>
    public double[] Backward { get; }

    /// <summary>Fits both regressions in closed form.</summary>
    /// <param name="rows">Training rows.</param>
    /// <param name="form">Form of the forward regression; the one of the networks when left out.</param>
    public static IntensityBaseline Fit(EnergyRows rows, ForwardForm? form = null)
    {
        form ??= new ForwardForm(1, OtherIntensity, ForwardRidge);
        double[] w = Ridge(rows, ForwardFeatures, row => ForwardTarget(row, form), 1 + EnergyRows.Sources + 4 + 1, form.Ridge);
        double[] v = Ridge(rows, BackwardFeatures, BackwardTarget, 1 + 1 + 4, BackwardRidge);
        double[] forward = new double[EnergyRows.Sources + 1 + EnergyRows.Calendar + 1];
        double[] backward = new double[EnergyRows.Sectors + 1 + EnergyRows.Calendar + 1];
        w.AsSpan(1, EnergyRows.Sources).CopyTo(forward);
        forward[EnergyRows.Sources] = SizeScale * w[^1];
        forward[^1] = w[0] - SizeScale * w[^1];
        backward[0] = v[1];
        backward[^1] = v[0];
        for (int i = 0; i < EnergyRows.BaselineCalendar.Length; i++)
        {
            forward[EnergyRows.Sources + 1 + EnergyRows.BaselineCalendar[i]] = SeasonScale * w[1 + EnergyRows.Sources + i];
            backward[EnergyRows.Sectors + 1 + EnergyRows.BaselineCalendar[i]] = SeasonScale * v[2 + i];
        }

        return new IntensityBaseline(forward, backward);
    }

    /// <summary>Direct emissions of the mix, Mt per TWh.</summary>
    public static double DirectIntensity(ReadOnlySpan<float> row)
    {
        double sum = 0;
        for (int i = 0; i < EnergyRows.Sources; i++) sum += DirectFactors[i] * row[EnergyRows.EnergyShare + i];
        return sum;
    }

    private static double ForwardTarget(ReadOnlySpan<float> row, ForwardForm form) => row[EnergyRows.LogEmission]
        - row[EnergyRows.LogEnergy] - Math.Log(form.OtherIntensity + form.PowerFactor * DirectIntensity(row));

    private static double BackwardTarget(ReadOnlySpan<float> row)
    {
        ReadOnlySpan<float> share = row[EnergyRows.EmissionShare..];
        return row[EnergyRows.LogEnergy] - row[EnergyRows.LogEmission]
            - Math.Log(PowerWeight * share[(int)Sector.Power] + share[(int)Sector.Industry] + share[(int)Sector.GroundTransport]);
    }

    private static void ForwardFeatures(ReadOnlySpan<float> row, Span<double> features)
    {
        features[0] = 1;
        for (int i = 0; i < EnergyRows.Sources; i++) features[1 + i] = Math.Sqrt(row[EnergyRows.EnergyShare + i] + ShareFloor);
        Season(row, features[(1 + EnergyRows.Sources)..]);
        features[^1] = SizeScale * (row[EnergyRows.LogEnergy] - 1);
    }

    private static void BackwardFeatures(ReadOnlySpan<float> row, Span<double> features)
    {
        features[0] = 1;
        features[1] = Math.Sqrt(row[EnergyRows.EmissionShare + (int)Sector.Power] + ShareFloor);
        Season(row, features[2..]);
    }

    private static void Season(ReadOnlySpan<float> row, Span<double> features)
    {
        for (int i = 0; i < EnergyRows.BaselineCalendar.Length; i++)
            features[i] = SeasonScale * row[EnergyRows.Date + EnergyRows.BaselineCalendar[i]];
    }

    private delegate void FeatureReader(ReadOnlySpan<float> row, Span<double> features);

    private delegate double TargetReader(ReadOnlySpan<float> row);

    private static double[] Ridge(EnergyRows rows, FeatureReader read, TargetReader target, int count, double ridge)
    {
        int[] days = new int[rows.RegionCount];
        foreach (int region in rows.Region) days[region]++;
        int regions = days.Count(number => number > 0);
        Matrix<double> normal = Matrix<double>.Build.DenseDiagonal(count, count, ridge);
        normal[0, 0] = InterceptRidge;
        Vector<double> right = Vector<double>.Build.Dense(count);
        double[] features = new double[count];
        for (int row = 0; row < rows.Count; row++)
        {
            read(rows[row], features);
            double weight = 1.0 / days[rows.Region[row]] / regions, y = target(rows[row]);
            for (int i = 0; i < count; i++)
            {
                right[i] += weight * features[i] * y;
                for (int j = 0; j < count; j++) normal[i, j] += weight * features[i] * features[j];
            }
        }

        return normal.Cholesky().Solve(right).ToArray();
    }
}

/// <summary>Form of the forward regression: log(C/E) starts from log(other intensity + power factor f.p).</summary>
/// <param name="PowerFactor">Ratio of power emissions to direct factors.</param>
/// <param name="OtherIntensity">Emissions of the other sectors per generation, Mt per TWh; the regression adjusts it.</param>
/// <param name="Ridge">Ridge penalty.</param>
internal sealed record ForwardForm(double PowerFactor, double OtherIntensity, double Ridge);
