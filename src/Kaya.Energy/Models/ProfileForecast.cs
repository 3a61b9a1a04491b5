using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Energy;

/// <summary>The predictions of the members of an ensemble.</summary>
internal sealed record MemberForecasts
{
    /// <param name="members">Number of members.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="parts">Number of sectors or sources.</param>
    public MemberForecasts(int members, int rows, int parts) => (Members, Parts, LogTotals, Shares) =
        (members, parts, new double[members * rows], new double[members * rows * parts]);

    public int Members { get; }

    public int Parts { get; }

    /// <summary>Members x rows: logarithms of totals.</summary>
    public double[] LogTotals { get; init; }

    /// <summary>Members x rows x parts.</summary>
    public double[] Shares { get; }

    /// <summary>Some rows.</summary>
    public MemberForecasts Select(int[] rows)
    {
        int all = LogTotals.Length / Members;
        MemberForecasts some = new(Members, rows.Length, Parts);
        for (int member = 0; member < Members; member++)
            for (int i = 0; i < rows.Length; i++)
            {
                (int from, int to) = (member * all + rows[i], member * rows.Length + i);
                some.LogTotals[to] = LogTotals[from];
                Shares.AsSpan(from * Parts, Parts).CopyTo(some.Shares.AsSpan(to * Parts));
            }

        return some;
    }

    /// <summary>Emissions with the power sector of each row times one factor, and all other sectors times another.</summary>
    public MemberForecasts Moved(double[] power, double[] others)
    {
        MemberForecasts moved = new(Members, power.Length, Parts);
        for (int i = 0; i < LogTotals.Length; i++)
        {
            int row = i % power.Length;
            ReadOnlySpan<double> shares = Shares.AsSpan(i * Parts, Parts);
            Span<double> changed = moved.Shares.AsSpan(i * Parts, Parts);
            if (power[row] == 1 && others[row] == 1)
            {
                shares.CopyTo(changed);
                moved.LogTotals[i] = LogTotals[i];
                continue;
            }

            double sum = 0;
            for (int part = 0; part < Parts; part++)
                sum += changed[part] = shares[part] * (part == (int)Sector.Power ? power[row] : others[row]);
            for (int part = 0; part < Parts; part++) changed[part] /= sum;
            moved.LogTotals[i] = LogTotals[i] + Math.Log(sum);
        }

        return moved;
    }
}

/// <summary>The intervals of the rows of a forecast.</summary>
/// <param name="Intervals">Calibrated errors.</param>
/// <param name="ScopeOf">By region: the errors used for calibrating its intervals.</param>
internal sealed record RowIntervals(ForecastIntervals Intervals, Func<string, IntervalScope> ScopeOf)
{
    public static RowIntervals None { get; } = new(ForecastIntervals.None, _ => IntervalScope.Uncovered);

    /// <summary>Growth of the errors with the distance in time; null if it was not measured.</summary>
    public TimeDrift? Drift { get; init; }

    /// <summary>By row: radii of the level in the order of the standard levels, in the logarithm, where the level is not from the
    /// networks; null for other rows.</summary>
    public IReadOnlyList<double>?[]? Levels { get; init; }

    /// <summary>Intervals of the total of a row.</summary>
    public IReadOnlyList<Interval> Total(ProfileForecast forecast, int row)
    {
        double total = forecast.Total(row);
        if (Levels?[row] is { } level)
            return [.. Intervals.Pattern(forecast.StandardDeviation(row)).Select((radius, i) => Around(total,
                ConformalIntervals.StandardLevels[i], Math.Sqrt(radius * radius + level[i] * level[i])))];
        IReadOnlyList<Interval> near = Whole(forecast, row);
        if (Drift is not { } drift || drift.DaysAway(forecast.Data.Day[row]) <= drift.TestedDays) return near;
        return [.. near.Select(interval => Around(total, interval.Level,
            Combined(drift, forecast, row, interval.Level, Math.Log(interval.Upper / total))))];
    }

    /// <summary>Intervals of a sector or source of a row; as much wider for its distance in time as those of the total.</summary>
    public IReadOnlyList<Interval> Part(ProfileForecast forecast, int row, int part)
    {
        (double value, double total) = (forecast.Part(row, part), forecast.Total(row));
        IntervalScope scope = ScopeOf(forecast.Data.RegionOf(row));
        IReadOnlyList<Interval> near = Intervals.Part(scope, forecast.Direction, part, value, total);
        if (Levels?[row] is not null || Drift is not { } drift || drift.DaysAway(forecast.Data.Day[row]) <= drift.TestedDays) return near;
        IReadOnlyList<Interval> whole = Whole(forecast, row);
        return [.. near.Select((interval, i) =>
        {
            double radius = Math.Log(whole[i].Upper / total);
            double wider = (interval.Upper - value) * Combined(drift, forecast, row, interval.Level, radius) / radius;
            return new Interval(interval.Level, Math.Max(0, value - wider), value + wider);
        })];
    }

