namespace Kaya.Downscaling;

/// <summary>The seven land-use types for shares of emissions (Liu et al. 2023).</summary>
public enum LandUse
{
    /// <summary>IGBP 1 to 5: needleleaf, broadleaf and mixed forests.</summary>
    Forest,

    /// <summary>IGBP 6 and 7: closed and open shrublands.</summary>
    Shrubland,

    /// <summary>IGBP 8 to 10: woody savannas, savannas, grasslands.</summary>
    Grassland,

    /// <summary>IGBP water, and 11: permanent wetlands.</summary>
    Water,

    /// <summary>IGBP 12 and 14: croplands and their mosaics with natural vegetation.</summary>
    Cropland,

    /// <summary>IGBP 13: urban and built-up land.</summary>
    BuiltUp,

    /// <summary>IGBP 15 and 16: snow and ice, barren land.</summary>
    BareGround,
}

/// <summary>The code of water in a land cover file of the 17 IGBP classes; the other codes do not vary.</summary>
public enum IgbpCoding
{
    /// <summary>0 is water, as in MCD12C1 and in MCD12Q1 up to collection 5.</summary>
    WaterIsZero,

    /// <summary>17 is water, as in MCD12Q1 from collection 6 on.</summary>
    WaterIsSeventeen,
}
