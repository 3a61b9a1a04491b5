using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kaya.Inversion;

/// <summary>Both sweeps of a step over one layer of one species, in place: the arithmetic of <see cref="TensorStep"/>, in cache.</summary>
internal sealed class FusedSweeps
{
    private readonly HourPlan<float> _plan;
    private readonly float[] _state;
    private readonly int _rows, _columns;
    // Work of one thread: neighbours, slopes and fluxes of a row, with room for a whole vector behind each.
    private readonly float[] _ratio, _slope, _flux, _nextRatio, _nextSlope, _nextFlux;

    internal FusedSweeps(HourPlan<float> plan, float[] state)
    {
        (_plan, _state, _rows, _columns) = (plan, state, plan.Rows, plan.Columns);
        int room = _columns + 2 + Vector<float>.Count;
        (_ratio, _slope, _flux) = (new float[room], new float[room], new float[room]);
        (_nextRatio, _nextSlope, _nextFlux) = (new float[room], new float[room], new float[room]);
    }

    /// <summary>Sweeps along the rows of a layer.</summary>
    /// <param name="plane">species x layers + layer.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="second">Whether the other sweep came first.</param>
    /// <returns>What came in and went out, per m of depth.</returns>
    internal (double In, double Out) Along(int plane, int layer, bool second)
    {
        (double entered, double left) = (0, 0);
        float[] inverse = second ? _plan.AlongRows.InverseSecond : _plan.InverseDensity;
        for (int row = 0; row < _rows; row++)
        {
            int state = ((plane * _rows) + row) * _columns, field = ((layer * _rows) + row) * _columns;
            _ratio[0] = _plan.Boundary.West[(plane * _rows) + row];
            _ratio[_columns + 1] = _plan.Boundary.East[(plane * _rows) + row];
            Ratio(inverse, state, field);
            Slopes();
            Fluxes((layer * _rows + row) * (_columns + 1));
            Update(state, row * _columns);
            Count(_flux[0], ref entered, ref left);
            Count(-_flux[_columns], ref entered, ref left);
        }

        return (entered, left);
    }

    /// <summary>Sweeps across the rows of a layer, as <see cref="Along"/>.</summary>
    internal (double In, double Out) Across(int plane, int layer, bool second)
    {
        (double entered, double left) = (0, 0);
        float[] inverse = second ? _plan.AcrossRows.InverseSecond : _plan.InverseDensity;
        Crossing crossing = new(this, inverse, plane, layer);
        crossing.Begin();
        for (int face = 0; face <= _rows; face++)
        {
            crossing.Pass(face);
            if (face != 0 && face != _rows) continue;
            float[] flux = crossing.Flux;
            for (int column = 0; column < _columns; column++) Count(face == 0 ? flux[column] : -flux[column], ref entered, ref left);
        }

        return (entered, left);
    }

    private static void Count(double amount, ref double entered, ref double left)
    {
        if (amount > 0) entered += amount;
        else left -= amount;
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
        ref float ratio = ref _ratio[0], slope = ref _slope[0];
        for (int column = 1; column <= _columns; column += Vector<float>.Count)
        {
            Vector<float> here = Vector.LoadUnsafe(ref ratio, (nuint)column);
            Vector<float> up = here - Vector.LoadUnsafe(ref ratio, (nuint)(column - 1));
            Vector<float> down = Vector.LoadUnsafe(ref ratio, (nuint)(column + 1)) - here;
            Slope(up, down).StoreUnsafe(ref slope, (nuint)column);
        }

        _slope[0] = _slope[_columns + 1] = 0;
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
        int face = 0, width = Vector<float>.Count, faces = _columns + 1;
        for (; face <= faces - width; face += width) Flux<WholeLanes>(plan, first, face, width);
        if (face < faces) Flux<PartLanes>(plan, first, face, faces - face);
    }

