using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>One variable of a netCDF file to be written: a band and, if known, its interval.</summary>
/// <param name="Name">Name in the file: letters, digits and underscores.</param>
/// <param name="Source">The source; unit and kind are those of the band.</param>
/// <param name="LongName">Descriptive name, such as <c>CO2 emissions</c>.</param>
public sealed record NetCdfMap(string Name, IRasterSource Source, string LongName)
{
    /// <summary>Band of the source, from 0.</summary>
    public int Band { get; init; }

    /// <summary>Mass basis; null if the values are not masses.</summary>
    public MassBasis? Basis { get; init; }

    /// <summary>The conservation certificate, stored with the variable.</summary>
    public ConservationCertificate? Certificate { get; init; }

    /// <summary>
    /// Whether to write 32-bit floats, as for interval limits: half the size, 7 digits. A certificate needs all 64
    /// bits.
    /// </summary>
    public bool SinglePrecision { get; init; }

    /// <summary>The period of the values; default: that of the band.</summary>
    public Period? Period { get; init; }

    /// <summary>CF standard name, if there is one.</summary>
    public string? StandardName { get; init; }

    /// <summary>Lower limit of the interval of each cell, on the same grid.</summary>
    public IRasterSource? Lower { get; init; }

    /// <summary>Upper limit of the interval of each cell, on the same grid.</summary>
    public IRasterSource? Upper { get; init; }

    /// <summary>Probability that the interval contains the true value, such as 0.95.</summary>
    public double? Probability { get; init; }
}
