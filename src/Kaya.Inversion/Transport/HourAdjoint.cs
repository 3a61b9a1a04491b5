using System.Numerics;
using Kaya.Torch;

namespace Kaya.Inversion;

/// <summary>Goes back through an hour.</summary>
internal interface IHourAdjoint<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Takes derivatives with respect to the state after an hour to those before it.</summary>
    /// <param name="plan">The hour.</param>
    /// <param name="notes">States before every step, and the amounts in the lowest layer.</param>
    /// <param name="emission">Emissions of the hour.</param>
    /// <param name="adjoint">Derivatives with respect to the state; changed in place.</param>
    /// <param name="bySurface">Derivatives with respect to the amounts in the lowest layer.</param>
    /// <returns>Derivatives with respect to the emission rates.</returns>
    double[] Back(HourPlan<T> plan, HourNotes<T> notes, EmissionRates<T> emission, T[] adjoint, T[] bySurface);
}

/// <summary>Goes back one step at a time: the exact adjoint of the tensor version, by automatic differentiation.</summary>
internal sealed class TensorHourAdjoint<T>(SpeciesTable species, TransportOptions options) : IHourAdjoint<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public double[] Back(HourPlan<T> plan, HourNotes<T> notes, EmissionRates<T> emission, T[] adjoint, T[] bySurface)
    {
        using TensorScope scope = new();
        TensorStep step = new(HourTensors.Of(plan), species);
        double[] byRate = new double[emission.Values.Length];
        bool mean = options.Output == HourlyValue.Mean;
        T part = mean ? T.One / T.CreateTruncating(plan.Steps) : T.One;
        for (int number = plan.Steps - 1; number >= 0; number--)
        {
            if (mean || number == plan.Steps - 1) AddLowest(plan, adjoint, bySurface, part);
            using TensorScope inner = new();
            Tensor state = TensorHour<T>.State(notes.Starts![number], plan), rate = TensorHour<T>.Rates(emission, plan);
            (state.RequiresGradient, rate.RequiresGradient) = (true, true);
            Tensor after = step.Advance(state, rate, rowsFirst: number % 2 == 0);
            Tensor?[] back = Autograd.Gradients(after, [state, rate], TensorHour<T>.State(adjoint, plan));
            back[0]!.Value.CopyTo(adjoint.AsSpan());
            double[] more = back[1]!.Value.To(TensorType.Float64).ToArray<double>();
            for (int i = 0; i < byRate.Length; i++) byRate[i] += more[i];
        }

        if (plan.Adjustment is not null)
        {
            Tensor state = TensorHour<T>.State(notes.Starts![0], plan);
            state.RequiresGradient = true;
            Autograd.Gradients(step.Adjust(state), [state], TensorHour<T>.State(adjoint, plan))[0]!.Value.CopyTo(adjoint.AsSpan());
        }

        return byRate;
    }

    private static void AddLowest(HourPlan<T> plan, T[] adjoint, T[] bySurface, T part)
    {
        for (int place = 0; place < plan.Species; place++)
            for (int cell = 0; cell < plan.Plane; cell++)
                adjoint[(place * plan.Layers * plan.Plane) + cell] += part * bySurface[(place * plan.Plane) + cell];
    }
}
