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
        Mix(row, sums);
        for (int layer = 0; layer < _layers && _chemistry is not null; layer++) _chemistry.React(layer, row);
        if (_plan.Wet is null) return;
        for (int place = 0; place < _species.Count; place++) Rain(place, row, sums);
    }

    /// <summary>Emission and columns of a row: what comes before the reactions.</summary>
    internal void Mix(int row, RowSums? sums)
    {
        for (int place = 0; place < _species.Count; place++) Columns(_plan.Column, place, row, sums, emits: true);
    }

    /// <summary>Takes the air of a row from the density of the hour before to that of this one.</summary>
    internal void Adjust(int row, RowSums? sums)
    {
        for (int place = 0; place < _species.Count; place++) Columns(_plan.Adjustment!, place, row, sums, emits: false);
    }

    private void Columns(ColumnPlan<float> plan, int place, int row, RowSums? sums, bool emits)
    {
        int first = row * _columns, top = _layers - 1, ground = (place * _planeCells) + first;
        Span<float> State(int layer) => _state.AsSpan((((place * _layers) + layer) * _planeCells) + first, _columns);
        ReadOnlySpan<float> Field(float[] field, int layer) => field.AsSpan((layer * _planeCells) + first, _columns);
        for (int layer = top; layer >= 0; layer--)
        {
            if (emits && layer < _emitting)
                RowKernels.AddScaled(
                    State(layer), _emission.Span.Slice((((place * _emitting) + layer) * _planeCells) + first, _columns), _step);
            if (layer == top)
                RowKernels.AddProduct(State(top), _plan.Boundary.Top.AsSpan(ground, _columns), plan.TopIn.AsSpan(first, _columns));
            else RowKernels.SubtractProduct(State(layer), State(layer + 1), Field(plan.Back, layer));
        }

        // What is in a kilogram of air, layer by layer upwards; the one below is needed once more before it becomes an amount.
        RowKernels.Product(State(0), plan.Bottom.Length == 0 ? Field(plan.Inverse, 0) : plan.Bottom.AsSpan(ground, _columns), State(0));
        for (int layer = 1; layer <= top; layer++)
        {
            RowKernels.Solve(State(layer), Field(plan.Inverse, layer), State(layer - 1), Field(plan.Forward, layer));
            RowKernels.Product(State(layer - 1), Field(_plan.Density, layer - 1), State(layer - 1));
        }

        sums?.Top(place, State(top), plan.TopOut.AsSpan(first, _columns), isOut: true);
        sums?.Top(place, _plan.Boundary.Top.AsSpan(ground, _columns), plan.TopIn.AsSpan(first, _columns), isOut: false);
        RowKernels.Product(State(top), Field(_plan.Density, top), State(top));
        if (emits && sums is not null && _plan.Dry is { } dry) sums.Dry(place, State(0), dry.AsSpan(ground, _columns));
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
    private readonly float[] _area;
    private readonly double[] _values;

    /// <param name="species">Number of species.</param>
    /// <param name="depths">Of the layers, m.</param>
    /// <param name="area">Of the cells of the row, m2.</param>
    internal RowSums(int species, double[] depths, ReadOnlySpan<double> area)
    {
        (_species, _depths, _values, _area) = (species, depths, new double[4 * species], new float[area.Length]);
        for (int i = 0; i < area.Length; i++) _area[i] = (float)area[i];
    }

    internal void Dry(int place, ReadOnlySpan<float> amount, ReadOnlySpan<float> part) =>
        _values[place] += _depths[0] * RowKernels.Sum(amount, part, _area);

    internal void Top(int place, ReadOnlySpan<float> ratio, ReadOnlySpan<float> air, bool isOut) =>
        _values[((isOut ? 2 : 1) * _species) + place] += _depths[^1] * RowKernels.Sum(ratio, air, _area);

    /// <summary>What a step of rain takes of the amounts before it.</summary>
    internal void Wet(int place, int layer, ReadOnlySpan<float> before, ReadOnlySpan<float> left)
    {
        double sum = 0;
        // The difference as the state has it, rounding and all.
        for (int i = 0; i < before.Length; i++) sum += (before[i] - (before[i] * left[i])) * (double)_area[i];
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
