using Kaya.Core;
using Kaya.Learning;
using MathNet.Numerics.Distributions;

namespace Kaya.Energy;

/// <summary>One row of a result: a total, a sector or a source before and after a change.</summary>
/// <param name="Name">Such as <c>total</c>, <c>power</c> or <c>coal</c>.</param>
/// <param name="Before">Mt or GWh per day.</param>
/// <param name="After">Mt or GWh per day.</param>
/// <param name="Disagreement">Ranges of the members' differences at 50, 80 and 95 % of Student's t: how far the members disagree. Not an
/// interval that holds the truth.</param>
public sealed record ChangeLine(string Name, double Before, double After, IReadOnlyList<Interval> Disagreement)
{
    /// <summary>After - before.</summary>
    public double Difference => After - Before;

    /// <summary>Difference / before; NaN if the value before is zero.</summary>
    public double Relative => Before > 0 ? Difference / Before : double.NaN;
}

/// <summary>What goes with a changed mix or a cut sector in the data: the model's predictions before and after. Association, not
/// cause.</summary>
/// <param name="Direction">Energy to emissions for a changed mix, the reverse for a sector cut.</param>
/// <param name="Total">The total: emissions in Mt per day, or generation in GWh per day.</param>
/// <param name="Parts">The six sectors, or the eight sources.</param>
public sealed record WhatIfAnswer(Direction Direction, ChangeLine Total, IReadOnlyList<ChangeLine> Parts);

/// <summary>Computes what goes with a changed mix or a changed sector in the data, with a model. Sectors outside of power follow because
/// regions with such a mix differ in them too; the effect of a change is <see cref="PhysicalWhatIf"/>.</summary>
/// <remarks>
/// Both states are predicted by the same members, and each member is compared with itself, so that common errors, such
/// as the level of the region, cancel. The members' disagreement is Student's, from their differences. It contains neither the error that
/// all members share nor effects that are absent from the data.
/// </remarks>
public static class WhatIf
{
    /// <summary>An energy transition: a different mix or a different total.</summary>
    /// <param name="model">The model.</param>
    /// <param name="before">The region-day before the change.</param>
    /// <param name="after">The generation after the change.</param>
    /// <returns>Emissions before and after, Mt.</returns>
    public static WhatIfAnswer Emission(IEnergyPredictor model, RegionDay before, EnergyProfile after) =>
        Emission(model, [before], [after]);

    /// <summary>An energy transition of several days of one region; the answer is their sum.</summary>
    /// <param name="model">The model.</param>
    /// <param name="before">The days before the change; at least one.</param>
    /// <param name="after">The generation of each of them after the change.</param>
    /// <returns>Emissions before and after, Mt over the days.</returns>
    /// <exception cref="ArgumentException">No days, or another number of days after.</exception>
    public static WhatIfAnswer Emission(IEnergyPredictor model, IReadOnlyList<RegionDay> before, IReadOnlyList<EnergyProfile> after)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (before.Count == 0 || before.Count != after.Count)
            throw new ArgumentException($"{before.Count} days before and {after.Count} after", nameof(after));
        ProfileForecast forecast = model.PredictEmission(Pair(before, [.. before.Select(day => day.Energy), .. after], []));
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
        ProfileForecast forecast = model.PredictGeneration(Pair([before], [before.Energy, before.Energy], emission));
        return Answer(Direction.EmissionToEnergy, forecast, part => ((EnergySource)part).Label());
    }

    // First the days before the change, then the same days after it.
    private static EnergyDataset Pair(IReadOnlyList<RegionDay> days, EnergyProfile[] energy, double[][] emission)
    {
        double[][] generation = [.. EnergySources.All.Select(source => Array.ConvertAll(energy, profile => profile[source]))];
        DateOnly[] once = [.. days.Select(day => day.Day)];
        return new EnergyDataset([days[0].Region], new int[energy.Length], [.. once, .. once], generation,
            emission.Length > 0 ? emission : null);
    }

    private static WhatIfAnswer Answer(Direction direction, ProfileForecast forecast, Func<int, string> name)
    {
        double[] quantiles = Quantiles(forecast.MemberCount);
        int days = forecast.RowCount / 2;
        ChangeLine[] parts = [.. Enumerable.Range(0, forecast.PartCount).Select(part => Line(name(part),
            Sum(0, row => forecast.Part(row, part)), Sum(days, row => forecast.Part(row, part)),
            Members(forecast, member => Sum(days, row => Of(member, row, part)) - Sum(0, row => Of(member, row, part))), quantiles))];
        double[] totals = Members(
            forecast, member => Sum(days, row => forecast.Total(member, row)) - Sum(0, row => forecast.Total(member, row)));
        return new WhatIfAnswer(direction, Line("total", Sum(0, forecast.Total), Sum(days, forecast.Total), totals, quantiles), parts);

        double Of(int member, int row, int part) => forecast.Total(member, row) * forecast.Share(member, row, part);

        double Sum(int first, Func<int, double> value)
        {
            double sum = 0;
            for (int row = first; row < first + days; row++) sum += value(row);
            return sum;
        }
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
