using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kaya.Inversion;

/// <summary>Both sweeps of a step, in place: the arithmetic of <see cref="TensorStep"/>. Work of one thread.</summary>
/// <remarks>All species of a row are done together: the coefficients are then read from memory once and not once for each
/// species.</remarks>
internal sealed class FusedSweeps
{
    /// <summary>Species that a sweep across the rows does at once: their rows stay in the nearest cache.</summary>
    internal const int Group = 4;

    private readonly HourPlan<float> _plan;
    private readonly float[] _state;
    private readonly int _rows, _columns;
    // Neighbours, slopes and fluxes of a row, with room for a whole vector behind each.
    private readonly float[] _ratio, _slope, _flux, _south;
    // The same of a group of species: species x column for the rows on both sides of a face.
    private float[] _north, _here, _northSlope, _hereSlope, _before, _now;

    internal FusedSweeps(HourPlan<float> plan, float[] state)
    {
        (_plan, _state, _rows, _columns) = (plan, state, plan.Rows, plan.Columns);
        int room = _columns + 2 + (2 * Vector<float>.Count), group = Group * room;
        (_ratio, _slope, _flux) = (new float[room], new float[room], new float[room]);
        _south = new float[room];
        (_north, _here, _northSlope, _hereSlope) = (new float[group], new float[group], new float[group], new float[group]);
        (_before, _now) = (new float[group], new float[group]);
    }

    /// <summary>Sweeps along a row of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="row">The row.</param>
    /// <param name="second">Whether the other sweep came first.</param>
    /// <param name="sides">Receives the fluxes through the sides.</param>
    internal void Along(int layer, int row, bool second, SideFluxes sides)
    {
        float[] inverse = second ? _plan.AlongRows.InverseSecond : _plan.InverseDensity;
        for (int place = 0; place < _plan.Species; place++)
        {
            int line = (((place * _plan.Layers) + layer) * _rows) + row, state = line * _columns;
            _ratio[0] = _plan.Boundary.West[line];
            _ratio[_columns + 1] = _plan.Boundary.East[line];
            RowKernels.Product(_state.AsSpan(state, _columns), inverse.AsSpan(((layer * _rows) + row) * _columns, _columns),
                _ratio.AsSpan(1, _columns));
            Slopes();
            FluxesAlong(((layer * _rows) + row) * (_columns + 1));
            RowKernels.SubtractDifference(_state.AsSpan(state, _columns), _flux.AsSpan(1, _columns), _flux.AsSpan(0, _columns),
                _plan.InverseArea.AsSpan(row * _columns, _columns));
            sides.West[line] = _flux[0];
            sides.East[line] = _flux[_columns];
        }
    }

    /// <summary>Sweeps across the rows of a layer: a row is changed when the fluxes on both its sides are known.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="from">First species of the group.</param>
    /// <param name="second">Whether the other sweep came first.</param>
    /// <param name="sides">Receives the fluxes through the sides.</param>
    internal void Across(int layer, int from, bool second, SideFluxes sides)
    {
        float[] inverse = second ? _plan.AcrossRows.InverseSecond : _plan.InverseDensity;
        int count = Math.Min(Group, _plan.Species - from), room = _ratio.Length;
        for (int place = 0; place < count; place++)
        {
            int plane = ((from + place) * _plan.Layers) + layer;
            _plan.Boundary.North.AsSpan(plane * _columns, _columns).CopyTo(_north.AsSpan(place * room));
            RowKernels.Product(_state.AsSpan(plane * _rows * _columns, _columns), inverse.AsSpan(layer * _rows * _columns, _columns),
                _here.AsSpan(place * room, _columns));
        }

        Array.Clear(_northSlope);
        for (int face = 0; face <= _rows; face++)
        {
            for (int place = 0; place < count; place++) Face(inverse, layer, ((from + place) * _plan.Layers) + layer, place * room, face);
            // The row north of this face has been written over with the one south of it.
            (_north, _here) = (_here, _north);
            (_northSlope, _hereSlope) = (_hereSlope, _northSlope);
            (_before, _now) = (_now, _before);
            if (face != 0 && face != _rows) continue;
            for (int place = 0; place < count; place++)
                _before.AsSpan(place * room, _columns).CopyTo(
                    (face == 0 ? sides.North : sides.South).AsSpan((((from + place) * _plan.Layers) + layer) * _columns));
        }
    }

