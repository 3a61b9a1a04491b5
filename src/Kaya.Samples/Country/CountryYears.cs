using Kaya.Core;
using Kaya.Downscaling;
using Kaya.Geo;
using Kaya.Inventory;
using static Kaya.Samples.CountryCells;

namespace Kaya.Samples;

/// <summary>Makes the years of the sample country.</summary>
internal static class CountryYears
{
    private static readonly Unit s_perArea = Unit.Parse("km-2");

    public static SampleCountryYear Create(SampleCountryMap map, CountryHabits habits, int year, RandomSource random, bool isSecond)
    {
        CountryLand land = map.Land;
        CountrySettlement settlement = CountrySettlement.Create(land, habits.Population, random.Derive("settlement"));
        CountryEmission burnt = CountryEmission.Create(land, settlement, habits, isSecond);
        FuelUse fuels = burnt.Statistics([.. map.Provinces.Select(province => province.Code)]);
        FuelInventory inventory = FuelInventory.Of(fuels);
        ExtensiveRaster emission = Truth(map, burnt.Cells, inventory);
        CountryLook look = new(land, settlement, random.Derive(isSecond ? "second" : "first"));
        return new SampleCountryYear
        {
            Year = year, Fuels = fuels, Inventory = inventory, Emission = emission, EmissionByKilometre = Blocks(emission),
            Lights = CountryLights.See(land, settlement, habits.Lighting, isSecond ? 1.08 : 1),
            Population = IntensiveRaster.Of(KilometreGrid, s_perArea, look.Population(), "population"),
            GrossDomesticProduct = IntensiveRaster.Of(KilometreGrid, s_perArea, look.GrossDomesticProduct(habits.Productivity), "gdp"),
            LandCover = new CategoryRaster(CountryCells.Grid, ["land cover"], (_, cells) => CountryLandCover.Classify(land, settlement, random.Derive("land cover")).CopyTo(cells)),
        };
    }

    // Rounded statistics are the law: the cells of each province are scaled to them.
    private static ExtensiveRaster Truth(SampleCountryMap map, double[] cells, FuelInventory inventory)
    {
        double[] weights = new double[Count];
        for (int cell = 0; cell < Count; cell++) weights[cell] = map.Land.ProvinceOf[cell] == 0 ? double.NaN : cells[cell];
        ExtensiveRaster raster = ExtensiveRaster.Of(CountryCells.Grid, Unit.Parse("t"), weights, "emission");
        return Conservation.ToZones(raster, map.Coverage, inventory.Statistics, raster.Unit).Map;
    }

    private static ExtensiveRaster Blocks(ExtensiveRaster fine) => new(KilometreGrid, fine.Unit, ["emission"], (_, cells) =>
    {
        cells.Fill(double.NaN);
        for (int cell = 0; cell < Count; cell++)
        {
            double value = fine.Values()[cell];
            ref double block = ref cells[(cell / Columns / 2 * KilometreGrid.Columns) + (cell % Columns / 2)];
            if (!double.IsNaN(value)) block = double.IsNaN(block) ? value : block + value;
        }
    });
}
