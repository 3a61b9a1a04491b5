namespace Kaya.Urban;

/// <summary>A kind of input of a cell.</summary>
public enum UrbanModality
{
    /// <summary>The satellite image.</summary>
    Image,

    /// <summary>Points of interest.</summary>
    Points,

    /// <summary>Values of rasters, such as night light, population and GDP.</summary>
    Covariates,
}
