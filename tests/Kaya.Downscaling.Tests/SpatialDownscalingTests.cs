using System.Globalization;
using Kaya.Downscaling.Tests.SuperResolution;

namespace Kaya.Downscaling.Tests;

/// <summary>What must hold of the way from zones to fine cells whatever the numbers: doubling, joining, turning, adding up.</summary>
public sealed class SpatialDownscalingTests
{
    private const int Rows = 12;
    private const int Columns = 40;
    private static readonly ZeroShotSuperResolution s_tiny = new() { Members = 1, Steps = 15, Channels = 8, HiddenLayers = 2,
        CropSize = 8 };
    private static readonly Grid s_grid = Plane.Grid(Rows, Columns);
    private static readonly SpatialDownscaling s_downscaling = new(new DownscalingOptions { PointSourceShare = 0.01 });

    // Two areas of two zones each, 16 columns without data between them: further than a network sees.
    private static readonly int[] s_west = Numbers(column => column < 6 ? 1 : column < 12 ? 2 : 0);
    private static readonly int[] s_east = Numbers(column => column >= 34 ? 4 : column >= 28 ? 3 : 0);
    private static readonly Dictionary<string, double> s_totals = new() { ["z1"] = 700, ["z2"] = 31.7, ["z3"] = 1e5, ["z4"] = 0.123 };

    // Weights are predicted emission, so the regression is fitted to the doubled totals too.
    [Fact]
    public void CoarseAndFine_DoubledTotals_DoubleTheMaps()
    {
        Dictionary<string, double> doubled = s_totals.ToDictionary(pair => pair.Key, pair => 2 * pair.Value);
        ExtensiveRaster once = Coarse(Predicted(s_totals), Both(), s_totals), twice = Coarse(Predicted(doubled), Both(), doubled);
        RequireSame(once.Times(2), twice, 1e-9, "coarse");
        RequireSame(Fine(once, s_totals).Times(2), Fine(twice, doubled), 1e-5, "fine");
    }

    [Fact]
    public void Coarse_TwoDisjointAreas_AddUpToTheirUnion()
    {
        ExtensiveRaster both = Coarse(Weights(), Both(), s_totals);
        ExtensiveRaster west = Coarse(Weights(), Plane.Zones(s_grid, s_west), Only(1, 2)),
            east = Coarse(Weights(), Plane.Zones(s_grid, s_east), Only(3, 4));
        RequireSame(both, Sum(west, east), 0, "union");
    }

    [Fact]
    public void Fine_TwoAreasFarFromEachOther_AddUpToTheirUnion()
    {
        ExtensiveRaster both = Coarse(Weights(), Both(), s_totals);
        SuperResolutionModel model = Trained(both);
        ExtensiveRaster west = Refined(model, Coarse(Weights(), Plane.Zones(s_grid, s_west), Only(1, 2)), Plane.Zones(s_grid, s_west),
            Only(1, 2));
        ExtensiveRaster east = Refined(model, Coarse(Weights(), Plane.Zones(s_grid, s_east), Only(3, 4)), Plane.Zones(s_grid, s_east),
            Only(3, 4));
        RequireSame(Refined(model, both, Both(), s_totals), Sum(west, east), 1e-5, "union");
    }

    [Theory]
    [MemberData(nameof(SyntheticTown.Ways), MemberType = typeof(SyntheticTown))]
    public void CoarseAndFine_TurnedOrMirrored_AreTheTurnedMaps(int way)
    {
        ExtensiveRaster coarse = Coarse(Weights(), Both(), s_totals);
        SuperResolutionModel model = Trained(coarse);
        Grid grid = way % 2 == 0 ? s_grid : Plane.Grid(Columns, Rows);
        int[] numbers = [.. Turned(s_grid, Joined().Select(number => (double)number).ToArray(), way).Values().ToArray()
            .Select(value => (int)value)];
        ZoneCoverage turnedZones = Plane.Zones(grid, numbers);
        ExtensiveRaster turned = Coarse(Turned(s_grid, Weights().Values().ToArray(), way), turnedZones, s_totals);
        RequireSame(Turned(s_grid, coarse.Values().ToArray(), way), turned, 1e-12, "coarse");
        ExtensiveRaster fine = Refined(model, coarse, Both(), s_totals);
        RequireSame(Turned(fine.Grid, fine.Values().ToArray(), way), Refined(model, turned, turnedZones, s_totals), 1e-5, "fine");
    }

    [Fact]
    public void CoarseAndAddUp_RandomCases_HoldInEveryZoneAndBlock()
    {
        for (int turn = 0; turn < 300; turn++)
        {
            RandomSequence random = new RandomSource(5).Derive(turn.ToString(CultureInfo.InvariantCulture)).Sequence();
            Grid grid = Plane.Grid(2 + random.NextInt32(6), 2 + random.NextInt32(6));
            double[] weights = [.. Enumerable.Range(0, (int)grid.CellCount).Select(_ => random.NextInt32(4) == 0 ? 0 : Decades(random))];
            int[] numbers = [.. weights.Select((_, cell) => cell < 3 ? cell + 1 : 1 + random.NextInt32(3))];
            Dictionary<string, double> totals = new() { ["z1"] = Decades(random), ["z2"] = Decades(random), ["z3"] = 0 };
            int factor = 2 + random.NextInt32(2);
            SpatialDownscaling downscaling = new(new DownscalingOptions { Factor = factor, PointSourceShare = random.NextDouble() });
            Apportionment coarse = downscaling.Coarse(Plane.Totals(grid, weights), Plane.Zones(grid, numbers),
                new ZoneStatistics(totals, Plane.Tonne)).Emission;
            Assert.All(coarse.Certificate.Zones, zone => Assert.True(zone.Holds, $"turn {turn}: {zone}"));
            double[] expected = [
                .. Enumerable.Range(0, (int)grid.CellCount * factor * factor).Select(_ => random.NextInt32(5) == 0 ? 0 : Decades(random))];
            (ExtensiveRaster fine, _, _) = downscaling.AddUp(ExtensiveRaster.Of(grid.Refine(factor), Plane.Tonne, expected), coarse.Map);
            RequireBlocks(fine, coarse.Map, factor, turn);
            Apportionment zones = Conservation.ToZones(fine, Plane.Zones(grid, numbers).Refine(factor), totals, Plane.Tonne);
            Assert.All(zones.Certificate.Zones, zone => Assert.True(zone.Holds, $"turn {turn}: {zone}"));
        }
    }