    // Work arrays have room behind them, so whole vectors may run over the end of the row.
    private void Slopes()
    {
        float last = _ratio[_columns + 1];
        ref float ratio = ref _ratio[0], slope = ref _slope[0];
        for (int column = 1; column <= _columns; column += Vector<float>.Count)
        {
            Vector<float> here = Vector.LoadUnsafe(ref ratio, (nuint)column);
            Vector<float> up = here - Vector.LoadUnsafe(ref ratio, (nuint)(column - 1));
            Vector<float> down = Vector.LoadUnsafe(ref ratio, (nuint)(column + 1)) - here;
            Slope(up, down).StoreUnsafe(ref slope, (nuint)column);
        }

        (_ratio[_columns + 1], _slope[0], _slope[_columns + 1]) = (last, 0, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Slope(Vector<float> up, Vector<float> down)
    {
        Vector<float> product = up * down;
        Vector<int> same = Vector.GreaterThan(product, Vector<float>.Zero);
        return Vector.ConditionalSelect(same, product / Vector.ConditionalSelect(same, up + down, Vector<float>.One), Vector<float>.Zero);
    }

    private void FluxesAlong(int first)
    {
        SweepPlan<float> plan = _plan.AlongRows;
        ref float left = ref plan.Left[first], right = ref plan.Right[first];
        ref float slopeLeft = ref plan.SlopeLeft[first], slopeRight = ref plan.SlopeRight[first];
        ref float ratio = ref _ratio[0], slope = ref _slope[0], to = ref _flux[0];
        nuint end = (nuint)_columns + 1, step = (nuint)Vector<float>.Count;
        for (nuint face = 0; face < end; face += step)
            ((Vector.LoadUnsafe(ref ratio, face) * Vector.LoadUnsafe(ref left, face))
                + (Vector.LoadUnsafe(ref ratio, face + 1) * Vector.LoadUnsafe(ref right, face))
                + (Vector.LoadUnsafe(ref slope, face) * Vector.LoadUnsafe(ref slopeLeft, face))
                + (Vector.LoadUnsafe(ref slope, face + 1) * Vector.LoadUnsafe(ref slopeRight, face))).StoreUnsafe(ref to, face);
    }

    private void Face(float[] inverse, int layer, int plane, int work, int face)
    {
        int state = ((plane * _rows) + face) * _columns;
        Span<float> south = _south.AsSpan(0, _columns);
        if (face + 1 < _rows)
            RowKernels.Product(_state.AsSpan(state + _columns, _columns),
                inverse.AsSpan(((layer * _rows) + face + 1) * _columns, _columns), south);
        else _plan.Boundary.South.AsSpan(plane * _columns, _columns).CopyTo(south);
        Fluxes(((layer * (_rows + 1)) + face) * _columns, work, isLast: face == _rows);
        if (face > 0)
            RowKernels.SubtractDifference(_state.AsSpan(state - _columns, _columns), _now.AsSpan(work, _columns),
                _before.AsSpan(work, _columns), _plan.InverseArea.AsSpan((face - 1) * _columns, _columns));
    }

    // Work arrays and coefficients have room behind them, so whole vectors may run over the end. References are kept in locals: fields
    // would
    // be read again for every vector.
    private void Fluxes(int face, int work, bool isLast)
    {
        SweepPlan<float> plan = _plan.AcrossRows;
        ref float left = ref plan.Left[face], right = ref plan.Right[face];
        ref float slopeLeft = ref plan.SlopeLeft[face], slopeRight = ref plan.SlopeRight[face];
        ref float northRow = ref _north[work], hereRow = ref _here[work], southRow = ref _south[0];
        ref float before = ref _northSlope[work], after = ref _hereSlope[work], to = ref _now[work];
        nuint end = (nuint)_columns, step = (nuint)Vector<float>.Count;
        for (nuint column = 0; column < end; column += step)
        {
            Vector<float> north = Vector.LoadUnsafe(ref northRow, column), here = Vector.LoadUnsafe(ref hereRow, column);
            Vector<float> south = Vector.LoadUnsafe(ref southRow, column);
            Vector<float> slope = isLast ? Vector<float>.Zero : Slope(here - north, south - here);
            Vector<float> flux = (north * Vector.LoadUnsafe(ref left, column)) + (here * Vector.LoadUnsafe(ref right, column))
                + (Vector.LoadUnsafe(ref before, column) * Vector.LoadUnsafe(ref slopeLeft, column))
                + (slope * Vector.LoadUnsafe(ref slopeRight, column));
            flux.StoreUnsafe(ref to, column);
            slope.StoreUnsafe(ref after, column);
            south.StoreUnsafe(ref northRow, column);
        }
    }
}

/// <summary>Fluxes through the sides of the domain in one step: species x layer x row or column, per m of depth.</summary>
internal sealed class SideFluxes(HourPlan<float> plan)
{
    internal float[] West { get; } = new float[plan.Species * plan.Layers * plan.Rows];

    internal float[] East { get; } = new float[plan.Species * plan.Layers * plan.Rows];

    internal float[] North { get; } = new float[plan.Species * plan.Layers * plan.Columns];

    internal float[] South { get; } = new float[plan.Species * plan.Layers * plan.Columns];

    internal void AddTo(BudgetTally tally, double[] depths)
    {
        Add(tally, depths, West, plan.Rows, 1);
        Add(tally, depths, East, plan.Rows, -1);
        Add(tally, depths, North, plan.Columns, 1);
        Add(tally, depths, South, plan.Columns, -1);
    }

    private void Add(BudgetTally tally, double[] depths, float[] flux, int line, int sign)
    {
        for (int plane = 0; plane < plan.Species * plan.Layers; plane++)
        {
            (double entered, double left) = (0, 0);
            foreach (float amount in flux.AsSpan(plane * line, line))
            {
                if (sign * amount > 0) entered += sign * (double)amount;
                else left -= sign * (double)amount;
            }

            tally.Inflow[plane / plan.Layers] += entered * depths[plane % plan.Layers];
            tally.Outflow[plane / plan.Layers] += left * depths[plane % plan.Layers];
        }
    }
}
