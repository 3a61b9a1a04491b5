using System.Numerics;

namespace Kaya.Inversion;

/// <summary>What follows the sweeps in one row: emission, columns, reactions and rain, in place.</summary>
internal sealed class FusedColumns
{
    private readonly HourPlan<float> _plan;
    private readonly SpeciesTable _species;
    private readonly RowField<float> _state;
    private readonly EmissionRates<float> _emission;
    private readonly FusedChemistry? _chemistry;

    internal FusedColumns(HourPlan<float> plan, SpeciesTable species, RowField<float> state, EmissionRates<float> emission)
    {
        (_plan, _species, _state, _emission) = (plan, species, state, emission);
        _chemistry = plan.Reactions is null ? null : new FusedChemistry(plan, species, state);
    }

    /// <summary>Finishes a step of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="sums">Budget of the row to add to; null for none.</param>
    internal void Step(int row, RowSums? sums)
    {
        Mix(row);
        if (sums is not null) Top(_plan.Column, row, sums);
        for (int place = 0; place < _species.Count && sums is not null && _plan.Dry is not null; place++)
            sums.Dry(place, _state.Whole(row, place), _plan.Dry.Whole(row, place));
        for (int layer = 0; layer < _plan.Layers && _chemistry is not null; layer++) _chemistry.React(layer, row);
        for (int line = 0; line < _plan.Layers * _species.Count && _plan.Wet is not null; line++)
            Rain(row, (line / _species.Count, line % _species.Count), sums);
    }

    /// <summary>Emission and columns of a row: what comes before the reactions.</summary>
    internal void Mix(int row)
    {
        for (int layer = 0; layer < _emission.Layers; layer++)
            for (int place = 0; place < _species.Count; place++)
                RowKernels.AddScaled(_state.Whole(row, (layer * _species.Count) + place),
                    _emission.Values.Whole(row, (place * _emission.Layers) + layer), (float)_plan.StepSeconds);
        Columns(_plan.Column, row);
    }

    /// <summary>Takes the air of a row from the density of the hour before to that of this one.</summary>
    internal void Adjust(int row, RowSums? sums)
    {
        Columns(_plan.Adjustment!, row);
        if (sums is not null) Top(_plan.Adjustment!, row, sums);
    }

    private void Columns(ColumnPlan<float> plan, int row)
    {
        (nuint stride, nuint width, int top) = ((nuint)_state.Stride, (nuint)Vector<float>.Count, _plan.Layers - 1);
        (nuint species, nuint layer) = ((nuint)_species.Count * stride, (nuint)top * stride);
        // Where a species has a line of its own at the ground, and where all share one.
        (RowField<float> bottoms, nuint ownBottom) = plan.Bottom is null ? (plan.Inverse, 0) : (plan.Bottom, stride);
        ref float state = ref _state.At(row), back = ref plan.Back.At(row), inverse = ref plan.Inverse.At(row);
        ref float forward = ref plan.Forward.At(row), bottom = ref bottoms.At(row), density = ref _plan.Density.At(row);
        ref float air = ref _plan.Boundary.Top.At(row), airIn = ref plan.TopIn.At(row);
        static Vector<float> At(ref float first, nuint at) => Vector.LoadUnsafe(ref first, at);
        for (nuint column = 0; column < stride; column += width)
            for (nuint line = 0, ground = column; line < species; line += stride, ground += ownBottom)
            {
                nuint at = (species * (nuint)top) + line + column, of = layer + column;
                Vector<float> amount = Vector.MultiplyAddEstimate(At(ref air, line + column), At(ref airIn, column), At(ref state, at));
                while (true)
                {
                    amount.StoreUnsafe(ref state, at);
                    if (of == column) break;
                    (at, of) = (at - species, of - stride);
                    amount = Vector.MultiplyAddEstimate(-amount, At(ref back, of), At(ref state, at));
                }

                // What is in a kilogram of air, layer by layer upwards; the one below is needed before it becomes an amount.
                Vector<float> ratio = amount * At(ref bottom, ground);
                while (true)
                {
                    (ratio * At(ref density, of)).StoreUnsafe(ref state, at);
                    if (of == layer + column) break;
                    (at, of) = (at + species, of + stride);
                    ratio = Vector.MultiplyAddEstimate(At(ref state, at), At(ref inverse, of), -ratio * At(ref forward, of));
                }
            }
    }

    private void Top(ColumnPlan<float> plan, int row, RowSums sums)
    {
        int top = _plan.Layers - 1;
        for (int place = 0; place < _species.Count; place++)
        {
            int line = (top * _species.Count) + place;
            sums.Out(place, _state.Whole(row, line), _plan.InverseDensity.Whole(row, top), plan.TopOut.Whole(row));
            sums.In(place, _plan.Boundary.Top.Whole(row, place), plan.TopIn.Whole(row));
        }
    }

    private void Rain(int row, (int Layer, int Place) at, RowSums? sums)
    {
        Span<float> now = _state.Whole(row, (at.Layer * _species.Count) + at.Place), left = _plan.Wet!.Whole(row, at.Place);
        sums?.Wet(at.Place, at.Layer, now, left);
        RowKernels.Product(now, left, now);
    }
}
