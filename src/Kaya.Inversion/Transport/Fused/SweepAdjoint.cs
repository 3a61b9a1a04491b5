using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kaya.Inversion;

/// <summary>One sweep of one species in one layer.</summary>
/// <param name="Hour">The hour.</param>
/// <param name="Along">Along the rows, or across them.</param>
/// <param name="Second">Whether the other sweep came first.</param>
/// <param name="Layer">The layer.</param>
/// <param name="Place">The species.</param>
internal readonly record struct PlaneSweep(HourPlan<float> Hour, bool Along, bool Second, int Layer, int Place)
{
    internal SweepPlan<float> Plan => Along ? Hour.AlongRows : Hour.AcrossRows;

    internal RowField<float> Inverse => Second ? Plan.InverseSecond : Hour.InverseDensity;

    /// <summary>Line of the plane in a row of a field.</summary>
    internal int Line => (Layer * Hour.Species) + Place;

    /// <summary>Number of the plane in a state: species x layer.</summary>
    internal int Plane => (Place * Hour.Layers) + Layer;
}

/// <summary>Back through a sweep: the derivative of <see cref="FusedSweeps"/>, written out. Work of one thread.</summary>
/// <remarks>A sweep is local: what a cell needs are the cells beside it along the axis, one place away along a row and one line away
/// across; the same loops serve both. Around the plane stands the air outside.</remarks>
internal sealed class SweepAdjoint(int rows, int columns)
{
    // What is in a kilogram of air; derivatives by the change of a cell; by the differences before and behind a cell; by the cell itself.
    private readonly RowField<float> _ratio = new(rows, columns, 1), _back = new(rows, columns, 1);
    private readonly RowField<float> _before = new(rows, columns, 1), _behind = new(rows, columns, 1), _own = new(rows, columns, 1);

    private static int Width => Vector<float>.Count;

    /// <summary>Derivatives by the state before a sweep from those by the state after it, in place.</summary>
    /// <param name="sweep">Which sweep.</param>
    /// <param name="state">State before it: species x layer x row x column.</param>
    /// <param name="adjoint">Derivatives: a line for each layer and species.</param>
    internal void Back(in PlaneSweep sweep, float[] state, RowField<float> adjoint)
    {
        // Rows along which is swept do not know of each other: each goes through all loops while it is in the cache.
        int together = sweep.Along ? 1 : rows;
        for (int first = 0; first < rows; first += together)
        {
            for (int row = first; row < first + together; row++) Begin(sweep, row, state, adjoint);
            Outside(sweep, first);
            for (int row = first; row < first + together; row++) Differences(sweep, row);
            Clear(sweep, first, _before);
            Clear(sweep, first, _behind);
            for (int row = first; row < first + together; row++) Gather(sweep, row, adjoint);
        }
    }

    private void Begin(in PlaneSweep sweep, int row, float[] state, RowField<float> adjoint)
    {
        RowKernels.Product(state.AsSpan(((sweep.Plane * rows) + row) * columns, columns),
            sweep.Inverse.Whole(row, sweep.Layer)[..columns], _ratio.Line(row));
        RowKernels.Product(adjoint.Line(row, sweep.Line), sweep.Hour.InverseArea.Line(row), _back.Line(row));
    }

    private void Outside(in PlaneSweep sweep, int row)
    {
        BoundaryPlan<float> air = sweep.Hour.Boundary;
        Clear(sweep, row, _back);
        if (sweep.Along)
        {
            int side = (sweep.Plane * rows) + row;
            ref float first = ref _ratio.At(row);
            (Unsafe.Subtract(ref first, 1), Unsafe.Add(ref first, columns)) = (air.West[side], air.East[side]);
            return;
        }

        air.North.AsSpan(sweep.Plane * columns, columns).CopyTo(_ratio.Line(-1));
        air.South.AsSpan(sweep.Plane * columns, columns).CopyTo(_ratio.Line(rows));
    }

