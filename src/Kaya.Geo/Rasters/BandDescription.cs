using Kaya.Core;

namespace Kaya.Geo;

/// <summary>What the values of one band are.</summary>
/// <param name="Name">As in the file, such as <c>population</c>.</param>
/// <param name="Unit">Of one value; for an extensive band, of the total of one cell.</param>
/// <param name="Kind">Whether values add up, average, or are codes.</param>
public sealed record BandDescription(string Name, Unit Unit, QuantityKind Kind)
{
    /// <summary>Element type of the stored numbers; double for what is computed.</summary>
    public ElementType Stored { get; init; } = ElementType.F64;

    /// <summary>The days that the values stand for; null where nobody says.</summary>
    public Period? Period { get; init; }

    /// <summary>As what a mass is counted (C or CO2); null where nobody says.</summary>
    public MassBasis? Basis { get; init; }

    /// <summary>Whether file or reader said the unit; otherwise the values were read as pure numbers.</summary>
    public bool IsUnitStated { get; init; } = true;

    /// <summary>Whether file or reader said the kind; otherwise the values were read as intensive.</summary>
    public bool IsKindStated { get; init; } = true;
}
