using System.Collections.Immutable;

namespace Kaya.Inversion;

/// <summary>Bounds of the correction factors (paper 003, section 2.3: positive, and a change of at most 200 % of the prior).</summary>
public sealed record FactorConstraintOptions
{
    /// <summary>Smallest factor, above 0: emissions stay positive.</summary>
    public double Smallest { get; init; } = 0.01;

    /// <summary>Largest change of a factor from 1, up or down.</summary>
    public double LargestChange { get; init; } = 2;

    /// <summary>Most that all cells of a block may emit of a species, as a part of the prior; species that are not named have no
    /// cap.</summary>
    public ImmutableDictionary<EmittedSpecies, double> TotalCaps { get; init; } = ImmutableDictionary<EmittedSpecies, double>.Empty;

    /// <summary>Marks factors that stay at 1, the prior, one for each factor; empty for none.</summary>
    /// <remarks>The other factors are then found as if these were right: their prior is that of all factors with the marked ones left
    /// out.</remarks>
    public ImmutableArray<bool> Held { get; init; } = [];
}

/// <summary>Bounds of factors and caps of totals, and the nearest factors that keep them (Euclidean projection).</summary>
public sealed class FactorConstraints
{
    private readonly FactorLayout _layout;
    private readonly double[] _emissions;

    /// <summary>Makes the constraints.</summary>
    /// <param name="layout">The factors.</param>
    /// <param name="options">Bounds; null for the defaults.</param>
    /// <param name="emissions">Prior emissions of each factor over its block, any unit, 0 or more; needed where there are caps.</param>
    /// <exception cref="ArgumentException">Bounds that exclude a factor of 1 or each other, a cap that no factors within the bounds keep,
    /// or caps without emissions.</exception>
    public FactorConstraints(FactorLayout layout, FactorConstraintOptions? options = null, ReadOnlySpan<double> emissions = default)
    {
        ArgumentNullException.ThrowIfNull(layout);
        options ??= new FactorConstraintOptions();
        (_layout, Options, _emissions) = (layout, options, emissions.ToArray());
        if (!(options.Smallest > 0 && options.Smallest <= 1 && options.LargestChange > 0 && double.IsFinite(options.LargestChange)))
            throw new ArgumentException("the smallest factor lies above 0 and not above 1, the largest change above 0", nameof(options));
        if (options.Held.Length != 0 && options.Held.Length != layout.Count)
            throw new ArgumentException($"{layout.Count} marks of held factors are needed", nameof(options));
        if (options.TotalCaps.IsEmpty) return;
        if (_emissions.Length != layout.Count) throw new ArgumentException("a cap needs the emissions of each factor", nameof(emissions));
        foreach (double emission in _emissions)
            if (!(emission >= 0)) throw new ArgumentException("emissions are 0 or more", nameof(emissions));
        foreach ((EmittedSpecies species, double cap) in options.TotalCaps)
            if (!(cap >= Lower))
                throw new ArgumentException($"no factors from {Lower} up keep a cap of {cap} for {species}", nameof(options));
    }

    /// <summary>Bounds.</summary>
    public FactorConstraintOptions Options { get; }

    /// <summary>Smallest factor.</summary>
    public double Lower => Math.Max(Options.Smallest, 1 - Options.LargestChange);

    /// <summary>Largest factor.</summary>
    public double Upper => 1 + Options.LargestChange;

    /// <summary>Replaces factors by the nearest ones that keep every constraint.</summary>
    /// <param name="factors">All factors, changed in place.</param>
    public void Project(Span<double> factors)
    {
        foreach ((int at, EmittedSpecies species) in Fields())
        {
            Span<double> field = factors.Slice(at, _layout.Cells);
            double shift = Options.TotalCaps.TryGetValue(species, out double cap) ? Shift(field, at, cap) : 0;
            for (int cell = 0; cell < field.Length; cell++)
                field[cell] = Bound(field[cell] - (shift == 0 ? 0 : shift * _emissions[at + cell]), at + cell);
        }
    }

