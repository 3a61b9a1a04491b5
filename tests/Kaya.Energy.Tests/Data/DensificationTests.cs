using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Energy.Tests.Data;

/// <summary>Properties over random draws; the seed is in the message.</summary>
public sealed class DensificationTests
{
    private static readonly EnergyDataset Set = EnergyDatasetTests.Made(["a", "b", "c", "d", "e"], 40);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Of_EveryRow_IsTheWeightedSumOfItsMembers(ulong seed)
    {
        Densification made = Densification.Of(Set, 20, new RandomSource(seed));
        Assert.Equal(20, made.Synthesized.Regions.Count);
        foreach (RegionMixture mixture in made.Mixtures)
        {
            Assert.InRange(mixture.Members.Count, 2, 4);
            foreach (int row in Enumerable.Range(0, made.Synthesized.Count).Where(row => made.Synthesized.RegionOf(row) == mixture.Name))
            {
                RegionDay day = made.Synthesized[row];
                RegionDay[] parts = [.. mixture.Members.Select(member => Set[Set.RowOf(member.Region, day.Day)])];
                double Sum(Func<RegionDay, double> value) =>
                    parts.Zip(mixture.Members, (part, member) => member.Factor * value(part)).Sum();
                Close(Sum(part => part.Energy.Total), day.Energy.Total, seed);
                Close(Sum(part => part.Emission!.Total), day.Emission!.Total, seed);
                Close(Sum(part => part.Energy[EnergySource.Wind]), day.Energy[EnergySource.Wind], seed);
                Close(Sum(part => part.Emission![Sector.Industry]), day.Emission[Sector.Industry], seed);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Of_RegionHeldOut_NeverEnters(ulong seed)
    {
        foreach (Split split in EnergySplits.LeaveRegionOut(Set))
        {
            string heldOut = Set.RegionOf(split.Test[0]);
            Densification made = Densification.Of(Set.Select(split.Train.AsSpan()), 50, new RandomSource(seed));
            Assert.DoesNotContain(heldOut, made.Mixtures.SelectMany(mixture => mixture.Members).Select(member => member.Region));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Of_RegionDayHeldOut_NeverEnters(ulong seed)
    {
        Split split = EnergySplits.Random(Set, new RandomSource(seed));
        HashSet<(string, DateOnly)> heldOut = [.. split.Test.Select(row => (Set.RegionOf(row), Set.Day[row]))];
        Densification made = Densification.Of(Set.Select(split.Train.AsSpan()), 30, new RandomSource(seed));
        ILookup<string, DateOnly> days = Enumerable.Range(0, made.Synthesized.Count).ToLookup(
            made.Synthesized.RegionOf, row => made.Synthesized.Day[row]);
        foreach (RegionMixture mixture in made.Mixtures)
        {
            Assert.Equal(mixture.Days, days[mixture.Name].Count());
            foreach (MixtureMember member in mixture.Members)
                Assert.DoesNotContain(days[mixture.Name], day => heldOut.Contains((member.Region, day)));
        }
    }

    [Fact]
    public void Of_LastDaysHeldOut_NoLaterDayAppears()
    {
        Split split = EnergySplits.LastDays(Set);
        DateOnly first = split.Test.Min(row => Set.Day[row]);
        Assert.True(Densification.Of(Set.Select(split.Train.AsSpan()), 10, new RandomSource(3)).Synthesized.Days[^1] < first);
    }

    [Fact]
    public void Of_TenOfAHundred_AreTheTenOfTen()
    {
        Densification few = Densification.Of(Set, 10, new RandomSource(5));
        Densification many = Densification.Of(Set, 100, new RandomSource(5));
        Assert.Equal(few.Synthesized.TotalEmission.ToArray(), many.Synthesized.TotalEmission[..few.Synthesized.Count].ToArray());
    }

    [Fact]
    public void Of_ScaledMembers_AreOfComparableSize()
    {
        // With neither scale nor weights spread out, each member brings about 1/k of the geometric mean size.
        Densification made = Densification.Of(
            Set, 40, new RandomSource(2), new DensificationOptions(Concentration: 1e6, ScaleDeviation: 0));
        double[] sizes = [.. Set.Regions.Select(region => Set.ForRegions(region).TotalGeneration.ToArray().Average())];
        double typical = Math.Exp(sizes.Average(size => Math.Log(size)));
        foreach (RegionMixture mixture in made.Mixtures)
            Assert.Equal(typical, made.Synthesized.ForRegions(mixture.Name).TotalGeneration.ToArray().Average(), 0.02 * typical);
    }

    [Fact]
    public void Of_Concentration_MatchesTheMomentsOfADirichlet()
    {
        // Two members, concentration 1/2: the weight has mean 1/2 and variance 1 / (4 (2 a + 1)) = 1/8.
        EnergyDataset two = EnergyDatasetTests.Made(["a", "b"], 1);
        double typical = Math.Sqrt(two.TotalGeneration[0] * two.TotalGeneration[1]);
        double[] weights = [.. Densification.Of(two, 4000, new RandomSource(11), new DensificationOptions(2, 2, 0.5, 0)).Mixtures
            .Select(mixture => mixture.Members.Single(member => member.Region == "a").Factor * two.TotalGeneration[0] / typical)];
        Assert.Equal(0.5, weights.Average(), 0.02);
        Assert.Equal(0.125, weights.Average(weight => (weight - 0.5) * (weight - 0.5)), 0.01);
    }

    [Fact]
    public void Densify_Zero_IsTheTrainingSet() => Assert.Same(Set, Densification.Densify(Set, 0, new RandomSource(1)));

    [Fact]
    public void Densify_Ten_KeepsTheRealRowsFirst()
    {
        EnergyDataset dense = Densification.Densify(Set, 10, new RandomSource(1));
        Assert.Equal(Set.TotalGeneration.ToArray(), dense.TotalGeneration[..Set.Count].ToArray());
        Assert.Equal(15, dense.Regions.Count);
    }

    [Fact]
    public void Of_MistakesOfTheCaller_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => Densification.Of(EnergyDatasetTests.Made(["a"], 5), 1, new RandomSource(1)));
        Assert.Throws<ArgumentException>(() => Densification.Of(Set.WithoutEmission(), 1, new RandomSource(1)));
        Assert.Throws<ArgumentException>(() => Densification.Of(EnergyDatasetTests.Made(["EU27&UK", "France"], 5), 1, new RandomSource(1)));
        EnergyDataset apart = Set.ForRegions("a").Between(new DateOnly(2023, 1, 1), new DateOnly(2023, 1, 5))
            .Concat(Set.ForRegions("b").Between(new DateOnly(2023, 1, 6), new DateOnly(2023, 1, 9)));
        Assert.Contains("no common days", Assert.Throws<ArgumentException>(() => Densification.Of(apart, 1, new RandomSource(1)))
            .Message, StringComparison.Ordinal);
    }

    private static void Close(double expected, double actual, ulong seed) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-12 * Math.Abs(expected), $"seed {seed}: {expected} and {actual}");
}
