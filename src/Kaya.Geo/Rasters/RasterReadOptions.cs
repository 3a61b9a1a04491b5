using Kaya.Core;

namespace Kaya.Geo;

/// <summary>What is known of a raster file beyond what it says itself. What is given here wins over the file.</summary>
public sealed record RasterReadOptions
{
    /// <summary>For files without a coordinate system.</summary>
    public CoordinateSystem? Crs { get; init; }

    /// <summary>Unit of the values, for files that have none.</summary>
    public Unit? Unit { get; init; }

    /// <summary>Whether values add up, average, or are codes; assumed intensive, and said so, where neither option nor file says.</summary>
    public QuantityKind? Kind { get; init; }

    /// <summary>As what masses are counted, where the file does not say.</summary>
    public MassBasis? Basis { get; init; }

    /// <summary>A value that stands for no-data besides the file's own.</summary>
    public double? NoData { get; init; }

    /// <summary>Names of the bands, in order, for files that have none.</summary>
    public IReadOnlyList<string>? BandNames { get; init; }

    /// <summary>Refuses a band for which neither option nor file says a unit.</summary>
    public bool RequireUnit { get; init; }

    /// <summary>What is known of a band, and what was assumed.</summary>
    /// <param name="name">Name of the band.</param>
    /// <param name="unit">As the file says; null where it says none.</param>
    /// <param name="kind">As the file says; null where it says none.</param>
    /// <param name="basis">Symbol of the mass basis that the file says; null or empty where it says none.</param>
    /// <returns>The description; what is given here wins over the file.</returns>
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