    private IReadOnlyList<Interval> Whole(ProfileForecast forecast, int row) => Intervals.Total(
        ScopeOf(forecast.Data.RegionOf(row)), forecast.Direction, forecast.Data.RegionOf(row), forecast.Total(row),
        forecast.StandardDeviation(row));

    private static double Combined(TimeDrift drift, ProfileForecast forecast, int row, double level, double radius)
    {
        double added = drift.Radius(forecast.Direction, forecast.Data.Day[row], level);
        return Math.Sqrt(radius * radius + added * added);
    }

    private static Interval Around(double total, double level, double radius) =>
        new(level, total / Math.Exp(radius), total * Math.Exp(radius));
}

/// <summary>The predictions of a model: for each member of the ensemble, a total and the shares of its parts.</summary>
/// <remarks>
/// Parts are the six sectors (forecast of emissions, Mt per day) or the eight sources (forecast of generation, GWh per day).
/// The central total is the geometric mean over members, the central share their mean. Immutable.
/// </remarks>
public sealed class ProfileForecast
{
    private readonly MemberForecasts _members;

    internal ProfileForecast(Direction direction, EnergyDataset data, MemberForecasts members, RowIntervals intervals) =>
        (Direction, Data, _members, Intervals) = (direction, data, members, intervals);

    /// <summary>The direction of the prediction.</summary>
    public Direction Direction { get; }

    /// <summary>Number of members; 1 for models that are not ensembles.</summary>
    public int MemberCount => _members.Members;

    /// <summary>Number of rows.</summary>
    public int RowCount => Data.Count;

    /// <summary>Number of parts: 6 sectors or 8 sources.</summary>
    public int PartCount => _members.Parts;

    /// <summary>The predicted rows.</summary>
    internal EnergyDataset Data { get; }

    internal RowIntervals Intervals { get; }

    /// <summary>The forecast of one row, with its intervals.</summary>
    /// <param name="row">From 0.</param>
    public ForecastRow this[int row]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(row);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, RowCount);
            return new ForecastRow(this, row);
        }
    }

    /// <summary>Central total of a row.</summary>
    /// <param name="row">From 0.</param>
    /// <returns>Mt or GWh per day.</returns>
    public double Total(int row) => Math.Exp(LogTotal(row));

    /// <summary>Total of a row predicted by one member.</summary>
    /// <param name="member">From 0.</param>
    /// <param name="row">From 0.</param>
    /// <returns>Mt or GWh per day.</returns>
    public double Total(int member, int row) => Math.Exp(_members.LogTotals[member * RowCount + row]);

    /// <summary>Central share of a part.</summary>
    /// <param name="row">From 0.</param>
    /// <param name="part">Sector or source as a number.</param>
    /// <returns>In [0, 1]; the shares of a row sum to 1.</returns>
    public double Share(int row, int part)
    {
        double sum = 0;
        for (int member = 0; member < MemberCount; member++) sum += Share(member, row, part);
        return sum / MemberCount;
    }

    /// <summary>Share of a part predicted by one member.</summary>
    /// <param name="member">From 0.</param>
    /// <param name="row">From 0.</param>
    /// <param name="part">Sector or source as a number.</param>
    /// <returns>In [0, 1].</returns>
    public double Share(int member, int row, int part) => _members.Shares[(member * RowCount + row) * PartCount + part];

    /// <summary>Central value of a part: central share times central total.</summary>
    /// <param name="row">From 0.</param>
    /// <param name="part">Sector or source as a number.</param>
    /// <returns>Mt or GWh per day.</returns>
    public double Part(int row, int part) => Share(row, part) * Total(row);

    /// <summary>Central totals of all rows.</summary>
    /// <returns>Mt or GWh per day, one value per row.</returns>
    public double[] Totals()
    {
        double[] totals = new double[RowCount];
        for (int row = 0; row < RowCount; row++) totals[row] = Total(row);
        return totals;
    }

    /// <summary>Spread of the members: standard deviation of the logarithm of the total.</summary>
    /// <param name="row">From 0.</param>
    /// <returns>0 for a single member.</returns>
    public double StandardDeviation(int row)
    {
        double mean = LogTotal(row), sum = 0;
        for (int member = 0; member < MemberCount; member++)
        {
            double off = _members.LogTotals[member * RowCount + row] - mean;
            sum += off * off;
        }

        return MemberCount > 1 ? Math.Sqrt(sum / (MemberCount - 1)) : 0;
    }

    /// <summary>Some rows of the forecast.</summary>
    /// <param name="rows">Rows of this forecast.</param>
    /// <param name="data">The same rows of its data.</param>
    internal ProfileForecast Select(int[] rows, EnergyDataset data) => new(Direction, data, _members.Select(rows),
        Intervals with { Levels = Intervals.Levels is { } levels ? [.. rows.Select(row => levels[row])] : null });

    /// <summary>The same forecast with different intervals.</summary>
    internal ProfileForecast With(RowIntervals intervals) => new(Direction, Data, _members, intervals);

    /// <summary>The same forecast with other values of each member.</summary>
    internal ProfileForecast With(RowIntervals intervals, Func<MemberForecasts, MemberForecasts> change) =>
        new(Direction, Data, change(_members), intervals);

    /// <summary>The same forecast with the totals of some rows averaged over neighbouring days of the same region.</summary>
    /// <param name="rows">Rows to average.</param>
    /// <param name="reach">Days before and after.</param>
    /// <returns>A new forecast; geometric means of totals; shares unchanged.</returns>
    internal ProfileForecast Averaged(IReadOnlyList<int> rows, int reach)
    {
        double[] totals = (double[])_members.LogTotals.Clone();
        foreach (IGrouping<int, int> region in rows.GroupBy(row => Data.RegionIndex[row]))
        {
            int[] own = [.. region];
            for (int member = 0; member < MemberCount; member++)
                foreach (int row in own)
                {
                    double sum = 0;
                    int count = 0;
                    foreach (int other in own)
                        if (Math.Abs(Data.Day[other].DayNumber - Data.Day[row].DayNumber) <= reach)
                            (sum, count) = (sum + _members.LogTotals[member * RowCount + other], count + 1);
                    totals[member * RowCount + row] = sum / count;
                }
        }

        return new ProfileForecast(Direction, Data, _members with { LogTotals = totals }, Intervals);
    }

    private double LogTotal(int row)
    {
        double sum = 0;
        for (int member = 0; member < MemberCount; member++) sum += _members.LogTotals[member * RowCount + row];
        return sum / MemberCount;
    }
}

