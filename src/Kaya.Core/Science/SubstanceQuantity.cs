namespace Kaya.Core;

/// <summary>A quantity of a species on a mass basis, such as 2 Mt d-1 of CO2, as C.</summary>
/// <remarks>There are no implicit conversions: <see cref="As"/> converts between mass bases; species do not convert.</remarks>
/// <param name="Amount">Number and unit: a mass, or a mass per time, per area and time, or per energy.</param>
/// <param name="Species">The species.</param>
/// <param name="Basis">The mass basis of the amount.</param>
public sealed record SubstanceQuantity(Quantity Amount, Species Species, MassBasis Basis)
{
    /// <summary>A quantity on the usual mass basis of the species.</summary>
    /// <param name="amount">Number and unit.</param>
    /// <param name="species">The species.</param>
    public SubstanceQuantity(Quantity amount, Species species) : this(amount, species, UsualBasis(species)) { }

    /// <summary>Converts to another unit.</summary>
    /// <param name="unit">A unit of the same dimension.</param>
    /// <returns>The quantity in that unit; same species and mass basis.</returns>
    /// <exception cref="UnitMismatchException">The unit has another dimension.</exception>
    public SubstanceQuantity To(Unit unit) => this with { Amount = Amount.To(unit) };

    /// <summary>Converts to another mass basis: 44 t as CO2 is 12 t as C.</summary>
    /// <param name="basis">A basis of the same element.</param>
    /// <returns>The quantity on that basis; same species and unit.</returns>
    /// <exception cref="UnitMismatchException">The bases have no element in common.</exception>
    public SubstanceQuantity As(MassBasis basis) => new(Basis.FactorTo(basis) * Amount, Species, basis);

    /// <summary>The sum.</summary>
    /// <param name="left">A quantity.</param>
    /// <param name="right">A quantity of the same species, mass basis and dimension.</param>
    /// <returns>The sum, in the unit of <paramref name="left"/>.</returns>
    /// <exception cref="UnitMismatchException">Species, mass basis or dimension differ.</exception>
    public static SubstanceQuantity operator +(SubstanceQuantity left, SubstanceQuantity right)
    {
        RequireSame(left, right);
        return left with { Amount = left.Amount + right.Amount };
    }

    /// <summary>The difference.</summary>
    /// <param name="left">A quantity.</param>
    /// <param name="right">A quantity of the same species, mass basis and dimension.</param>
    /// <returns>The difference, in the unit of <paramref name="left"/>.</returns>
    /// <exception cref="UnitMismatchException">Species, mass basis or dimension differ.</exception>
    public static SubstanceQuantity operator -(SubstanceQuantity left, SubstanceQuantity right)
    {
        RequireSame(left, right);
        return left with { Amount = left.Amount - right.Amount };
    }

    /// <summary>The sum, for languages without operators.</summary>
    /// <param name="left">A quantity.</param>
    /// <param name="right">A quantity of the same species, mass basis and dimension.</param>
    /// <returns>The sum, in the unit of <paramref name="left"/>.</returns>
    /// <exception cref="UnitMismatchException">Species, mass basis or dimension differ.</exception>
    public static SubstanceQuantity Add(SubstanceQuantity left, SubstanceQuantity right) => left + right;

    /// <summary>The difference, for languages without operators.</summary>
    /// <param name="left">A quantity.</param>
    /// <param name="right">A quantity of the same species, mass basis and dimension.</param>
    /// <returns>The difference, in the unit of <paramref name="left"/>.</returns>
    /// <exception cref="UnitMismatchException">Species, mass basis or dimension differ.</exception>
    public static SubstanceQuantity Subtract(SubstanceQuantity left, SubstanceQuantity right) => left - right;

    /// <summary>Prints amount and species, and the mass basis if it is not the usual one.</summary>
    /// <returns>Text such as <c>2 Mt d-1 CO2</c> or <c>2 Mt d-1 CO2 (as C)</c>.</returns>
    public override string ToString() => Basis == Species.CountedAs ? $"{Amount} {Species}" : $"{Amount} {Species} (as {Basis})";

    private static MassBasis UsualBasis(Species species)
    {
        ArgumentNullException.ThrowIfNull(species);
        return species.CountedAs;
    }

    private static void RequireSame(SubstanceQuantity left, SubstanceQuantity right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.Species == right.Species && left.Basis == right.Basis) return;
        throw new UnitMismatchException(new Fault("The two quantities differ in species or mass basis.",
            Expected: $"{left.Species} as {left.Basis}", Found: $"{right.Species} as {right.Basis}",
            Remedy: "Convert to the same mass basis first. Different species cannot be added or subtracted."));
    }
}
