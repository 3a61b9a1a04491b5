using Kaya.Downscaling;
using Kaya.Geo;
using Kaya.Inventory;

namespace Kaya.Samples;

/// <summary>The sample country in one year: statistics and drivers as they would be published, and the true emissions.</summary>
public sealed class SampleCountryYear
{
    /// <summary>Calendar year.</summary>
    public required int Year { get; init; }

    /// <summary>Fuel statistics of the provinces, rounded to 100 t and 10 000 m3.</summary>
    public required FuelUse Fuels { get; init; }

    /// <summary>CO2 emissions of the provinces: <see cref="Fuels"/> times emission factors (equation 1 of the method).</summary>
    public required FuelInventory Inventory { get; init; }

    /// <summary>Night lights, integers from 0 to 63, on a 750 m grid: saturated in towns, blooming around them, 0 where faint.</summary>
    public required IntensiveRaster Lights { get; init; }

    /// <summary>Residents per km2 on the 1 km grid, with the errors of a gridded census; no-data at sea.</summary>
    public required IntensiveRaster Population { get; init; }

    /// <summary>Gross domestic product per km2 on the 1 km grid, in thousands of an invented currency, smoothed; no-data at sea.</summary>
    public required IntensiveRaster GrossDomesticProduct { get; init; }

    /// <summary>IGBP land-cover classes 1 to 17 (13 urban, 17 water) on the 500 m grid.</summary>
    public required CategoryRaster LandCover { get; init; }

    /// <summary>True CO2 emissions of each cell of the 500 m grid, t; 0 on lakes, no-data outside the country.</summary>
    /// <remarks>The cells of a province add up to its total in <see cref="Inventory"/>.</remarks>
    public required ExtensiveRaster Emission { get; init; }

    /// <summary>True CO2 emissions on the 1 km grid, t: sums of 2 x 2 cells of <see cref="Emission"/>.</summary>
    public required ExtensiveRaster EmissionByKilometre { get; init; }
}
