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
            (_, float[] values) = Advance(hour, state, new HourNotes<T>(amounts, budget), context);
            for (int i = 0; i < surface.Length; i++) values.AsSpan(i * plane, plane).CopyTo(surface[i].AsSpan(hour * plane));
            if ((hour + 1) % 24 == 0) checkpoint?.Write(hour + 1, state, budget, surface);
        }

        _source.AddHeld(budget.After, state);
        Dictionary<Pollutant, (ReadOnlyMemory<float>, int)> fields = [];
        foreach (Pollutant pollutant in AtmosphericSpecies.Pollutants) fields[pollutant] = (surface[(int)pollutant], 1);
        return new TransportResult(
            new HourlyFields<Pollutant>(_source.Grid, inputs.Meteorology.Start, hours, fields), budget.Finish(species));
    }

    /// <summary>The hours one after the other, without a budget.</summary>
    internal IEnumerable<TransportHour> Hours(FitContext context, bool withAir)
    {
        T[] state = _source.Planner.Start(), amounts = new T[species.Count * _source.Grid.Rows * _source.Grid.Columns];
        for (int hour = 0; hour < inputs.Meteorology.Hours; hour++)
        {
            (HourPlan<T> plan, float[] surface) = Advance(hour, state, new HourNotes<T>(amounts, null), context);
            yield return new TransportHour(surface, withAir ? Air(plan, state) : ReadOnlyMemory<float>.Empty);
        }
    }

    private (HourPlan<T> Plan, float[] Surface) Advance(int hour, T[] state, HourNotes<T> notes, FitContext context)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        HourPlan<T> plan = _source.Planner.Plan(hour);
        _source.Advance(plan, hour, state, notes);
        float[] surface = Array.ConvertAll(Concentrations(plan, notes.Surface), value => (float)value);
        context.Progress?.Report(new WorkProgress("transport", hour + 1, inputs.Meteorology.Hours));
        return (plan, surface);
    }

    // Amounts as fields of air have them. Where nothing is, rounding may leave less than nothing: -1e-44.
    private float[] Air(HourPlan<T> plan, T[] state)
    {
        float[] air = new float[state.Length];
        T[] inverse = plan.InverseDensity.Packed(plan.Rows, plan.Layers);
        T toPpb = T.CreateTruncating(BoundaryAir.MolarMassOfAir);
        for (int i = 0; i < air.Length; i++)
            air[i] = MathF.Max(0, float.CreateTruncating(BoundaryAir.IsMass(species.Species[i / inverse.Length]) ? state[i]
                : state[i] * inverse[i % inverse.Length] * toPpb));
        return air;
    }

    private double[] Concentrations(HourPlan<T> plan, T[] amounts)
    {
        using TensorScope scope = new();
        using NoGradient none = new();
        Tensor tensor = Tensor.From(amounts, species.Count, plan.Rows, plan.Columns);
        return SurfaceConcentrations.Of(tensor, plan, species).To(TensorType.Float64).ToArray<double>();
    }
}
