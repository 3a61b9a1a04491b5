using System.Diagnostics;
using System.Globalization;
using Kaya.Runs;

namespace Kaya.Tasks.Tests;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class LocalExecutorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Start_OfAProcessThatIsSlowToBegin_StaysQueuedUntilThatProcessEnds()
    {
        string program = Path.Combine(_folder, "slow"), run = Path.Combine(_folder, "run");
        File.WriteAllText(program, "#!/bin/sh\nexec sleep 600\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        PreparedTask task = new EnergyTrainTask().Prepare(new ConfigurationSources());
        LocalExecutor executor = new(program, TimeSpan.FromMilliseconds(50));
        Run queued = executor.Start(task, new TaskRunSettings { Folder = run, Command = "kaya energy train" });
        int process = int.Parse(queued.Job!.Id, CultureInfo.InvariantCulture);
        Assert.NotEqual(Environment.ProcessId, process);
        Assert.Equal(RunStatus.Queued, executor.State(run));
        using (Process sleeping = Process.GetProcessById(process))
        {
            sleeping.Kill();
            sleeping.WaitForExit();
        }

        Assert.Equal(RunStatus.Interrupted, executor.State(run));
    }
}
