namespace Kaya.Torch.Tests;

// Expected values: the formulas of the papers named beside each schedule, worked out by hand.
public sealed class ScheduleTests
{
    [Fact]
    public void StepSchedule_EveryTen_FallsTwice() =>
        Assert.Equal([1, 1, 0.5, 0.25], new long[] { 0, 9, 10, 29 }.Select(new StepSchedule(10, 0.5).Factor));

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
    public void OneCycleSchedule_StartPeakEnd_AreAsAsked()
    {
        OneCycleSchedule schedule = new(100);
        Assert.Equal(0.04, schedule.Factor(0), 12);
        Assert.Equal(1, schedule.Factor(29), 12);
        Assert.Equal(4e-6, schedule.Factor(99), 12);
    }

    [Fact]
    public void PlateauSchedule_WithoutProgress_FallsAndIsRestored()
    {
        PlateauSchedule schedule = new(patience: 1);
        foreach (double error in new[] { 1.0, 0.9, 0.9, 0.9 }) schedule.Observe(error);
        Assert.Equal(0.5, schedule.Factor(0));
        PlateauSchedule other = new(patience: 1);
        other.LoadState(schedule.ToState());
        other.Observe(0.95);
        other.Observe(0.95);
        Assert.Equal(0.25, other.Factor(0));
    }
}
