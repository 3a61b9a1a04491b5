using Kaya.Core;

namespace Kaya.Geo;

/// <summary>What the values of one band are.</summary>
/// <param name="Name">As in the file, such as <c>population</c>.</param>
/// <param name="Unit">Of one value; for an extensive band, of the total of one cell.</param>
/// <param name="Kind">Whether values add up, average, or are codes.</param>
public sealed record BandDescription(string Name, Unit Unit, QuantityKind Kind);
