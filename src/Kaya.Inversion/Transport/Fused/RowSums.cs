namespace Kaya.Inversion;

/// <summary>The budget of one row, weighted with the volumes of its cells. Spans may go on behind the last cell.</summary>
internal sealed class RowSums
{
    private readonly double[] _depths;
    private readonly RowField<float> _area;
    private readonly int _row;
    private readonly double[] _dry, _wet, _inflow, _outflow;

    /// <param name="species">Number of species.</param>
    /// <param name="depths">Of the layers, m.</param>
    /// <param name="area">Of cells, m2; one line.</param>
    /// <param name="row">The row.</param>
    internal RowSums(int species, double[] depths, RowField<float> area, int row)
    {
        (_depths, _area, _row) = (depths, area, row);
        (_dry, _wet, _inflow, _outflow) = (new double[species], new double[species], new double[species], new double[species]);
    }

    internal void Dry(int place, ReadOnlySpan<float> amount, ReadOnlySpan<float> part) =>
        _dry[place] += _depths[0] * RowKernels.Sum(amount, part, _area.Whole(_row));

    /// <summary>What comes in through the top with the air there.</summary>
    internal void In(int place, ReadOnlySpan<float> ratio, ReadOnlySpan<float> air) =>
        _inflow[place] += _depths[^1] * RowKernels.Sum(ratio, air, _area.Whole(_row));

    /// <summary>What goes out through the top with the air there.</summary>
    internal void Out(int place, ReadOnlySpan<float> amount, ReadOnlySpan<float> inverse, ReadOnlySpan<float> air) =>
        _outflow[place] += _depths[^1] * RowKernels.Sum(amount, inverse, air, _area.Whole(_row));

    /// <summary>What a step of rain takes of the amounts before it.</summary>
    internal void Wet(int place, int layer, ReadOnlySpan<float> before, ReadOnlySpan<float> left)
    {
        double sum = 0;
        ReadOnlySpan<float> area = _area.Whole(_row);
        // The difference as the state has it, rounding and all.
        for (int i = 0; i < before.Length; i++) sum += (before[i] - (before[i] * left[i])) * (double)area[i];
        _wet[place] += _depths[layer] * sum;
    }

    /// <summary>Fluxes through faces of a side of the domain, per m of depth; a positive one enters where the sign is 1.</summary>
    internal void Side(int layer, int place, ReadOnlySpan<float> flux, int sign)
    {
        foreach (float amount in flux)
        {
            double entered = sign * (double)amount * _depths[layer];
            if (entered > 0) _inflow[place] += entered;
            else _outflow[place] -= entered;
        }
    }

    internal void AddTo(BudgetTally tally)
    {
        for (int place = 0; place < _dry.Length; place++)
        {
            tally.Dry[place] += _dry[place];
            tally.Wet[place] += _wet[place];
            tally.Inflow[place] += _inflow[place];
            tally.Outflow[place] += _outflow[place];
        }
    }
}
