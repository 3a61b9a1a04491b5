using System.Numerics;
using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Inversion;

/// <summary>A forward run of the embedded model over the hours of a meteorology.</summary>
internal sealed class TransportRun<T>(TransportInputs inputs, TransportOptions options, SpeciesTable species)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly HourSource<T> _source = new(inputs, options, species);

    internal TransportResult Forward(FitContext context)
    {
        int hours = inputs.Meteorology.Hours, plane = _source.Grid.Rows * _source.Grid.Columns;
        float[][] surface = [.. AtmosphericSpecies.Pollutants.Select(_ => new float[hours * plane])];
        BudgetTally budget = new(species.Count);
        T[] state = _source.Planner.Start(), amounts = new T[species.Count * plane];
        _source.AddHeld(budget.Before, state);
        TransportCheckpoint<T>? checkpoint = TransportCheckpoint<T>.In(context, inputs, options);
        for (int hour = checkpoint?.Read(state, budget, surface) ?? 0; hour < hours; hour++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            HourPlan<T> plan = _source.Planner.Plan(hour);
            _source.Advance(plan, hour, state, new HourNotes<T>(amounts, budget));
            double[] values = Concentrations(plan, amounts);
            for (int i = 0; i < values.Length; i++) surface[i / plane][(hour * plane) + (i % plane)] = (float)values[i];
            context.Progress?.Report(new WorkProgress("transport", hour + 1, hours));
            if ((hour + 1) % 24 == 0) checkpoint?.Write(hour + 1, state, budget, surface);
        }

        _source.AddHeld(budget.After, state);
        Dictionary<Pollutant, (ReadOnlyMemory<float>, int)> fields = [];
        foreach (Pollutant pollutant in AtmosphericSpecies.Pollutants) fields[pollutant] = (surface[(int)pollutant], 1);
        return new TransportResult(
            new HourlyFields<Pollutant>(_source.Grid, inputs.Meteorology.Start, hours, fields), budget.Finish(species));
    }

    private double[] Concentrations(HourPlan<T> plan, T[] amounts)
    {
        using TensorScope scope = new();
        using NoGradient none = new();
        Tensor tensor = Tensor.From(amounts, species.Count, plan.Rows, plan.Columns);
        return SurfaceConcentrations.Of(tensor, plan, species).To(TensorType.Float64).ToArray<double>();
    }
}
