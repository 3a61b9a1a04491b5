using Kaya.Core;

namespace Kaya.Geo.Gdal;

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
}
