using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kaya.Inversion;

/// <summary>One sweep of one species in one layer.</summary>
/// <param name="Hour">The hour.</param>
/// <param name="Along">Along the rows, or across them.</param>
/// <param name="Second">Whether the other sweep came first.</param>
/// <param name="Plane">Number of the plane: species x layer.</param>
internal readonly record struct PlaneSweep(HourPlan<float> Hour, bool Along, bool Second, int Plane)
{
    internal SweepPlan<float> Plan => Along ? Hour.AlongRows : Hour.AcrossRows;

    internal float[] Inverse => Second ? Plan.InverseSecond : Hour.InverseDensity;

    internal int Layer => Plane % Hour.Layers;

    /// <summary>First cell of a row in the state, in fields of the layer, in fields of the ground, and its first face.</summary>
    internal (int State, int Field, int Ground, int Face) At(int row)
    {
        int line = (Layer * Hour.Rows) + row;
        return (((Plane * Hour.Rows) + row) * Hour.Columns, line * Hour.Columns, row * Hour.Columns,
            Along ? line * (Hour.Columns + 1) : ((Layer * (Hour.Rows + 1)) + row) * Hour.Columns);
    }
}

/// <summary>Sweeps of one species in one layer, forward and back: the arithmetic of <see cref="TensorStep"/>. Work of one thread.</summary>
/// <remarks>
/// A sweep is local: what a cell needs are the cells beside it along the axis. In the work arrays these stand
/// <c>beside</c> places apart, 1 along a row and a whole row across; the same loops serve both. A row goes along by itself, all rows of the
/// plane go across together; around them stands the air outside.
/// </remarks>
internal sealed class SweepAdjoint
{
    private readonly int _rows, _columns;
    // What is in a kilogram of air; derivatives by fluxes; slopes, or derivatives by the differences before and behind a cell.
    private readonly float[] _ratio, _back, _slope, _before, _behind, _own;

    internal SweepAdjoint(int rows, int columns)
    {
        (_rows, _columns) = (rows, columns);
        // Room for whole vectors behind the last one.
        int room = ((rows + 2) * Math.Max(columns, 1)) + columns + 2 + (2 * Vector<float>.Count);
        (_ratio, _back, _slope) = (new float[room], new float[room], new float[room]);
        (_before, _behind, _own) = (new float[room], new float[room], new float[room]);
    }

    /// <summary>The state after a sweep.</summary>
    internal void Forward(in PlaneSweep sweep, float[] from, float[] to)
    {
        for (int first = 0; first < _rows; first += sweep.Along ? 1 : _rows)
        {
            int rows = sweep.Along ? 1 : _rows;
            for (int row = first; row < first + rows; row++) Ratios(sweep, row, from);
            Outside(sweep, first);
            for (int row = first; row < first + rows; row++) Slopes(sweep, row);
            ClearEdges(sweep, _slope);
            for (int row = first; row < first + rows; row++) Move(sweep, row, from, to);
        }
    }

    /// <summary>Derivatives by the state before a sweep from those by the state after it, in place.</summary>
    internal void Back(in PlaneSweep sweep, float[] state, float[] adjoint)
    {
        for (int first = 0; first < _rows; first += sweep.Along ? 1 : _rows)
        {
            int rows = sweep.Along ? 1 : _rows;
            for (int row = first; row < first + rows; row++)
            {
                Ratios(sweep, row, state);
                Weights(sweep, row, adjoint);
            }

            Outside(sweep, first);
            ClearEdges(sweep, _back);
            for (int row = first; row < first + rows; row++) Differences(sweep, row);
            ClearEdges(sweep, _before);
            ClearEdges(sweep, _behind);
            for (int row = first; row < first + rows; row++) Gather(sweep, row, adjoint);
        }
    }

    // Distance to the cell beside, and where the first cell of a row stands in the work arrays.
    private (int Beside, int Work) Place(in PlaneSweep sweep, int row) => sweep.Along ? (1, 1) : (_columns, (row + 1) * _columns);

    private void Ratios(in PlaneSweep sweep, int row, float[] state)
    {
        (int at, int field, _, _) = sweep.At(row);
        RowKernels.Product(state.AsSpan(at, _columns), sweep.Inverse.AsSpan(field, _columns),
            _ratio.AsSpan(Place(sweep, row).Work, _columns));
    }

    private void Weights(in PlaneSweep sweep, int row, float[] adjoint)
    {
        (int at, _, int ground, _) = sweep.At(row);
        RowKernels.Product(adjoint.AsSpan(at, _columns), sweep.Hour.InverseArea.AsSpan(ground, _columns),
            _back.AsSpan(Place(sweep, row).Work, _columns));
    }

    private void Outside(in PlaneSweep sweep, int row)
    {
        BoundaryPlan<float> air = sweep.Hour.Boundary;
        if (sweep.Along)
        {
            int line = (sweep.Plane * _rows) + row;
            (_ratio[0], _ratio[_columns + 1]) = (air.West[line], air.East[line]);
            return;
        }

        air.North.AsSpan(sweep.Plane * _columns, _columns).CopyTo(_ratio);
        air.South.AsSpan(sweep.Plane * _columns, _columns).CopyTo(_ratio.AsSpan((_rows + 1) * _columns));
    }

    // Outside there are neither slopes nor derivatives; whole vectors have written there.
    private void ClearEdges(in PlaneSweep sweep, float[] work)
    {
        int edge = sweep.Along ? 1 : _columns, behind = sweep.Along ? _columns + 1 : (_rows + 1) * _columns;
        Array.Clear(work, 0, edge);
        Array.Clear(work, behind, edge);
    }

