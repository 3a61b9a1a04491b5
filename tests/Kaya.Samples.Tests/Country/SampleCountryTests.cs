using System.Collections.Immutable;

using Kaya.Core;
using Kaya.Downscaling;
using Kaya.Geo;
using Kaya.Inventory;
using Kaya.Learning;

namespace Kaya.Samples.Tests.Country;

/// <summary>The sample country with the default seed, computed once for all tests.</summary>
public sealed class SampleCountryFixture
{
    public SampleCountry Country { get; } = SampleCountry.Create();
}

public sealed class SampleCountryTests(SampleCountryFixture fixture) : IClassFixture<SampleCountryFixture>
{
    // Equation 1 with the paper's table 3: lower calorific value LC (kJ per kg or m3) x carbon content CC (t C per TJ) x oxidation COF.
    private static readonly ImmutableArray<double> s_coefficients =
    [
        20908 * 26.37 * 0.94, 28435 * 29.5 * 0.93, 41816 * 20.1 * 0.98, 43070 * 18.9 * 0.98,
        43070 * 19.5 * 0.98, 42652 * 20.2 * 0.98, 41816 * 21.1 * 0.98, 38931 * 15.3 * 0.99,
    ];

    // IGBP classes grouped: forest, shrubland, grassland, wetland and water, cropland, urban, bare land.
    private static readonly ImmutableArray<ImmutableArray<int>> s_groups =
        [[1, 2, 3, 4, 5], [6, 7], [8, 9, 10], [11, 17], [12, 14], [13], [15, 16]];

    // All maps of one year.
    private static readonly ImmutableArray<Func<SampleCountryYear, Raster>> s_maps =
    [
        year => year.Lights, year => year.Population, year => year.GrossDomesticProduct,
        year => year.LandCover, year => year.Emission, year => year.EmissionByKilometre,
    ];

    private readonly SampleCountry _country = fixture.Country;

    private SampleCountryYear[] Years => [_country.First, _country.Second];

    [Fact]
    public void Create_SameSeed_SameBytesAndAnotherSeedAnotherCountry()
    {
        SampleCountry again = SampleCountry.Create(), other = SampleCountry.Create(7);
        (SampleCountryYear, SampleCountryYear, SampleCountryYear)[] years =
            [(_country.First, again.First, other.First), (_country.Second, again.Second, other.Second)];
        foreach ((SampleCountryYear year, SampleCountryYear repeated, SampleCountryYear different) in years)
        {
            foreach (Func<SampleCountryYear, Raster> map in s_maps)
            {
                Assert.Equal(PixelDigest.Of(map(year)), PixelDigest.Of(map(repeated)));
                Assert.NotEqual(PixelDigest.Of(map(year)), PixelDigest.Of(map(different)));
            }

            Assert.Equal(year.Inventory.Totals, repeated.Inventory.Totals);
        }

        Assert.Equal(_country.Zones.Zones.Select(zone => zone.Shape.AsText()), again.Zones.Zones.Select(zone => zone.Shape.AsText()));
    }

    [Fact]
    public void Emission_EachProvinceAndYear_AddsUpToEquationOneOfItsFuels()
    {
        ZoneCoverage coverage = ZoneCoverage.Of(_country.Zones, _country.First.Emission.Grid);
        foreach (SampleCountryYear year in Years)
        {
            Dictionary<string, double> sums = Sums(coverage, year.Emission);
            for (int zone = 0; zone < 12; zone++)
            {
                double total = InventoryFuels.All.Sum(fuel => year.Fuels.Amount(zone, fuel).Value
                    * s_coefficients[(int)fuel] * 44 / 12 / (fuel == InventoryFuel.NaturalGas ? 1e9 : 1e6));
                Assert.Equal(total, sums[_country.Provinces[zone].Code], 1e-9 * total);
            }
        }
    }

    [Fact]
    public void EmissionByKilometre_Blocks_AreTheSumOfTheirFourCells()
    {
        SampleCountryYear year = _country.Second;
        Assert.Equal(year.Emission.Sum(), year.EmissionByKilometre.Sum(), 1e-9 * year.Emission.Sum());
        SampleTown city = _country.Provinces[0].Seat;
        (int row, int column) = (city.Row / 2, city.Column / 2);
        double sum = 0;
        foreach ((int r, int c) in new[] { (0, 0), (0, 1), (1, 0), (1, 1) }) sum += year.Emission[0, (2 * row) + r, (2 * column) + c];
        Assert.Equal(sum, year.EmissionByKilometre[0, row, column], 1e-9 * sum);
    }

