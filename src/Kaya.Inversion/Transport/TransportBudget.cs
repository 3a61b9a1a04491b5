using System.Collections.Immutable;

namespace Kaya.Inversion;

/// <summary>What the budget of a run is kept of.</summary>
public enum BudgetElement
{
    /// <summary>Nitrogen of all species that have it, kg of N.</summary>
    Nitrogen,

    /// <summary>Sulphur dioxide and sulphate, kg of S.</summary>
    Sulphur,

    /// <summary>Primary particles below 2.5 micrometres, kg.</summary>
    PrimaryParticles,

    /// <summary>The inert tracer, kg.</summary>
    Tracer,
}

/// <summary>What came in, went out, was deposited and is left, kg.</summary>
/// <param name="Before">Held at the start.</param>
/// <param name="Emitted">Emitted in the domain.</param>
/// <param name="Inflow">Carried in through sides and top.</param>
/// <param name="Outflow">Carried out through sides and top.</param>
/// <param name="Dry">Deposited on the ground.</param>
/// <param name="Wet">Deposited in rain.</param>
/// <param name="After">Held at the end.</param>
public sealed record MassBudget(double Before, double Emitted, double Inflow, double Outflow, double Dry, double Wet, double After)
{
    /// <summary>What is not accounted for, relative to all that came in: 0 but for rounding.</summary>
    public double Gap
    {
        get
        {
            double came = Before + Emitted + Inflow;
            return came == 0 ? 0 : (came - Outflow - Dry - Wet - After) / came;
        }
    }
}

/// <summary>The budgets of a run.</summary>
/// <param name="Elements">One for each element that the mechanism carries.</param>
public sealed record TransportBudget(ImmutableDictionary<BudgetElement, MassBudget> Elements)
{
    /// <summary>The budget of one element.</summary>
    /// <param name="element">The element.</param>
    /// <returns>Its budget.</returns>
    /// <exception cref="KeyNotFoundException">The mechanism does not carry it.</exception>
    public MassBudget this[BudgetElement element] => Elements[element];
}

/// <summary>Adds up a budget by species, in the units of the state times m3.</summary>
internal sealed class BudgetTally(int species)
{
    internal double[] Before { get; } = new double[species];

    internal double[] Emitted { get; } = new double[species];

    internal double[] Inflow { get; } = new double[species];

    internal double[] Outflow { get; } = new double[species];

    internal double[] Dry { get; } = new double[species];

    internal double[] Wet { get; } = new double[species];

    internal double[] After { get; } = new double[species];

    private double[][] All => [Before, Emitted, Inflow, Outflow, Dry, Wet, After];

    internal double[] ToArray() => [.. All.SelectMany(values => values)];

    internal void Load(ReadOnlySpan<double> values)
    {
        for (int i = 0; i < All.Length; i++) values.Slice(i * species, species).CopyTo(All[i]);
    }

    internal TransportBudget Finish(SpeciesTable table)
    {
        Dictionary<BudgetElement, double[]> sums = [];
        for (int place = 0; place < species; place++)
            if (Weight(table.Species[place]) is { } weight)
            {
                if (!sums.TryGetValue(weight.Element, out double[]? sum)) sums[weight.Element] = sum = new double[All.Length];
                for (int i = 0; i < All.Length; i++) sum[i] += All[i][place] * weight.Kilograms;
            }

        return new TransportBudget(sums.ToImmutableDictionary(
            pair => pair.Key, pair => new MassBudget(pair.Value[0], pair.Value[1], pair.Value[2], pair.Value[3], pair.Value[4],
                pair.Value[5], pair.Value[6])));
    }

    // Kilograms in a nmol of an element, or in a ug.
    private static (BudgetElement Element, double Kilograms)? Weight(TransportedSpecies species) => species switch
    {
        TransportedSpecies.So2 or TransportedSpecies.Sulphate => (BudgetElement.Sulphur, 32.06e-12),
        TransportedSpecies.Pm25 => (BudgetElement.PrimaryParticles, 1e-9),
        TransportedSpecies.Tracer => (BudgetElement.Tracer, 1e-9),
        TransportedSpecies.O3 or TransportedSpecies.Voc => null,
        _ => (BudgetElement.Nitrogen, 14.007e-12),
    };
}