    /// <summary>Multiplies by the derivative of the projection, a symmetric matrix: what a constraint holds does not move.</summary>
    /// <param name="unprojected">The factors before the projection.</param>
    /// <param name="x">Derivatives or directions, changed in place.</param>
    public void TimesDerivative(ReadOnlySpan<double> unprojected, Span<double> x)
    {
        foreach ((int at, EmittedSpecies species) in Fields())
        {
            ReadOnlySpan<double> field = unprojected.Slice(at, _layout.Cells);
            double shift = Options.TotalCaps.TryGetValue(species, out double cap) ? Shift(field, at, cap) : 0;
            double along = 0, length = 0;
            for (int cell = 0; cell < field.Length; cell++)
            {
                double emission = shift == 0 ? 0 : _emissions[at + cell], moved = field[cell] - (shift * emission);
                if (!IsFree(moved, at + cell)) x[at + cell] = 0;
                else (along, length) = (along + (emission * x[at + cell]), length + (emission * emission));
            }

            // A cap that binds takes away what would change the total.
            if (shift == 0 || length == 0) continue;
            for (int cell = 0; cell < field.Length; cell++)
            {
                double moved = field[cell] - (shift * _emissions[at + cell]);
                if (IsFree(moved, at + cell)) x[at + cell] -= _emissions[at + cell] * along / length;
            }
        }
    }

    /// <summary>Whether factors keep every constraint.</summary>
    /// <param name="factors">All factors.</param>
    /// <returns>False where one does not.</returns>
    public bool AreKept(ReadOnlySpan<double> factors)
    {
        foreach ((int at, EmittedSpecies species) in Fields())
        {
            double total = 0, prior = 0;
            for (int k = at; k < at + _layout.Cells; k++)
            {
                if (!(factors[k] >= Lower && factors[k] <= Upper) || (IsHeld(k) && factors[k] != 1)) return false;
                if (_emissions.Length > 0) (total, prior) = (total + (factors[k] * _emissions[k]), prior + _emissions[k]);
            }

            if (Options.TotalCaps.TryGetValue(species, out double cap) && total > cap * prior * (1 + 1e-12)) return false;
        }

        return true;
    }

    private IEnumerable<(int At, EmittedSpecies Species)> Fields()
    {
        for (int at = 0; at < _layout.Count; at += _layout.Cells)
            yield return (at, _layout.Species[at / _layout.Cells % _layout.Species.Length]);
    }

    // The nearest point of a box and a half-space is clamp(f - s e) with the smallest s of 0 or more that keeps the cap (the condition of
    // Karush, Kuhn and Tucker); the total falls with s, so it is found by bisection.
    private double Shift(ReadOnlySpan<double> field, int at, double cap)
    {
        ReadOnlySpan<double> emissions = _emissions.AsSpan(at, field.Length);
        double prior = 0, smallest = double.PositiveInfinity;
        foreach (double emission in emissions)
        {
            prior += emission;
            if (emission > 0) smallest = Math.Min(smallest, emission);
        }

        if (prior == 0 || Total(field, at, 0) <= cap * prior) return 0;
        double low = 0, high = 1 / (prior / field.Length);
        while (Total(field, at, high) > cap * prior && high * smallest < 1e6) high *= 2;
        for (int step = 0; step < 200 && high - low > 1e-15 * high; step++)
        {
            double middle = (low + high) / 2;
            if (Total(field, at, middle) > cap * prior) low = middle;
            else high = middle;
        }

        return high;
    }

    private double Total(ReadOnlySpan<double> field, int at, double shift)
    {
        double total = 0;
        for (int cell = 0; cell < field.Length; cell++)
        {
            double emission = _emissions[at + cell];
            total += emission * Bound(field[cell] - (shift * emission), at + cell);
        }

        return total;
    }

    private double Bound(double factor, int at) => IsHeld(at) ? 1 : Math.Clamp(factor, Lower, Upper);

    private bool IsFree(double factor, int at) => !IsHeld(at) && factor > Lower && factor < Upper;

    private bool IsHeld(int at) => Options.Held.Length > 0 && Options.Held[at];
}
