using System.Globalization;
using Kaya.Core;
using Kaya.Downscaling;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Learning;

namespace Kaya.Tasks.Tests;

/// <summary>Two real cities: 1 km carbon from district sums, held against the map it was summed from. The map of carbon is read for the
/// sums and for the comparison only.</summary>
public sealed class CityMapTests
{
    // That drivers are spread at all, and excesses concentrated, was designed with an eye on these two maps; how far they are spread is
    // decided by district sums alone.
    [Theory]
    [InlineData("BJ")]
    [InlineData("SH")]
    public void ChosenModel_DistrictSums_RanksCellsAsTheWithheldMap(string city)
    {
        City real = City.Read(city);
        FitContext context = new(new RandomSource(1), Cancellation: TestContext.Current.CancellationToken);
        SmoothingChoice spread = SmoothingChoice.Of(new DriverSet(real.Areas, real.Lights, real.Population), real.Districts,
            new ZoneStatistics(real.Sums, Unit.Parse("t")), SpatialRegression.Mixture, context);
        (DriverSet drivers, ZonalTable table) = (spread.Drivers, spread.Table);
        RegressionComparison comparison = new(RegressionModels.Chosen(null, logarithms: true));
        SpatialRegression chosen = comparison.Choose(comparison.LeaveOneZoneOut(table, context));
        Dictionary<string, double> found = [];
        foreach (SpatialRegression model in new[] { chosen, SpatialRegression.Mixture })
        {
            ExtensiveRaster weights = (ExtensiveRaster)model.Fit(table, context).Weights(drivers).ReadAll();
            ZonalPointSources concentrated = ZonalPointSources.Of(weights, real.Districts, real.Sums);
            double plain = real.Spearman(weights), excess = real.Spearman(concentrated.Weights);
            TestContext.Current.TestOutputHelper?.WriteLine(
                string.Create(CultureInfo.InvariantCulture,
                $"{city} {model.Name}, {spread.Kilometres} km: {plain:F4}, with the excess of {concentrated.Zones.Length} districts "
                + $"{excess:F4}"));
            Assert.True(excess > 0.92, FormattableString.Invariant($"{model.Name} {excess:F4}"));
            Assert.True(excess > plain);
        }
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
        public double Spearman(ExtensiveRaster weights)
        {
            ExtensiveRaster map = Conservation.ToZones(weights, Districts, Sums, Unit.Parse("t")).Map;
            CellMask cells = CellMask.Covered(Districts);
            List<double> of = [], by = [];
            for (int row = 0; row < map.Grid.Rows; row++)
                for (int column = 0; column < map.Grid.Columns; column++)
                    if (cells[row, column])
                    {
                        of.Add(Carbon[0, row, column]);
                        by.Add(double.IsNaN(map[0, row, column]) ? 0 : map[0, row, column]);
                    }

            return Metrics.Spearman([.. of], [.. by]);
        }
    }
}
