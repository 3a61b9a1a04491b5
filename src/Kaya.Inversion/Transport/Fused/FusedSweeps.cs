using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kaya.Inversion;

/// <summary>Both sweeps of a step, in place: the arithmetic of <see cref="TensorStep"/>. Work of one thread.</summary>
/// <remarks>Loops go over a few neighbouring columns, and inside over all species: coefficients stay in registers. References and lengths
/// are kept in locals: fields would be read again for every vector.</remarks>
internal sealed class FusedSweeps
{
    private static nuint Width => (nuint)Vector<float>.Count;

    private readonly RowField<float> _state;
    private readonly int _species, _layers, _columns, _rows;
    private readonly nuint _stride, _end;
    // Of a row and layer, a line for each species: slopes, and fluxes through western faces.
    private readonly RowField<float> _slope, _flux;
    // A line for each layer and species: slopes of the row north of a face, and the flux through the face before.
    private readonly RowField<float> _northSlope, _before;
    private HourPlan<float> _plan;
    private RowSums[]? _sums;

    internal FusedSweeps(HourPlan<float> plan, RowField<float> state)
    {
        (_plan, _state) = (plan, state);
        (_species, _layers, _columns, _rows) = (plan.Species, plan.Layers, plan.Columns, plan.Rows);
        (_stride, _end) = ((nuint)state.Stride, (nuint)(state.Stride * plan.Species));
        RowField<float> Row(int lines) => new(1, _columns, lines);
        (_slope, _flux) = (Row(_species), Row(_species));
        (_northSlope, _before) = (Row(_layers * _species), Row(_layers * _species));
    }

    /// <summary>Begins a step: there is no slope outside of the domain.</summary>
    /// <param name="plan">The hour.</param>
    /// <param name="sums">Budget of each row to add to; null for none.</param>
    internal void Begin(HourPlan<float> plan, RowSums[]? sums)
    {
        (_plan, _sums) = (plan, sums);
        _northSlope.Row(0).Clear();
    }

    /// <summary>Sweeps along a row of all layers.</summary>
    /// <param name="row">The row.</param>
    /// <param name="second">Whether the other sweep came first.</param>
    internal void Along(int row, bool second)
    {
        RowField<float> inverse = second ? _plan.AlongRows.InverseSecond : _plan.InverseDensity;
        for (int line = 0; line < _layers * _species; line++)
        {
            // The air outside, beside the row: one over its density is 1.
            int side = (_plan.PlaneOf(line) * _rows) + row;
            ref float first = ref _state.At(row, line);
            (Unsafe.Subtract(ref first, 1), Unsafe.Add(ref first, _columns)) = (_plan.Boundary.West[side], _plan.Boundary.East[side]);
        }

        for (int layer = 0; layer < _layers; layer++)
        {
            ref float state = ref _state.At(row, layer * _species), ratio = ref inverse.At(row, layer);
            Slopes(ref state, ref ratio);
            FluxesAlong(ref state, ref ratio, row, layer);
            Change(ref state, ref _plan.InverseArea.At(row));
            for (int place = 0; place < _species && _sums is not null; place++)
            {
                _sums[row].Side(layer, place, _flux.Line(0, place)[..1], 1);
                _sums[row].Side(layer, place, _flux.Whole(0, place).Slice(_columns, 1), -1);
            }
        }
    }

