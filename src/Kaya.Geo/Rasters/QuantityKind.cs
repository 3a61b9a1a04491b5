namespace Kaya.Geo;

/// <summary>How the values of a band behave when cells are joined or cut.</summary>
public enum QuantityKind
{
    /// <summary>Totals of cells, which add up: tonnes in a cell, people in a cell.</summary>
    Extensive,

    /// <summary>Densities, shares, temperatures, light: averaged by area.</summary>
    Intensive,

    /// <summary>Codes, such as land-cover classes and zone numbers: neither added nor averaged.</summary>
    Category,
}
