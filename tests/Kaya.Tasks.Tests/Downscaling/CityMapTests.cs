using Kaya.Core;
using Kaya.Downscaling;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Tasks.Tests;

/// <summary>Two real cities: 1 km carbon from district sums, held against the map it was summed from. The map of carbon is read for the
/// sums and for the comparison only.</summary>
public sealed class CityMapTests
{
    // The maps were seen while the rule of smoothing was made; how far each driver is smoothed is decided by the drivers alone.
    [Theory]
    [InlineData("BJ", 0.94, 0.195)]
    [InlineData("SH", 0.885, 0.306)]
    public void Mixture_DistrictSums_IsNoWorseThanThePlainSplitInAnyFigure(string city, double rank, double misplaced)
    {
        City real = City.Read(city);
        FitContext context = new(new RandomSource(1), Cancellation: TestContext.Current.CancellationToken);
        ZoneStatistics sums = new(real.Sums, Unit.Parse("t"));
        DriverSet given = new(real.Areas, real.Lights, real.Population);
        SmoothingChoice spread = SmoothingChoice.Of(given, real.Districts, sums, context.Cancellation);
        ExtensiveRaster weights = (ExtensiveRaster)SpatialRegression.Mixture.Fit(spread.Table, context).Weights(spread.Drivers).ReadAll();
        MapAgreement ours = real.Compare(Conservation.ToZones(weights, real.Districts, real.Sums, sums.Unit).Map);
        MapAgreement plain = real.Compare(PlainAllocation.All(given, real.Districts, sums, new ApportionmentOptions())[0].Map);
        TestContext.Current.TestOutputHelper?.WriteLine($"{city}: {ours}; plain: {plain}");
        Assert.True(ours.Spearman > rank && ours.Misplaced < misplaced, $"{ours}");
        Assert.True(ours.Spearman > plain.Spearman && ours.Misplaced < plain.Misplaced && ours.BlockMisplaced < plain.BlockMisplaced
            && ours.BlockRSquared >= plain.BlockRSquared, $"{plain}");
    }

    private sealed record City(CellAreas Areas, Driver Lights, Driver Population, ZoneCoverage Districts, IReadOnlyDictionary<string,
        double> Sums, Raster Carbon)
    {
        public static City Read(string name)
        {
            string path = Geo.Tests.RealData.File($"city-1km/{name}_grid30s.tif");
            using RasterFile totals = RasterFile.Open(path, new RasterReadOptions { Kind = QuantityKind.Extensive });
            using RasterFile means = RasterFile.Open(path, new RasterReadOptions { Kind = QuantityKind.Intensive });
            using RasterFile zones = RasterFile.Open(Geo.Tests.RealData.File($"city-1km/{name}_districts30s.tif"),
                new RasterReadOptions { Kind = QuantityKind.Category });
            Raster numbers = zones.ReadAll();
            Dictionary<int, string> codes = numbers.Values().ToArray().Distinct().Order().ToDictionary(
                number => (int)number, number => $"district {number}");
            // Number 0 is the outside, not a district.
            codes.Remove(0);
            CategoryRaster inside = CategoryRaster.Of(
                numbers.Grid, numbers.Values().ToArray().Select(number => number == 0 ? double.NaN : number).ToArray());
            ZoneCoverage districts = ZoneCoverage.Of(inside, codes);
            ZonalValues sums = Zonal.Sums(districts, totals.ReadAll(0));
            return new City(CellAreas.Of(numbers.Grid), new Driver("lights", means.ReadAll(1)),
                new Driver("population", totals.ReadAll(2)), districts,
                sums.Codes.Zip(sums.Values).ToDictionary(pair => pair.First, pair => pair.Second), totals.ReadAll(0));
        }

        // Over every cell of a district; cells without population (sea) hold nothing on the map.
        public MapAgreement Compare(ExtensiveRaster map)
        {
            CellMask cells = CellMask.Covered(Districts);
            double[] of = new double[map.Values().Length], by = new double[map.Values().Length];
            for (int cell = 0; cell < of.Length; cell++)
            {
                bool inside = cells[cell / map.Grid.Columns, cell % map.Grid.Columns];
                of[cell] = inside ? Carbon.Values()[cell] : double.NaN;
                by[cell] = double.IsNaN(map.Values()[cell]) ? 0 : map.Values()[cell];
            }

            return MapAgreement.Of(by, of, map.Grid);
        }
    }
}
