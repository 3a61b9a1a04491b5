using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kaya.Inversion;

/// <summary>Both sweeps of a step, in place: the arithmetic of <see cref="TensorStep"/>. Work of one thread.</summary>
/// <remarks>All species of a row are done together: the coefficients are then read from memory once and not once for each species, and what
/// else a step does to the row can follow while it is in the cache.</remarks>
internal sealed class FusedSweeps
{
    private readonly int _rows, _columns, _room;
    // Neighbours, slopes and fluxes of a row, with room for whole vectors behind each.
    private readonly float[] _ratio, _slope, _flux, _south;
    // Species x layer x column: the rows on both sides of a face, the slope of the northern one, the flux through the face before.
    private readonly float[] _northSlope, _before;
    private float[] _north, _here;
    private HourPlan<float> _plan;
    private float[] _state;

    internal FusedSweeps(HourPlan<float> plan, float[] state)
    {
        (_plan, _state, _rows, _columns) = (plan, state, plan.Rows, plan.Columns);
        _room = _columns + 2 + (2 * Vector<float>.Count);
        int all = plan.Species * plan.Layers * _room;
        (_ratio, _slope, _flux, _south) = (new float[_room], new float[_room], new float[_room], new float[_room]);
        (_north, _here, _northSlope, _before) = (new float[all], new float[all], new float[all], new float[all]);
    }

    /// <summary>Goes on with another hour of the same shape.</summary>
    internal void Use(HourPlan<float> plan, float[] state) => (_plan, _state) = (plan, state);