    /// <summary>Goes on with the sweep across rows: the fluxes through the northern face of a row, and with them the change of the row
    /// north of it. Faces follow each other from the first to the one behind the last row.</summary>
    /// <param name="face">The face.</param>
    /// <param name="second">Whether the other sweep came first.</param>
    internal void Across(int face, bool second)
    {
        RowField<float> inverse = second ? _plan.AcrossRows.InverseSecond : _plan.InverseDensity;
        for (int layer = 0; layer < _layers; layer++) Face(face, layer, inverse);
        for (int line = 0; line < _layers * _species && _sums is not null; line++)
        {
            if (face == 0) _sums[0].Side(line / _species, line % _species, _before.Line(0, line), 1);
            if (face == _rows) _sums[^1].Side(line / _species, line % _species, _before.Line(0, line), -1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> At(ref float first, nuint at) => Vector.LoadUnsafe(ref first, at);

    // Van Leer's slope over 2; 0 at an extremum, whatever the quotient is there.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Slope(Vector<float> up, Vector<float> down)
    {
        Vector<float> product = up * down;
        return Vector.ConditionalSelect(Vector.GreaterThan(product, Vector<float>.Zero), product / (up + down), Vector<float>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> MultiplyAdd(Vector<float> a, Vector<float> b, Vector<float> c) => Vector.MultiplyAddEstimate(a, b, c);

    private void Slopes(ref float state, ref float inverse)
    {
        (nuint stride, nuint end, nuint width) = (_stride, _end, Width);
        ref float west = ref Unsafe.Subtract(ref state, 1), east = ref Unsafe.Add(ref state, 1), to = ref _slope.At(0);
        ref float inverseWest = ref Unsafe.Subtract(ref inverse, 1), inverseEast = ref Unsafe.Add(ref inverse, 1);
        for (nuint column = 0; column < stride; column += width)
        {
            Vector<float> ratio = At(ref inverse, column), ratioWest = At(ref inverseWest, column), ratioEast = At(ref inverseEast, column);
            for (nuint at = column; at < end; at += stride)
            {
                Vector<float> here = At(ref state, at) * ratio;
                Slope(here - (At(ref west, at) * ratioWest), (At(ref east, at) * ratioEast) - here).StoreUnsafe(ref to, at);
            }
        }
    }

    private void FluxesAlong(ref float state, ref float inverse, int row, int layer)
    {
        (nuint stride, nuint end, nuint width) = (_stride, _end, Width);
        SweepPlan<float> plan = _plan.AlongRows;
        ref float left = ref plan.Left.At(row, layer), right = ref plan.Right.At(row, layer);
        ref float slopeLeft = ref plan.SlopeLeft.At(row, layer), slopeRight = ref plan.SlopeRight.At(row, layer);
        ref float west = ref Unsafe.Subtract(ref state, 1), inverseWest = ref Unsafe.Subtract(ref inverse, 1);
        ref float slope = ref _slope.At(0), slopeWest = ref Unsafe.Subtract(ref slope, 1), to = ref _flux.At(0);
        for (nuint column = 0; column < stride; column += width)
        {
            Vector<float> ratio = At(ref inverse, column), ratioWest = At(ref inverseWest, column);
            Vector<float> byWest = At(ref left, column), byHere = At(ref right, column);
            Vector<float> bySlopeWest = At(ref slopeLeft, column), bySlope = At(ref slopeRight, column);
            for (nuint at = column; at < end; at += stride)
            {
                Vector<float> flux = MultiplyAdd(At(ref state, at) * ratio, byHere, At(ref west, at) * ratioWest * byWest);
                flux = MultiplyAdd(At(ref slopeWest, at), bySlopeWest, flux);
                MultiplyAdd(At(ref slope, at), bySlope, flux).StoreUnsafe(ref to, at);
            }
        }
    }

    private void Change(ref float state, ref float inverseArea)
    {
        (nuint stride, nuint end, nuint width) = (_stride, _end, Width);
        ref float west = ref _flux.At(0), east = ref Unsafe.Add(ref west, 1);
        for (nuint column = 0; column < stride; column += width)
        {
            Vector<float> scale = At(ref inverseArea, column);
            for (nuint at = column; at < end; at += stride)
                MultiplyAdd(At(ref west, at) - At(ref east, at), scale, At(ref state, at)).StoreUnsafe(ref state, at);
        }
    }

    // At the first face the row north of it is outside of the domain: there one over the area is 0, and nothing changes.
    private void Face(int face, int layer, RowField<float> inverse)
    {
        (nuint stride, nuint end, nuint width) = (_stride, _end, Width);
        // Beyond the row outside of the domain there is none: it stands for that one too, and has no slope.
        (int line, int beyond) = (layer * _species, Math.Min(face + 1, _rows));
        SweepPlan<float> plan = _plan.AcrossRows;
        ref float left = ref plan.Left.At(face, layer), right = ref plan.Right.At(face, layer);
        ref float slopeLeft = ref plan.SlopeLeft.At(face, layer), slopeRight = ref plan.SlopeRight.At(face, layer);
        ref float inverseNorth = ref inverse.At(face - 1, layer), inverseHere = ref inverse.At(face, layer);
        ref float inverseSouth = ref inverse.At(beyond, layer), inverseArea = ref _plan.InverseArea.At(face - 1);
        ref float northRow = ref _state.At(face - 1, line), hereRow = ref _state.At(face, line);
        ref float southRow = ref _state.At(beyond, line);
        ref float slopes = ref _northSlope.At(0, line), before = ref _before.At(0, line);
        for (nuint column = 0; column < stride; column += width)
        {
            Vector<float> ratioNorth = At(ref inverseNorth, column), ratioHere = At(ref inverseHere, column);
            Vector<float> ratioSouth = At(ref inverseSouth, column), scale = At(ref inverseArea, column);
            Vector<float> byNorth = At(ref left, column), byHere = At(ref right, column);
            Vector<float> bySlopeNorth = At(ref slopeLeft, column), bySlope = At(ref slopeRight, column);
            for (nuint at = column; at < end; at += stride)
            {
                Vector<float> amount = At(ref northRow, at), north = amount * ratioNorth, here = At(ref hereRow, at) * ratioHere;
                Vector<float> slope = Slope(here - north, (At(ref southRow, at) * ratioSouth) - here);
                Vector<float> flux = MultiplyAdd(At(ref slopes, at), bySlopeNorth, MultiplyAdd(here, byHere, north * byNorth));
                flux = MultiplyAdd(slope, bySlope, flux);
                MultiplyAdd(At(ref before, at) - flux, scale, amount).StoreUnsafe(ref northRow, at);
                flux.StoreUnsafe(ref before, at);
                slope.StoreUnsafe(ref slopes, at);
            }
        }
    }
}
