namespace Kaya.Geo;

/// <summary>How the values of a band change when cells are merged or split.</summary>
public enum QuantityKind
{
    /// <summary>Cell totals, which are summed: tonnes per cell, people per cell.</summary>
    Extensive,

    /// <summary>Densities, shares, temperatures, light: averaged by area.</summary>
    Intensive,

    /// <summary>Codes, such as land cover classes and zone numbers: not added or averaged.</summary>
    Category,
}