    private void Slopes(in PlaneSweep sweep, int row)
    {
        (int beside, int work) = Place(sweep, row);
        ref float ratio = ref _ratio[0], slope = ref _slope[0];
        for (int column = 0; column < _columns; column += Vector<float>.Count)
        {
            nuint at = (nuint)(work + column);
            Vector<float> here = Vector.LoadUnsafe(ref ratio, at), up = here - Vector.LoadUnsafe(ref ratio, at - (nuint)beside);
            Vector<float> down = Vector.LoadUnsafe(ref ratio, at + (nuint)beside) - here;
            (up * down * Parts(up, down)).StoreUnsafe(ref slope, at);
        }
    }

    // One over the sum of two differences of the same sign; 0 for others: there is no slope at an extremum.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Parts(Vector<float> up, Vector<float> down)
    {
        Vector<int> same = Vector.GreaterThan(up * down, Vector<float>.Zero);
        return Vector.ConditionalSelect(same, Vector<float>.One / Vector.ConditionalSelect(same, up + down, Vector<float>.One),
            Vector<float>.Zero);
    }

    private void Move(in PlaneSweep sweep, int row, float[] from, float[] to)
    {
        int column = 0;
        for (; column <= _columns - Vector<float>.Count; column += Vector<float>.Count)
            Move<WholeLanes>(sweep, row, column, from, to);
        if (column < _columns) Move<PartLanes>(sweep, row, column, from, to);
    }

    private void Move<TLanes>(in PlaneSweep sweep, int row, int column, float[] from, float[] to)
        where TLanes : struct, ILanes
    {
        int count = Math.Min(Vector<float>.Count, _columns - column);
        (int beside, int work) = Place(sweep, row);
        (int at, _, int ground, int face) = sweep.At(row);
        SweepPlan<float> plan = sweep.Plan;
        Vector<float> into = Flux(plan, face + column, work + column - beside, beside);
        Vector<float> outOf = Flux(plan, face + column + beside, work + column, beside);
        Vector<float> area = TLanes.Load(ref sweep.Hour.InverseArea[0], ground + column, count);
        TLanes.Store(TLanes.Load(ref from[0], at + column, count) - ((outOf - into) * area), ref to[0], at + column, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector<float> Flux(SweepPlan<float> plan, int face, int cell, int beside) =>
        (new Vector<float>(_ratio, cell) * new Vector<float>(plan.Left, face))
        + (new Vector<float>(_ratio, cell + beside) * new Vector<float>(plan.Right, face))
        + (new Vector<float>(_slope, cell) * new Vector<float>(plan.SlopeLeft, face))
        + (new Vector<float>(_slope, cell + beside) * new Vector<float>(plan.SlopeRight, face));

    // The slope u d / (u + d) has the derivatives (d / (u + d))^2 and (u / (u + d))^2.
    private void Differences(in PlaneSweep sweep, int row)
    {
        (int beside, int work) = Place(sweep, row);
        int face = sweep.At(row).Face;
        SweepPlan<float> plan = sweep.Plan;
        ref float ratio = ref _ratio[0], back = ref _back[0];
        ref float left = ref plan.Left[0], right = ref plan.Right[0];
        ref float slopeLeft = ref plan.SlopeLeft[0], slopeRight = ref plan.SlopeRight[0];
        for (int column = 0; column < _columns; column += Vector<float>.Count)
        {
            nuint at = (nuint)(work + column), next = at + (nuint)beside, previous = at - (nuint)beside;
            nuint into = (nuint)(face + column), outOf = into + (nuint)beside;
            Vector<float> here = Vector.LoadUnsafe(ref back, at);
            Vector<float> byInto = here - Vector.LoadUnsafe(ref back, previous), byOut = Vector.LoadUnsafe(ref back, next) - here;
            Vector<float> bySlope = (byOut * Vector.LoadUnsafe(ref slopeLeft, outOf)) + (byInto * Vector.LoadUnsafe(ref slopeRight, into));
            Vector<float> middle = Vector.LoadUnsafe(ref ratio, at), up = middle - Vector.LoadUnsafe(ref ratio, previous);
            Vector<float> down = Vector.LoadUnsafe(ref ratio, next) - middle, part = Parts(up, down);
            Vector<float> byUp = down * part, byDown = up * part;
            (byUp, byDown) = (bySlope * byUp * byUp, bySlope * byDown * byDown);
            byUp.StoreUnsafe(ref _before[0], at);
            byDown.StoreUnsafe(ref _behind[0], at);
            ((byOut * Vector.LoadUnsafe(ref left, outOf)) + (byInto * Vector.LoadUnsafe(ref right, into)) + byUp - byDown)
                .StoreUnsafe(ref _own[0], at);
        }
    }

    private void Gather(in PlaneSweep sweep, int row, float[] adjoint)
    {
        int column = 0;
        for (; column <= _columns - Vector<float>.Count; column += Vector<float>.Count) Gather<WholeLanes>(sweep, row, column, adjoint);
        if (column < _columns) Gather<PartLanes>(sweep, row, column, adjoint);
    }

    private void Gather<TLanes>(in PlaneSweep sweep, int row, int column, float[] adjoint)
        where TLanes : struct, ILanes
    {
        int count = Math.Min(Vector<float>.Count, _columns - column);
        (int beside, int work) = Place(sweep, row);
        (int at, int field, _, _) = sweep.At(row);
        work += column;
        Vector<float> byRatio = new Vector<float>(_own, work) + new Vector<float>(_behind, work - beside)
            - new Vector<float>(_before, work + beside);
        Vector<float> inverse = TLanes.Load(ref sweep.Inverse[0], field + column, count);
        TLanes.Store(TLanes.Load(ref adjoint[0], at + column, count) + (byRatio * inverse), ref adjoint[0], at + column, count);
    }
}
