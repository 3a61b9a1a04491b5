namespace Kaya.Learning.Tests;

public sealed class KMeansTests
{
    [Fact]
    public void Groups_ThatLieApart_AreFound()
    {
        RandomSequence random = new RandomSource(2).Sequence();
        float[] points = [.. Enumerable.Range(0, 90).SelectMany(i => Enumerable.Range(0, 4)
            .Select(c => (float)(random.NextGaussian() + (c == i % 3 ? 12 : 0))))];
        int[] groups = new KMeans(3).Divide(points, 90, new RandomSource(1));
        Assert.Equal(Enumerable.Range(0, 90).Select(i => i % 3), groups);
    }

    [Fact]
    public void FewerPointsThanGroups_AreRefused() =>
        Assert.Throws<ArgumentException>(() => new KMeans(3).Divide([1, 2], 2, new RandomSource(1)));
}
