using Kaya.Core;
using Kaya.Learning;
using MathNet.Numerics.Distributions;

namespace Kaya.Energy;

/// <summary>One row of a result: a total, a sector or a source before and after a change.</summary>
/// <param name="Name">Such as <c>total</c>, <c>power</c> or <c>coal</c>.</param>
/// <param name="Before">Mt or GWh per day.</param>
/// <param name="After">Mt or GWh per day.</param>
/// <param name="Differences">Intervals of after - before at 50, 80 and 95 %, from the spread of the members.</param>
public sealed record ChangeLine(string Name, double Before, double After, IReadOnlyList<Interval> Differences)
{
    /// <summary>After - before.</summary>
    public double Difference => After - Before;

    /// <summary>Difference / before; NaN if the value before is zero.</summary>
    public double Relative => Before > 0 ? Difference / Before : double.NaN;
}

/// <summary>The result of a what-if: the same region-day with a changed mix or with a sector cut.</summary>
/// <param name="Direction">Energy to emissions for a changed mix, the reverse for a sector cut.</param>
/// <param name="Total">The total: emissions in Mt per day, or generation in GWh per day.</param>
/// <param name="Parts">The six sectors, or the eight sources.</param>
public sealed record WhatIfAnswer(Direction Direction, ChangeLine Total, IReadOnlyList<ChangeLine> Parts);

/// <summary>Computes the effect of a changed mix or a changed sector with a model.</summary>
/// <remarks>
/// Both states are predicted by the same members, and each member is compared with itself, so that common errors, such
/// as the level of the region, cancel. Intervals are Student's, from the members' differences. They cover model uncertainty of
/// the change, but not effects that are absent from the data (such as grid operation with another mix).
/// </remarks>
public static class WhatIf
{
    /// <summary>An energy transition: a different mix or a different total.</summary>
    /// <param name="model">The model.</param>
    /// <param name="before">The region-day before the change.</param>
    /// <param name="after">The generation after the change.</param>
    /// <returns>Emissions before and after.</returns>
    public static WhatIfAnswer Emission(IEnergyPredictor model, RegionDay before, EnergyProfile after)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        ProfileForecast forecast = model.PredictEmission(Pair(before, before.Energy.Generation, after.Generation, []));
        return Answer(Direction.EnergyToEmission, forecast, part => ((Sector)part).Label());
    }

    /// <summary>An energy transition: generation moved from some sources to others, the total unchanged.</summary>
    /// <param name="model">The model.</param>
    /// <param name="before">The region-day before the change.</param>
    /// <param name="moves">The moves, applied in order.</param>
    /// <returns>Emissions before and after.</returns>
    /// <exception cref="DataFormatException">A move is larger than the generation of its source.</exception>
    public static WhatIfAnswer Emission(IEnergyPredictor model, RegionDay before, params IReadOnlyList<SourceMove> moves)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(moves);
        return Emission(model, before, moves.Aggregate(before.Energy, (mix, move) => move.Apply(mix)));
    }

    /// <summary>A sector transition: one sector cut.</summary>
    /// <param name="model">The model.</param>
    /// <param name="before">The region-day before the change, with emissions.</param>
    /// <param name="after">The emissions after the cut.</param>
    /// <returns>Generation before and after.</returns>
    /// <exception cref="ArgumentException">The region-day has no emissions.</exception>
    public static WhatIfAnswer Generation(IEnergyPredictor model, RegionDay before, EmissionProfile after)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (before.Emission is null) throw new ArgumentException("the region-day has no emissions", nameof(before));
        double[][] emission = [.. Sectors.All.Select(sector => new[] { before.Emission[sector], after[sector] })];
        ProfileForecast forecast = model.PredictGeneration(Pair(before, before.Energy.Generation, before.Energy.Generation, emission));
        return Answer(Direction.EmissionToEnergy, forecast, part => ((EnergySource)part).Label());
    }

    private static EnergyDataset Pair(RegionDay day, ReadOnlySpan<double> before, ReadOnlySpan<double> after, double[][] emission)
    {
        double[][] generation = new double[before.Length][];
        for (int i = 0; i < before.Length; i++) generation[i] = [before[i], after[i]];
        return new EnergyDataset([day.Region], [0, 0], [day.Day, day.Day], generation, emission.Length > 0 ? emission : null);
    }

    private static WhatIfAnswer Answer(Direction direction, ProfileForecast forecast, Func<int, string> name)
    {
        double[] quantiles = Quantiles(forecast.MemberCount);
        double[] totals = [.. Members(forecast, member => forecast.Total(member, 1) - forecast.Total(member, 0))];
        ChangeLine[] parts = [.. Enumerable.Range(0, forecast.PartCount).Select(part => Line(
            name(part), forecast.Part(0, part), forecast.Part(1, part),
                Members(forecast, member => Of(member, 1, part) - Of(member, 0, part)), quantiles))];
        return new WhatIfAnswer(direction, Line("total", forecast.Total(0), forecast.Total(1), totals, quantiles), parts);

        double Of(int member, int row, int part) => forecast.Total(member, row) * forecast.Share(member, row, part);
    }

    private static double[] Members(ProfileForecast forecast, Func<int, double> of) =>
        [.. Enumerable.Range(0, forecast.MemberCount).Select(of)];

    /// <summary>Two-sided quantiles of Student's t for this number of members, at the standard levels; none for a single member.</summary>
    internal static double[] Quantiles(int members) => members < 2 ? []
        : [.. ConformalIntervals.StandardLevels.Select(level => StudentT.InvCDF(0, 1, members - 1, (1 + level) / 2))];

    private static ChangeLine Line(string name, double before, double after, double[] differences, double[] quantiles)
    {
        if (quantiles.Length == 0) return new ChangeLine(name, before, after, []);
        double mean = differences.Average(), center = after - before;
        double deviation = Math.Sqrt(differences.Sum(difference => (difference - mean) * (difference - mean)) / (differences.Length - 1));
        return new ChangeLine(name, before, after, [.. ConformalIntervals.StandardLevels.Select((level, i) =>
            new Interval(level, center - quantiles[i] * deviation, center + quantiles[i] * deviation))]);
    }
}
