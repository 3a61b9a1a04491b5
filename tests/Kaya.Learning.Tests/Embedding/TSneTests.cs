namespace Kaya.Learning.Tests;

public sealed class TSneTests
{
    [Fact]
    public void Groups_that_lie_apart_stay_apart_and_neighbours_stay_together()
    {
        // Three groups of 40 points in ten dimensions, ten deviations apart.
        RandomSequence random = new RandomSource(5).Sequence();
        float[] points = new float[120 * 10];
        for (int i = 0; i < 120; i++)
            for (int c = 0; c < 10; c++) points[(i * 10) + c] = (float)(random.NextGaussian() + (c == i / 40 ? 10 : 0));
        double[] places = new TSne { Steps = 400 }.Place(points, 120, new FitContext(new RandomSource(1)));
        for (int i = 0; i < 120; i++)
        {
            int nearest = Enumerable.Range(0, 120).Where(j => j != i)
                .MinBy(j => Math.Pow(places[2 * i] - places[2 * j], 2) + Math.Pow(places[(2 * i) + 1] - places[(2 * j) + 1], 2));
            Assert.Equal(i / 40, nearest / 40);
        }

        Assert.Equal(places, new TSne { Steps = 400 }.Place(points, 120, new FitContext(new RandomSource(1))));
    }

    [Fact]
    public void Three_points_are_refused() =>
        Assert.Throws<ArgumentException>(() => new TSne().Place([1, 2, 3], 3, new FitContext(new RandomSource(1))));
}
