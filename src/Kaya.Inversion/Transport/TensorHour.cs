using System.Numerics;
using Kaya.Torch;

namespace Kaya.Inversion;

/// <summary>States inside a step that the way back needs: species x layer x row x column.</summary>
/// <param name="Start">Before the step.</param>
/// <param name="Between">Between its two sweeps; not in tensor operations, which compute the step again.</param>
/// <param name="Mixed">Before its reactions; likewise.</param>
internal sealed record StepNotes<T>(T[] Start, T[] Between, T[] Mixed)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal StepNotes(int size)
        : this(new T[size], new T[size], new T[size]) { }
}

/// <summary>What is noted while an hour advances.</summary>
/// <param name="surface">Room for the amounts in the lowest layer: mean of the hour or its end; species x row x column.</param>
/// <param name="budget">Budget to add to; null for none.</param>
/// <param name="steps">Receives the states of every step, in the memory of the hour before where there is one; null for none.</param>
internal sealed class HourNotes<T>(T[] surface, BudgetTally? budget = null, List<StepNotes<T>>? steps = null)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal T[] Surface { get; } = surface;

    internal BudgetTally? Budget { get; } = budget;

    internal List<StepNotes<T>>? Steps { get; } = steps;

    /// <summary>Room for the states of a step.</summary>
    internal StepNotes<T>? Of(int step, int size)
    {
        if (Steps is not null && Steps.Count <= step) Steps.Add(new StepNotes<T>(size));
        return Steps?[step];
    }
}

/// <summary>Advances a state by an hour.</summary>
internal interface IHourAdvance<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Advances in place.</summary>
    void Advance(HourPlan<T> plan, T[] state, EmissionRates<T> emission, HourNotes<T> notes);
}

/// <summary>An hour in tensor operations.</summary>
internal sealed class TensorHour<T>(CellGeometry cells, ReadOnlyMemory<double> depths, SpeciesTable species, TransportOptions options)
    : IHourAdvance<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Advance(HourPlan<T> plan, T[] state, EmissionRates<T> emission, HourNotes<T> notes)
    {
        using TensorScope scope = new();
        using NoGradient none = new();
        TensorStep step = new(HourTensors.Of(plan), species);
        TensorTally? tally = notes.Budget is null ? null : new TensorTally(notes.Budget, cells, depths);
        Tensor rate = Rates(emission, plan);
        Tensor now = State(state, plan), sum = default;
        now = Advanced(now, inner => step.Adjust(inner, tally));
        for (int number = 0; number < plan.Steps; number++)
        {
            if (notes.Of(number, state.Length) is { } noted) now.CopyTo(noted.Start.AsSpan());
            bool rowsFirst = number % 2 == 0;
            now = Advanced(now, inner => step.Advance(inner, rate, rowsFirst, tally));
            if (options.Output == HourlyValue.End && number < plan.Steps - 1) continue;
            Tensor lowest = now.Select(1, 0);
            sum = number == 0 || options.Output == HourlyValue.End ? lowest.Clone() : sum + lowest;
        }

        (options.Output == HourlyValue.End ? sum : sum / plan.Steps).CopyTo(notes.Surface.AsSpan());
        now.CopyTo(state.AsSpan());
    }

    internal static Tensor State(T[] state, HourPlan<T> plan) =>
        Tensor.From(state, plan.Species, plan.Layers, plan.Rows, plan.Columns);

    internal static Tensor Rates(EmissionRates<T> emission, HourPlan<T> plan) =>
        Tensor.From(emission.Values.Packed(plan.Rows), plan.Species, emission.Layers, plan.Rows, plan.Columns);

    // The tensors inside a step are freed with it.
    private static Tensor Advanced(Tensor now, Func<Tensor, Tensor> step)
    {
        using TensorScope inner = new();
        return step(now).Clone().Keep();
    }
}
