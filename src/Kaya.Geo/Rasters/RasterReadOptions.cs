using Kaya.Core;

namespace Kaya.Geo;

/// <summary>User-supplied properties of a raster file. They take precedence over the file.</summary>
public sealed record RasterReadOptions
{
    /// <summary>For files without a coordinate system.</summary>
    public CoordinateSystem? Crs { get; init; }

    /// <summary>Unit of the values, for files without one.</summary>
    public Unit? Unit { get; init; }

    /// <summary>Whether values add up, average, or are codes; assumed intensive, and marked as assumed, if neither option nor file
    /// specifies it.</summary>
    public QuantityKind? Kind { get; init; }

    /// <summary>Mass basis, if the file does not specify it.</summary>
    public MassBasis? Basis { get; init; }

    /// <summary>An additional no-data value, besides that of the file.</summary>
    public double? NoData { get; init; }

    /// <summary>Names of the bands, in order, for files without names.</summary>
    public IReadOnlyList<string>? BandNames { get; init; }

    /// <summary>Whether to refuse a band without a unit in option or file.</summary>
    public bool RequireUnit { get; init; }

    /// <summary>The properties of a band, and which of them were assumed.</summary>
    /// <param name="name">Name of the band.</param>
    /// <param name="unit">The unit in the file; null if there is none.</param>
    /// <param name="kind">The kind in the file; null if there is none.</param>
    /// <param name="basis">Symbol of the mass basis in the file; null or empty if there is none.</param>
    /// <returns>The description; these options take precedence over the file.</returns>
    public BandDescription Describe(string name, Unit? unit, QuantityKind? kind, string? basis)
    {
        (unit, kind) = (Unit ?? unit, Kind ?? kind);
        return new BandDescription(name, unit ?? Kaya.Core.Unit.One, kind ?? QuantityKind.Intensive)
        {
            Basis = Basis ?? (basis is { Length: > 0 } ? MassBasis.TryParse(basis) : null), IsUnitStated = unit is not null,
                IsKindStated = kind is not null,
        };
    }
}
