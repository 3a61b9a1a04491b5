namespace Kaya.Inversion;

/// <summary>An hour in single precision without tensors: every number is loaded twice a step. Stands beside <see cref="TensorHour{T}"/> and is
/// tested against it.</summary>
internal sealed class FusedHour(CellGeometry cells, double[] depths, SpeciesTable species, TransportOptions options) : IHourAdvance<float>
{
    public void Advance(HourPlan<float> plan, float[] state, EmissionRates<float> emission, HourNotes<float> notes)
    {
        FusedColumns columns = new(plan, species, state, emission);
        RowSums[]? sums = notes.Budget is null ? null : [.. Enumerable.Range(0, plan.Rows).Select(
            row => new RowSums(species.Count, depths, cells.Area.AsSpan(row * plan.Columns, plan.Columns)))];
        if (plan.Adjustment is not null) Parallel.For(0, plan.Rows, row => columns.Adjust(row, sums?[row]));
        Array.Clear(notes.Surface);
        (double In, double Out)[] sides = new (double, double)[species.Count * plan.Layers];
        float part = 1f / plan.Steps;
        for (int number = 0; number < plan.Steps; number++)
        {
            notes.Starts?.Add([.. state]);
            bool rowsFirst = number % 2 == 0, last = number == plan.Steps - 1;
            Sweep(plan, state, rowsFirst, sides);
            Parallel.For(0, plan.Rows, row =>
            {
                columns.Step(row, sums?[row]);
                if (options.Output == HourlyValue.Mean) Note(plan, state, notes.Surface, row, part);
                else if (last) Note(plan, state, notes.Surface, row, 1);
            });
        }

        if (notes.Budget is null) return;
        // In a fixed order, so that the same run gives the same sums.
        foreach (RowSums row in sums!) row.AddTo(notes.Budget);
        for (int plane = 0; plane < sides.Length; plane++)
        {
            notes.Budget.Inflow[plane / plan.Layers] += sides[plane].In * depths[plane % plan.Layers];
            notes.Budget.Outflow[plane / plan.Layers] += sides[plane].Out * depths[plane % plan.Layers];
        }
    }

    private static void Sweep(HourPlan<float> plan, float[] state, bool rowsFirst, (double In, double Out)[] sides) => Parallel.For(
        0, sides.Length, () => new FusedSweeps(plan, state), (plane, _, work) =>
        {
            int layer = plane % plan.Layers;
            (double In, double Out) first = rowsFirst ? work.Along(plane, layer, false) : work.Across(plane, layer, false);
            (double In, double Out) second = rowsFirst ? work.Across(plane, layer, true) : work.Along(plane, layer, true);
            sides[plane] = (sides[plane].In + first.In + second.In, sides[plane].Out + first.Out + second.Out);
            return work;
        },
        _ => { });

    private void Note(HourPlan<float> plan, float[] state, float[] surface, int row, float part)
    {
        for (int place = 0; place < species.Count; place++)
        {
            ReadOnlySpan<float> now = state.AsSpan((place * plan.Layers * plan.Plane) + (row * plan.Columns), plan.Columns);
            Span<float> sum = surface.AsSpan((place * plan.Plane) + (row * plan.Columns), plan.Columns);
            for (int column = 0; column < now.Length; column++) sum[column] += now[column] * part;
        }
    }
}
