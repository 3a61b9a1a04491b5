using System.Collections.Immutable;
using System.Globalization;
using Kaya.Core;
using Kaya.Downscaling;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Inventory;

namespace Kaya.Tasks.Tests;

/// <summary>A real country: China 2008 at 5 arc-minutes from the totals of provinces, held against CDIAC on its 1-degree grid.</summary>
public sealed class CountryMapTests
{
    private static readonly FitContext s_context = new(new RandomSource(1));

    // The rule of choice takes the mixture here, by far the best at provinces; against CDIAC, which its makers spread by population, the
    // models of logarithms are nearer.
    [Theory]
    [InlineData("pop_density_gpw2020_5min.tif", "mixture", 0.936)]
    [InlineData("pop_density_gpw2020_5min.tif", "bayesian", 0.94)]
    [InlineData("pop_density_gpw2020_15min_on5.tif", "mixture", 0.93)]
    [InlineData("pop_density_gpw2020_15min_on5.tif", "bayesian", 0.94)]
    public void Model_ProvinceTotals_RanksCellsAsCdiac(string population, string name, double least)
    {
        China china = new(population);
        SpatialModel model = RegressionModels.Create(name, logarithms: true).Fit(china.Table, s_context);
        ExtensiveRaster weights = (ExtensiveRaster)model.Weights(china.Drivers).ReadAll();
        InventoryComparison plain = china.Compare(weights),
            excess = china.Compare(ZonalPointSources.Of(weights, china.Provinces, china.Statistics, share: 0.01).Weights);
        RangeReport range = RangeReport.Of(model, china.Drivers);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name}: {plain.Cells.Spearman:F4}, with excesses {excess.Cells.Spearman:F4}, over {plain.Cells.Count} cells; "
                + $"{excess.MapTotal / excess.InventoryTotal:F3} of CDIAC; {range.Outside} of {range.Cells} cells outside"));
        TestContext.Current.TestOutputHelper?.WriteLine($"R2 {plain.Cells.RSquared:F3}, misplaced {plain.Agreement.Misplaced:F3}");
        Assert.True(plain.Cells.Spearman > least - 0.002, FormattableString.Invariant($"{plain.Cells.Spearman:F4}"));
        Assert.True(excess.Cells.Spearman >= plain.Cells.Spearman);
    }

    [Fact]
    public void Choose_ProvinceTotals_TakesTheMixture()
    {
        China china = new("pop_density_gpw2020_5min.tif");
        Assert.Equal(["CN-XZ"], china.Table.LeftOut);
        RegressionComparison comparison = new(RegressionModels.Chosen(null, logarithms: true));
        ImmutableArray<RegressionResult> results = comparison.LeaveOneZoneOut(china.Table, s_context);
        foreach (RegressionResult result in results)
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{result.Model,-12} R2 {result.Score.RSquared:F3} MAE {result.Score.MeanAbsoluteError / 1e6:F1} Mt RMSE "
                    + $"{result.Score.RootMeanSquaredError / 1e6:F1} Mt log {result.LogRmse:F3}"));
        Assert.Equal("mixture", comparison.Choose(results).Name);
        Assert.InRange(results[0].Score.RSquared!.Value, 0.72, 0.77);
    }

    private sealed class China
    {
        public China(string population)
        {
            Provinces = ReadProvinces();
            Drivers = new DriverSet(CellAreas.Of(Provinces.Grid),
                new Driver("lights", Read("ntl_dmsp2008_5min.tif")) { MissingIsZero = true, SmoothingKilometres = 2 },
                new Driver("population", Read(population)) { MissingIsZero = true, SmoothingKilometres = 2 });
            Table = ZonalTable.Of(Drivers, Provinces, Statistics, Unit.Parse("t"));
        }

        public ZoneCoverage Provinces { get; }

        public Dictionary<string, double> Statistics { get; } = Rows().ToDictionary(
            fields => fields[1], fields => double.Parse(fields[6], CultureInfo.InvariantCulture));

        public DriverSet Drivers { get; }

        public ZonalTable Table { get; }

        public InventoryComparison Compare(ExtensiveRaster weights)
        {
            ExtensiveRaster map = Conservation.ToZones(weights, Provinces, Statistics, Unit.Parse("t"),
                new ApportionmentOptions { LeaveOutZonesWithoutStatistic = true }).Map;
            ExtensiveRaster cdiac = InventoryText.ReadCdiac(Geo.Tests.RealData.File("china-5min/cdiac_gridcar.2008"));
            return InventoryComparison.Of(new CountedEmission(map, MassBasis.CO2), new CountedEmission(cdiac, MassBasis.C));
        }
    }

    private static ZoneCoverage ReadProvinces()
    {
        Raster numbers = Read("zones_province_5min.tif", QuantityKind.Category);
        CategoryRaster inside = CategoryRaster.Of(
            numbers.Grid, numbers.Values().ToArray().Select(number => number == 0 ? double.NaN : number).ToArray());
        return ZoneCoverage.Of(
            inside, Rows().ToDictionary(fields => int.Parse(fields[0], CultureInfo.InvariantCulture), fields => fields[1]));
    }

    private static IEnumerable<string[]> Rows() =>
        File.ReadLines(Geo.Tests.RealData.File("china-5min/zones_province.csv")).Skip(1)
        .Select(line => line.Replace("nan", "NaN", StringComparison.Ordinal).Split(','));

    private static Raster Read(string name, QuantityKind kind = QuantityKind.Intensive)
    {
        using RasterFile file = RasterFile.Open(Geo.Tests.RealData.File("china-5min/" + name), new RasterReadOptions { Kind = kind });
        return file.ReadAll(0);
    }
}
