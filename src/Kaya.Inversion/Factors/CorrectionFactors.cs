using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>What the prior emissions of each block, species and cell are multiplied by. Immutable; all layers and hours of a block share
/// a factor, so the hourly profile and the heights of the prior are kept.</summary>
public sealed class CorrectionFactors
{
    private readonly double[] _values;

    /// <summary>Takes a copy of factors.</summary>
    /// <param name="layout">Their order.</param>
    /// <param name="values">One for each.</param>
    /// <exception cref="ArgumentException">Not as many as the layout has, or one below 0 or not a number.</exception>
    public CorrectionFactors(FactorLayout layout, ReadOnlySpan<double> values)
    {
        ArgumentNullException.ThrowIfNull(layout);
        if (values.Length != layout.Count) throw new ArgumentException($"{layout.Count} factors are needed", nameof(values));
        foreach (double value in values)
            if (!(value >= 0 && double.IsFinite(value)))
                throw new ArgumentException($"a factor is {value}: factors are finite and at least 0", nameof(values));
        (Layout, _values) = (layout, values.ToArray());
    }

    /// <summary>Their order.</summary>
    public FactorLayout Layout { get; }

    /// <summary>All factors: block x species x row x column.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>Factors of 1: the prior.</summary>
    /// <param name="layout">Their order.</param>
    /// <returns>The factors.</returns>
    public static CorrectionFactors Ones(FactorLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        double[] ones = new double[layout.Count];
        Array.Fill(ones, 1);
        return new CorrectionFactors(layout, ones);
    }

    /// <summary>The factors of a block and species.</summary>
    /// <param name="block">Block from 0.</param>
    /// <param name="species">A species of the layout.</param>
    /// <returns>Row x column.</returns>
    public ReadOnlySpan<double> Field(int block, EmittedSpecies species) => _values.AsSpan(Layout.FieldAt(block, species), Layout.Cells);

    /// <summary>Corrected emissions: each hour of the prior times the factors of its block, in the layers and with the profile of the
    /// prior.</summary>
    /// <param name="prior">Prior emissions. Hours outside of the blocks, as of a spin-up, take the nearest block.</param>
    /// <returns>Emissions that are multiplied when they are read; species that are not corrected are as they were.</returns>
    /// <exception cref="GridMismatchException">Other cells than the factors have.</exception>
    public IHourlyFields<EmittedSpecies> ApplyTo(IHourlyFields<EmittedSpecies> prior)
    {
        ArgumentNullException.ThrowIfNull(prior);
        Layout.RequireCells(prior.Grid.Horizontal, "emissions");
        return new FactoredEmissions(prior, this);
    }
}

/// <summary>Prior emissions times correction factors.</summary>
internal sealed class FactoredEmissions(IHourlyFields<EmittedSpecies> prior, CorrectionFactors factors) : IHourlyFields<EmittedSpecies>
{
    public TransportGrid Grid => prior.Grid;

    public DateTimeOffset Start => prior.Start;

    public int Hours => prior.Hours;

    public bool Has(EmittedSpecies variable) => prior.Has(variable);

    public int LayersOf(EmittedSpecies variable) => prior.LayersOf(variable);

    public void Read(EmittedSpecies variable, int hour, Span<float> values)
    {
        prior.Read(variable, hour, values);
        FactorLayout layout = factors.Layout;
        if (!layout.Species.Contains(variable)) return;
        ReadOnlySpan<double> field = factors.Field(layout.Blocks.BlockOf(Start.AddHours(hour)), variable);
        for (int at = 0; at < values.Length; at++) values[at] = (float)(values[at] * field[at % field.Length]);
    }
}
