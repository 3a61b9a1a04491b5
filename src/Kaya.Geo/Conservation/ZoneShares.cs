using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Geo;

/// <summary>The contribution of each zone to each cell: written to the map if the cell has one zone, listed if several zones share
/// it.</summary>
/// <param name="weights">Weights of cells.</param>
/// <param name="coverage">Zones on the same grid.</param>
/// <param name="statistics">Totals of zones; NaN for one that is left out.</param>
/// <param name="given">Amounts with a known cell, part of the statistics; the weights distribute the rest.</param>
internal sealed class ZoneShares(ExtensiveRaster weights, ZoneCoverage coverage, double[] statistics, GivenAmounts given)
{
    private readonly double[] _rest = given.Rest(statistics);
    private readonly double[] _totals = new double[statistics.Length];
    private readonly bool[] _equal = new bool[statistics.Length];
    private readonly List<CellShare> _shared = [];
    private readonly List<CoverageRun> _alone = [];
    private readonly double[] _sums = new double[statistics.Length];

    /// <summary>Indices of the zones whose weights were all 0.</summary>
    public IEnumerable<int> EqualWeightZones => Enumerable.Range(0, _equal.Length).Where(zone => _equal[zone] && _rest[zone] > 0);

    /// <summary>Writes every cell of the map.</summary>
    public void Fill(Span<double> cells)
    {
        Total();
        cells.Fill(double.NaN);
        int[] owners = new int[coverage.Grid.Columns];
        for (int row = 0; row < coverage.Grid.Rows; row++) FillRow(row, owners, cells);
        Correct(cells);
        foreach (IGrouping<int, CellShare> cell in _shared.GroupBy(share => share.Cell)) cells[cell.Key] = cell.Sum(share => share.Amount);
    }

    /// <summary>Statistic, sum and residual of every zone used.</summary>
    public ImmutableArray<ZoneBalance> Balances(ImmutableArray<string> codes) =>
        [.. Enumerable.Range(0, codes.Length)
            .Select(zone => new ZoneBalance(codes[zone], statistics[zone], _sums[zone], statistics[zone] - _sums[zone]))];

    /// <summary>The cells with one zone, and the amounts of cells shared by several.</summary>
    public ZoneMembership Membership() => new(coverage.Grid.Rows, coverage.Grid.Columns, [.. _alone], [.. _shared]);

    private void Total()
    {
        CompensatedSum[] sums = new CompensatedSum[statistics.Length], covered = new CompensatedSum[statistics.Length];
        ReadOnlySpan<double> values = weights.Values();
        foreach (CoverageRun run in coverage.Runs)
        {
            if (double.IsNaN(statistics[run.Zone])) continue;
            for (int k = 0; k < run.Length; k++)
            {
                int cell = (run.Row * coverage.Grid.Columns) + run.Column + k;
                if (double.IsNaN(values[cell])) continue;
                Conservation.RequireWeight(values[cell], coverage.Grid, cell);
                sums[run.Zone].Add(run.Fraction * values[cell]);
                covered[run.Zone].Add(run.Fraction);
            }
        }

        for (int zone = 0; zone < _totals.Length; zone++)
        {
            if (double.IsNaN(statistics[zone])) continue;
            if (covered[zone].Value <= 0 && _rest[zone] > 0) throw NoCells(coverage.Codes[zone]);
            _equal[zone] = sums[zone].Value == 0;
            _totals[zone] = _equal[zone] ? covered[zone].Value : sums[zone].Value;
        }
    }

    private void FillRow(int row, int[] owners, Span<double> cells)
    {
        ReadOnlySpan<CoverageRun> runs = coverage.RunsOf(row, 1);
        if (runs.Length == 0) return;
        Array.Clear(owners);
        foreach (CoverageRun run in runs)
            if (!double.IsNaN(statistics[run.Zone]))
                for (int column = run.Column; column < run.Column + run.Length; column++) owners[column]++;
        foreach (CoverageRun run in runs)
        {
            if (double.IsNaN(statistics[run.Zone])) continue;
            for (int column = run.Column; column < run.Column + run.Length; column++)
            {
                int cell = (row * owners.Length) + column;
                double weight = weights.Values()[cell], known = given.At(run.Zone, cell);
                if (double.IsNaN(weight) && known == 0) continue;
                double amount = double.IsNaN(weight) ? known : known + Spread(run, weight);
                if (owners[column] == 1) Alone(run.Zone, row, column, amount, ref cells[cell]);
                else _shared.Add(new CellShare(run.Zone, cell, amount));
            }
        }
    }

    private double Spread(CoverageRun run, double weight) => _totals[run.Zone] == 0 ? 0
        : _rest[run.Zone] * (run.Fraction * (_equal[run.Zone] ? 1 : weight) / _totals[run.Zone]);

    private void Alone(int zone, int row, int column, double amount, ref double cell)
    {
        cell = amount;
        if (_alone.Count > 0 && _alone[^1] is { } last && last.Zone == zone && last.Row == row && last.Column + last.Length == column)
            _alone[^1] = last with { Length = last.Length + 1 };
        else _alone.Add(new CoverageRun(zone, row, column, 1, 1));
    }

    // The rounding residual of each zone is added to its largest amount, where the relative change is smallest.
    private void Correct(Span<double> cells)
    {
        (CompensatedSum[] sums, int[] cell, int[] share) = Survey(cells);
        for (int zone = 0; zone < statistics.Length; zone++)
        {
            if (double.IsNaN(statistics[zone])) continue;
            for (int turn = 0; turn < 3 && sums[zone].MissingTo(statistics[zone]) is var missing && missing != 0; turn++)
            {
                double before = share[zone] >= 0 ? _shared[share[zone]].Amount : cells[cell[zone]];
                double after = before + missing;
                if (share[zone] >= 0) _shared[share[zone]] = _shared[share[zone]] with { Amount = after };
                else cells[cell[zone]] = after;
                sums[zone].Add(after);
                sums[zone].Add(-before);
            }

            _sums[zone] = sums[zone].Value;
        }
    }

    private (CompensatedSum[] Sums, int[] LargestCell, int[] LargestShare) Survey(ReadOnlySpan<double> cells)
    {
        CompensatedSum[] sums = new CompensatedSum[statistics.Length];
        int[] cell = new int[statistics.Length], share = new int[statistics.Length];
        double[] most = new double[statistics.Length];
        Array.Fill(most, -1);
        Array.Fill(share, -1);
        foreach (CoverageRun run in _alone)
            for (int k = 0; k < run.Length; k++)
            {
                int at = (run.Row * coverage.Grid.Columns) + run.Column + k;
                sums[run.Zone].Add(cells[at]);
                if (cells[at] > most[run.Zone]) (most[run.Zone], cell[run.Zone]) = (cells[at], at);
            }

        for (int at = 0; at < _shared.Count; at++)
        {
            CellShare part = _shared[at];
            sums[part.Zone].Add(part.Amount);
            if (part.Amount > most[part.Zone]) (most[part.Zone], share[part.Zone]) = (part.Amount, at);
        }

        return (sums, cell, share);
    }

    private static DataFormatException NoCells(string code) =>
        new(new Fault("A zone with a statistic has no cell with data.", new SourceLocation(Variable: code),
        "at least one cell inside the mask", "no-data everywhere, or outside the grid",
            "Extend the grid or the mask, or remove the zone's statistic."));
}
