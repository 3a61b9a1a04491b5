namespace Kaya.Downscaling;

/// <summary>What a regression of zones sees, and so what a cell is to it.</summary>
public enum ZonalScale
{
    /// <summary>Drivers and emission per km2: a zone and a cell are the same kind of thing. The default.</summary>
    Density,

    /// <summary>Sums over zones, as in Liu et al. 2023: a cell's sums are some 10^5 times smaller than any the model was fitted
    /// to.</summary>
    RawSum,
}
