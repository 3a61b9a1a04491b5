namespace Kaya.Downscaling;

/// <summary>The scale of the variables of a zone regression.</summary>
public enum ZonalScale
{
    /// <summary>Drivers and emissions per km2, comparable for zones and cells. The default.</summary>
    Density,

    /// <summary>Sums over zones, as in Liu et al. 2023: the sums of a cell are about 10^5 times smaller than any training
    /// value.</summary>
    RawSum,
}
