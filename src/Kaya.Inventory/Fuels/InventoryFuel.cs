namespace Kaya.Inventory;

/// <summary>The eight fossil fuels of the provincial inventory (Liu et al. 2023, table 3).</summary>
public enum InventoryFuel
{
    /// <summary>Coal, all kinds together, by mass.</summary>
    Coal,

    /// <summary>Coke, by mass.</summary>
    Coke,

    /// <summary>Crude oil, by mass.</summary>
    CrudeOil,

    /// <summary>Gasoline, by mass.</summary>
    Gasoline,

    /// <summary>Kerosene, by mass.</summary>
    Kerosene,

    /// <summary>Diesel oil, by mass.</summary>
    DieselOil,

    /// <summary>Fuel oil, by mass.</summary>
    FuelOil,

    /// <summary>Natural gas, by volume.</summary>
    NaturalGas,
}