    [Fact]
    public void Drivers_InProvinces_FollowEmissionGdpLeast()
    {
        foreach (SampleCountryYear year in Years)
        {
            double[] totals = [.. year.Inventory.Totals];
            double lights = Zonal(year.Lights, totals), people = Zonal(year.Population, totals);
            double gdp = Zonal(year.GrossDomesticProduct, totals);
            string found = $"{year.Year}: lights {lights:F3}, people {people:F3}, GDP {gdp:F3}";
            // Correlations in the paper, for China: 0.84, 0.73 and 0.54.
            Assert.True(Math.Min(lights, people) is > 0.75 and < 0.95 && gdp > 0.4 && gdp < Math.Min(lights, people), found);
        }
    }

    [Fact]
    public void Drivers_InCells_AreLikeTheTruthAndNotTheTruth()
    {
        foreach (SampleCountryYear year in Years)
        {
            Raster lights = new ConservativeRegridding(year.Lights.Grid, year.Population.Grid).Apply(year.Lights);
            foreach (Raster driver in (Raster[])[lights, year.Population, year.GrossDomesticProduct])
            {
                int[] cells = [.. Enumerable.Range(0, (int)year.Population.Grid.CellCount)
                    .Where(cell => double.IsFinite(year.Population.Values()[cell]))];
                double rank = Metrics.Spearman(
                    Array.ConvertAll(cells, cell => year.EmissionByKilometre.Values()[cell]),
                    Array.ConvertAll(cells, cell => driver.Values()[cell]));
                Assert.True(rank is > 0.5 and < 0.97, $"{year.Year} {driver.Bands[0].Name}: {rank:F3}");
            }
        }
    }

    [Fact]
    public void LandCover_Classes_AreOfAllSevenKindsAndBuiltUpEmitsMost()
    {
        foreach (SampleCountryYear year in Years)
        {
            double[] area = new double[18], emission = new double[18];
            for (int cell = 0; cell < year.LandCover.Grid.CellCount; cell++)
            {
                double tonnes = year.Emission.Values()[cell];
                if (double.IsNaN(tonnes)) continue;
                area[(int)year.LandCover.Values()[cell]]++;
                emission[(int)year.LandCover.Values()[cell]] += tonnes;
            }

            Assert.All(s_groups, group => Assert.True(group.Sum(code => area[code]) > 0.003 * area.Sum(), string.Join(',', group)));
            Assert.InRange(emission[13] / emission.Sum(), 0.6, 0.8);
            Assert.InRange(area[13] / area.Sum(), 0.02, 0.1);
            Assert.Equal(0, emission[17]);
        }
    }

    [Fact]
    public void Lights_Sensor_SaturatesBloomsAndCountsInWholeNumbers()
    {
        IntensiveRaster lights = _country.Second.Lights;
        double[] values = lights.Values().ToArray();
        Assert.All(values, value => Assert.True(value is >= 0 and <= 63 && value == Math.Floor(value)));
        Assert.InRange(values.Count(value => value == 63), 200, values.Length / 20);
        Assert.False(lights.Grid.Matches(_country.Second.Population.Grid));
        // Blooming over the sea: bright cells whose centres lie outside all provinces.
        CategoryRaster numbers = _country.ProvinceNumbers;
        int atSea = 0;
        for (int row = 0; row < lights.Grid.Rows; row++)
            for (int column = 0; column < lights.Grid.Columns; column++)
            {
                (double x, double y) = lights.Grid.CentreOf(row, column);
                if (lights[0, row, column] > 0 && numbers.Grid.CellAt(x, y) is var (r, c) && double.IsNaN(numbers[0, r, c])) atSea++;
            }

        Assert.True(atSea > 100, $"{atSea}");
    }