    /// <summary>Sweeps along a row of all layers.</summary>
    /// <param name="row">The row.</param>
    /// <param name="second">Whether the other sweep came first.</param>
    /// <param name="sides">Receives the fluxes through the sides.</param>
    internal void Along(int row, bool second, SideFluxes sides)
    {
        float[] inverse = second ? _plan.AlongRows.InverseSecond : _plan.InverseDensity;
        for (int layer = 0; layer < _plan.Layers; layer++)
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

    /// <summary>Sweeps across the rows of a block of all layers: a row is changed when the fluxes on both its sides are known.</summary>
    /// <param name="block">First row, and one past the last.</param>
    /// <param name="second">Whether the other sweep came first.</param>
    /// <param name="beyond">The rows around the block as they were before.</param>
    /// <param name="sides">Receives the fluxes through the sides.</param>
    /// <param name="done">What follows on a row that the sweep is done with.</param>
    internal void Across((int From, int To) block, bool second, RowHalo beyond, SideFluxes sides, Action<int> done)
    {
        float[] inverse = second ? _plan.AcrossRows.InverseSecond : _plan.InverseDensity;
        Begin(inverse, block, beyond);
        for (int face = block.From; face <= block.To; face++)
        {
            for (int layer = 0; layer < _plan.Layers; layer++)
                for (int place = 0; place < _plan.Species; place++)
                {
                    int plane = (place * _plan.Layers) + layer;
                    if (face < _rows) Ratio(inverse, (plane, face + 1), block, beyond, _south);
                    Face(plane, layer, face, writes: face > block.From);
                }

            // The row north of this face has been written over with the one south of it.
            (_north, _here) = (_here, _north);
            if (face == 0) Note(sides.North);
            if (face == _rows) Note(sides.South);
            if (face > block.From) done(face - 1);
        }
    }

    private void Begin(float[] inverse, (int From, int To) block, RowHalo beyond)
    {
        for (int plane = 0; plane < _plan.Species * _plan.Layers; plane++)
        {
            int work = plane * _room;
            Ratio(inverse, (plane, block.From - 1), block, beyond, _north.AsSpan(work));
            Ratio(inverse, (plane, block.From), block, beyond, _here.AsSpan(work));
            Array.Clear(_northSlope, work, _room);
            if (block.From == 0) continue;
            // Slopes of the row before the block, with the row before that.
            Ratio(inverse, (plane, block.From - 2), block, beyond, _south);
            for (int column = 0; column < _columns; column += Vector<float>.Count)
            {
                Vector<float> north = new(_north, work + column);
                Slope(north - new Vector<float>(_south, column), new Vector<float>(_here, work + column) - north)
                    .CopyTo(_northSlope, work + column);
            }
        }
    }

    // What a kilogram of air of a row holds, wherever that row lies.
    private void Ratio(float[] inverse, (int Plane, int Row) at, (int From, int To) block, RowHalo beyond, Span<float> to)
    {
        (int plane, int row) = at;
        Span<float> ratio = to[.._columns];
        if (row < 0) _plan.Boundary.North.AsSpan(plane * _columns, _columns).CopyTo(ratio);
        else if (row >= _rows) _plan.Boundary.South.AsSpan(plane * _columns, _columns).CopyTo(ratio);
        else
        {
            ReadOnlySpan<float> amounts = row < block.From ? beyond.Of(block.From, row, plane)
                : row >= block.To ? beyond.Of(block.To, row, plane) : _state.AsSpan(((plane * _rows) + row) * _columns, _columns);
            RowKernels.Product(amounts, inverse.AsSpan(((plane % _plan.Layers * _rows) + row) * _columns, _columns), ratio);
        }
    }

    private void Note(float[] side)
    {
        for (int plane = 0; plane < _plan.Species * _plan.Layers; plane++)
            _before.AsSpan(plane * _room, _columns).CopyTo(side.AsSpan(plane * _columns));
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

    // Work arrays and coefficients have room behind them, so whole vectors may run over the end; those of the state may not. References are
    // kept in locals: fields would be read again for every vector.
    private void Face(int plane, int layer, int face, bool writes)
    {
        SweepPlan<float> plan = _plan.AcrossRows;
        int at = ((layer * (_rows + 1)) + face) * _columns, work = plane * _room;
        ref float left = ref plan.Left[at], right = ref plan.Right[at];
        ref float slopeLeft = ref plan.SlopeLeft[at], slopeRight = ref plan.SlopeRight[at];
        ref float northRow = ref _north[work], hereRow = ref _here[work], southRow = ref _south[0];
        ref float slopeRow = ref _northSlope[work], before = ref _before[work], difference = ref _flux[0];
        nuint end = (nuint)_columns, step = (nuint)Vector<float>.Count;
        // The last face has no row south of it, and so no slope there.
        Vector<float> inside = face == _rows ? Vector<float>.Zero : Vector<float>.One;
        for (nuint column = 0; column < end; column += step)
        {
            Vector<float> north = Vector.LoadUnsafe(ref northRow, column), here = Vector.LoadUnsafe(ref hereRow, column);
            Vector<float> south = Vector.LoadUnsafe(ref southRow, column), slope = Slope(here - north, south - here) * inside;
            Vector<float> flux = (north * Vector.LoadUnsafe(ref left, column)) + (here * Vector.LoadUnsafe(ref right, column))
                + (Vector.LoadUnsafe(ref slopeRow, column) * Vector.LoadUnsafe(ref slopeLeft, column))
                + (slope * Vector.LoadUnsafe(ref slopeRight, column));
            (flux - Vector.LoadUnsafe(ref before, column)).StoreUnsafe(ref difference, column);
            flux.StoreUnsafe(ref before, column);
            slope.StoreUnsafe(ref slopeRow, column);
            south.StoreUnsafe(ref northRow, column);
        }

        if (writes)
            RowKernels.SubtractProduct(_state.AsSpan(((plane * _rows) + face - 1) * _columns, _columns), _flux.AsSpan(0, _columns),
                _plan.InverseArea.AsSpan((face - 1) * _columns, _columns));
    }
}

/// <summary>The two rows on each side of every border between blocks, as they are before a sweep: blocks can then be swept at the
/// same time.</summary>
internal sealed class RowHalo(HourPlan<float> plan, int blocks)
{
    private readonly float[] _rows = new float[Math.Max(0, blocks - 1) * 4 * plan.Species * plan.Layers * plan.Columns];

    /// <summary>Number of blocks.</summary>
    internal int Blocks => blocks;

    /// <summary>First row of a block; the number of rows for the one past the last.</summary>
    internal int From(int block) => (int)((long)plan.Rows * block / blocks);

    /// <summary>Copies the rows as they are now.</summary>
    internal void Copy(float[] state)
    {
        for (int border = 1; border < blocks; border++)
            for (int row = From(border) - 2; row < From(border) + 2; row++)
                for (int plane = 0; plane < plan.Species * plan.Layers; plane++)
                    state.AsSpan(((plane * plan.Rows) + row) * plan.Columns, plan.Columns)
                        .CopyTo(_rows.AsSpan(Place(border, row, plane), plan.Columns));
    }

    /// <summary>A row near a border.</summary>
    internal ReadOnlySpan<float> Of(int borderRow, int row, int plane)
    {
        int border = 1;
        while (From(border) != borderRow) border++;
        return _rows.AsSpan(Place(border, row, plane), plan.Columns);
    }

    private int Place(int border, int row, int plane) =>
        (((((border - 1) * 4) + row - From(border) + 2) * plan.Species * plan.Layers) + plane) * plan.Columns;
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