    private static double Decades(RandomSequence random) => Math.Pow(10, (24 * random.NextDouble()) - 12);

    private static void RequireBlocks(ExtensiveRaster fine, ExtensiveRaster coarse, int factor, int turn)
    {
        for (int row = 0; row < coarse.Grid.Rows; row++)
            for (int column = 0; column < coarse.Grid.Columns; column++)
            {
                CompensatedSum sum = default;
                for (int part = 0; part < factor * factor; part++) sum.Add(
                    fine[0, (row * factor) + (part / factor), (column * factor) + (part % factor)]);
                double total = coarse[0, row, column];
                Assert.True(Math.Abs(sum.MissingTo(total)) <= Math.BitIncrement(total) - total, $"turn {turn}, row {row}, column {column}");
            }
    }

    private static ExtensiveRaster Coarse(ExtensiveRaster weights, ZoneCoverage zones, Dictionary<string, double> totals) =>
        s_downscaling.Coarse(weights, zones, new ZoneStatistics(totals, Plane.Tonne)).Emission.Map;

    private static SuperResolutionModel Trained(ExtensiveRaster coarse) =>
        s_tiny.Fit(SpatialDownscaling.Densities(coarse, CellAreas.Of(coarse.Grid)), SyntheticTown.Context());

    private static ExtensiveRaster Fine(ExtensiveRaster coarse, Dictionary<string, double> totals)
    {
        SuperResolutionModel model = Trained(coarse);
        return Refined(model, coarse, Both(), totals);
    }

    private static ExtensiveRaster Refined(SuperResolutionModel model, ExtensiveRaster coarse, ZoneCoverage zones, Dictionary<string,
        double> totals)
    {
        FineZones fine = new(zones.Refine(2), CellAreas.Of(coarse.Grid.Refine(2)), new ZoneStatistics(totals, Plane.Tonne));
        FineMap map = s_downscaling.Fine(coarse, CellAreas.Of(coarse.Grid), model, fine, SyntheticTown.Context());
        Assert.All(map.Emission.Certificate.Zones, zone => Assert.True(zone.Holds, $"{zone}"));
        return map.Emission.Map;
    }

    private static ExtensiveRaster Weights()
    {
        RandomSequence random = new RandomSource(9).Derive("weights").Sequence();
        return Plane.Totals(s_grid, [.. Joined().Select(number => number == 0 ? double.NaN : Math.Exp(random.NextGaussian()))]);
    }

    private static ExtensiveRaster Predicted(Dictionary<string, double> totals)
    {
        double[] light = Weights().Values().ToArray(), people = [.. light.Select((value, cell) => value * (1 + (cell % 7)))];
        DriverSet drivers = new(CellAreas.Of(s_grid), new Driver("light", Plane.Densities(s_grid, light)),
            new Driver("people", Plane.Totals(s_grid, people)));
        ZonalTable table = ZonalTable.Of(drivers, Both(), totals, Plane.Tonne);
        return (ExtensiveRaster)SpatialRegression.Mixture.Fit(table, Plane.Context).Weights(drivers).ReadAll();
    }

    private static ZoneCoverage Both() => Plane.Zones(s_grid, Joined());

    private static int[] Joined() => [.. s_west.Zip(s_east, (west, east) => west + east)];

    private static int[] Numbers(Func<int, int> ofColumn) =>
        [.. Enumerable.Range(0, Rows * Columns).Select(cell => ofColumn(cell % Columns))];

    private static Dictionary<string, double> Only(params int[] zones) =>
        zones.ToDictionary(zone => $"z{zone}", zone => s_totals[$"z{zone}"]);

    private static ExtensiveRaster Sum(ExtensiveRaster one, ExtensiveRaster other) => ExtensiveRaster.Of(one.Grid, one.Unit,
        Enumerable.Range(0, one.Values().Length).Select(cell => double.IsNaN(one.Values()[cell]) ? other.Values()[cell]
            : one.Values()[cell]).ToArray());

    private static ExtensiveRaster Turned(Grid grid, double[] values, int way)
    {
        IntensiveRaster turned = SyntheticTown.Turned(IntensiveRaster.Of(grid, Unit.One, values), way);
        return ExtensiveRaster.Of(Plane.Grid(turned.Grid.Rows, turned.Grid.Columns, grid.Affine.StepX / 1000), Plane.Tonne,
            turned.Values().ToArray());
    }

    private static void RequireSame(ExtensiveRaster expected, ExtensiveRaster actual, double tolerance, string what)
    {
        Assert.Equal((expected.Grid.Rows, expected.Grid.Columns), (actual.Grid.Rows, actual.Grid.Columns));
        for (int cell = 0; cell < expected.Values().Length; cell++)
        {
            double e = expected.Values()[cell], a = actual.Values()[cell];
            Assert.True(e.Equals(a) || Math.Abs(e - a) <= tolerance * Math.Abs(e), $"{what}, cell {cell}: expected {e:R}, found {a:R}");
        }
    }
}
