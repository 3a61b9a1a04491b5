using System.Collections.Immutable;

using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Energy.Tests.Data;

public sealed class EnergySplitsTests
{
    private static readonly EnergyDataset Set = EnergyDatasetTests.Made(["a", "b", "c"], 50);

    [Fact]
    public void Random_OneFifth_IsForTesting()
    {
        Split split = EnergySplits.Random(Set, new RandomSource(1));
        Assert.Equal((120, 30), (split.Train.Length, split.Test.Length));
        Assert.Equal(Enumerable.Range(0, 150), split.Train.Concat(split.Test).Order());
        Assert.Equal(split.Test, EnergySplits.Random(Set, new RandomSource(1)).Test);
    }

    [Fact]
    public void LastDays_EveryTrainingDay_IsBeforeEveryTestDay()
    {
        Split split = EnergySplits.LastDays(Set);
        Assert.Equal((120, 30), (split.Train.Length, split.Test.Length));
        Assert.True(split.Train.Max(row => Set.Day[row]) < split.Test.Min(row => Set.Day[row]));
    }

    [Fact]
    public void LeaveRegionOut_EachRegionOnce()
    {
        ImmutableArray<Split> splits = EnergySplits.LeaveRegionOut(Set);
        Assert.Equal(["leave-out a", "leave-out b", "leave-out c"], splits.Select(split => split.Name));
        Assert.Equal(["b"], Set.Select(splits[1].Test.AsSpan()).Regions);
        Assert.Equal(["a", "c"], Set.Select(splits[1].Train.AsSpan()).Regions);
    }

    [Theory]
    [InlineData("EU27&UK", "France", false)]
    [InlineData("EU27&UK", "United Kingdom", false)]
    [InlineData("EU27", "United Kingdom", true)]
    [InlineData("World", "Japan", false)]
    [InlineData("EU27&UK", "EU27", false)]
    [InlineData("France", "Germany", true)]
    public void Splits_RegionWithItsMember_AreRefused(string first, string second, bool separate)
    {
        EnergyDataset set = EnergyDatasetTests.Made([first, second], 10);
        Assert.Equal(separate, RegionCatalog.AreSeparate(first, second));
        if (separate) Assert.Equal(2, EnergySplits.LeaveRegionOut(set).Length);
        else Assert.Contains("overlap", Assert.Throws<ArgumentException>(() => EnergySplits.LastDays(set)).Message,
            StringComparison.Ordinal);
    }
}
