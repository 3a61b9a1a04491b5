using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Geo;

/// <summary>The result of recomputing the sums of a map.</summary>
/// <param name="Zones">Statistic, recomputed sum and residual.</param>
/// <param name="Problems">The problems, one sentence each; empty if the map matches.</param>
public sealed record CertificateCheck(ImmutableArray<ZoneBalance> Zones, ImmutableArray<string> Problems)
{
    /// <summary>Whether the map matches its certificate.</summary>
    public bool Holds => Problems.IsEmpty;

    /// <summary>Throws if the map does not match its certificate.</summary>
    /// <param name="file">The file, for the message.</param>
    /// <exception cref="VerificationException">The map does not match; the message lists the problems.</exception>
    public void RequireHolds(string file)
    {
        if (Holds) return;
        throw new VerificationException(new Fault("The map does not match its certificate.", new SourceLocation(file),
            "the certified pixels, and every zone equal to its statistic to 1 ulp",
                string.Join("; ", Problems.Take(8)) + (Problems.Length > 8 ? $"; and {Problems.Length - 8} more" : ""),
            "The file was changed or damaged after it was written. Compute the map again."));
    }
}

/// <summary>Recomputes the zone sums of a map, from top to bottom.</summary>
internal sealed class ZoneResummation
{
    private readonly ZoneMembership _membership;
    private readonly CompensatedSum[] _sums;
    private readonly Dictionary<int, (CompensatedSum Sum, List<int> Zones)> _shared = [];
    private readonly List<(int Cell, IReadOnlyList<int> Zones)> _problems = [];
    private int _next;

    public ZoneResummation(ZoneMembership membership, int zones)
    {
        _membership = membership;
        _sums = new CompensatedSum[zones];
        foreach (CellShare share in membership.Shared)
        {
            _sums[share.Zone].Add(share.Amount);
            (CompensatedSum sum, List<int> owners) = _shared.TryGetValue(share.Cell, out (CompensatedSum, List<int>) known) ? known
                : (default, []);
            sum.Add(share.Amount);
            owners.Add(share.Zone);
            _shared[share.Cell] = (sum, owners);
        }
    }

    /// <summary>Shared cells whose value is not the sum of their shares.</summary>
    public IReadOnlyList<(int Cell, IReadOnlyList<int> Zones)> SharedCellProblems => _problems;

    public double Sum(int zone) => _sums[zone].Value;

    public double Missing(int zone, double statistic) => _sums[zone].MissingTo(statistic);

    /// <summary>Adds whole rows, in order.</summary>
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
            // Shares were summed in a different order when the map was computed: the last two bits may differ.
            if (!(Math.Abs(value - sum.Value) <= 4 * (Math.BitIncrement(Math.Abs(sum.Value)) - Math.Abs(sum.Value)))) _problems.Add(
                (cell, zones));
        }
    }
}
