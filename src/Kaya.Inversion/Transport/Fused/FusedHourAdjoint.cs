namespace Kaya.Inversion;

/// <summary>Goes back through an hour in single precision without tensors. Stands beside <see cref="TensorHourAdjoint{T}"/> and is tested
/// against it.</summary>
internal sealed class FusedHourAdjoint(SpeciesTable species, TransportOptions options) : IHourAdjoint<float>
{
    // Memory of the run, made in its first hour.
    private RowField<float>? _mixed, _adjoint;
    private SweepAdjoint[] _workers = [];

    /// <inheritdoc/>
    public double[] Back(HourPlan<float> plan, HourNotes<float> notes, EmissionRates<float> emission, float[] adjoint, float[] bySurface)
    {
        if (_adjoint is null)
        {
            RowField<float> Lines() => new(plan.Rows, plan.Columns, plan.Layers * plan.Species);
            (_mixed, _adjoint) = (Lines(), Lines());
            _workers = [.. Enumerable.Range(0, options.Threads).Select(_ => new SweepAdjoint(plan.Rows, plan.Columns))];
        }

        RowField<float> by = _adjoint;
        ChemistryAdjoint? chemistry = plan.Reactions is null ? null : new ChemistryAdjoint(plan, species, _mixed!, by);
        double[] byRate = new double[plan.Species * emission.Layers * plan.Plane];
        bool mean = options.Output == HourlyValue.Mean;
        float part = mean ? 1f / plan.Steps : 1;
        EachRow(plan, row => Copy(plan, row, (state, line) => state.CopyTo(line), adjoint, by));
        for (int number = plan.Steps - 1; number >= 0; number--)
        {
            StepNotes<float> step = notes.Steps![number];
            bool rowsFirst = number % 2 == 0, noted = mean || number == plan.Steps - 1;
            EachRow(plan, row =>
            {
                if (noted) AddLowest(plan, by, bySurface, row, part);
                if (plan.Wet is { } wet) Rain(plan, wet, by, row);
                if (chemistry is not null) Copy(plan, row, (state, line) => state.CopyTo(line), step.Mixed, _mixed!);
                for (int layer = 0; layer < plan.Layers && chemistry is not null; layer++) chemistry.Back(layer, row);
                Columns(plan, plan.Column, by, row);
                AddEmitted(plan, by, row, emission.Layers, byRate);
            });
            int next = 0, planes = plan.Species * plan.Layers;
            Parallel.For(0, _workers.Length, options.Parallel, number =>
            {
                for (int plane = Interlocked.Increment(ref next) - 1; plane < planes; plane = Interlocked.Increment(ref next) - 1)
                {
                    (int layer, int place) = (plane / plan.Species, plane % plan.Species);
                    _workers[number].Back(new(plan, !rowsFirst, Second: true, layer, place), step.Between, by);
                    _workers[number].Back(new(plan, rowsFirst, Second: false, layer, place), step.Start, by);
                }
            });
        }

        EachRow(plan, row =>
        {
            if (plan.Adjustment is { } adjustment) Columns(plan, adjustment, by, row);
            Copy(plan, row, (state, line) => line.CopyTo(state), adjoint, by);
        });
        return byRate;
    }

    private delegate void LineCopy(Span<float> state, Span<float> line);

    private void EachRow(HourPlan<float> plan, Action<int> body) => Parallel.For(0, plan.Rows, options.Parallel, body);

    // Between a state, species x layer x row x column, and the lines of a row.
    private static void Copy(HourPlan<float> plan, int row, LineCopy copy, float[] state, RowField<float> lines)
    {
        for (int line = 0; line < plan.Layers * plan.Species; line++) copy(plan.InState(state, row, line), lines.Line(row, line));
    }

    private static void AddLowest(HourPlan<float> plan, RowField<float> adjoint, float[] bySurface, int row, float part)
    {
        for (int place = 0; place < plan.Species; place++)
            RowKernels.AddScaled(adjoint.Line(row, place),
                bySurface.AsSpan((place * plan.Plane) + (row * plan.Columns), plan.Columns), part);
    }

    private static void Rain(HourPlan<float> plan, RowField<float> wet, RowField<float> adjoint, int row)
    {
        for (int line = 0; line < plan.Layers * plan.Species; line++)
            RowKernels.Product(adjoint.Whole(row, line), wet.Whole(row, line % plan.Species), adjoint.Whole(row, line));
    }

    // The transpose of the elimination: from the top down where it went up, and up where it went down.
    private static void Columns(HourPlan<float> plan, ColumnPlan<float> column, RowField<float> adjoint, int row)
    {
        int top = plan.Layers - 1;
        for (int place = 0; place < plan.Species; place++)
        {
            int at = place;
            Span<float> By(int layer) => adjoint.Whole(row, (layer * plan.Species) + at);
            for (int layer = top; layer >= 0; layer--)
            {
                RowKernels.Product(By(layer), plan.Density.Whole(row, layer), By(layer));
                if (layer == top) continue;
                // The layer above still holds derivatives by what is in a kilogram of its air.
                RowKernels.SubtractProduct(By(layer), By(layer + 1), column.Forward.Whole(row, layer + 1));
                RowKernels.Product(By(layer + 1), column.Inverse.Whole(row, layer + 1), By(layer + 1));
            }

            RowKernels.Product(By(0), column.Bottom is null ? column.Inverse.Whole(row) : column.Bottom.Whole(row, place), By(0));
            for (int layer = 0; layer < top; layer++) RowKernels.SubtractProduct(By(layer + 1), By(layer), column.Back.Whole(row, layer));
        }
    }

    private static void AddEmitted(HourPlan<float> plan, RowField<float> adjoint, int row, int layers, double[] byRate)
    {
        float step = (float)plan.StepSeconds;
        for (int place = 0; place < plan.Species; place++)
            for (int layer = 0; layer < layers; layer++)
            {
                ReadOnlySpan<float> from = adjoint.Line(row, (layer * plan.Species) + place);
                Span<double> to = byRate.AsSpan(((((place * layers) + layer) * plan.Rows) + row) * plan.Columns, plan.Columns);
                for (int cell = 0; cell < to.Length; cell++) to[cell] += from[cell] * step;
            }
    }
}
