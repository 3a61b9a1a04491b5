using System.Collections.Immutable;

namespace Kaya.Geo;

/// <summary>Running sums of values, and of the areas with data, for each zone.</summary>
internal sealed class ZoneAccumulator(int zones)
{
    private readonly CompensatedSum[] _sums = new CompensatedSum[zones];
    private readonly CompensatedSum[] _known = new CompensatedSum[zones];
    private readonly bool[] _seen = new bool[zones];

    // With areas, the area with data is summed too.
    public void AddTotals(in CoverageRun run, ReadOnlySpan<double> cells, CellAreas? areas)
    {
        double sum = cells.Length > 1 ? MaskedSum.Of(cells) : double.IsNaN(cells[0]) ? 0 : cells[0];
        _sums[run.Zone].Add(run.Fraction * sum);
        // Without areas only the presence of data matters; a sum that is not 0 shows it without counting.
        if (areas is null) _seen[run.Zone] = _seen[run.Zone] || sum != 0 || MaskedSum.Count(cells) > 0;
        else AddKnown(run, cells, areas);
    }

    public void AddMeans(in CoverageRun run, ReadOnlySpan<double> cells, CellAreas areas)
    {
        if (areas.IsByRow) _sums[run.Zone].Add(run.Fraction * areas.At(run.Row, run.Column) * MaskedSum.Of(cells));
        else
            for (int k = 0; k < cells.Length; k++)
                if (!double.IsNaN(cells[k])) _sums[run.Zone].Add(run.Fraction * areas.At(run.Row, run.Column + k) * cells[k]);
        AddKnown(run, cells, areas);
    }

    private void AddKnown(in CoverageRun run, ReadOnlySpan<double> cells, CellAreas areas)
    {
        int count = MaskedSum.Count(cells);
        if (count == 0) return;
        _seen[run.Zone] = true;
        double known = 0;
        if (count == cells.Length) known = areas.Sum(run.Row, run.Column, run.Length);
        else if (areas.IsByRow) known = areas.At(run.Row, run.Column) * count;
        else
            for (int k = 0; k < cells.Length; k++)
                if (!double.IsNaN(cells[k])) known += areas.At(run.Row, run.Column + k);
        _known[run.Zone].Add(run.Fraction * known);
    }

    public void Add(ZoneAccumulator other)
    {
        for (int zone = 0; zone < zones; zone++)
        {
            _sums[zone].Add(other._sums[zone]);
            _known[zone].Add(other._known[zone]);
            _seen[zone] |= other._seen[zone];
        }
    }

    public ImmutableArray<double> Totals() => [.. _sums.Select((sum, zone) => _seen[zone] ? sum.Value : double.NaN)];

    public ImmutableArray<double> Means() =>
        [.. _sums.Select((sum, zone) => _known[zone].Value > 0 ? sum.Value / _known[zone].Value : double.NaN)];

    public ImmutableArray<double> KnownAreas() => [.. _known.Select(sum => sum.Value)];
}
