using System.Numerics;

namespace Kaya.Inversion;

/// <summary>The hours of a run: plans, emissions, and how a state gets through one.</summary>
internal sealed class HourSource<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly IHourAdvance<T> _advance;

    internal HourSource(TransportInputs inputs, TransportOptions options, SpeciesTable species)
    {
        InputChecks.Require(inputs);
        Grid = inputs.Meteorology.Grid;
        Cells = CellGeometry.Of(Grid.Horizontal, options);
        Depths = [.. Grid.LayerTops.Select((top, layer) => top - Grid.BottomOf(layer))];
        Planner = new HourPlanner<T>(inputs, Cells, species, options);
        Emissions = new EmissionReader<T>(inputs, Cells, species, options);
        _advance = HourAdvances.For<T>(Cells, Depths, species, options);
    }

    internal TransportGrid Grid { get; }

    internal CellGeometry Cells { get; }

    internal double[] Depths { get; }

    internal HourPlanner<T> Planner { get; }

    internal EmissionReader<T> Emissions { get; }

    /// <summary>Advances a state in place.</summary>
    internal EmissionRates<T> Advance(HourPlan<T> plan, int hour, T[] state, HourNotes<T> notes)
    {
        EmissionRates<T> emission = Emissions.Read(hour);
        if (notes.Budget is not null) AddEmitted(notes.Budget, emission);
        _advance.Advance(plan, state, emission, notes);
        return emission;
    }

    internal void AddHeld(double[] sums, T[] state)
    {
        int plane = Grid.Rows * Grid.Columns;
        for (int i = 0; i < state.Length; i++)
            sums[i / (plane * Depths.Length)] +=
                double.CreateTruncating(state[i]) * Depths[i / plane % Depths.Length] * Cells.Area[i % plane];
    }

    private void AddEmitted(BudgetTally budget, EmissionRates<T> emission)
    {
        for (int line = 0; line < budget.Emitted.Length * emission.Layers; line++)
            for (int row = 0; row < Grid.Rows; row++)
            {
                ReadOnlySpan<T> values = emission.Values.Line(row, line);
                ReadOnlySpan<double> area = Cells.Area.AsSpan(row * Grid.Columns, Grid.Columns);
                double sum = 0;
                for (int column = 0; column < values.Length; column++) sum += double.CreateTruncating(values[column]) * area[column];
                budget.Emitted[line / emission.Layers] += 3600 * sum * Depths[line % emission.Layers];
            }
    }
}
