namespace Kaya.Inversion;

/// <summary>An hour in single precision without tensors. Stands beside <see cref="TensorHour{T}"/> and is tested against it.</summary>
internal sealed class FusedHour(CellGeometry cells, double[] depths, SpeciesTable species, TransportOptions options) : IHourAdvance<float>
{
    // Memory of the run, made in its first hour: a run advances one hour after the other.
    private FusedSweeps[] _workers = [];
    private SideFluxes? _now, _ahead;
    private RowHalo? _halo;

    public void Advance(HourPlan<float> plan, float[] state, EmissionRates<float> emission, HourNotes<float> notes)
    {
        FusedColumns columns = new(plan, species, state, emission);
        RowSums[]? sums = notes.Budget is null ? null : [.. Enumerable.Range(0, plan.Rows).Select(
            row => new RowSums(species.Count, depths, cells.Area.AsSpan(row * plan.Columns, plan.Columns)))];
        if (plan.Adjustment is not null) Parallel.For(0, plan.Rows, options.Parallel, row => columns.Adjust(row, sums?[row]));
        Array.Clear(notes.Surface);
        if (_halo is null) Begin(plan, state);
        foreach (FusedSweeps worker in _workers) worker.Use(plan, state);
        (SideFluxes now, SideFluxes ahead, RowHalo halo, FusedSweeps[] workers) = (_now!, _ahead!, _halo!, _workers);
        for (int number = 0; number < plan.Steps; number++)
        {
            notes.Starts?.Add([.. state]);
            bool rowsFirst = number % 2 == 0, last = number == plan.Steps - 1;
            // The sweep along rows that begins the next step needs its own row alone: it is done while that row is in the cache, unless the
            // state between the steps is wanted.
            bool reachesAhead = !rowsFirst && !last && notes.Starts is null;
            float part = options.Output == HourlyValue.Mean ? 1f / plan.Steps : last ? 1 : 0;
            if (rowsFirst && (number == 0 || notes.Starts is not null))
                WorkSharing.Run(plan.Rows, workers, (work, row) => work.Along(row, second: false, now));
            halo.Copy(state);
            void Block(FusedSweeps work, int block) => work.Across((halo.From(block), halo.From(block + 1)), rowsFirst, halo, now, row =>
            {
                if (!rowsFirst) work.Along(row, second: true, now);
                columns.Step(row, sums?[row]);
                if (part > 0) Note(plan, state, notes.Surface, row, part);
                if (reachesAhead) work.Along(row, second: false, ahead);
            });
            WorkSharing.Run(halo.Blocks, workers, Block);
            if (notes.Budget is not null) now.AddTo(notes.Budget, depths);
            (now, ahead) = (ahead, now);
        }

        if (notes.Budget is null) return;
        // In a fixed order, so that the same run gives the same sums.
        foreach (RowSums row in sums!) row.AddTo(notes.Budget);
    }

    private void Begin(HourPlan<float> plan, float[] state)
    {
        (_now, _ahead) = (new SideFluxes(plan), new SideFluxes(plan));
        _workers = [.. Enumerable.Range(0, options.Threads).Select(_ => new FusedSweeps(plan, state))];
        // A few blocks for each thread; two rows on both sides of a border are needed.
        _halo = new RowHalo(plan, Math.Clamp(plan.Rows / 4, 1, 3 * _workers.Length));
    }

    private void Note(HourPlan<float> plan, float[] state, float[] surface, int row, float part)
    {
        for (int place = 0; place < species.Count; place++)
        {
            ReadOnlySpan<float> now = state.AsSpan((place * plan.Layers * plan.Plane) + (row * plan.Columns), plan.Columns);
            Span<float> sum = surface.AsSpan((place * plan.Plane) + (row * plan.Columns), plan.Columns);
            RowKernels.AddScaled(sum, now, part);
        }
    }
}
