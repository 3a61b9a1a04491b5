using Kaya.Core;

namespace Kaya.Runs.Tests;

public sealed class RunProgressTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MovedClock _clock = new();
    private readonly Shown _shown = new();

    public void Dispose() => _folder.Dispose();

    // Shares are guesses: here the second stage takes ten times as long as they say. Its own pace tells what is left of it.
    [Fact]
    public void Left_AStageThatTakesLongerThanItsShare_IsWhatItsOwnPaceTells()
    {
        using ActiveRun active = Planned(new("read", 0.1), new("train", 0.8), new("judge", 0.1));
        IProgress<WorkProgress> progress = active.Progress;
        progress.Report(new WorkProgress("read", 0, 1));
        _clock.Seconds = 10;
        progress.Report(new WorkProgress("read", 1, 1));
        // As planned: a tenth took 10 s, so 90 s are left.
        Assert.Equal(90, _shown.Left, 0.5);
        progress.Report(new WorkProgress("train", 0, 1000));
        _clock.Seconds = 10 + 400;
        progress.Report(new WorkProgress("train", 500, 1000));
        // 500 steps of 0.8 s are left, then a tenth of the whole at the pace of the first half.
        Assert.Equal(400 + (0.1 * 410 / 0.5), _shown.Left, 0.5);
    }

    // Before a hundredth of the whole is done no time is told, but it counts.
    [Fact]
    public void Left_AStageThatBeginsWithTheRun_CountsFromItsFirstReport()
    {
        using ActiveRun active = Planned(new StageShare("train", 1));
        for (int done = 0; done <= 30; done += 6)
        {
            _clock.Seconds = done;
            active.Progress.Report(new WorkProgress("train", done, 1000));
        }

        Assert.Equal(970, _shown.Left, 0.5);
    }

    [Fact]
    public void Left_AStageThatGoesOnFromACheckpoint_CountsWhatIsDoneSince()
    {
        using ActiveRun active = Planned(new StageShare("train", 1));
        IProgress<WorkProgress> progress = active.Progress;
        progress.Report(new WorkProgress("train", 600, 1000));
        _clock.Seconds = 100;
        progress.Report(new WorkProgress("train", 700, 1000));
        // 100 steps took 100 s.
        Assert.Equal(300, _shown.Left, 0.5);
    }

    [Fact]
    public void Left_StepsOfUnlikeLength_GoesByThePartOfTheWork()
    {
        using ActiveRun active = Planned(new StageShare("train", 1));
        active.Progress.Report(new WorkProgress("train", 0, 1000) { Part = 0 });
        _clock.Seconds = 100;
        // Nine of ten steps are short ones.
        active.Progress.Report(new WorkProgress("train", 900, 1000) { Part = 0.25 });
        Assert.Equal(300, _shown.Left, 0.5);
    }

    private ActiveRun Planned(params StageShare[] stages)
    {
        ActiveRun active = Run.Create(new RunRequest
        {
            Task = "energy train", Command = "kaya energy train", KayaVersion = "0.1.0", Seed = 42, Root = _folder.Of("runs"),
            Configuration = [], Clock = _clock,
        });
        active.Plan(stages, _shown);
        return active;
    }

    private sealed class Shown : IProgress<WorkProgress>
    {
        public double Left { get; private set; }

        public void Report(WorkProgress value) => Left = value.Left?.TotalSeconds ?? double.NaN;
    }

    private sealed class MovedClock : TimeProvider
    {
        public double Seconds { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => (long)(Seconds * 1000);
    }
}
