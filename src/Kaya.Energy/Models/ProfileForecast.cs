namespace Kaya.Energy;

/// <summary>What a model says of some rows: for each member of the ensemble a total and the shares of its parts.</summary>
/// <remarks>
/// Parts are the six sectors (forecast of emission, Mt per day) or the eight sources (forecast of generation, GWh per day).
/// The central total is the geometric mean over members, the central share their mean. Immutable.
/// </remarks>
public sealed class ProfileForecast
{
    private readonly double[] _logTotals;
    private readonly double[] _shares;

    /// <summary>Takes over members x rows logarithms of totals and members x rows x parts shares.</summary>
    internal ProfileForecast(int members, int rows, int parts, double[] logTotals, double[] shares)
    {
        if (logTotals.Length != members * rows || shares.Length != members * rows * parts)
            throw new ArgumentException($"{logTotals.Length} totals and {shares.Length} shares for {members} x {rows} x {parts}", nameof(shares));
        (MemberCount, RowCount, PartCount, _logTotals, _shares) = (members, rows, parts, logTotals, shares);
    }

    /// <summary>Number of members; 1 for models that are no ensemble.</summary>
    public int MemberCount { get; }

    /// <summary>Number of rows.</summary>
    public int RowCount { get; }

    /// <summary>Number of parts: 6 sectors or 8 sources.</summary>
    public int PartCount { get; }

    /// <summary>Central total of a row.</summary>
    /// <param name="row">From 0.</param>
    /// <returns>Mt or GWh per day.</returns>
    public double Total(int row) => Math.Exp(LogTotal(row));

    /// <summary>Total of a row as one member has it.</summary>
    /// <param name="member">From 0.</param>
    /// <param name="row">From 0.</param>
    /// <returns>Mt or GWh per day.</returns>
    public double Total(int member, int row) => Math.Exp(_logTotals[member * RowCount + row]);

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

    /// <summary>Share of a part as one member has it.</summary>
    /// <param name="member">From 0.</param>
    /// <param name="row">From 0.</param>
    /// <param name="part">Sector or source as a number.</param>
    /// <returns>In [0, 1].</returns>
    public double Share(int member, int row, int part) => _shares[(member * RowCount + row) * PartCount + part];

    /// <summary>Central value of a part: central share times central total.</summary>
    /// <param name="row">From 0.</param>
    /// <param name="part">Sector or source as a number.</param>
    /// <returns>Mt or GWh per day.</returns>
    public double Part(int row, int part) => Share(row, part) * Total(row);

    /// <summary>Central totals of all rows.</summary>
    /// <returns>Mt or GWh per day, one value a row.</returns>
    public double[] Totals()
    {
        double[] totals = new double[RowCount];
        for (int row = 0; row < RowCount; row++) totals[row] = Total(row);
        return totals;
    }

    /// <summary>How far the members disagree: standard deviation of the logarithm of the total.</summary>
    /// <param name="row">From 0.</param>
    /// <returns>0 for a single member.</returns>
    public double StandardDeviation(int row)
    {
        double mean = LogTotal(row), sum = 0;
        for (int member = 0; member < MemberCount; member++)
        {
            double off = _logTotals[member * RowCount + row] - mean;
            sum += off * off;
        }

        return MemberCount > 1 ? Math.Sqrt(sum / (MemberCount - 1)) : 0;
    }

    /// <summary>The same forecast with the totals of some rows averaged over the days around each, in its own region.</summary>
    /// <param name="data">The rows it was made for.</param>
    /// <param name="rows">Rows to average.</param>
    /// <param name="reach">Days before and after.</param>
    /// <returns>A new forecast; geometric means of totals, shares as they are.</returns>
    internal ProfileForecast Averaged(EnergyDataset data, IReadOnlyList<int> rows, int reach)
    {
        double[] totals = (double[])_logTotals.Clone();
        foreach (IGrouping<int, int> region in rows.GroupBy(row => data.RegionIndex[row]))
        {
            int[] own = [.. region];
            for (int member = 0; member < MemberCount; member++)
                foreach (int row in own)
                {
                    double sum = 0;
                    int count = 0;
                    foreach (int other in own)
                        if (Math.Abs(data.Day[other].DayNumber - data.Day[row].DayNumber) <= reach)
                            (sum, count) = (sum + _logTotals[member * RowCount + other], count + 1);
                    totals[member * RowCount + row] = sum / count;
                }
        }

        return new ProfileForecast(MemberCount, RowCount, PartCount, totals, _shares);
    }

    private double LogTotal(int row)
    {
        double sum = 0;
        for (int member = 0; member < MemberCount; member++) sum += _logTotals[member * RowCount + row];
        return sum / MemberCount;
    }
}
