using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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

    private void Columns(ColumnPlan<float> plan, int place, int row, RowSums? sums, bool emits)
    {
        int column = 0, width = Vector<float>.Count, first = row * _columns;
        Span<Vector<float>> layers = stackalloc Vector<float>[_layers];
        for (; column <= _columns - width; column += width)
        {
            Vector<float> entered = Down<WholeLanes>(plan, place, (first + column, width), layers, emits);
            Up<WholeLanes>(plan, place, (first + column, width), layers);
            if (sums is not null) Sum<WholeLanes>(plan, place, (first + column, width), (column, emits, entered, layers[^1]), sums);
        }

        if (column == _columns) return;
        int rest = _columns - column;
        Vector<float> more = Down<PartLanes>(plan, place, (first + column, rest), layers, emits);
        Up<PartLanes>(plan, place, (first + column, rest), layers);
        if (sums is not null) Sum<PartLanes>(plan, place, (first + column, rest), (column, emits, more, layers[^1]), sums);
    }

    // Gives what came in through the top.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector<float> Down<TLanes>(
        ColumnPlan<float> plan, int place, (int Cell, int Count) at, Span<Vector<float>> layers, bool emits)
        where TLanes : struct, ILanes
    {
        (int cell, int count) = at;
        ref float state = ref MemoryMarshal.GetArrayDataReference(_state);
        ref float back = ref MemoryMarshal.GetArrayDataReference(plan.Back);
        Vector<float> above = default;
        Vector<float> entered = TLanes.Load(ref MemoryMarshal.GetArrayDataReference(_plan.Boundary.Top), (place * _planeCells) + cell, count)
            * TLanes.Load(ref MemoryMarshal.GetArrayDataReference(plan.TopIn), cell, count);
        for (int layer = layers.Length - 1; layer >= 0; layer--)
        {
            Vector<float> now = TLanes.Load(ref state, (((place * _layers) + layer) * _planeCells) + cell, count);
            if (emits && layer < _emitting) now += Emitted<TLanes>(place, layer, cell, count);
            now = layer == layers.Length - 1 ? now + entered : now - (above * TLanes.Load(ref back, (layer * _planeCells) + cell, count));
            layers[layer] = above = now;
        }

        return entered;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector<float> Emitted<TLanes>(int place, int layer, int cell, int count)
        where TLanes : struct, ILanes =>
        TLanes.Load(ref MemoryMarshal.GetReference(_emission.Span), (((place * _emitting) + layer) * _planeCells) + cell, count) * _step;

    // Leaves what is in a kilogram of air of each layer.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Up<TLanes>(ColumnPlan<float> plan, int place, (int Cell, int Count) at, Span<Vector<float>> layers)
        where TLanes : struct, ILanes
    {
        (int cell, int count) = at;
        ref float state = ref MemoryMarshal.GetArrayDataReference(_state);
        ref float inverse = ref MemoryMarshal.GetArrayDataReference(plan.Inverse);
        ref float forward = ref MemoryMarshal.GetArrayDataReference(plan.Forward);
        ref float density = ref MemoryMarshal.GetArrayDataReference(_plan.Density);
        Vector<float> below = layers[0]
            * TLanes.Load(ref MemoryMarshal.GetArrayDataReference(plan.Bottom), (place * _planeCells) + cell, count);
        for (int layer = 0; layer < layers.Length; layer++)
        {
            int field = (layer * _planeCells) + cell;
            if (layer > 0)
                below = (layers[layer] * TLanes.Load(ref inverse, field, count)) - (below * TLanes.Load(ref forward, field, count));
            layers[layer] = below;
            TLanes.Store(below * TLanes.Load(ref density, field, count), ref state,
                (((place * _layers) + layer) * _planeCells) + cell, count);
        }
    }

    private void Sum<TLanes>(ColumnPlan<float> plan, int place, (int Cell, int Count) at,
        (int Column, bool Deposits, Vector<float> Entered, Vector<float> Top) note, RowSums sums)
        where TLanes : struct, ILanes
    {
        sums.Top(place, note.Entered, note.Top * TLanes.Load(ref plan.TopOut[0], at.Cell, at.Count), note.Column);
        if (!note.Deposits || _plan.Dry is not { } dry) return;
        Vector<float> held = TLanes.Load(ref _state[0], (place * _layers * _planeCells) + at.Cell, at.Count);
        sums.Dry(place, held * TLanes.Load(ref dry[0], (place * _planeCells) + at.Cell, at.Count), note.Column);
    }

    private void Rain(int place, int row, RowSums? sums)
    {
        for (int layer = 0; layer < _layers; layer++)
        {
            Span<float> now = _state.AsSpan((((place * _layers) + layer) * _planeCells) + (row * _columns), _columns);
            ReadOnlySpan<float> left = _plan.Wet.AsSpan((place * _planeCells) + (row * _columns), _columns);
            int column = 0, width = Vector<float>.Count;
            for (; column <= _columns - width; column += width)
            {
                Vector<float> before = new(now[column..]), after = before * new Vector<float>(left[column..]);
                after.CopyTo(now[column..]);
                sums?.Wet(place, layer, before - after, column);
            }

            for (; column < _columns; column++)
            {
                float after = now[column] * left[column];
                sums?.Wet(place, layer, Vector.CreateScalar(now[column] - after), column);
                now[column] = after;
            }
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
        (_species, _depths, _values) = (species, depths, new double[4 * species]);
        _area = new float[area.Length + Vector<float>.Count];
        for (int i = 0; i < area.Length; i++) _area[i] = (float)area[i];
    }

    internal void Dry(int place, Vector<float> amount, int column) => Add(0, place, amount, column, _depths[0]);

    internal void Top(int place, Vector<float> entered, Vector<float> left, int column)
    {
        Add(1, place, entered, column, _depths[^1]);
        Add(2, place, left, column, _depths[^1]);
    }

    internal void Wet(int place, int layer, Vector<float> amount, int column) => Add(3, place, amount, column, _depths[layer]);

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

    private void Add(int kind, int place, Vector<float> amount, int column, double depth) =>
        _values[(kind * _species) + place] += depth * Vector.Dot(amount, Vector.LoadUnsafe(ref _area[0], (nuint)column));
}
