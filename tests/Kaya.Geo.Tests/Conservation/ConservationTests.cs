using System.Globalization;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Geo.Tests;

public sealed class ConservationTests
{
    private static readonly Unit s_tonnes = Unit.Parse("t");

    [Fact]
    public void ToZones_TenThousandRandomCases_EveryZoneWithinOneUlp()
    {
        for (int turn = 0; turn < 10_000; turn++)
        {
            RandomCase made = RandomCase.Make(new RandomSource(2026).Derive(turn.ToString(CultureInfo.InvariantCulture)).Sequence());
            Apportionment result = Conservation.ToZones(made.Weights, made.Coverage, made.Statistics, s_tonnes);
            Assert.All(result.Certificate.Zones, zone => Assert.True(zone.Holds, $"turn {turn}: {zone}"));
            CertificateCheck check = result.Certificate.Check(result.Map);
            Assert.True(check.Holds, $"turn {turn}: {string.Join("; ", check.Problems)}");
            Assert.All(result.Map.Values().ToArray(), value => Assert.True(double.IsNaN(value) || value >= 0, $"turn {turn}"));
            Assert.Equal(made.ZeroZones.Order(), result.EqualWeightZones.Order());
        }
    }

    [Fact]
    public void ToZones_DoubledStatistics_DoubleTheMap()
    {
        RandomCase made = RandomCase.Make(new RandomSource(3).Sequence());
        ExtensiveRaster once = Conservation.ToZones(made.Weights, made.Coverage, made.Statistics, s_tonnes).Map;
        ExtensiveRaster twice = Conservation.ToZones(
            made.Weights, made.Coverage, made.Statistics.ToDictionary(pair => pair.Key, pair => 2 * pair.Value), s_tonnes).Map;
        for (int cell = 0; cell < once.Values().Length; cell++) Assert.Equal(2 * once.Values()[cell], twice.Values()[cell]);
    }

    [Fact]
    public void ToZones_TwoDisjointAreas_AddUpToTheirUnion()
    {
        Grid grid = new(CoordinateSystem.Plane, Affine.NorthUp(0, 4, 1, 1), 4, 4);
        ExtensiveRaster weights = ExtensiveRaster.Of(grid, Unit.One, Enumerable.Range(1, 16).Select(k => (double)k).ToArray());
        ZoneCoverage both = Numbers(grid, cell => cell < 6 ? 1 : cell < 13 ? 2 : double.NaN),
            first = Numbers(grid, cell => cell < 6 ? 1 : double.NaN),
            second = Numbers(grid, cell => cell is >= 6 and < 13 ? 2 : double.NaN);
        ApportionmentOptions loose = new() { LeaveOutZonesWithoutStatistic = true };
        ExtensiveRaster union = Conservation.ToZones(weights, both, Totals(("1", 0.7), ("2", 1e6)), s_tonnes).Map;
        ExtensiveRaster one = Conservation.ToZones(weights, first, Totals(("1", 0.7)), s_tonnes, loose).Map,
            two = Conservation.ToZones(weights, second, Totals(("2", 1e6)), s_tonnes, loose).Map;
        for (int cell = 0; cell < 16; cell++)
            Assert.Equal(union.Values()[cell], double.IsNaN(one.Values()[cell]) ? two.Values()[cell] : one.Values()[cell]);
    }

    [Fact]
    public void ToZones_ZeroWeights_SpreadsEvenlyAndListsTheZone()
    {
        Grid grid = new(CoordinateSystem.Plane, Affine.NorthUp(0, 1, 1, 1), 1, 4);
        Apportionment result = Conservation.ToZones(ExtensiveRaster.Of(grid, Unit.One, new[] { 0, 0, double.NaN, 0 }),
            Numbers(grid, _ => 1), Totals(("1", 9)), s_tonnes);
        Assert.Equal([3, 3, double.NaN, 3], result.Map.Values().ToArray());
        Assert.Equal(["1"], result.EqualWeightZones);
    }

