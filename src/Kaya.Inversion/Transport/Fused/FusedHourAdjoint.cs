using System.Numerics;

namespace Kaya.Inversion;

/// <summary>Goes back through an hour in single precision without tensors. Stands beside <see cref="TensorHourAdjoint{T}"/> and is tested
/// against it.</summary>
internal sealed class FusedHourAdjoint(SpeciesTable species, TransportOptions options) : IHourAdjoint<float>
{
    // Memory of the run, made in its first hour.
    private SweepAdjoint[] _workers = [];
    private float[] _between = [], _after = [];

    /// <inheritdoc/>
    public double[] Back(HourPlan<float> plan, HourNotes<float> notes, EmissionRates<float> emission, float[] adjoint, float[] bySurface)
    {
        if (_after.Length != adjoint.Length)
        {
            (_between, _after) = (new float[adjoint.Length], new float[adjoint.Length]);
            _workers = [.. Enumerable.Range(0, options.Threads).Select(_ => new SweepAdjoint(plan.Rows, plan.Columns))];
        }

        double[] byRate = new double[emission.Values.Length];
        bool mean = options.Output == HourlyValue.Mean;
        float part = mean ? 1f / plan.Steps : 1;
        FusedColumns forward = new(plan, species, _after, emission);
        ChemistryAdjoint? chemistry = plan.Reactions is null ? null : new ChemistryAdjoint(plan, species, _after, adjoint);
        for (int number = plan.Steps - 1; number >= 0; number--)
        {
            float[] state = notes.Starts![number];
            bool rowsFirst = number % 2 == 0, noted = mean || number == plan.Steps - 1;
            WorkSharing.Run(plan.Species * plan.Layers, _workers, (sweeps, plane) =>
            {
                sweeps.Forward(new(plan, rowsFirst, Second: false, plane), state, _between);
                sweeps.Forward(new(plan, !rowsFirst, Second: true, plane), _between, _after);
            });
            Parallel.For(0, plan.Rows, options.Parallel, row =>
            {
                if (noted) AddLowest(plan, adjoint, bySurface, row, part);
                forward.Mix(row, null);
                if (plan.Wet is not null) Rain(plan, adjoint, row);
                for (int layer = 0; layer < plan.Layers && chemistry is not null; layer++) chemistry.Back(layer, row);
                Columns(plan, plan.Column, adjoint, row);
                AddEmitted(plan, adjoint, row, emission.Layers, byRate);
            });
            WorkSharing.Run(plan.Species * plan.Layers, _workers, (sweeps, plane) =>
            {
                sweeps.Back(new(plan, !rowsFirst, Second: true, plane), _between, adjoint);
                sweeps.Back(new(plan, rowsFirst, Second: false, plane), state, adjoint);
            });
        }

        if (plan.Adjustment is { } adjustment)
            Parallel.For(0, plan.Rows, options.Parallel, row => Columns(plan, adjustment, adjoint, row));
        return byRate;
    }

    private void AddLowest(HourPlan<float> plan, float[] adjoint, float[] bySurface, int row, float part)
    {
        for (int place = 0; place < species.Count; place++)
            RowKernels.AddScaled(adjoint.AsSpan((place * plan.Layers * plan.Plane) + (row * plan.Columns), plan.Columns),
                bySurface.AsSpan((place * plan.Plane) + (row * plan.Columns), plan.Columns), part);
    }

    private void Rain(HourPlan<float> plan, float[] adjoint, int row)
    {
        for (int place = 0; place < species.Count; place++)
            for (int layer = 0; layer < plan.Layers; layer++)
            {
                Span<float> by = adjoint.AsSpan((((place * plan.Layers) + layer) * plan.Plane) + (row * plan.Columns), plan.Columns);
                RowKernels.Product(by, plan.Wet.AsSpan((place * plan.Plane) + (row * plan.Columns), plan.Columns), by);
            }
    }

    // The transpose of the elimination: from the top down where it went up, and up where it went down.
    private void Columns(HourPlan<float> plan, ColumnPlan<float> column, float[] adjoint, int row)
    {
        int first = row * plan.Columns, count = plan.Columns, top = plan.Layers - 1;
        for (int place = 0; place < species.Count; place++)
        {
            int at = place;
            Span<float> By(int layer) => adjoint.AsSpan((((at * plan.Layers) + layer) * plan.Plane) + first, count);
            ReadOnlySpan<float> Field(float[] field, int layer) => field.AsSpan((layer * plan.Plane) + first, count);
            for (int layer = top; layer >= 0; layer--)
            {
                RowKernels.Product(By(layer), Field(plan.Density, layer), By(layer));
                // The layer above still holds derivatives by what is in a kilogram of its air.
                if (layer < top)
                {
                    RowKernels.SubtractProduct(By(layer), By(layer + 1), Field(column.Forward, layer + 1));
                    RowKernels.Product(By(layer + 1), Field(column.Inverse, layer + 1), By(layer + 1));
                }
            }

            RowKernels.Product(By(0), column.Bottom.Length == 0 ? Field(column.Inverse, 0) : Field(column.Bottom, place), By(0));
            for (int layer = 0; layer < top; layer++)
                RowKernels.SubtractProduct(By(layer + 1), By(layer), Field(column.Back, layer));
        }
    }

    private void AddEmitted(HourPlan<float> plan, float[] adjoint, int row, int layers, double[] byRate)
    {
        float step = (float)plan.StepSeconds;
        for (int place = 0; place < species.Count; place++)
            for (int layer = 0; layer < layers; layer++)
            {
                int from = (((place * plan.Layers) + layer) * plan.Plane) + (row * plan.Columns);
                int to = (((place * layers) + layer) * plan.Plane) + (row * plan.Columns);
                for (int column = 0; column < plan.Columns; column++) byRate[to + column] += adjoint[from + column] * step;
            }
    }
}
