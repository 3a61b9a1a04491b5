namespace Kaya.Torch.Tests;

public sealed class BatchSamplerTests
{
    [Fact]
    public void Rows_OverOneEpoch_VisitsEveryRowOnce()
    {
        BatchSampler sampler = new(20, 5, new RandomSource(1), members: 2);
        long[] seen = [.. Enumerable.Range(0, 4).SelectMany(step => sampler.Rows(step, 1).ToArray())];
        Assert.Equal(Enumerable.Range(0, 20).Select(row => (long)row), seen.Order());
        Assert.NotEqual(sampler.Rows(0, 0).ToArray(), sampler.Rows(0, 1).ToArray());
    }

    [Fact]
    public void Rows_ReachedInAnyOrder_AreTheSame()
    {
        BatchSampler forward = new(23, 5, new RandomSource(1)), jump = new(23, 5, new RandomSource(1));
        long[][] steps = [.. Enumerable.Range(0, 30).Select(step => forward.Rows(step).ToArray())];
        foreach (int step in new[] { 29, 3, 17, 4 }) Assert.Equal(steps[step], jump.Rows(step).ToArray());
    }

    [Fact]
    public void Rows_OfMembersWithTheirOwn_StayAmongThem()
    {
        BatchSampler sampler = new([[1, 3, 5], [2, 4, 6, 8, 10]], 4, new RandomSource(1));
        Assert.Equal(3, sampler.BatchSize);
        for (int step = 0; step < 9; step++)
        {
            long[] rows = sampler.Rows(step).ToArray();
            Assert.All(rows[..3], row => Assert.Equal(1, row % 2));
            Assert.All(rows[3..], row => Assert.Equal(0, row % 2));
        }
    }
}
