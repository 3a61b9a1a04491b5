using Kaya.Core;

namespace Kaya.Geo;

/// <summary>An amount of a zone whose cell is known.</summary>
/// <param name="Zone">Code of the zone.</param>
/// <param name="Row">Row of the grid.</param>
/// <param name="Column">Column of the grid.</param>
/// <param name="Amount">0 or more, in the unit of the statistics.</param>
public readonly record struct GivenAmount(string Zone, int Row, int Column, double Amount);

/// <summary>Given amounts by zone and cell, checked against the coverage of the zones.</summary>
internal sealed class GivenAmounts
{
    private readonly Dictionary<(int Zone, int Cell), double> _amounts = [];

    public static GivenAmounts Of(IReadOnlyList<GivenAmount> given, ZoneCoverage coverage)
    {
        GivenAmounts amounts = new();
        foreach (GivenAmount amount in given)
        {
            int zone = coverage.Codes.IndexOf(amount.Zone);
            if (!(amount.Amount >= 0 && double.IsFinite(amount.Amount)) || !Covers(coverage, zone, amount))
                throw new DataFormatException(new Fault("A given amount has no place in its zone.",
                    new SourceLocation(Variable: amount.Zone), "a finite amount of 0 or more in a cell that the zone covers",
                    FormattableString.Invariant($"{amount.Amount} in row {amount.Row}, column {amount.Column}"),
                    "Give a cell that lies in the zone, at least in part."));
            (int, int) key = (zone, (amount.Row * coverage.Grid.Columns) + amount.Column);
            amounts._amounts[key] = amounts._amounts.GetValueOrDefault(key) + amount.Amount;
        }

        return amounts;
    }

    /// <summary>The amount of a zone in a cell; 0 for none.</summary>
    public double At(int zone, int cell) => _amounts.Count == 0 ? 0 : _amounts.GetValueOrDefault((zone, cell));

    /// <summary>What remains of each statistic; refused if it is negative by more than rounding.</summary>
    public double[] Rest(double[] statistics)
    {
        CompensatedSum[] sums = new CompensatedSum[statistics.Length];
        foreach (((int zone, _), double amount) in _amounts) sums[zone].Add(amount);
        return [.. statistics.Select((statistic, zone) => sums[zone].Value <= 0 ? statistic : Rest(statistic, sums[zone].Value))];
    }

    private static double Rest(double statistic, double known) => !(known > statistic * (1 + 1e-9)) ? Math.Max(0, statistic - known)
        : throw new DataFormatException(new Fault("The given amounts of a zone exceed its statistic.",
            Expected: FormattableString.Invariant($"at most {statistic}"), Found: FormattableString.Invariant($"{known}"),
            Remedy: "Scale the amounts, or correct the statistic."));

    private static bool Covers(ZoneCoverage coverage, int zone, GivenAmount amount)
    {
        if (zone < 0 || (uint)amount.Row >= coverage.Grid.Rows || (uint)amount.Column >= coverage.Grid.Columns) return false;
        foreach (CoverageRun run in coverage.RunsOf(amount.Row, 1))
            if (run.Zone == zone && run.Column <= amount.Column && amount.Column < run.Column + run.Length) return true;
        return false;
    }
}
