using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>How a GeoTIFF is written.</summary>
public sealed record GeoTiffOptions
{
    /// <summary>As a cloud-optimised GeoTIFF: tiles, overviews, everything in reading order.</summary>
    public bool CloudOptimised { get; init; } = true;

    /// <summary>Values as 32-bit floating point numbers: half the size, 7 digits. A certificate needs all 64 bits.</summary>
    public bool SinglePrecision { get; init; }

    /// <summary>As what masses are counted; null where the values are no masses.</summary>
    public MassBasis? Basis { get; init; }

    /// <summary>The days that the values stand for; those of each band where none are given here.</summary>
    public Period? Period { get; init; }

    /// <summary>The proof that the map adds up, kept in the file.</summary>
    public ConservationCertificate? Certificate { get; init; }

    /// <summary>Texts to keep in the file, by name.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Most cells held at once while a source is copied.</summary>
    public long CellsAtOnce { get; init; } = 4_000_000;
}
