namespace Kaya.Samples;

/// <summary>What the land of a quarter of the sample city is used for.</summary>
internal enum CityLandUse
{
    Forest,
    Farmland,
    Park,
    LowHousing,
    HighHousing,
    Commerce,
    Institution,
    Industry,
}

/// <summary>What the factories of an industrial quarter do; it decides emission for each hectare of roof, and how many
/// companies are listed.</summary>
internal enum CityIndustry
{
    Workshops,
    Assembly,
    Chemicals,
    Metal,
}
