namespace Kaya.Torch.Tests;

// Expected values: the formulas of the papers named beside each schedule, worked out by hand.
public sealed class ScheduleTests
{
    [Fact]
    public void CosineSchedule_WithWarmup_RisesThenFalls()
    {
        CosineSchedule schedule = new(110, warmup: 10, floor: 0.2);
        Assert.Equal(0.1, schedule.Factor(0), 12);
        Assert.Equal(1, schedule.Factor(10), 12);
        Assert.Equal(0.6, schedule.Factor(60), 12);
        Assert.Equal(0.2, schedule.Factor(110), 12);
    }

    [Fact]
    public void TrendSchedule_ErrorsThatStopFalling_FallsAndIsRestored()
    {
        // A line through equal errors has no slope: it does not fall. One through 4, 3, 2 falls by 1 a step without any scatter.
        TrendSchedule schedule = new(window: 3), other = new(window: 3);
        foreach (double error in new[] { 4.0, 3.0, 2.0 }) schedule.Observe(error);
        Assert.Equal(1, schedule.Factor(0));
        foreach (double error in new[] { 2.0, 2.0 }) schedule.Observe(error);
        other.LoadState(schedule.ToState());
        Assert.Equal(schedule.Factor(0), other.Factor(0));
        foreach (double error in new[] { 2.0, 2.0, 2.0, 2.0 })
        {
            schedule.Observe(error);
            other.Observe(error);
        }

        Assert.True(schedule.Factor(0) < 0.2);
        Assert.Equal(schedule.ToState(), other.ToState());
    }
}
