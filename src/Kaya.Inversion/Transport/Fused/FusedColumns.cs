using System.Numerics;

namespace Kaya.Inversion;

/// <summary>What follows the sweeps in one row: emission, columns, reactions and rain, in place.</summary>
internal sealed class FusedColumns
{
    private readonly HourPlan<float> _plan;
    private readonly SpeciesTable _species;
    private readonly float[] _state;
    private readonly ReadOnlyMemory<float> _emission;
    private readonly int _emitting, _layers, _columns, _planeCells;
    private readonly float _step;
    private readonly FusedChemistry? _chemistry;

    internal FusedColumns(HourPlan<float> plan, SpeciesTable species, float[] state, EmissionRates<float> emission)
    {
        (_plan, _species, _state, _emission, _emitting) = (plan, species, state, emission.Values, emission.Layers);
        (_layers, _columns, _planeCells) = (plan.Layers, plan.Columns, plan.Plane);
        _step = (float)plan.StepSeconds;
        _chemistry = plan.Reactions is null ? null : new FusedChemistry(plan, species, state);
    }

    /// <summary>Finishes a step of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="sums">Budget of the row to add to; null for none.</param>
    internal void Step(int row, RowSums? sums)
    {
        for (int place = 0; place < _species.Count; place++) Columns(_plan.Column, place, row, sums, emits: true);
        for (int layer = 0; layer < _layers && _chemistry is not null; layer++) _chemistry.React(layer, row);
        if (_plan.Wet is null) return;
        for (int place = 0; place < _species.Count; place++) Rain(place, row, sums);
    }

    /// <summary>Takes the air of a row from the density of the hour before to that of this one.</summary>
    internal void Adjust(int row, RowSums? sums)
    {
        for (int place = 0; place < _species.Count; place++) Columns(_plan.Adjustment!, place, row, sums, emits: false);
    }

    // Down and up a few columns at a time: the state is read and written once.
    private void Columns(ColumnPlan<float> plan, int place, int row, RowSums? sums, bool emits)
    {
        int first = row * _columns;
        (Vector<float> entered, Vector<float> left, Vector<float> dry) = (default, default, default);
        Span<Vector<float>> amounts = stackalloc Vector<float>[_layers];
        for (int column = 0; column < _columns; column += Vector<float>.Count)
        {
            int cell = first + column, count = Math.Min(Vector<float>.Count, _columns - column), top = _layers - 1;
            Vector<float> air = Lanes.Load(plan.TopIn, cell, count) * Lanes.Load(_plan.Boundary.Top, (place * _planeCells) + cell, count);
            Down(plan, (place, cell, count), amounts, air, emits);
            Vector<float> ratio = Up(plan, (place, cell, count), amounts);
            if (sums is null) continue;
            Vector<float> area = Lanes.Load(sums.Area, column, count);
            entered += air * area;
            left += ratio * Lanes.Load(plan.TopOut, cell, count) * area;
            if (emits && _plan.Dry is { } rate) dry += amounts[0] * Lanes.Load(rate, (place * _planeCells) + cell, count) * area;
        }

        sums?.Add(place, Vector.Sum(entered), Vector.Sum(left), Vector.Sum(dry));
    }

    private void Down(ColumnPlan<float> plan, (int Place, int Cell, int Count) at, Span<Vector<float>> amounts, Vector<float> air, bool emits)
    {
        (int place, int cell, int count) = at;
        for (int layer = _layers - 1; layer >= 0; layer--)
        {
            Vector<float> now = Lanes.Load(_state, (((place * _layers) + layer) * _planeCells) + cell, count);
            if (emits && layer < _emitting)
                now += Lanes.Load(_emission.Span, (((place * _emitting) + layer) * _planeCells) + cell, count) * _step;
            amounts[layer] = layer == _layers - 1 ? now + air
                : now - (amounts[layer + 1] * Lanes.Load(plan.Back, (layer * _planeCells) + cell, count));
        }
    }

    // What is in a kilogram of air, layer by layer upwards, then the amount; gives the ratio in the uppermost layer.
    private Vector<float> Up(ColumnPlan<float> plan, (int Place, int Cell, int Count) at, Span<Vector<float>> amounts)
    {
        (int place, int cell, int count) = at;
        Vector<float> ratio = amounts[0] * (plan.Bottom.Length == 0 ? Lanes.Load(plan.Inverse, cell, count)
            : Lanes.Load(plan.Bottom, (place * _planeCells) + cell, count));
        for (int layer = 0; layer < _layers; layer++)
        {
            int here = (layer * _planeCells) + cell;
            if (layer > 0)
                ratio = (amounts[layer] * Lanes.Load(plan.Inverse, here, count)) - (ratio * Lanes.Load(plan.Forward, here, count));
            amounts[layer] = ratio * Lanes.Load(_plan.Density, here, count);
            Lanes.Store(amounts[layer], _state, (place * _layers * _planeCells) + here, count);
        }

        return ratio;
    }

    private void Rain(int place, int row, RowSums? sums)
    {
        ReadOnlySpan<float> left = _plan.Wet.AsSpan((place * _planeCells) + (row * _columns), _columns);
        for (int layer = 0; layer < _layers; layer++)
        {
            Span<float> now = _state.AsSpan((((place * _layers) + layer) * _planeCells) + (row * _columns), _columns);
            sums?.Wet(place, layer, now, left);
            RowKernels.Product(now, left, now);
        }
    }
}

/// <summary>The budget of one row, weighted with the volumes of its cells.</summary>
internal sealed class RowSums
{
    private readonly int _species;
    private readonly double[] _depths;
    private readonly double[] _values;

    /// <param name="species">Number of species.</param>
    /// <param name="depths">Of the layers, m.</param>
    /// <param name="area">Of the cells of the row, m2.</param>
    internal RowSums(int species, double[] depths, ReadOnlySpan<double> area)
    {
        (_species, _depths, _values, Area) = (species, depths, new double[4 * species], new float[area.Length]);
        for (int i = 0; i < area.Length; i++) Area[i] = (float)area[i];
    }

    /// <summary>m2.</summary>
    internal float[] Area { get; }

    /// <summary>Per m of depth: what came in and went out through the top, and what was deposited on the ground.</summary>
    internal void Add(int place, double entered, double left, double dry)
    {
        _values[place] += _depths[0] * dry;
        _values[_species + place] += _depths[^1] * entered;
        _values[(2 * _species) + place] += _depths[^1] * left;
    }

    /// <summary>What a step of rain takes of the amounts before it.</summary>
    internal void Wet(int place, int layer, ReadOnlySpan<float> before, ReadOnlySpan<float> left)
    {
        double sum = 0;
        // The difference as the state has it, rounding and all.
        for (int i = 0; i < before.Length; i++) sum += (before[i] - (before[i] * left[i])) * (double)Area[i];
        _values[(3 * _species) + place] += _depths[layer] * sum;
    }

    internal void AddTo(BudgetTally tally)
    {
        for (int place = 0; place < _species; place++)
        {
            tally.Dry[place] += _values[place];
            tally.Inflow[place] += _values[_species + place];
            tally.Outflow[place] += _values[(2 * _species) + place];
            tally.Wet[place] += _values[(3 * _species) + place];
        }

        Array.Clear(_values);
    }
}
