using System.Collections.Immutable;

namespace Kaya.Geo;

/// <summary>Running sums of values and weights for each zone.</summary>
internal sealed class ZoneAccumulator(int zones)
{
    private readonly CompensatedSum[] _sums = new CompensatedSum[zones];
    private readonly CompensatedSum[] _weights = new CompensatedSum[zones];
    private readonly bool[] _seen = new bool[zones];

    public void AddTotals(in CoverageRun run, ReadOnlySpan<double> cells)
    {
        double sum = cells.Length > 1 ? MaskedSum.Of(cells) : double.IsNaN(cells[0]) ? 0 : cells[0];
        _sums[run.Zone].Add(run.Fraction * sum);
        // For totals only the presence of data matters; a sum that is not 0 shows it without counting.
        if (!_seen[run.Zone]) _seen[run.Zone] = sum != 0 || MaskedSum.Count(cells) > 0;
    }

    public void AddMeans(in CoverageRun run, ReadOnlySpan<double> cells, CellAreas areas)
    {
        for (int k = 0; k < cells.Length; k++)
        {
            if (double.IsNaN(cells[k])) continue;
            double weight = run.Fraction * areas.At(run.Row, run.Column + k);
            _sums[run.Zone].Add(weight * cells[k]);
            _weights[run.Zone].Add(weight);
        }
    }

    public void Add(ZoneAccumulator other)
    {
        for (int zone = 0; zone < zones; zone++)
        {
            _sums[zone].Add(other._sums[zone]);
            _weights[zone].Add(other._weights[zone]);
            _seen[zone] |= other._seen[zone];
        }
    }

    public ImmutableArray<double> Totals() => [.. _sums.Select((sum, zone) => _seen[zone] ? sum.Value : double.NaN)];

    public ImmutableArray<double> Means() =>
        [.. _sums.Select((sum, zone) => _weights[zone].Value > 0 ? sum.Value / _weights[zone].Value : double.NaN)];
}
