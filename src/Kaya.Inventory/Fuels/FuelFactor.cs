using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Inventory;

/// <summary>The emission factor of a fuel, and the three properties it is computed from (Liu et al. 2023, table 3 and equation
/// 1).</summary>
/// <remarks>
/// EC = LC x CC x COF x 44/12. LC are the average lower calorific values of the China Energy Statistical Yearbook; CC and COF are those of
/// the
/// Guidelines for Provincial Greenhouse Gas Inventories (Fa Gai Ban Climate [2011] No. 1041), as given in the paper.
/// </remarks>
public sealed record FuelFactor
{
    private static readonly ImmutableArray<FuelFactor> s_table =
    [
        OfMass(InventoryFuel.Coal, 20908, 26.37, 0.94),
        OfMass(InventoryFuel.Coke, 28435, 29.50, 0.93),
        OfMass(InventoryFuel.CrudeOil, 41816, 20.10, 0.98),
        OfMass(InventoryFuel.Gasoline, 43070, 18.90, 0.98),
        OfMass(InventoryFuel.Kerosene, 43070, 19.50, 0.98),
        OfMass(InventoryFuel.DieselOil, 42652, 20.20, 0.98),
        OfMass(InventoryFuel.FuelOil, 41816, 21.10, 0.98),
        new(InventoryFuel.NaturalGas, new Quantity(38931, Unit.Parse("kJ m-3")), 15.30, 0.99),
    ];

    private FuelFactor(InventoryFuel fuel, Quantity netCalorificValue, double carbonContent, double oxidisedShare)
    {
        (Fuel, NetCalorificValue, CarbonContent, OxidisedShare) = (
            fuel, netCalorificValue, new Quantity(carbonContent, Unit.Parse("kg GJ-1")), oxidisedShare);
        IsByVolume = fuel == InventoryFuel.NaturalGas;
        AmountUnit = Unit.Parse(IsByVolume ? "m3" : "t");
        TonnesPerAmount = Burn(new Quantity(1, AmountUnit)).Amount.Value;
    }

    /// <summary>The fuel.</summary>
    public InventoryFuel Fuel { get; }

    /// <summary>LC, the lower calorific value: <c>kJ kg-1</c>, or <c>kJ m-3</c> for natural gas.</summary>
    public Quantity NetCalorificValue { get; }

    /// <summary>CC, carbon per unit of energy: <c>kg GJ-1</c> of C, which is t of C per TJ.</summary>
    public Quantity CarbonContent { get; }

    /// <summary>COF, the oxidised share of the carbon, in (0, 1].</summary>
    public double OxidisedShare { get; }

    /// <summary>Whether the fuel is measured by volume (natural gas) instead of mass.</summary>
    public bool IsByVolume { get; }

    /// <summary>The unit of amounts: <c>t</c>, or <c>m3</c> for natural gas.</summary>
    public Unit AmountUnit { get; }

    /// <summary>t of CO2 per <see cref="AmountUnit"/>: EC for the fuels by mass, EC / 1000 for natural gas.</summary>
    public double TonnesPerAmount { get; }

    /// <summary>EC: kg of CO2 per kg, or per m3 of natural gas.</summary>
    public double Coefficient => IsByVolume ? TonnesPerAmount * 1000 : TonnesPerAmount;

    /// <summary>The factor of a fuel.</summary>
    /// <param name="fuel">A fuel.</param>
    /// <returns>The paper's constants.</returns>
    public static FuelFactor Of(InventoryFuel fuel) => s_table[(int)fuel];

    /// <summary>Equation 1 for one fuel: E x LC x CC x COF x 44/12.</summary>
    /// <param name="use">The amount burned: a mass such as <c>274 1e4 t</c>; a volume for natural gas.</param>
    /// <returns>t of CO2.</returns>
    /// <exception cref="UnitMismatchException">A volume of a fuel measured by mass, a mass of natural gas, or an energy.</exception>
    public SubstanceQuantity Emission(Quantity use)
    {
        ArgumentNullException.ThrowIfNull(use);
        RequireUnit(use.Unit);
        return Burn(use);
    }

    /// <summary>Refuses a unit that is not valid for this fuel.</summary>
    /// <param name="unit">The unit of a statistic.</param>
    /// <param name="where">The location in the input, for the message.</param>
    /// <exception cref="UnitMismatchException">A volume of a fuel measured by mass, a mass of natural gas, or an energy.</exception>
    public void RequireUnit(Unit unit, SourceLocation? where = null)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (unit.IsConvertibleTo(AmountUnit)) return;
        bool isEnergy = unit.IsConvertibleTo(Unit.Parse("J"));
        throw new UnitMismatchException(
            new Fault($"The unit does not fit the fuel: {Fuel.Label()} is measured by {(IsByVolume ? "volume" : "mass")}.", where,
            IsByVolume ? "a volume, such as 1e8 m3" : "a mass, such as 1e4 t", unit.ToString(),
            isEnergy ? "Give physical amounts: energies and coal equivalents already include a calorific value."
                : "Correct the unit or the column."));
    }

    private static FuelFactor OfMass(InventoryFuel fuel, double netCalorificValue, double carbonContent, double oxidisedShare) =>
        new(fuel, new Quantity(netCalorificValue, Unit.Parse("kJ kg-1")), carbonContent, oxidisedShare);

    private SubstanceQuantity Burn(Quantity use)
    {
        Quantity carbon = (OxidisedShare * (use * NetCalorificValue * CarbonContent)).To(Unit.Parse("t"));
        return new SubstanceQuantity(carbon, Species.CO2, MassBasis.C).As(MassBasis.CO2);
    }
}
