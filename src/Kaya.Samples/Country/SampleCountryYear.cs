using Kaya.Downscaling;
using Kaya.Geo;
using Kaya.Inventory;

namespace Kaya.Samples;

/// <summary>The sample country in one year: what an office and satellites know of it, and the truth.</summary>
public sealed class SampleCountryYear
{
    /// <summary>Calendar year.</summary>
    public required int Year { get; init; }

    /// <summary>Fuel statistics of the provinces: whole 100 t and 10 000 m3.</summary>
    public required FuelUse Fuels { get; init; }

    /// <summary>Equation 1 of <see cref="Fuels"/>: the totals that maps must add up to.</summary>
    public required FuelInventory Inventory { get; init; }

    /// <summary>Night light, whole numbers 0 to 63, on the sensor's own grid of 750 m: saturated in towns, blooming around them, 0 where faint.</summary>
    public required IntensiveRaster Lights { get; init; }

    /// <summary>Residents per km2 on the 1 km grid, as a census that was spread over cells gives them; no-data at sea.</summary>
    public required IntensiveRaster Population { get; init; }

    /// <summary>Gross domestic product per km2 on the 1 km grid, coarse and made up, in thousands of a money that nobody has; no-data at sea.</summary>
    public required IntensiveRaster GrossDomesticProduct { get; init; }

    /// <summary>IGBP classes 1 to 17 (17 = water) on the 500 m grid.</summary>
    public required CategoryRaster LandCover { get; init; }

    /// <summary>The truth: t of CO2 in each cell of the 500 m grid; no-data outside the country, 0 on lakes. Each province adds up to its statistic.</summary>
    public required ExtensiveRaster Emission { get; init; }

    /// <summary>The truth on the 1 km grid: 2 x 2 cells of <see cref="Emission"/> added up.</summary>
    public required ExtensiveRaster EmissionByKilometre { get; init; }
}
