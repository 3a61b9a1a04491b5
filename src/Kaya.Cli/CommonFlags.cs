using System.CommandLine;

namespace Kaya.Cli;

/// <summary>The flags that every verb has, whatever it does.</summary>
internal sealed class CommonFlags
{
    public Option<bool> Json { get; } = new("--json") { Description = "print the result as JSON" };

    public Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "print nothing but the result" };

    public void AddTo(Command command)
    {
        command.Add(Json);
        command.Add(Quiet);
    }
}

/// <summary>The flags of verbs that leave a run.</summary>
internal sealed class RunFlags
{
    public Option<string?> Config { get; } = new("--config") { Description = "YAML file with any of the options above", HelpName = "FILE" };

    public Option<string?> Out { get; } = new("--out", "-o") { Description = "folder of the run (default: runs/TASK-TIME)", HelpName = "FOLDER" };

    public Option<bool> Force { get; } = new("--force") { Description = "replace an earlier run in that folder" };

    public Option<bool> Resume { get; } = new("--resume") { Description = "take up an interrupted run in the folder named by --out" };

    public void AddTo(Command command)
    {
        command.Add(Config);
        command.Add(Out);
        command.Add(Force);
        command.Add(Resume);
    }
}
