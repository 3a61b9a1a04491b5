namespace Kaya.Core;

/// <summary>A quantity of one substance counted on one basis: <c>2 Mt d-1 of CO2, as C</c>.</summary>
/// <remarks>Nothing here converts by itself: another basis needs <see cref="As"/>, another species has none.</remarks>
/// <param name="Amount">Number and unit; mass, mass per time, mass per area and time, mass per energy.</param>
/// <param name="Species">What is counted.</param>
/// <param name="Basis">As what it is counted.</param>
public sealed record SubstanceQuantity(Quantity Amount, Species Species, MassBasis Basis)
{
    /// <summary>A quantity on the basis that inventories use for the species.</summary>
    /// <param name="amount">Number and unit.</param>
    /// <param name="species">What is counted.</param>
    public SubstanceQuantity(Quantity amount, Species species) : this(amount, species, CountedAs(species)) { }

    /// <summary>The same thing in another unit.</summary>
    /// <param name="unit">A unit of the same dimension.</param>
    /// <returns>Same species, same basis.</returns>
    /// <exception cref="UnitMismatchException">Another dimension.</exception>
    public SubstanceQuantity To(Unit unit) => this with { Amount = Amount.To(unit) };

    /// <summary>The same thing counted on another basis: 44 t as CO2 is 12 t as C.</summary>
    /// <param name="basis">A basis of the same element.</param>
    /// <returns>Same species, same unit.</returns>
    /// <exception cref="UnitMismatchException">The bases share no element.</exception>
    public SubstanceQuantity As(MassBasis basis) => new(Basis.FactorTo(basis) * Amount, Species, basis);

    /// <summary>The sum, in the unit of the left one.</summary>
    /// <param name="left">A quantity of a substance.</param>
    /// <param name="right">A quantity of the same substance on the same basis.</param>
    /// <returns>The sum.</returns>
    /// <exception cref="UnitMismatchException">Another species, basis or dimension.</exception>
    public static SubstanceQuantity operator +(SubstanceQuantity left, SubstanceQuantity right)
    {
        RequireSame(left, right);
        return left with { Amount = left.Amount + right.Amount };
    }

    /// <summary>The difference, in the unit of the left one.</summary>
    /// <param name="left">A quantity of a substance.</param>
    /// <param name="right">A quantity of the same substance on the same basis.</param>
    /// <returns>The difference.</returns>
    /// <exception cref="UnitMismatchException">Another species, basis or dimension.</exception>
    public static SubstanceQuantity operator -(SubstanceQuantity left, SubstanceQuantity right)
    {
        RequireSame(left, right);
        return left with { Amount = left.Amount - right.Amount };
    }

    /// <summary>The sum, for languages without operators.</summary>
    /// <param name="left">A quantity of a substance.</param>
    /// <param name="right">A quantity of the same substance on the same basis.</param>
    /// <returns>The sum.</returns>
    public static SubstanceQuantity Add(SubstanceQuantity left, SubstanceQuantity right) => left + right;

    /// <summary>The difference, for languages without operators.</summary>
    /// <param name="left">A quantity of a substance.</param>
    /// <param name="right">A quantity of the same substance on the same basis.</param>
    /// <returns>The difference.</returns>
    public static SubstanceQuantity Subtract(SubstanceQuantity left, SubstanceQuantity right) => left - right;

    /// <summary>Prints amount and species, and the basis where it is not the usual one.</summary>
    /// <returns>Such as <c>2 Mt d-1 CO2</c> or <c>2 Mt d-1 CO2 (as C)</c>.</returns>
    public override string ToString() => Basis == Species.CountedAs ? $"{Amount} {Species}" : $"{Amount} {Species} (as {Basis})";

    private static MassBasis CountedAs(Species species)
    {
        ArgumentNullException.ThrowIfNull(species);
        return species.CountedAs;
    }

    private static void RequireSame(SubstanceQuantity left, SubstanceQuantity right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.Species == right.Species && left.Basis == right.Basis) return;
        throw new UnitMismatchException(new Fault("The two quantities count different substances, or count them differently.",
            Expected: $"{left.Species} as {left.Basis}", Found: $"{right.Species} as {right.Basis}",
            Remedy: "Convert the basis explicitly first; different species do not add."));
    }
}