    private void Flux<TLanes>(SweepPlan<float> plan, int first, int face, int count)
        where TLanes : struct, ILanes
    {
        ref float ratio = ref _ratio[0], slope = ref _slope[0];
        Vector<float> flux = (Vector.LoadUnsafe(ref ratio, (nuint)face) * TLanes.Load(ref plan.Left[first], face, count))
            + (Vector.LoadUnsafe(ref ratio, (nuint)(face + 1)) * TLanes.Load(ref plan.Right[first], face, count))
            + (Vector.LoadUnsafe(ref slope, (nuint)face) * TLanes.Load(ref plan.SlopeLeft[first], face, count))
            + (Vector.LoadUnsafe(ref slope, (nuint)(face + 1)) * TLanes.Load(ref plan.SlopeRight[first], face, count));
        flux.StoreUnsafe(ref _flux[0], (nuint)face);
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

    /// <summary>The faces between rows from the north to the south; a row is changed when the fluxes on both its sides are known.</summary>
    private ref struct Crossing(FusedSweeps work, float[] inverse, int plane, int layer)
    {
        // Rows face - 1 and face, and the slope of row face - 1; then those of the next face.
        private float[] _north = work._ratio, _here = work._nextRatio, _slope = work._slope, _nextSlope = work._nextSlope;
        private float[] _before = work._nextFlux;

        internal float[] Flux { get; private set; } = work._flux;

        internal readonly void Begin()
        {
            int columns = work._columns;
            work._plan.Boundary.North.AsSpan(plane * columns, columns).CopyTo(_north);
            _slope.AsSpan().Clear();
            int state = plane * work._rows * columns, field = layer * work._rows * columns;
            for (int column = 0; column < columns; column++) _here[column] = work._state[state + column] * inverse[field + column];
        }

        internal void Pass(int face)
        {
            (_before, Flux) = (Flux, _before);
            int column = 0, width = Vector<float>.Count;
            for (; column <= work._columns - width; column += width) Pass<WholeLanes>(face, column, width);
            if (column < work._columns) Pass<PartLanes>(face, column, work._columns - column);
            // The northern row of this face is written over with the row south of it.
            (_north, _here) = (_here, _north);
            (_slope, _nextSlope) = (_nextSlope, _slope);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly void Pass<TLanes>(int face, int column, int count)
            where TLanes : struct, ILanes
        {
            (int rows, int columns) = (work._rows, work._columns);
            ref float state = ref MemoryMarshal.GetArrayDataReference(work._state);
            Vector<float> north = TLanes.Load(ref _north[0], column, count), here = TLanes.Load(ref _here[0], column, count);
            Vector<float> slope = default, south = default;
            if (face < rows)
            {
                int next = (((plane * rows) + face + 1) * columns) + column, field = (((layer * rows) + face + 1) * columns) + column;
                south = face + 1 == rows
                    ? TLanes.Load(ref work._plan.Boundary.South[plane * columns], column, count)
                    : TLanes.Load(ref state, next, count) * TLanes.Load(ref MemoryMarshal.GetArrayDataReference(inverse), field, count);
                slope = Slope(here - north, south - here);
            }

            SweepPlan<float> plan = work._plan.AcrossRows;
            int at = (((layer * (rows + 1)) + face) * columns) + column;
            Vector<float> flux = (north * TLanes.Load(ref plan.Left[0], at, count)) + (here * TLanes.Load(ref plan.Right[0], at, count))
                + (TLanes.Load(ref _slope[0], column, count) * TLanes.Load(ref plan.SlopeLeft[0], at, count))
                + (slope * TLanes.Load(ref plan.SlopeRight[0], at, count));
            TLanes.Store(flux, ref Flux[0], column, count);
            if (face > 0)
            {
                int row = (((plane * rows) + face - 1) * columns) + column;
                Vector<float> change = flux - TLanes.Load(ref _before[0], column, count);
                Vector<float> area = TLanes.Load(ref work._plan.InverseArea[0], ((face - 1) * columns) + column, count);
                TLanes.Store(TLanes.Load(ref state, row, count) - (change * area), ref state, row, count);
            }

            TLanes.Store(slope, ref _nextSlope[0], column, count);
            TLanes.Store(south, ref _north[0], column, count);
        }
    }
}