    [Fact]
    public void ToZones_BadInput_NamedWithRemedy()
    {
        Grid grid = new(CoordinateSystem.Plane, Affine.NorthUp(0, 1, 1, 1), 1, 4);
        ZoneCoverage coverage = Numbers(grid, cell => cell < 2 ? 1 : 2);
        ExtensiveRaster weights = ExtensiveRaster.Of(grid, Unit.One, new double[] { 1, 1, 1, 1 }),
            empty = ExtensiveRaster.Of(grid, Unit.One, new[] { 1, 1, double.NaN, double.NaN });
        Fails<DataNotFoundException>("2", () => Conservation.ToZones(weights, coverage, Totals(("1", 1)), s_tonnes));
        Fails<DataNotFoundException>("3", () => Conservation.ToZones(weights, coverage, Totals(("1", 1), ("2", 1), ("3", 1)), s_tonnes));
        Fails<DataFormatException>("2", () => Conservation.ToZones(weights, coverage, Totals(("1", 1), ("2", -1)), s_tonnes));
        Fails<NonFiniteException>(
            "2", () => Conservation.ToZones(weights, coverage, Totals(("1", 1), ("2", double.PositiveInfinity)), s_tonnes));
        Fails<DataFormatException>("2", () => Conservation.ToZones(empty, coverage, Totals(("1", 1), ("2", 1)), s_tonnes));
        Fails<DataFormatException>(
            "row 0", () =>
            Conservation.ToZones(ExtensiveRaster.Of(grid, Unit.One, new double[] { 1, -1, 1, 1 }), coverage, Totals(("1", 1), ("2", 1)),
            s_tonnes));
    }

    [Fact]
    public void Certificate_JsonRoundTrip_StillHolds()
    {
        RandomCase made = RandomCase.Make(new RandomSource(7).Sequence());
        Apportionment result = Conservation.ToZones(made.Weights, made.Coverage, made.Statistics, s_tonnes);
        ConservationCertificate read = ConservationCertificate.Parse(result.Certificate.ToJson());
        Assert.True(read.Check(result.Map).Holds);
        Assert.Equal(result.Certificate.Zones, read.Zones);
        Assert.Equal(s_tonnes, read.Unit);
    }