    // The air outside is given: nothing depends on it. Whole vectors have written there.
    private void Clear(in PlaneSweep sweep, int row, RowField<float> work)
    {
        if (sweep.Along)
        {
            ref float first = ref work.At(row);
            (Unsafe.Subtract(ref first, 1), Unsafe.Add(ref first, columns)) = (0, 0);
            return;
        }

        work.Whole(-1).Clear();
        work.Whole(rows).Clear();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> At(ref float first, int at) => Vector.LoadUnsafe(ref first, (nuint)at);

    private static ref float Face(in PlaneSweep sweep, RowField<float> field, int row, bool isBehind)
    {
        if (!sweep.Along) return ref field.At(isBehind ? row + 1 : row, sweep.Layer);
        return ref Unsafe.Add(ref field.At(row, sweep.Layer), isBehind ? 1 : 0);
    }

    // The slope u d / (u + d) has the derivatives (d / (u + d))^2 and (u / (u + d))^2; at an extremum both are 0.
    private void Differences(in PlaneSweep sweep, int row)
    {
        SweepPlan<float> plan = sweep.Plan;
        int beside = sweep.Along ? 1 : _ratio.Stride, stride = _ratio.Stride;
        ref float left = ref Face(sweep, plan.Left, row, isBehind: true), right = ref Face(sweep, plan.Right, row, isBehind: false);
        ref float slopeLeft = ref Face(sweep, plan.SlopeLeft, row, true), slopeRight = ref Face(sweep, plan.SlopeRight, row, false);
        ref float ratio = ref _ratio.At(row), ratioBefore = ref Unsafe.Subtract(ref ratio, beside);
        ref float ratioBehind = ref Unsafe.Add(ref ratio, beside), back = ref _back.At(row);
        ref float backBefore = ref Unsafe.Subtract(ref back, beside), backBehind = ref Unsafe.Add(ref back, beside);
        ref float before = ref _before.At(row), behind = ref _behind.At(row), own = ref _own.At(row);
        for (int column = 0; column < stride; column += Width)
        {
            // A flux takes from the cell before its face and gives to the one behind.
            Vector<float> here = At(ref back, column);
            Vector<float> byInto = here - At(ref backBefore, column), byOut = At(ref backBehind, column) - here;
            Vector<float> bySlope = (byOut * At(ref slopeLeft, column)) + (byInto * At(ref slopeRight, column));
            Vector<float> middle = At(ref ratio, column), up = middle - At(ref ratioBefore, column);
            Vector<float> down = At(ref ratioBehind, column) - middle;
            Vector<int> same = Vector.GreaterThan(up * down, Vector<float>.Zero);
            Vector<float> part = Vector.ConditionalSelect(same, Vector<float>.One / (up + down), Vector<float>.Zero);
            Vector<float> byUp = down * part, byDown = up * part;
            (byUp, byDown) = (bySlope * byUp * byUp, bySlope * byDown * byDown);
            byUp.StoreUnsafe(ref before, (nuint)column);
            byDown.StoreUnsafe(ref behind, (nuint)column);
            ((byOut * At(ref left, column)) + (byInto * At(ref right, column)) + byUp - byDown).StoreUnsafe(ref own, (nuint)column);
        }
    }

    private void Gather(in PlaneSweep sweep, int row, RowField<float> adjoint)
    {
        int beside = sweep.Along ? 1 : _ratio.Stride, stride = _ratio.Stride;
        ref float own = ref _own.At(row), before = ref Unsafe.Add(ref _before.At(row), beside);
        ref float behind = ref Unsafe.Subtract(ref _behind.At(row), beside);
        ref float inverse = ref sweep.Inverse.At(row, sweep.Layer), by = ref adjoint.At(row, sweep.Line);
        for (int column = 0; column < stride; column += Width)
            Vector.MultiplyAddEstimate(At(ref own, column) + At(ref behind, column) - At(ref before, column), At(ref inverse, column),
                At(ref by, column)).StoreUnsafe(ref by, (nuint)column);
    }
}
