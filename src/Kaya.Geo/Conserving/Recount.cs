namespace Kaya.Geo;

/// <summary>Adds the zones of a map up again, from top to bottom.</summary>
internal sealed class Recount
{
    private readonly ZoneMembership _membership;
    private readonly CompensatedSum[] _sums;
    private readonly Dictionary<int, (CompensatedSum Sum, List<int> Zones)> _shared = [];
    private readonly List<(int Cell, IReadOnlyList<int> Zones)> _problems = [];
    private int _next;

    public Recount(ZoneMembership membership, int zones)
    {
        _membership = membership;
        _sums = new CompensatedSum[zones];
        foreach (CellShare share in membership.Shared)
        {
            _sums[share.Zone].Add(share.Amount);
            (CompensatedSum sum, List<int> owners) = _shared.TryGetValue(share.Cell, out (CompensatedSum, List<int>) known) ? known : (default, []);
            sum.Add(share.Amount);
            owners.Add(share.Zone);
            _shared[share.Cell] = (sum, owners);
        }
    }

    /// <summary>Shared cells whose value is not the sum of their shares.</summary>
    public IReadOnlyList<(int Cell, IReadOnlyList<int> Zones)> SharedCellProblems => _problems;

    public double Sum(int zone) => _sums[zone].Value;

    public double Missing(int zone, double statistic) => _sums[zone].MissingTo(statistic);

    /// <summary>Takes whole rows; they must come in order.</summary>
    public void Add(Window window, ReadOnlySpan<double> values)
    {
        while (_next < _membership.Alone.Length && _membership.Alone[_next].Row < window.EndRow)
        {
            CoverageRun run = _membership.Alone[_next++];
            ReadOnlySpan<double> cells = values.Slice(((run.Row - window.Row) * window.Columns) + run.Column, run.Length);
            foreach (double value in cells)
                if (!double.IsNaN(value)) _sums[run.Zone].Add(value);
        }

        int first = window.Row * window.Columns;
        foreach ((int cell, (CompensatedSum sum, List<int> zones)) in _shared)
        {
            if (cell < first || cell >= first + values.Length) continue;
            double value = values[cell - first];
            // Shares are added in another order when the map is made: the last two bits may differ.
            if (!(Math.Abs(value - sum.Value) <= 4 * (Math.BitIncrement(Math.Abs(sum.Value)) - Math.Abs(sum.Value)))) _problems.Add((cell, zones));
        }
    }
}
