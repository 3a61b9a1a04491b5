using System.Collections.Immutable;
using System.Globalization;

namespace Kaya.Core;

/// <summary>A unit of measurement: its dimension, its size in SI base units and its symbols.</summary>
/// <remarks>
/// Units of the same dimension and size are equal, even with different symbols: <c>Mg</c> equals <c>t</c>.
/// A unit does not name the substance (CO2, C, NOx): see <see cref="Species"/> and <see cref="MassBasis"/>.
/// </remarks>
public sealed class Unit : IEquatable<Unit>
{
    private readonly ImmutableArray<UnitTerm> _terms;
    private readonly double _scale;

    private Unit(ImmutableArray<UnitTerm> terms, double scale)
    {
        (_terms, _scale) = (terms, scale);
        double factor = scale;
        Dimension dimension = default;
        // A floating-point product depends on the order of its factors, so the order is always that of the symbols.
        foreach (UnitTerm term in terms.OrderBy(term => term.Symbol.Text, StringComparer.Ordinal))
        {
            dimension = dimension.Multiply(term.Symbol.Dimension.Power(term.Exponent));
            factor *= Math.Pow(term.Symbol.Factor, term.Exponent);
        }

        // Sizes of equal units (Mg and t) may differ in the last bits; rounding to 13 digits makes them equal.
        (Dimension, Factor) = (dimension, double.Parse(factor.ToString("E12", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
        Offset = terms is [{ Exponent: 1 } only] ? only.Symbol.Offset * scale : 0;
    }

    /// <summary>The unit of dimensionless numbers, written <c>1</c>.</summary>
    public static Unit One { get; } = new([], 1);

    /// <summary>Percent, written <c>%</c>.</summary>
    public static Unit Percent { get; } = Parse("%");

    /// <summary>Its dimension.</summary>
    public Dimension Dimension { get; }

    /// <summary>Its size in SI base units: 1000 for <c>t</c>, 3.6e12 for <c>GWh</c>.</summary>
    public double Factor { get; }

    /// <summary>The position of its zero in SI base units: 273.15 for <c>degC</c>, otherwise 0.</summary>
    public double Offset { get; }

    /// <summary>Reads CF (UDUNITS) text: <c>Mt d-1</c>, <c>GWh</c>, <c>kg m-2 s-1</c>, <c>t/km2/a</c>, <c>1e-9</c>, <c>%</c>.</summary>
    /// <remarks>
    /// SI prefixes are known. Exponents are written <c>m-2</c>, <c>m^-2</c> or <c>m**-2</c>. A slash divides by the next term only.
    /// The year <c>a</c> is that of UDUNITS, 31556925.9747 s; for totals over calendar years use <see cref="Period"/>.
    /// A month is not a unit, because it has no fixed length.
    /// </remarks>
    /// <param name="text">The unit as written in a file or on the command line.</param>
    /// <returns>The unit; it prints in canonical CF form.</returns>
    /// <exception cref="DataFormatException">The text is not a unit; the message names the part that is wrong.</exception>
    public static Unit Parse(string text) => UnitText.Parse(text);

    /// <summary>Reads CF text as <see cref="Parse"/> does, without an exception.</summary>
    /// <param name="text">The unit as written.</param>
    /// <param name="unit">The unit; null if the text is not a unit.</param>
    /// <returns>Whether the text is a unit.</returns>
    public static bool TryParse(string? text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Unit? unit)
    {
        (unit, _) = text is null ? (null, null) : UnitText.TryParse(text);
        return unit is not null;
    }

    /// <summary>Whether values can be converted to another unit.</summary>
    /// <param name="other">Any unit.</param>
    /// <returns>True if the dimensions are the same.</returns>
    public bool IsConvertibleTo(Unit other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Dimension == other.Dimension;
    }

    /// <summary>The number that turns values of this unit into values of the other: 0.001 from <c>kg</c> to <c>t</c>.</summary>
    /// <param name="target">A unit of the same dimension.</param>
    /// <returns>The factor.</returns>
    /// <exception cref="UnitMismatchException">The units differ in dimension or zero point (degC and K).</exception>
    public double FactorTo(Unit target)
    {
        ArgumentNullException.ThrowIfNull(target);
        RequireSameDimension(target);
        if (Offset != target.Offset)
            throw new UnitMismatchException(new Fault("The two units have different zero points, so no factor converts between them.",
                Expected: target.ToString(), Found: ToString(), Remedy: "Convert each value."));
        return Factor / target.Factor;
    }

    /// <summary>Converts a value from this unit to another.</summary>
    /// <param name="value">A value in this unit.</param>
    /// <param name="target">A unit of the same dimension.</param>
    /// <returns>The value in <paramref name="target"/>.</returns>
    /// <exception cref="UnitMismatchException">The units differ in dimension.</exception>
    public double Convert(double value, Unit target)
    {
        ArgumentNullException.ThrowIfNull(target);
        RequireSameDimension(target);
        if (Factor == target.Factor && Offset == target.Offset) return value;
        return Offset == target.Offset
            ? value * (Factor / target.Factor)
            : ((value * Factor) + Offset - target.Offset) / target.Factor;
    }

    /// <summary>The unit of a product. Common symbols are combined: <c>GWh</c> times <c>t GWh-1</c> is <c>t</c>.</summary>
    /// <param name="left">A unit.</param>
    /// <param name="right">A unit.</param>
    /// <returns>The product.</returns>
    public static Unit operator *(Unit left, Unit right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return Of([.. left._terms, .. right._terms], left._scale * right._scale);
    }

    /// <summary>The unit of a quotient.</summary>
    /// <param name="left">A unit.</param>
    /// <param name="right">A unit.</param>
    /// <returns>The quotient.</returns>
    public static Unit operator /(Unit left, Unit right)
    {
        ArgumentNullException.ThrowIfNull(right);
        return left * right.Power(-1);
    }

    /// <summary>The unit of a product, for languages without operators.</summary>
    /// <param name="left">A unit.</param>
    /// <param name="right">A unit.</param>
    /// <returns>The product.</returns>
    public static Unit Multiply(Unit left, Unit right) => left * right;

    /// <summary>The unit of a quotient, for languages without operators.</summary>
    /// <param name="left">A unit.</param>
    /// <param name="right">A unit.</param>
    /// <returns>The quotient.</returns>
    public static Unit Divide(Unit left, Unit right) => left / right;

    /// <summary>The unit of a power.</summary>
    /// <param name="exponent">Any integer.</param>
    /// <returns>The unit to the power <paramref name="exponent"/>.</returns>
    public Unit Power(int exponent) => Of(
        [.. _terms.Select(term => term with { Exponent = term.Exponent * exponent })], Math.Pow(_scale, exponent));

    /// <summary>Whether two units have the same dimension and size.</summary>
    /// <param name="left">A unit or null.</param>
    /// <param name="right">A unit or null.</param>
    /// <returns>True if they are equal.</returns>
    public static bool operator ==(Unit? left, Unit? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two units differ in dimension or size.</summary>
    /// <param name="left">A unit or null.</param>
    /// <param name="right">A unit or null.</param>
    /// <returns>True if they are not equal.</returns>
    public static bool operator !=(Unit? left, Unit? right) => !(left == right);

    /// <inheritdoc/>
    public bool Equals(Unit? other) =>
        other is not null && Dimension == other.Dimension && Factor == other.Factor && Offset == other.Offset;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Unit);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Dimension, Factor, Offset);

    /// <summary>Prints canonical CF text, which <see cref="Parse"/> can read.</summary>
    /// <returns>Text such as <c>Mt d-1</c>; <c>1</c> for a dimensionless number.</returns>
    public override string ToString() => UnitText.Print(_terms, _scale);

    /// <summary>Prints the unit for other programs that read CF, by the names of UDUNITS-2: <c>kilotonne</c> for kt (a knot there),
    /// <c>year</c> for a (an are there), <c>kW h</c> for kWh, joules for toe and tce.</summary>
    /// <returns>Text that both UDUNITS-2 and <see cref="Parse"/> read as this unit.</returns>
    public string ToCfText() => UnitText.PrintCf(_terms, _scale);

    internal int ExponentOf(string symbol) => _terms.FirstOrDefault(term => term.Symbol.Text == symbol).Exponent;

    /// <summary>The symbol of time with exponent -1 in this unit, such as d in Mt d-1; null if there is none.</summary>
    internal string? TimeSymbol() => _terms
        .FirstOrDefault(term => term.Exponent == -1 && term.Symbol.Dimension == new Dimension(Time: 1)).Symbol?.Text;

    internal static Unit Of(IEnumerable<UnitTerm> terms, double scale)
    {
        List<UnitTerm> merged = [];
        foreach (UnitTerm term in terms)
        {
            int at = merged.FindIndex(known => known.Symbol.Text == term.Symbol.Text);
            if (at < 0) merged.Add(term);
            else merged[at] = term with { Exponent = term.Exponent + merged[at].Exponent };
        }

        return new Unit([.. merged.Where(term => term.Exponent != 0)], scale);
    }

    /// <summary>The same unit with one symbol of length: <c>t km-2 m2</c> is <c>1e-6 t</c>.</summary>
    /// <returns>An equal unit that prints shorter; this one if there is nothing to combine.</returns>
    public Unit Reduced()
    {
        UnitTerm[] lengths = [.. _terms.Where(term => term.Symbol.Dimension == new Dimension(Length: 1))];
        if (lengths.Length < 2) return this;
        UnitSymbol kept = lengths[0].Symbol;
        double scale = lengths.Aggregate(_scale, (product, term) => product * Math.Pow(term.Symbol.Factor / kept.Factor, term.Exponent));
        return Of([.. _terms.Except(lengths), lengths[0] with { Exponent = lengths.Sum(term => term.Exponent) }], scale);
    }

    private void RequireSameDimension(Unit target)
    {
        if (Dimension == target.Dimension) return;
        throw new UnitMismatchException(new Fault("The two units measure different things.",
            Expected: $"{target} (dimension {target.Dimension})", Found: $"{this} (dimension {Dimension})",
            Remedy: "Use a unit of the expected dimension."));
    }
}
