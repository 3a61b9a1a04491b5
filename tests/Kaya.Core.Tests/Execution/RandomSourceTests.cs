namespace Kaya.Core.Tests;

/// <summary>Expected numbers: an independent implementation of SplitMix64, xoshiro256** and the SHA-256 derivation in Python.</summary>
public class RandomSourceTests
{
    [Theory]
    [InlineData(0UL, new ulong[] { 0x99ec5f36cb75f2b4, 0xbf6e1f784956452a, 0x1a5f849d4933e6e0, 0x6aa594f1262d2d2c })]
    [InlineData(42UL, new ulong[] { 0x15780b2e0c2ec716, 0x6104d9866d113a7e, 0xae17533239e499a1 })]
    public void NextUInt64_KnownSeed_IsXoshiro(ulong seed, ulong[] expected)
    {
        RandomSequence sequence = new RandomSource(seed).Sequence();
        Assert.Equal(expected, expected.Select(_ => sequence.NextUInt64()));
    }

    [Fact]
    public void Derive_ByName_IsIndependentOfOrder()
    {
        RandomSource root = new(42);
        RandomSource first = root.Derive("split/fold3");
        _ = root.Derive("something else").Sequence().NextUInt64();
        RandomSource again = root.Derive("split/fold3");
        Assert.Equal(3433344655156086160UL, first.Seed);
        Assert.Equal(first.Seed, again.Seed);
        Assert.Equal(0x6d871835f25145abUL, again.Sequence().NextUInt64());
        Assert.NotEqual(first.Seed, root.Derive("split/fold4").Seed);
        Assert.Equal("a/b", root.Derive("a").Derive("b").Path);
    }

    [Fact]
    public void NextInt32_ManyDraws_AreUniform()
    {
        RandomSequence sequence = new RandomSource(7).Sequence();
        int[] counts = new int[6];
        for (int i = 0; i < 60000; i++) counts[sequence.NextInt32(6)]++;
        double chiSquared = counts.Sum(count => (count - 10000.0) * (count - 10000) / 10000);

        // 99.9 % quantile of the chi-squared distribution with 5 degrees of freedom: 20.5 (any table).
        Assert.True(chiSquared < 20.5, $"chi-squared {chiSquared} with seed 7");
    }

    [Fact]
    public void NextGaussian_ManyDraws_HaveMeanZeroAndVarianceOne()
    {
        RandomSequence sequence = new RandomSource(11).Sequence();
        double[] values = [.. Enumerable.Range(0, 40000).Select(_ => sequence.NextGaussian())];
        double mean = values.Average(), variance = values.Average(value => value * value);

        // Four standard errors: 4 / sqrt(40000) and 4 sqrt(2 / 40000).
        Assert.True(Math.Abs(mean) < 0.02 && Math.Abs(variance - 1) < 0.0283, $"mean {mean}, variance {variance} with seed 11");
    }

    [Fact]
    public void Shuffle_Values_KeepsThemAll()
    {
        int[] values = [.. Enumerable.Range(0, 100)];
        new RandomSource(3).Sequence().Shuffle<int>(values);
        Assert.NotEqual(Enumerable.Range(0, 100), values);
        Assert.Equal(Enumerable.Range(0, 100), values.Order());
    }
}
