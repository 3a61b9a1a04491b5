namespace Kaya.Inversion;

/// <summary>An hour in single precision without tensors. Stands beside <see cref="TensorHour{T}"/> and is tested against it.</summary>
/// <remarks>All steps of the hour go south through the rows together, each two rows behind the one before, which is as much as a sweep
/// across rows needs: the rows between the first and the last step stay in the cache, and the state passes through memory once in an hour.
/// Threads share the steps out among them, not the rows; each takes neighbouring steps.</remarks>
internal sealed class FusedHour(CellGeometry cells, double[] depths, SpeciesTable species, TransportOptions options) : IHourAdvance<float>
{
    // More rows at a time would not stay in the cache.
    private const int MostStages = 6;

    // Memory of the run, made in its first hour: a run advances one hour after the other.
    private RowField<float>? _rows, _area;
    private FusedSweeps[][] _workers = [];

    public void Advance(HourPlan<float> plan, float[] state, EmissionRates<float> emission, HourNotes<float> notes)
    {
        if (_rows is null) Begin(plan);
        RowSums[]? sums = notes.Budget is null ? null
            : [.. Enumerable.Range(0, plan.Rows).Select(row => new RowSums(species.Count, depths, _area!, row))];
        FusedStages stages = new(plan, options, _rows!, new FusedColumns(plan, species, _rows!, emission), sums, (notes, state));
        int together = Math.Clamp((stages.Count + options.Threads - 1) / options.Threads, 1, MostStages);
        int groups = (stages.Count + together - 1) / together, next = 0;
        // Faces that each group is done with. Groups are taken in order: who waits, waits for one that is being worked on.
        int[] done = new int[groups];
        Parallel.For(0, Math.Min(groups, options.Threads), options.Parallel, number =>
        {
            for (int group = Interlocked.Increment(ref next) - 1; group < groups; group = Interlocked.Increment(ref next) - 1)
                Run(stages, _workers[number], (group * together, Math.Min(stages.Count, (group + 1) * together)), done, group);
        });
        if (notes.Budget is null) return;
        // In a fixed order, so that the same run gives the same sums.
        foreach (RowSums row in sums!) row.AddTo(notes.Budget);
    }

    // Some neighbouring stages, from the first row to the last.
    private static void Run(FusedStages stages, FusedSweeps[] work, (int From, int To) group, int[] done, int number)
    {
        try
        {
            int last = stages.Rows, count = group.To - group.From;
            for (int stage = 0; stage < count; stage++) work[stage].Begin(stages.Plan, stages.Sums);
            for (int time = 0; time <= last + (2 * (count - 1)); time++)
            {
                int ahead = Math.Min(time + 2, last);
                SpinWait wait = default;
                while (number > 0 && time <= last && Volatile.Read(ref done[number - 1]) <= ahead) wait.SpinOnce();
                for (int stage = 0; stage < count; stage++)
                {
                    int face = time - (2 * stage);
                    if (face >= 0 && face <= last) stages.Advance(work[stage], group.From + stage, face);
                }

                Volatile.Write(ref done[number], time - (2 * (count - 1)) + 1);
            }
        }
        finally
        {
            // After an error too, so that nobody waits for ever.
            Volatile.Write(ref done[number], int.MaxValue);
        }
    }

    private void Begin(HourPlan<float> plan)
    {
        _rows = new RowField<float>(plan.Rows, plan.Columns, plan.Layers * plan.Species);
        _area = RowField<float>.Of(plan.Rows, plan.Columns, cells.Area);
        _workers = [.. Enumerable.Range(0, options.Threads).Select(_ =>
            Enumerable.Range(0, MostStages).Select(_ => new FusedSweeps(plan, _rows)).ToArray())];
    }
}
