using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kaya.Inversion;

/// <summary>Both sweeps of a step, in place: the arithmetic of <see cref="TensorStep"/>. Work of one thread.</summary>
/// <remarks>All species of a row are done together: the coefficients are then read from memory once and not once for each species.</remarks>
internal sealed class FusedSweeps
{
    /// <summary>Columns that a sweep across the rows does at once: rows of all species of them stay in the nearest cache.</summary>
    internal const int Strip = 64;

    private readonly HourPlan<float> _plan;
    private readonly float[] _state;
    private readonly int _rows, _columns;
    // Neighbours, slopes and fluxes of a row, with room for a whole vector behind each.
    private readonly float[] _ratio, _slope, _flux;
    // The same of a strip: species x column for the rows on both sides of a face.
    private float[] _north, _here, _northSlope, _hereSlope, _before, _now;

    internal FusedSweeps(HourPlan<float> plan, float[] state)
    {
        (_plan, _state, _rows, _columns) = (plan, state, plan.Rows, plan.Columns);
        int room = _columns + 2 + Vector<float>.Count, strip = plan.Species * Strip;
        (_ratio, _slope, _flux) = (new float[room], new float[room], new float[room]);
        (_north, _here, _northSlope, _hereSlope) = (new float[strip], new float[strip], new float[strip], new float[strip]);
        (_before, _now) = (new float[strip], new float[strip]);
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
            Ratio(inverse, state, ((layer * _rows) + row) * _columns);
            Slopes();
            Fluxes(((layer * _rows) + row) * (_columns + 1));
            Update(state, row * _columns);
            sides.West[line] = _flux[0];
            sides.East[line] = _flux[_columns];
        }
    }

    /// <summary>Sweeps across the rows of a strip of a layer: a row is changed when the fluxes on both its sides are known.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="from">First column of the strip.</param>
    /// <param name="second">Whether the other sweep came first.</param>
    /// <param name="sides">Receives the fluxes through the sides.</param>
    internal void Across(int layer, int from, bool second, SideFluxes sides)
    {
        float[] inverse = second ? _plan.AcrossRows.InverseSecond : _plan.InverseDensity;
        int width = Math.Min(Strip, _columns - from);
        for (int place = 0; place < _plan.Species; place++)
        {
            int plane = (place * _plan.Layers) + layer, state = (plane * _rows * _columns) + from;
            int field = (layer * _rows * _columns) + from;
            _plan.Boundary.North.AsSpan((plane * _columns) + from, width).CopyTo(_north.AsSpan(place * Strip));
            for (int column = 0; column < width; column++)
                _here[(place * Strip) + column] = _state[state + column] * inverse[field + column];
        }

        Array.Clear(_northSlope);
        for (int face = 0; face <= _rows; face++)
        {
            for (int place = 0; place < _plan.Species; place++) Face(inverse, layer, (from, width), (place, face));
            // The row north of this face has been written over with the one south of it.
            (_north, _here) = (_here, _north);
            (_northSlope, _hereSlope) = (_hereSlope, _northSlope);
            (_before, _now) = (_now, _before);
            if (face == 0) Note(sides.North, layer, from, width);
            if (face == _rows) Note(sides.South, layer, from, width);
        }
    }

    private void Note(float[] side, int layer, int from, int width)
    {
        for (int place = 0; place < _plan.Species; place++)
            _before.AsSpan(place * Strip, width).CopyTo(side.AsSpan((((place * _plan.Layers) + layer) * _columns) + from));
    }

    private void Ratio(float[] inverse, int state, int field)
    {
        ref float from = ref _state[state], scale = ref inverse[field], to = ref _ratio[1];
        int column = 0, width = Vector<float>.Count;
        for (; column <= _columns - width; column += width)
            (Vector.LoadUnsafe(ref from, (nuint)column) * Vector.LoadUnsafe(ref scale, (nuint)column)).StoreUnsafe(ref to, (nuint)column);
        for (; column < _columns; column++) Unsafe.Add(ref to, column) = Unsafe.Add(ref from, column) * Unsafe.Add(ref scale, column);
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

    private void Fluxes(int first)
    {
        SweepPlan<float> plan = _plan.AlongRows;
        ref float left = ref plan.Left[first], right = ref plan.Right[first];
        ref float slopeLeft = ref plan.SlopeLeft[first], slopeRight = ref plan.SlopeRight[first];
        ref float ratio = ref _ratio[0], slope = ref _slope[0], to = ref _flux[0];
        int face = 0, width = Vector<float>.Count, faces = _columns + 1;
        for (; face <= faces - width; face += width)
            ((Vector.LoadUnsafe(ref ratio, (nuint)face) * Vector.LoadUnsafe(ref left, (nuint)face))
                + (Vector.LoadUnsafe(ref ratio, (nuint)(face + 1)) * Vector.LoadUnsafe(ref right, (nuint)face))
                + (Vector.LoadUnsafe(ref slope, (nuint)face) * Vector.LoadUnsafe(ref slopeLeft, (nuint)face))
                + (Vector.LoadUnsafe(ref slope, (nuint)(face + 1)) * Vector.LoadUnsafe(ref slopeRight, (nuint)face)))
                .StoreUnsafe(ref to, (nuint)face);
        for (; face < faces; face++)
            _flux[face] = (_ratio[face] * plan.Left[first + face]) + (_ratio[face + 1] * plan.Right[first + face])
                + (_slope[face] * plan.SlopeLeft[first + face]) + (_slope[face + 1] * plan.SlopeRight[first + face]);
    }

    private void Update(int state, int cell)
    {
        ref float now = ref _state[state], area = ref _plan.InverseArea[cell], flux = ref _flux[0];
        int column = 0, width = Vector<float>.Count;
        for (; column <= _columns - width; column += width)
        {
            Vector<float> change = Vector.LoadUnsafe(ref flux, (nuint)(column + 1)) - Vector.LoadUnsafe(ref flux, (nuint)column);
            (Vector.LoadUnsafe(ref now, (nuint)column) - (change * Vector.LoadUnsafe(ref area, (nuint)column)))
                .StoreUnsafe(ref now, (nuint)column);
        }

        for (; column < _columns; column++)
            Unsafe.Add(ref now, column) -= (Unsafe.Add(ref flux, column + 1) - Unsafe.Add(ref flux, column)) * Unsafe.Add(ref area, column);
    }

    private void Face(float[] inverse, int layer, (int From, int Width) strip, (int Place, int Face) at)
    {
        int plane = (at.Place * _plan.Layers) + layer, column = 0, width = Vector<float>.Count;
        FaceRow row = new(((plane * _rows) + at.Face) * _columns + strip.From, ((layer * _rows) + at.Face) * _columns + strip.From,
            ((layer * (_rows + 1)) + at.Face) * _columns + strip.From, (plane * _columns) + strip.From, at.Place * Strip);
        int area = ((at.Face - 1) * _columns) + strip.From;
        for (; column <= strip.Width - width; column += width) Face<WholeLanes>(inverse, row, at.Face, area, (column, width));
        if (column < strip.Width) Face<PartLanes>(inverse, row, at.Face, area, (column, strip.Width - column));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Face<TLanes>(float[] inverse, FaceRow row, int face, int area, (int Column, int Count) at)
        where TLanes : struct, ILanes
    {
        int work = row.Work + at.Column, count = at.Count;
        ref float state = ref MemoryMarshal.GetArrayDataReference(_state);
        ref float northRow = ref MemoryMarshal.GetArrayDataReference(_north);
        Vector<float> north = TLanes.Load(ref northRow, work, count);
        Vector<float> here = TLanes.Load(ref MemoryMarshal.GetArrayDataReference(_here), work, count), slope = default, south = default;
        if (face < _rows)
        {
            south = face + 1 == _rows
                ? TLanes.Load(ref MemoryMarshal.GetArrayDataReference(_plan.Boundary.South), row.Side + at.Column, count)
                : TLanes.Load(ref state, row.State + _columns + at.Column, count)
                    * TLanes.Load(ref MemoryMarshal.GetArrayDataReference(inverse), row.Field + _columns + at.Column, count);
            slope = Slope(here - north, south - here);
        }

        SweepPlan<float> plan = _plan.AcrossRows;
        int through = row.Face + at.Column;
        Vector<float> flux = (north * TLanes.Load(ref MemoryMarshal.GetArrayDataReference(plan.Left), through, count))
            + (here * TLanes.Load(ref MemoryMarshal.GetArrayDataReference(plan.Right), through, count))
            + (TLanes.Load(ref MemoryMarshal.GetArrayDataReference(_northSlope), work, count)
                * TLanes.Load(ref MemoryMarshal.GetArrayDataReference(plan.SlopeLeft), through, count))
            + (slope * TLanes.Load(ref MemoryMarshal.GetArrayDataReference(plan.SlopeRight), through, count));
        TLanes.Store(flux, ref MemoryMarshal.GetArrayDataReference(_now), work, count);
        if (face > 0)
        {
            int before = row.State - _columns + at.Column;
            Vector<float> change = flux - TLanes.Load(ref MemoryMarshal.GetArrayDataReference(_before), work, count);
            Vector<float> scale = TLanes.Load(ref MemoryMarshal.GetArrayDataReference(_plan.InverseArea), area + at.Column, count);
            TLanes.Store(TLanes.Load(ref state, before, count) - (change * scale), ref state, before, count);
        }

        TLanes.Store(slope, ref MemoryMarshal.GetArrayDataReference(_hereSlope), work, count);
        TLanes.Store(south, ref northRow, work, count);
    }

    /// <summary>Where the row south of a face begins in each array.</summary>
    private readonly record struct FaceRow(int State, int Field, int Face, int Side, int Work);
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
