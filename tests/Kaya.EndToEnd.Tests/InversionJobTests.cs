using Kaya.NetCdf;
using Kaya.NetCdf.Tests;

namespace Kaya.EndToEnd.Tests;

/// <summary>An update of emissions in a process of its own: followed, stopped, continued to the bytes of one that was left alone.</summary>
public sealed class InversionJobTests : IDisposable
{
    private static readonly string[] s_update =
        ["inversion", "run", "--hours", "5", "--directions", "8", "--iterations", "2", "--threads", "1"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_CancelledAndResumed_EndsWithTheSameBytes()
    {
        KayaResult whole = KayaProcess.Run(_folder.Path, [.. s_update, "--out", "runs/whole"]);
        Assert.True(whole.ExitCode == 0, whole.ToString());
        using (KayaProcess starter = KayaProcess.Start(_folder.Path, [.. s_update, "--out", "runs/job", "--detach"])) starter.Wait();
        // The first of eight: enough is left for both programs below to start before the run ends, also on a busy machine.
        string first = _folder.File("runs/job/checkpoint/directions/direction-0000.safetensors");
        for (int wait = 0; wait < 3000 && !File.Exists(first); wait++) Thread.Sleep(100);
        Assert.True(File.Exists(first), "no direction was found in time");
        using (KayaProcess watcher = KayaProcess.Start(_folder.Path, "run", "watch", "runs/job"))
        {
            KayaResult cancelled = KayaProcess.Run(_folder.Path, "run", "cancel", "runs/job");
            Assert.True(cancelled.ExitCode == 0, cancelled.ToString());
            Assert.Equal(143, watcher.Wait().ExitCode);
        }

        KayaResult resumed = KayaProcess.Run(_folder.Path, "run", "resume", "runs/job");
        Assert.True(resumed.ExitCode == 0, resumed.ToString());
        foreach (string name in new[] { "factors.nc", "emissions.nc" })
        {
            using NetCdfFile file = NetCdfFile.Open(_folder.File("runs/whole/outputs/" + name));
            Assert.Empty(CfRules.Broken(file));
        }

        Assert.Equal(File.ReadAllBytes(_folder.File("runs/whole/outputs/factors.nc")),
            File.ReadAllBytes(_folder.File("runs/job/outputs/factors.nc")));
        Assert.Equal(File.ReadAllBytes(_folder.File("runs/whole/outputs/emissions.csv")),
            File.ReadAllBytes(_folder.File("runs/job/outputs/emissions.csv")));
    }

    [Theory]
    [InlineData(3, "--species", "NOx,Sulfur")]
    [InlineData(4, "--station.file", "nowhere.csv")]
    [InlineData(3, "--spin-up", "4")]
    [InlineData(3, "--prior-error", "0.3,0.4")]
    public void Run_WithWhatCannotBe_EndsWithACodeAndLeavesNothing(int code, params string[] more)
    {
        KayaResult result = KayaProcess.Run(_folder.Path, ["inversion", "run", "--hours", "4", "--out", "runs/none", .. more]);
        Assert.True(result.ExitCode == code, result.ToString());
        Assert.False(Directory.Exists(_folder.File("runs/none")));
    }
}
