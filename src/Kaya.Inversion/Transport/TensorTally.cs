using Kaya.Torch;

namespace Kaya.Inversion;

/// <summary>Adds what tensors carry over the edges of the domain to a budget.</summary>
internal sealed class TensorTally(BudgetTally budget, CellGeometry cells, ReadOnlyMemory<double> depths)
{
    internal void AddSides(Tensor flux, int axis)
    {
        long last = flux.Length(axis) - 1;
        Add(flux.Select(axis, 0), 1);
        Add(flux.Select(axis, last), -1);
    }

    internal void AddTop(Tensor entered, Tensor left)
    {
        AddPlane(budget.Inflow, entered, depths.Span[^1]);
        AddPlane(budget.Outflow, left, depths.Span[^1]);
    }

    internal void AddDry(Tensor deposited) => AddPlane(budget.Dry, deposited, depths.Span[0]);

    internal void AddWet(Tensor now, Tensor left)
    {
        Tensor washed = now - (now * left);
        for (int layer = 0; layer < depths.Length; layer++) AddPlane(budget.Wet, washed.Select(1, layer), depths.Span[layer]);
    }

    // Flux through the first or last faces: species x layer x face, per m of depth.
    private void Add(Tensor flux, double sign)
    {
        double[] values = flux.To(TensorType.Float64).ToArray<double>();
        int line = values.Length / (budget.Inflow.Length * depths.Length);
        for (int i = 0; i < values.Length; i++)
        {
            double amount = sign * values[i] * depths.Span[i / line % depths.Length];
            double[] side = amount > 0 ? budget.Inflow : budget.Outflow;
            side[i / (line * depths.Length)] += Math.Abs(amount);
        }
    }

    private void AddPlane(double[] sums, Tensor amounts, double depth)
    {
        double[] values = amounts.To(TensorType.Float64).ToArray<double>();
        int plane = cells.Area.Length;
        for (int i = 0; i < values.Length; i++) sums[i / plane] += values[i] * depth * cells.Area[i % plane];
    }
}
