using System.Globalization;
using Kaya.Geo.Gdal;

namespace Kaya.Downscaling.Tests;

/// <summary>A real country: China 2008 at 5 arc-minutes from the totals of provinces, held against CDIAC on its 1-degree grid.</summary>
public sealed class CountryMapTests
{
    [Theory]
    [InlineData("pop_density_gpw2020_5min.tif", 0.93)]
    [InlineData("pop_density_gpw2020_15min_on5.tif", 0.925)]
    public void Mixture_ProvinceTotals_RanksCellsAsCdiac(string population, double least)
    {
        ZoneCoverage provinces = Provinces();
        Dictionary<string, double> statistics = Statistics();
        DriverSet drivers = new(CellAreas.Of(provinces.Grid),
            new Driver("lights", Read("ntl_dmsp2008_5min.tif")) { MissingIsZero = true, SpreadKilometres = 2 },
            new Driver("population", Read(population)) { MissingIsZero = true, SpreadKilometres = 2 });
        ZonalTable table = ZonalTable.Of(drivers, provinces, statistics, Unit.Parse("t"));
        Assert.Equal(["CN-XZ"], table.LeftOut);
        SpatialModel model = SpatialModel.Fit(table, ZonalScale.Density, RegressionModel.Mixture, new FitContext(new RandomSource(1)));
        ExtensiveRaster weights = (ExtensiveRaster)model.Weights(drivers).ReadAll();
        ConcentratedExcess concentrated = ConcentratedExcess.Of(weights, provinces, statistics);
        InventoryComparison plain = Compare(weights, provinces, statistics), excess = Compare(concentrated.Weights, provinces, statistics);
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant(
            $"{plain.Cells.Spearman:F4} without, {excess.Cells.Spearman:F4} with excesses; {plain.Cells.Count} cells, total {excess.MapTotal / excess.InventoryTotal:F3} of CDIAC; {RangeReport.Of(model, drivers)}"));
        Assert.True(excess.Cells.Spearman > least, FormattableString.Invariant($"{excess.Cells.Spearman:F4}"));
    }

    private static InventoryComparison Compare(ExtensiveRaster weights, ZoneCoverage provinces, IReadOnlyDictionary<string, double> statistics)
    {
        ExtensiveRaster map = Conservation.ToZones(weights, provinces, statistics, Unit.Parse("t"), new ApportionmentOptions { LeaveOutZonesWithoutStatistic = true }).Map;
        ExtensiveRaster cdiac = InventoryText.ReadCdiac(Geo.Tests.RealData.File("china-5min/cdiac_gridcar.2008"));
        return InventoryComparison.Of(new CountedEmission(map, MassBasis.CO2), new CountedEmission(cdiac, MassBasis.C));
    }

    private static ZoneCoverage Provinces()
    {
        Raster numbers = Read("zones_province_5min.tif", QuantityKind.Category);
        CategoryRaster inside = CategoryRaster.Of(numbers.Grid, numbers.Values().ToArray().Select(number => number == 0 ? double.NaN : number).ToArray());
        return ZoneCoverage.Of(inside, Table().ToDictionary(fields => int.Parse(fields[0], CultureInfo.InvariantCulture), fields => fields[1]));
    }

    private static Dictionary<string, double> Statistics() => Table().ToDictionary(fields => fields[1], fields => double.Parse(fields[6], CultureInfo.InvariantCulture));

    private static IEnumerable<string[]> Table() => File.ReadLines(Geo.Tests.RealData.File("china-5min/zones_province.csv")).Skip(1).Select(line => line.Replace("nan", "NaN", StringComparison.Ordinal).Split(','));

    private static Raster Read(string name, QuantityKind kind = QuantityKind.Intensive)
    {
        using RasterFile file = RasterFile.Open(Geo.Tests.RealData.File("china-5min/" + name), new RasterReadOptions { Kind = kind });
        return file.ReadAll(0);
    }
}
