using System.Collections.Immutable;
using Kaya.Learning;
using MathNet.Numerics.Distributions;

namespace Kaya.Energy;

/// <summary>What a change of generation does in the power sector, at emission factors of the region's own sources; other sectors keep
/// theirs.</summary>
/// <param name="Before">Emissions of the power sector before, Mt over the period.</param>
/// <param name="Difference">After - before, Mt over the period; not below -<paramref name="Before"/>.</param>
/// <param name="Differences">Intervals of the difference at 50, 80 and 95 %.</param>
/// <param name="AtWorldFactors">The difference at world default factors, Mt; for comparison.</param>
/// <param name="Factors">The factors used.</param>
/// <param name="IsClipped">Whether the difference was cut so that emissions do not fall below zero.</param>
public sealed record PowerChange(
    double Before, double Difference, IReadOnlyList<Interval> Differences, double AtWorldFactors, RegionFactors Factors, bool IsClipped)
{
    /// <summary>Before + difference, Mt over the period.</summary>
    public double After => Before + Difference;

    /// <summary>Difference / before; NaN if the value before is zero.</summary>
    public double Relative => Before > 0 ? Difference / Before : double.NaN;

    /// <summary>Whether the reports of the region count more than plants emit for the moved electricity: the difference exceeds the one at
    /// world default factors by more than 15 %. The intervals then reach from one to the other.</summary>
    public bool CountsMoreThanElectricity => Factors.Origin == FactorOrigin.OwnData
        && PhysicalWhatIf.CountsMore(Difference, AtWorldFactors);
}

/// <summary>Computes the physical part of a what-if: generation moved, at emission factors of sources. Power sector only.</summary>
/// <remarks>
/// Difference = sum over sources of f (after - before). Where the period's emissions are reported, the lasting deviation of the region's
/// factors is estimated from the residual of the report (kriging with one observation), so that sources share it in proportion to what
/// they emit. The interval is Student's: covariance of the factors, and the lasting deviation of the moved sources, taken as the same on
/// all days of a period. Where a region's reports count more than plants emit for electricity (heat of cogeneration, plants for own use),
/// the data do not say how much of it the moved electricity carries: the interval then reaches from what average plants emit
/// (<see cref="WorldFactors"/>, <see cref="WorldFactors.PlantDeviation"/>) to what the reports count, and holds a truth anywhere between
/// the two with its probability (Imbens and Manski 2004, Econometrica 72, 1845: one-sided quantiles where the two are far apart,
/// two-sided ones where they meet). Nothing here says how the grid, trade or prices would answer.
/// </remarks>
public static class PhysicalWhatIf
{
    private const double MoreThanElectricity = 1.15;
    private const int Rounds = 30;

    private static readonly ImmutableArray<double> s_oneSided =
        [.. ConformalIntervals.StandardLevels.Select(level => Normal.InvCDF(0, 1, level))];

    private static readonly ImmutableArray<double> s_twoSided =
        [.. ConformalIntervals.StandardLevels.Select(level => Normal.InvCDF(0, 1, (1 + level) / 2))];

    /// <summary>The change of power emissions of one day or of the sum of several days.</summary>
    /// <param name="factors">Factors of the region.</param>
    /// <param name="before">Generation before: 8 sources, GWh over the period.</param>
    /// <param name="after">Generation after: 8 sources, GWh over the period.</param>
    /// <param name="power">Power emissions before, Mt over the period: reported, or predicted.</param>
    /// <param name="reportedDays">Days of the period whose emissions are reported; 0 if predicted.</param>
    /// <returns>The change.</returns>
    /// <exception cref="ArgumentException">Not 8 sources.</exception>
    public static PowerChange Of(
        RegionFactors factors, ReadOnlySpan<double> before, ReadOnlySpan<double> after, double power, int reportedDays)
    {
        ArgumentNullException.ThrowIfNull(factors);
        if (before.Length != EnergyRows.Sources || after.Length != EnergyRows.Sources)
            throw new ArgumentException($"{EnergyRows.Sources} sources are needed", nameof(after));
        int count = factors.Means.Length;
        Span<double> moved = stackalloc double[count];
        double difference = 0, world = 0, covered = 0, shared = 0, own = 0, variance = 0, plants = 0;
        for (int i = 0; i < count; i++)
        {
            int source = (int)WorldFactors.EmittingSources[i];
            moved[i] = (after[source] - before[source]) / 1000;
            difference += factors.Means[i] * moved[i];
            world += WorldFactors.Means[i] * moved[i];
            plants += Math.Pow(WorldFactors.PlantDeviation * WorldFactors.Means[i] * moved[i], 2);
            double lasting = factors.Drift * factors.Means[i], generated = before[source] / 1000;
            covered += Math.Pow(lasting * generated, 2);
            shared += lasting * lasting * generated * moved[i];
            own += Math.Pow(lasting * moved[i], 2);
        }

        for (int i = 0; i < count; i++)
            for (int j = 0; j < count; j++) variance += moved[i] * factors.Covariance[i * count + j] * moved[j];
        variance += own;
        if (reportedDays > 0 && covered > 0 && factors.Origin == FactorOrigin.OwnData)
        {
            double known = covered + reportedDays * factors.Noise * factors.Noise;
            difference += shared / known * (power - factors.Emission(before));
            variance -= shared * shared / known;
        }

        return Change(factors, power, difference, Math.Sqrt(Math.Max(0, variance)), (world, Math.Sqrt(plants)));
    }

