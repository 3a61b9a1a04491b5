namespace Kaya.Learning.Tests;

/// <summary>Properties of every split, over random inputs whose seed is in the message.</summary>
public sealed class SplitTests
{
    public static TheoryData<ulong> Seeds => [.. Enumerable.Range(1, 20).Select(i => (ulong)i)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void EverySplit_RandomRows_IsDisjointAndExhaustive(ulong seed)
    {
        (int count, double fraction, int[] labels, RandomSource source) = Draw(seed);
        Split[] splits =
        [
            Split.Random(count, fraction, source),
            Split.Temporal(labels, fraction),
            Split.Blocks(labels, fraction, source),
            .. Split.LeaveZoneOut(labels),
            .. Split.Folds(count, 4, source),
        ];
        foreach (Split split in splits)
        {
            Assert.NotEmpty(split.Train);
            Assert.NotEmpty(split.Test);
            Assert.Equal(Enumerable.Range(0, count), split.Train.Concat(split.Test).Order());
            Assert.Equal(split.Train.Order(), split.Train);
            Assert.Equal(split.Test.Order(), split.Test);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void LeaveZoneOut_RandomZones_NeverSharesAZone(ulong seed)
    {
        (_, _, int[] zones, _) = Draw(seed);
        IReadOnlyList<Split> splits = Split.LeaveZoneOut(zones);
        Assert.Equal(zones.Distinct().Count(), splits.Count);
        foreach (Split split in splits)
        {
            int zone = Assert.Single(split.Test.Select(row => zones[row]).Distinct());
            Assert.DoesNotContain(zone, split.Train.Select(row => zones[row]));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Temporal_RandomTimes_TrainsStrictlyBefore(ulong seed)
    {
        (_, double fraction, int[] days, _) = Draw(seed);
        Split split = Split.Temporal(days.Select(day => new DateOnly(2024, 1, 1).AddDays(day)).ToArray(), fraction);
        Assert.True(split.Train.Max(row => days[row]) < split.Test.Min(row => days[row]));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Blocks_RandomBlocks_KeepsBlocksWhole(ulong seed)
    {
        (_, double fraction, int[] blocks, RandomSource source) = Draw(seed);
        Split split = Split.Blocks(blocks, fraction, source);
        Assert.Empty(split.Train.Select(row => blocks[row]).Intersect(split.Test.Select(row => blocks[row])));
    }

    [Fact]
    public void Folds_TenRowsInThree_TestsEveryRowOnce()
    {
        IReadOnlyList<Split> folds = Split.Folds(10, 3, new RandomSource(1));
        Assert.Equal(Enumerable.Range(0, 10), folds.SelectMany(fold => fold.Test).Order());
        Assert.All(folds, fold => Assert.InRange(fold.Test.Length, 3, 4));
    }

    [Fact]
    public void Random_SameSeed_IsTheSameSplit()
    {
        Split first = Split.Random(100, 0.2, new RandomSource(3)), second = Split.Random(100, 0.2, new RandomSource(3));
        Assert.Equal(first.Test, second.Test);
        Assert.Equal(20, first.Test.Length);
        Assert.NotEqual(first.Test, Split.Random(100, 0.2, new RandomSource(4)).Test);
    }

    [Fact]
    public void Within_InnerSplit_StaysInTheTrainingRows()
    {
        Split outer = Split.Temporal(Enumerable.Range(0, 10).ToArray(), 0.3);
        Split inner = outer.Within(Split.Temporal(outer.Train.ToArray(), 0.3));
        Assert.Equal([0, 1, 2, 3, 4], inner.Train);
        Assert.Equal([5, 6], inner.Test);
        Assert.Throws<ArgumentException>(() => outer.Within(Split.Random(3, 0.5, new RandomSource(1))));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(double.NaN)]
    public void Random_FractionOutOfRange_Refuses(double fraction) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Split.Random(10, fraction, new RandomSource(1)));

    [Fact]
    public void LeaveZoneOut_OneZone_Refuses() => Assert.Throws<ArgumentException>(() => Split.LeaveZoneOut(["a", "a"]));

    private static (int Count, double Fraction, int[] Labels, RandomSource Source) Draw(ulong seed)
    {
        RandomSource source = new(seed);
        RandomSequence random = source.Sequence();
        int count = 20 + random.NextInt32(200);
        int kinds = 4 + random.NextInt32(8);
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i < kinds ? i : random.NextInt32(kinds))];
        return (count, 0.2 + 0.5 * random.NextDouble(), labels, source);
    }
}
