namespace Kaya.Samples;

/// <summary>Sectors of the emission of the sample city.</summary>
public enum CitySector
{
    /// <summary>Heating and cooking of dwellings.</summary>
    Residential,

    /// <summary>Shops, offices, hotels.</summary>
    Commercial,

    /// <summary>Schools, hospitals, administration.</summary>
    Institutional,

    /// <summary>Factories.</summary>
    Industry,

    /// <summary>Arterial roads and streets.</summary>
    Traffic,

    /// <summary>Fields and machines on them.</summary>
    Agriculture,
}
