using System.Numerics;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>A run of the embedded model over the hours of a meteorology.</summary>
internal sealed class TransportRun<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly TransportInputs _inputs;
    private readonly SpeciesTable _species;
    private readonly HourPlanner _planner;
    private readonly EmissionReader _emissions;
    private readonly CellGeometry _cells;
    private readonly IHourAdvance<T> _advance;
    private readonly double[] _depths;

    internal TransportRun(TransportInputs inputs, TransportOptions options, SpeciesTable species)
    {
        InputChecks.Require(inputs);
        (_inputs, _species) = (inputs, species);
        Grid = inputs.Meteorology.Grid;
        _cells = CellGeometry.Of(Grid.Horizontal, options);
        _depths = [.. Grid.LayerTops.Select((top, layer) => top - (layer == 0 ? 0 : Grid.LayerTops[layer - 1]))];
        _planner = new HourPlanner(inputs.Meteorology, _cells, species, inputs.Boundary, options);
        _emissions = new EmissionReader(inputs, _cells, species, options);
        _advance = HourAdvances.For<T>(_cells, _depths, species, options);
    }

    internal TransportGrid Grid { get; }

    internal TransportResult Forward(FitContext context)
    {
        int hours = _inputs.Meteorology.Hours, plane = Grid.Rows * Grid.Columns, count = AtmosphericSpecies.Pollutants.Length;
        float[][] surface = [.. AtmosphericSpecies.Pollutants.Select(_ => new float[hours * plane])];
        BudgetTally budget = new(_species.Count);
        T[] state = _planner.Start<T>(), amounts = new T[_species.Count * plane];
        AddHeld(budget.Before, state);
        for (int hour = 0; hour < hours; hour++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            HourPlan<T> plan = _planner.Plan<T>(hour);
            EmissionRates<T> emission = _emissions.Read<T>(hour);
            AddEmitted(budget, emission);
            _advance.Advance(plan, state, emission, new HourNotes<T>(amounts, budget));
            double[] values = Concentrations(plan, amounts);
            for (int i = 0; i < values.Length; i++) surface[i / plane][(hour * plane) + (i % plane)] = (float)values[i];
            context.Progress?.Report(new WorkProgress("transport", hour + 1, hours));
        }

        AddHeld(budget.After, state);
        Dictionary<Pollutant, (ReadOnlyMemory<float>, int)> fields = [];
        for (int i = 0; i < count; i++) fields[AtmosphericSpecies.Pollutants[i]] = (surface[i], 1);
        return new TransportResult(new HourlyFields<Pollutant>(Grid, _inputs.Meteorology.Start, hours, fields), budget.Finish(_species));
    }

    private double[] Concentrations(HourPlan<T> plan, T[] amounts)
    {
        using Torch.TensorScope scope = new();
        using Torch.NoGradient none = new();
        Torch.Tensor tensor = Torch.Tensor.From(amounts, _species.Count, Grid.Rows, Grid.Columns);
        return SurfaceConcentrations.Of(tensor, plan, _species).To(Torch.TensorType.Float64).ToArray<double>();
    }

    private void AddHeld(double[] sums, T[] state)
    {
        int plane = Grid.Rows * Grid.Columns;
        for (int i = 0; i < state.Length; i++)
            sums[i / (plane * _depths.Length)] +=
                double.CreateTruncating(state[i]) * _depths[i / plane % _depths.Length] * _cells.Area[i % plane];
    }

    private void AddEmitted(BudgetTally budget, EmissionRates<T> emission)
    {
        int plane = Grid.Rows * Grid.Columns;
        ReadOnlySpan<T> values = emission.Values.Span;
        for (int i = 0; i < values.Length; i++)
            budget.Emitted[i / (plane * emission.Layers)] +=
                3600 * double.CreateTruncating(values[i]) * _depths[i / plane % emission.Layers] * _cells.Area[i % plane];
    }
}