    [Fact]
    public void Certificate_OneBitOfAnyPixelFlipped_NamesTheZonesOfTheCellAndNoOther()
    {
        RandomCase made = RandomCase.Make(new RandomSource(8).Sequence());
        Apportionment result = Conservation.ToZones(made.Weights, made.Coverage, made.Statistics, s_tonnes);
        double[] whole = result.Map.Values().ToArray();
        int columns = made.Weights.Grid.Columns;
        for (int cell = 0; cell < whole.Length; cell++)
        {
            if (double.IsNaN(whole[cell])) continue;
            double[] values = [.. whole];
            // Any of the 64 bits: sign, exponent, first and last digit among them.
            values[cell] = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(values[cell]) ^ (1L << (cell * 7 % 64)));
            string[] owners = [
                .. made.Coverage.Runs.Where(run => run.Row == cell / columns && run.Column <= cell % columns
                && cell % columns < run.Column + run.Length)
                .Select(run => made.Coverage.Codes[run.Zone])];
            CertificateCheck check = result.Certificate.Check(ExtensiveRaster.Of(result.Map.Grid, s_tonnes, values));
            string[] named = [.. check.Problems.Where(problem => problem.StartsWith("cells of zone", StringComparison.Ordinal))
                .Select(problem => problem.Split(' ')[3])];
            Assert.Equal(owners.Order(), named.Order());
            Assert.Equal("the pixels have a different SHA-256", check.Problems[^1]);
            Assert.Contains(owners[0], Assert.Throws<VerificationException>(() => check.RequireHolds("map.tif")).Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Certificate_LastBitOfOneCell_NamesItsZonesAndNoOther()
    {
        int tried = 0;
        for (int turn = 0; turn < 10; turn++)
        {
            RandomCase made = RandomCase.Make(new RandomSource(11).Derive($"{turn}").Sequence());
            Apportionment result = Conservation.ToZones(made.Weights, made.Coverage, made.Statistics, s_tonnes);
            for (int cell = 0; cell < result.Map.Values().Length; cell++)
            {
                double[] values = result.Map.Values().ToArray();
                if (!(values[cell] > 0)) continue;
                values[cell] = Math.BitIncrement(values[cell]);
                (int row, int column) = (cell / made.Weights.Grid.Columns, cell % made.Weights.Grid.Columns);
                string[] owners = [
                    .. made.Coverage.Runs.Where(run => run.Row == row && run.Column == column)
                    .Select(run => made.Coverage.Codes[run.Zone])];
                string[] named = [.. result.Certificate.Check(ExtensiveRaster.Of(result.Map.Grid, s_tonnes, values)).Problems.Where(
                    problem => problem.StartsWith("cells of zone", StringComparison.Ordinal)).Select(problem => problem.Split(' ')[3])];
                Assert.Equal(owners.Order(), named.Order());
                tried++;
            }
        }

        Assert.True(tried > 50, $"{tried}");
    }

    [Theory]
    [InlineData("\"1\"", "\"9\"")]
    [InlineData("{", "")]
    [InlineData("\"cells\":\"", "\"cells\":\"A")]
    public void Certificate_ChangedText_Refused(string from, string to)
    {
        Grid grid = new(CoordinateSystem.Plane, Affine.NorthUp(0, 1, 1, 1), 1, 4);
        string json = Conservation.ToZones(ExtensiveRaster.Of(grid, Unit.One, new double[] { 1, 2, 3, 4 }), Numbers(grid, _ => 1),
            Totals(("1", 9)), s_tonnes).Certificate.ToJson();
        Assert.Throws<VerificationException>(() => ConservationCertificate.Parse(json.Replace(from, to, StringComparison.Ordinal)));
    }

    [Fact]
    public void ToBlocks_RandomWeights_EveryBlockWithinOneUlp()
    {
        RandomSequence random = new RandomSource(4).Sequence();
        Grid grid = new(CoordinateSystem.Plane, Affine.NorthUp(0, 30, 1, 1), 30, 30);
        ExtensiveRaster coarse = ExtensiveRaster.Of(
            grid, s_tonnes, Enumerable.Range(0, 900).Select(k => k % 13 == 0 ? double.NaN : Math.Pow(10, (24 * random.NextDouble()) - 12))
            .ToArray());
        ExtensiveRaster fine = ExtensiveRaster.Of(
            grid.Refine(2), Unit.One,
            Enumerable.Range(0, 3600).Select(k => k % 7 == 0 ? double.NaN : k % 5 == 0 ? 0 : Math.Pow(10, 24 * random.NextDouble()))
            .ToArray());
        (ExtensiveRaster map, _) = Conservation.ToBlocks(fine, coarse, 2);
        for (int row = 0; row < 30; row++)
            for (int column = 0; column < 30; column++)
            {
                CompensatedSum sum = default;
                for (int k = 0; k < 4; k++)
                    if (map[0, (2 * row) + (k / 2), (2 * column) + (k % 2)] is var value && !double.IsNaN(value)) sum.Add(value);
                double total = coarse[0, row, column];
                if (!double.IsNaN(total)) Assert.True(Math.Abs(sum.MissingTo(total)) <= Math.BitIncrement(total) - total,
                    $"row {row}, column {column}");
            }
    }

    [Fact]
    public void CompensatedSum_LargeAndSmall_LosesNothing()
    {
        CompensatedSum sum = default;
        foreach (double term in new[] { 1e16, 1, -1e16, 1, 1e-20 }) sum.Add(term);
        Assert.Equal(2, sum.Value);
        Assert.Equal(1e-20, sum.Remainder);
        Assert.Equal(-1e-20, sum.MissingTo(2));
    }

    private static ZoneCoverage Numbers(Grid grid, Func<int, double> number) => ZoneCoverage.Of(
        CategoryRaster.Of(grid, Enumerable.Range(0, (int)grid.CellCount).Select(number).ToArray()), new Dictionary<int,
            string> { [1] = "1", [2] = "2" }.Where(pair => Enumerable.Range(0, (int)grid.CellCount).Any(cell => number(cell) == pair.Key))
            .ToDictionary());

    private static Dictionary<string, double> Totals(params (string Code, double Total)[] totals) =>
        totals.ToDictionary(pair => pair.Code, pair => pair.Total);

    private static void Fails<T>(string names, Action act) where T : KayaException
    {
        T failure = Assert.Throws<T>(act);
        Assert.Contains(names, failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.Fault.Remedy);
    }
}