/// <summary>The forecast of one region-day.</summary>
public sealed class ForecastRow
{
    private readonly ProfileForecast _forecast;
    private readonly int _row;

    internal ForecastRow(ProfileForecast forecast, int row) => (_forecast, _row) = (forecast, row);

    /// <summary>Name of the region.</summary>
    public string Region => _forecast.Data.RegionOf(_row);

    /// <summary>The day.</summary>
    public DateOnly Day => _forecast.Data.Day[_row];

    /// <summary>Central total, Mt or GWh per day.</summary>
    public double Total => _forecast.Total(_row);

    /// <summary>Standard deviation of the logarithm of the total over the members; 0 for a single member.</summary>
    public double StandardDeviation => _forecast.StandardDeviation(_row);

    /// <summary>Intervals of the total at 50, 80 and 95 %, ascending; Mt or GWh per day. None if the model was not calibrated.</summary>
    public IReadOnlyList<Interval> Intervals =>
        _forecast.Intervals.Total(_forecast, _row);

    /// <summary>The interval of the total at one level.</summary>
    /// <param name="level">0.5, 0.8 or 0.95.</param>
    /// <returns>Mt or GWh per day.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level was not calibrated; the message names the calibrated levels.</exception>
    public Interval Interval(double level) => AtLevel(Intervals, level);

    /// <summary>The interval of a sector or source at one level.</summary>
    /// <param name="level">0.5, 0.8 or 0.95.</param>
    /// <param name="part">Sector or source as a number.</param>
    /// <returns>Mt or GWh per day, not below zero.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level was not calibrated; the message names the calibrated levels.</exception>
    public Interval Interval(double level, int part) => AtLevel(PartIntervals(part), level);

    /// <summary>Intervals of a sector or source at 50, 80 and 95 %.</summary>
    /// <param name="part">Sector or source as a number.</param>
    /// <returns>Levels ascending; Mt or GWh per day, not below zero. None if the model was not calibrated.</returns>
    public IReadOnlyList<Interval> PartIntervals(int part) =>
        _forecast.Intervals.Part(_forecast, _row, part);

    private static Interval AtLevel(IReadOnlyList<Interval> intervals, double level)
    {
        foreach (Interval interval in intervals)
            if (interval.Level == level) return interval;
        throw new ArgumentOutOfRangeException(nameof(level), level, intervals.Count == 0 ? "the model was fitted without intervals"
            : $"there are intervals at "
                + $"{string.Join(", ", intervals.Select(interval => FormattableString.Invariant($"{interval.Level}")))}");
    }
}
