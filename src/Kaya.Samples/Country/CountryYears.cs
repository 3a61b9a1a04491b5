using Kaya.Core;
using Kaya.Downscaling;
using Kaya.Geo;
using Kaya.Inventory;
using static Kaya.Samples.CountryCells;

namespace Kaya.Samples;

/// <summary>Computes one year of the sample country.</summary>
internal static class CountryYears
{
    private static readonly Unit s_perArea = Unit.Parse("km-2");

    public static SampleCountryYear Create(SampleCountryMap map, CountryActivity activity, int year, RandomSource random, bool isSecond)
    {
        CountryLand land = map.Land;
        CountrySettlement settlement = CountrySettlement.Create(land, activity.Population, random.Derive("settlement"));
        CountryEmissions emissions = CountryEmissions.Create(land, settlement, activity, isSecond);
        FuelUse fuels = emissions.Statistics([.. map.Provinces.Select(province => province.Code)]);
        FuelInventory inventory = FuelInventory.Of(fuels);
        ExtensiveRaster trueMap = TrueMap(map, emissions.Cells, inventory);
        CountryDriverMaps drivers = new(land, settlement, random.Derive(isSecond ? "second" : "first"));
        return new SampleCountryYear
        {
            Year = year, Fuels = fuels, Inventory = inventory, Emission = trueMap, EmissionByKilometre = Blocks(trueMap),
            Lights = CountryLights.Observe(land, settlement, activity.Lighting, isSecond ? 1.08 : 1),
            Population = IntensiveRaster.Of(KilometreGrid, s_perArea, drivers.Population(), "population"),
            GrossDomesticProduct = IntensiveRaster.Of(
                KilometreGrid, s_perArea, drivers.GrossDomesticProduct(activity.Productivity), "gdp"),
            LandCover = new CategoryRaster(CountryCells.Grid, ["land cover"],
                (_, cells) => CountryLandCover.Classify(land, settlement, random.Derive("land cover")).CopyTo(cells)),
        };
    }

    // The cells of each province are scaled so that they add up to its rounded statistics.
    private static ExtensiveRaster TrueMap(SampleCountryMap map, double[] cells, FuelInventory inventory)
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
