using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>Options for writing a GeoTIFF.</summary>
public sealed record GeoTiffOptions
{
    /// <summary>Whether to write a cloud-optimised GeoTIFF: tiles and overviews in reading order.</summary>
    public bool CloudOptimised { get; init; } = true;

    /// <summary>Whether to write 32-bit floats: half the size, 7 digits. A certificate needs all 64 bits.</summary>
    public bool SinglePrecision { get; init; }

    /// <summary>Mass basis; null if the values are not masses.</summary>
    public MassBasis? Basis { get; init; }

    /// <summary>The period of the values; default: that of each band.</summary>
    public Period? Period { get; init; }

    /// <summary>The conservation certificate, stored in the file.</summary>
    public ConservationCertificate? Certificate { get; init; }

    /// <summary>Metadata of the file, by name.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Maximum number of cells in memory while a source is copied.</summary>
    public long CellsAtOnce { get; init; } = 4_000_000;
}
