using System.Numerics;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>Forward through all hours keeping few states, then back from the last hour to the first.</summary>
/// <remarks>
/// Two levels of checkpoints (Griewank and Walther 2000): states at the start of every stretch of about a day, then those of the hours
/// of one
/// stretch, then those of the steps of one hour. An hour is computed three times forward and once back, whatever the length of the run.
/// </remarks>
internal sealed class AdjointRun<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly HourSource<T> _source;
    private readonly IHourAdjoint<T> _adjoint;
    private readonly SpeciesTable _species;
    private readonly TransportInputs _inputs;
    private readonly int _amounts;
    // Memory of every hour: fresh memory of this size takes longer than the hour itself.
    private readonly HourNotes<T> _notes;
    private readonly T[] _none;

    internal AdjointRun(TransportInputs inputs, TransportOptions options, SpeciesTable species)
    {
        (_inputs, _species, _source) = (inputs, species, new HourSource<T>(inputs, options, species));
        _adjoint = HourAdvances.Back<T>(species, options);
        _amounts = species.Count * _source.Grid.Rows * _source.Grid.Columns;
        (_notes, _none) = (new HourNotes<T>(new T[_amounts], steps: []), new T[_amounts]);
    }

    internal AdjointResult Run(SurfaceLoss loss, int spinUp, FitContext context)
    {
        int hours = _inputs.Meteorology.Hours, stretch = Math.Max(1, (int)Math.Round(Math.Sqrt(hours)));
        T[] state = _source.Planner.Start();
        List<T[]> starts = [];
        HourNotes<T> unused = new(new T[_amounts]);
        // The last stretch is not needed yet: it is run again with all of its states.
        for (int hour = 0; hour < hours; hour++)
        {
            if (hour % stretch == 0) starts.Add([.. state]);
            if (hour / stretch == (hours - 1) / stretch) break;
            Report(context, hour, hours);
            _source.Advance(_source.Planner.Plan(hour), hour, state, unused);
        }

        double total = 0;
        double[] gradient = new double[_inputs.Factors!.Layout.Count];
        T[] adjoint = new T[state.Length];
        long bytes = 0, size = (long)state.Length * System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        for (int from = (starts.Count - 1) * stretch; from >= 0; from -= stretch)
        {
            List<T[]> inside = States(starts[^1], from, Math.Min(hours, from + stretch), context);
            for (int hour = from + inside.Count - 1; hour >= from; hour--)
            {
                Report(context, (2 * hours) - hour - 1, hours);
                total += Back(hour, inside[hour - from], adjoint, gradient, hour >= spinUp ? loss : null);
                bytes = Math.Max(bytes, size * (starts.Count + inside.Count + 2));
            }

            starts.RemoveAt(starts.Count - 1);
        }

        return new AdjointResult(total, gradient) { StateBytes = bytes };
    }

    /// <summary>The loss alone, forward.</summary>
    internal double Loss(SurfaceLoss loss, int spinUp, FitContext context)
    {
        T[] state = _source.Planner.Start();
        HourNotes<T> notes = new(new T[_amounts]);
        double total = 0;
        for (int hour = 0; hour < _inputs.Meteorology.Hours; hour++)
        {
            Report(context, hour, _inputs.Meteorology.Hours);
            HourPlan<T> plan = _source.Planner.Plan(hour);
            _source.Advance(plan, hour, state, notes);
            if (hour >= spinUp) total += SurfaceConcentrations.Loss(plan, _species, notes.Surface, hour, loss).Loss;
        }

        return total;
    }

    private List<T[]> States(T[] start, int from, int to, FitContext context)
    {
        List<T[]> states = [[.. start]];
        HourNotes<T> unused = new(new T[_amounts]);
        for (int hour = from; hour < to - 1; hour++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            T[] next = [.. states[^1]];
            _source.Advance(_source.Planner.Plan(hour), hour, next, unused);
            states.Add(next);
        }

        return states;
    }

    private double Back(int hour, T[] state, T[] adjoint, double[] gradient, SurfaceLoss? loss)
    {
        HourPlan<T> plan = _source.Planner.Plan(hour);
        EmissionRates<T> emission = _source.Advance(plan, hour, [.. state], _notes);
        double part = 0;
        T[] bySurface = _none;
        if (loss is not null) (part, bySurface) = SurfaceConcentrations.Loss(plan, _species, _notes.Surface, hour, loss);
        double[] byRate = _adjoint.Back(plan, _notes, emission, adjoint, bySurface);
        _source.Emissions.AddGradient(hour, byRate, emission.Layers, gradient);
        return part;
    }

    private static void Report(FitContext context, int done, int hours)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        context.Progress?.Report(new WorkProgress("adjoint", done, 2L * hours));
    }
}