    internal static bool CountsMore(double difference, double world) =>
        difference * world > 0 && Math.Abs(difference) > MoreThanElectricity * Math.Abs(world);

    /// <summary>The change of power emissions of one day.</summary>
    /// <param name="model">A model with emission factors.</param>
    /// <param name="before">The day before the change; without reported emissions, those that the model predicts are used.</param>
    /// <param name="after">The generation after the change.</param>
    /// <returns>The change.</returns>
    /// <exception cref="Core.ModelFormatException">The model was stored without emission factors.</exception>
    public static PowerChange Of(CleanModel model, RegionDay before, EnergyProfile after)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        double power = before.Emission?[Sector.Power]
            ?? model.PredictEmission(EnergyDataset.From([before])).Part(0, (int)Sector.Power);
        return Of(model.RequireFactors().Of(before.Region), before.Energy.Generation, after.Generation, power, before.Emission is null ? 0
            : 1);
    }

    private static PowerChange Change(RegionFactors factors, double power, double difference, double deviation,
        (double Difference, double Deviation) world)
    {
        bool reaches = factors.Origin == FactorOrigin.OwnData && CountsMore(difference, world.Difference);
        double gap = Math.Abs(difference - world.Difference) / Math.Max(deviation, world.Deviation);
        return new PowerChange(power, Math.Max(difference, -power),
            [.. ConformalIntervals.StandardLevels.Select((level, i) => reaches ? Reaching(level, i) : Around(level, i))],
            world.Difference, factors, difference < -power);

        Interval Around(double level, int i) => Of(level, difference - factors.Quantiles[i] * deviation,
            difference + factors.Quantiles[i] * deviation);

        Interval Reaching(double level, int i)
        {
            (double quantile, double part) = OfOneEnd(level, i, gap);
            double ofReports = deviation * (factors.OneSidedQuantiles[i]
                + part * (factors.Quantiles[i] - factors.OneSidedQuantiles[i])), ofPlants = quantile * world.Deviation;
            return Of(level, Math.Min(difference - ofReports, world.Difference - ofPlants),
                Math.Max(difference + ofReports, world.Difference + ofPlants));
        }

        Interval Of(double level, double lower, double upper) => new(level, Math.Max(lower, -power), Math.Max(upper, -power));
    }

    /// <summary>The quantile z of the normal distribution for each end of an interval around a set whose ends are
    /// <paramref name="gap"/> standard deviations apart: F(z + gap) - F(-z) = level.</summary>
    /// <returns>z, and where it lies between the one-sided quantile (0) and the two-sided one (1).</returns>
    private static (double Quantile, double Part) OfOneEnd(double level, int i, double gap)
    {
        (double one, double two) = (s_oneSided[i], s_twoSided[i]);
        (double low, double high) = (one, two);
        for (int round = 0; round < Rounds; round++)
        {
            double middle = (low + high) / 2;
            if (Normal.CDF(0, 1, middle + gap) - Normal.CDF(0, 1, -middle) < level) low = middle;
            else high = middle;
        }

        return (high, (high - one) / (two - one));
    }
}