    [Fact]
    public void Zones_TwelveProvinces_CoverTheCountryOnceWithAnIslandAndACity()
    {
        Assert.Equal(12, _country.Zones.Zones.Length);
        Assert.All(_country.Zones.Zones, zone => Assert.True(zone.Shape.IsValid, zone.Code));
        double[] covered = new double[_country.ProvinceNumbers.Grid.CellCount];
        ZoneCoverage coverage = ZoneCoverage.Of(_country.Zones, _country.ProvinceNumbers.Grid);
        foreach (CoverageRun run in coverage.Runs)
            for (int k = 0; k < run.Length; k++)
            {
                covered[(run.Row * coverage.Grid.Columns) + run.Column + k] += run.Fraction;
                Assert.Equal(run.Zone + 1, _country.ProvinceNumbers[0, run.Row, run.Column + k]);
            }

        Assert.Equal(_country.ProvinceNumbers.Values().ToArray().Select(number => double.IsNaN(number) ? 0 : 1.0), covered);
        double[] areas = [.. coverage.CellCounts().Select(cells => cells / 4)];
        Assert.True(areas[0] < 700 && areas[0] == areas.Min(), $"the city has {areas[0]} km2");
        double[] densities = [.. _country.Second.Inventory.Totals.Zip(areas, (total, area) => total / area)];
        Assert.Equal(densities.Max(), densities[0]);
        // One province has two parts of more than 400 km2: the mainland part and the island.
        Assert.Single(_country.Zones.Zones, zone =>
            Enumerable.Range(0, zone.Shape.NumGeometries).Count(part => zone.Shape.GetGeometryN(part).Area > 4e8) == 2);
    }

    [Fact]
    public void Emission_Structure_IsSeenThroughTheKilometre()
    {
        // Towns and roads are larger than 1 km, so interpolating the logarithm of the 1 km map is more accurate at 500 m than
        // repeating its values.
        SampleCountryYear year = _country.Second;
        double nearest = 0, between = 0;
        for (int row = 2; row < year.Emission.Grid.Rows - 2; row++)
            for (int column = 2; column < year.Emission.Grid.Columns - 2; column++)
            {
                double truth = year.Emission[0, row, column], own = Log(row / 2, column / 2);
                int r = (row / 2) + (row % 2 == 0 ? -1 : 1), c = (column / 2) + (column % 2 == 0 ? -1 : 1);
                double guess = (9 * own + 3 * Log(r, column / 2) + 3 * Log(row / 2, c) + Log(r, c)) / 16;
                if (!(truth > 0) || double.IsNaN(guess)) continue;
                nearest += Math.Pow(Math.Log(1 + (4 * truth)) - own, 2);
                between += Math.Pow(Math.Log(1 + (4 * truth)) - guess, 2);
            }

        Assert.True(between < 0.8 * nearest, $"{between / nearest}");

        double Log(int row, int column) => Math.Log(1 + year.EmissionByKilometre[0, row, column]);
    }

    [Fact]
    public void Years_FiveApart_DifferByProvince()
    {
        Assert.Equal((2005, 2010), (_country.First.Year, _country.Second.Year));
        double[] growth = [.. _country.Second.Inventory.Totals.Zip(_country.First.Inventory.Totals, (later, earlier) => later / earlier)];
        Assert.InRange(growth.Average(), 1.05, 1.4);
        Assert.True(growth.Max() - growth.Min() > 0.05);
        Assert.Same(_country.First, _country.In(2005));
        Assert.Contains("2005 or 2010", Assert.Throws<DataNotFoundException>(() => _country.In(2017)).Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, double> Sums(ZoneCoverage coverage, Raster raster)
    {
        CompensatedSum[] sums = new CompensatedSum[coverage.Codes.Length];
        foreach (CoverageRun run in coverage.Runs)
            for (int k = 0; k < run.Length; k++)
                if (raster[0, run.Row, run.Column + k] is double value && !double.IsNaN(value)) sums[run.Zone].Add(run.Fraction * value);
        return coverage.Codes.Zip(sums).ToDictionary(pair => pair.First, pair => pair.Second.Value);
    }

    // Correlation with sums over provinces. All cells of a grid have the same area, so sums of densities are proportional to totals.
    private double Zonal(Raster driver, double[] totals)
    {
        Dictionary<string, double> sums = Sums(ZoneCoverage.Of(_country.Zones, driver.Grid), driver);
        return Metrics.Pearson(totals, [.. _country.Provinces.Select(province => sums[province.Code])]);
    }
}
