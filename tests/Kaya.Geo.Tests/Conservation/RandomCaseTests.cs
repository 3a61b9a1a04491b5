using System.Globalization;
using System.Numerics;
using Kaya.Core;

namespace Kaya.Geo.Tests;

/// <summary>That the random apportionments hold what they are said to hold, and that sums are right by whole numbers, not by the code under
/// test.</summary>
public sealed class RandomCaseTests
{
    [Fact]
    public void Make_TenThousandCases_HaveEveryKindOften()
    {
        Dictionary<string, int> found = [];
        (double lowest, double highest, double widest) = (double.PositiveInfinity, 0, 0);
        for (int turn = 0; turn < 10_000; turn++)
        {
            RandomCase made = Case(turn);
            foreach (string kind in Kinds(made)) found[kind] = found.GetValueOrDefault(kind) + 1;
            double[] positive = [.. made.Statistics.Values.Where(value => value > 0)];
            if (positive.Length == 0) continue;
            (lowest, highest, widest) = (Math.Min(lowest, positive.Min()), Math.Max(highest, positive.Max()),
                Math.Max(widest, positive.Max() / positive.Min()));
        }

        foreach (
            string kind in (string[])["zone without weight", "zone of one cell", "islands", "no-data", "shared cell", "statistic of 0",
            "one zone", "one cell"])
            Assert.True(found.GetValueOrDefault(kind) >= 100, $"{kind}: {found.GetValueOrDefault(kind)}");
        Assert.True(lowest < 1e-11 && highest > 1e11 && widest > 1e20, $"{lowest} {highest} {widest}");
    }

    [Fact]
    public void ToZones_AddedUpInWholeNumbers_MissesAtMostOneUlp()
    {
        int zones = 0;
        for (int turn = 0; turn < 3000; turn++)
        {
            RandomCase made = Case(turn);
            ReadOnlySpan<double> map = Conservation.ToZones(made.Weights, made.Coverage, made.Statistics, Unit.Parse("t")).Map.Values();
            bool[] shared = new bool[made.Coverage.Codes.Length];
            BigInteger[] sums = new BigInteger[shared.Length];
            foreach (CoverageRun run in made.Coverage.Runs)
            {
                double value = map[(run.Row * made.Weights.Grid.Columns) + run.Column];
                if (run.Fraction < 1 && !double.IsNaN(value)) shared[run.Zone] = true;
                if (!double.IsNaN(value)) sums[run.Zone] += Whole(value);
            }

            for (int zone = 0; zone < sums.Length; zone++)
            {
                if (shared[zone]) continue;
                double statistic = made.Statistics[made.Coverage.Codes[zone]];
                BigInteger missing = BigInteger.Abs(Whole(statistic) - sums[zone]);
                Assert.True(missing <= Whole(Math.BitIncrement(statistic) - statistic),
                    string.Create(CultureInfo.InvariantCulture, $"turn {turn}, zone {made.Coverage.Codes[zone]}"));
                zones++;
            }
        }

        Assert.True(zones > 1000, $"{zones}");
    }

    private static RandomCase Case(int turn) =>
        RandomCase.Make(new RandomSource(2026).Derive(turn.ToString(CultureInfo.InvariantCulture)).Sequence());

    private static IEnumerable<string> Kinds(RandomCase made)
    {
        int columns = made.Weights.Grid.Columns;
        double[] weights = made.Weights.Values().ToArray();
        if (weights.Any(double.IsNaN)) yield return "no-data";
        if (weights.Length == 1) yield return "one cell";
        if (made.Coverage.Codes.Length == 1) yield return "one zone";
        if (made.ZeroZones.Count > 0) yield return "zone without weight";
        if (made.Statistics.ContainsValue(0)) yield return "statistic of 0";
        if (made.Coverage.Runs.Any(run => run.Fraction < 1)) yield return "shared cell";
        int[][] cells = [
            .. Enumerable.Range(0, made.Coverage.Codes.Length)
            .Select(zone => made.Coverage.Runs.Where(run => run.Zone == zone).Select(run => (run.Row * columns) + run.Column).ToArray())];
        if (cells.Length > 1 && cells.Any(of => of.Length == 1)) yield return "zone of one cell";
        if (cells.Any(of => Connected(of, columns) < of.Length)) yield return "islands";
    }

    // Cells that hang together with the first one.
    private static int Connected(int[] cells, int columns)
    {
        HashSet<int> left = [.. cells.Skip(1)];
        Queue<int> open = new(cells.Take(1));
        int count = 0;
        for (; open.TryDequeue(out int cell); count++)
            foreach (
                int beside in new[] { cell - columns, cell + columns, cell % columns > 0 ? cell - 1 : -1, cell % columns < columns - 1
                ? cell + 1 : -1 })
                if (left.Remove(beside)) open.Enqueue(beside);
        return count;
    }

    // A double is a whole number of the smallest one.
    private static BigInteger Whole(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value), mantissa = bits & 0xFFFFFFFFFFFFF;
        int exponent = (int)(bits >> 52) & 0x7FF;
        return exponent == 0 ? mantissa : (BigInteger)(mantissa | (1L << 52)) << (exponent - 1);
    }
}
