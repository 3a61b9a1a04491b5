namespace Kaya.Learning.Tests;

public sealed class ConformalIntervalsTests
{
    [Fact]
    public void Coverage_ExchangeableData_IsWithinBinomialBounds()
    {
        // 400 calibrations of 99 rows, each tried on 50 new rows: coverage is level exactly (100 x level is whole).
        // A calibration's true coverage is Beta(k, 100 - k), so the mean of 400 has the standard error below; five of them are never left
        // by chance.
        RandomSequence random = new RandomSource(7).Sequence();
        double[] sums = new double[3];
        for (int trial = 0; trial < 400; trial++)
        {
            ConformalIntervals intervals = ConformalIntervals.Calibrate(Rows(random, 99));
            ConformalRows fresh = Rows(random, 50);
            for (int i = 0; i < 3; i++) sums[i] += intervals.Coverage(ConformalIntervals.StandardLevels[i], fresh);
        }

        for (int i = 0; i < 3; i++)
        {
            double level = ConformalIntervals.StandardLevels[i];
            double deviation = Math.Sqrt(level * (1 - level) * (1.0 / 101 + 1.0 / 50) / 400);
            Assert.InRange(sums[i] / 400, level - 5 * deviation, level + 5 * deviation);
        }
    }

    [Fact]
    public void Radius_NineteenRowsAt95Percent_IsTheLargestError()
    {
        // (19 + 1) x 0.95 = 19: the 19th smallest of 19.
        double[] errors = [.. Enumerable.Range(1, 19).Select(i => (double)i)];
        ConformalIntervals intervals = ConformalIntervals.Calibrate(new ConformalRows { Observed = errors, Predicted = new double[19] });
        Assert.Equal(19, intervals.Radius(0.95));
        Assert.Equal(16, intervals.Radius(0.8));
        Assert.Equal(10, intervals.Radius(0.5));
    }

    [Fact]
    public void Calibrate_TooFewForTheLevel_SaysHowMany()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() =>
            ConformalIntervals.Calibrate(new ConformalRows { Observed = new double[18], Predicted = new double[18] }));
        Assert.Contains("19", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void At_WithScale_WidensByIt()
    {
        ConformalRows rows = new() { Observed = new double[] { 2, 4, 6 }, Predicted = new double[3], Scales = new double[] { 1, 2, 3 } };
        ConformalIntervals intervals = ConformalIntervals.Calibrate(rows, 0.5);
        Assert.Equal(new Interval(0.5, 90, 110), intervals.At(0.5, 100, scale: 5));
        Assert.True(intervals.At(0.5, 100, 5).Contains(90));
    }

    [Fact]
    public void Radius_ByGroup_UsesItsOwnOrThePooled()
    {
        double[] errors = [.. Enumerable.Repeat(1.0, 19), .. Enumerable.Repeat(5.0, 19), 9.0];
        string[] groups = [.. Enumerable.Repeat("calm", 19), .. Enumerable.Repeat("wild", 19), "rare"];
        ConformalIntervals intervals = ConformalIntervals.Calibrate(
            new ConformalRows { Observed = errors, Predicted = new double[39], Groups = groups });
        Assert.Equal(1, intervals.Radius(0.95, "calm"));
        Assert.Equal(5, intervals.Radius(0.95, "wild"));
        Assert.Equal(intervals.Radius(0.95), intervals.Radius(0.95, "rare"));
        Assert.Equal(intervals.Radius(0.95), intervals.Radius(0.95, "never seen"));
        Assert.Equal(["calm", "wild"], intervals.Groups);
    }

    [Fact]
    public void FromJson_OfToJson_GivesTheSameRadii()
    {
        ConformalIntervals intervals = ConformalIntervals.Calibrate(Rows(new RandomSource(1).Sequence(), 40));
        ConformalIntervals back = ConformalIntervals.FromJson(System.Text.Json.Nodes.JsonNode.Parse(intervals.ToJson().ToJsonString()));
        Assert.All(intervals.Levels, level => Assert.Equal(intervals.Radius(level), back.Radius(level)));
        Assert.Throws<ModelFormatException>(() => ConformalIntervals.FromJson(null));
    }

    [Fact]
    public void Radius_LevelNotCalibrated_Refuses() =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => ConformalIntervals.Calibrate(Rows(new RandomSource(1).Sequence(), 40)).Radius(0.9));

    private static ConformalRows Rows(RandomSequence random, int count)
    {
        double[] predicted = new double[count], observed = new double[count];
        for (int i = 0; i < count; i++)
        {
            predicted[i] = random.NextGaussian();
            observed[i] = predicted[i] + random.NextGaussian() * (1 + random.NextDouble());
        }

        return new ConformalRows { Observed = observed, Predicted = predicted };
    }
}
