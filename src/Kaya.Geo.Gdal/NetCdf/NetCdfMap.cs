using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>One variable of a netCDF file to be written: a band and, where known, the interval around it.</summary>
/// <param name="Name">Name in the file: letters, digits and underscores.</param>
/// <param name="Source">Where to read; unit and kind come from the band.</param>
/// <param name="LongName">For people, such as <c>CO2 emission</c>.</param>
public sealed record NetCdfMap(string Name, IRasterSource Source, string LongName)
{
    /// <summary>Band of the source, from 0.</summary>
    public int Band { get; init; }

    /// <summary>As what masses are counted; null where the values are no masses.</summary>
    public MassBasis? Basis { get; init; }

    /// <summary>The proof that the map adds up, kept with the variable.</summary>
    public ConservationCertificate? Certificate { get; init; }

    /// <summary>
    /// Values as 32-bit floating point numbers, as the ends of intervals are always: half the size, 7 digits. A certificate needs all 64
    /// bits.
    /// </summary>
    public bool SinglePrecision { get; init; }

    /// <summary>The days that the values stand for; that of the band where none is given.</summary>
    public Period? Period { get; init; }

    /// <summary>CF standard name, where there is one.</summary>
    public string? StandardName { get; init; }

    /// <summary>Lower end of the interval of each cell, on the same grid.</summary>
    public IRasterSource? Lower { get; init; }

    /// <summary>Upper end of the interval of each cell, on the same grid.</summary>
    public IRasterSource? Upper { get; init; }

    /// <summary>Probability that the interval holds the truth, such as 0.95.</summary>
    public double? Probability { get; init; }
}
