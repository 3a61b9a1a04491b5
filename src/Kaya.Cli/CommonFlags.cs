using System.CommandLine;

namespace Kaya.Cli;

/// <summary>The flags that every command has.</summary>
internal sealed class CommonFlags
{
    private readonly Option<bool> _json = new("--json") { Description = "print the result as JSON" };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "print only the result" };
    private readonly Option<bool> _wide = new("--wide") { Description = "print tables at full width, not folded to 80 columns" };

    private readonly Option<bool> _raw = new("--raw-text")
    {
        Description = "write texts into CSV files as they are, also those that a spreadsheet would execute",
    };

    public void AddTo(Command command)
    {
        command.Add(_raw);
        command.Add(_json);
        command.Add(_quiet);
        command.Add(_wide);
    }

    /// <summary>Whether texts are written into CSV files as they are.</summary>
    public bool IsRaw(ParseResult parsed) => parsed.GetValue(_raw);

    public CommonValues Of(ParseResult parsed) => new(parsed.GetValue(_json), parsed.GetValue(_quiet), parsed.GetValue(_wide));
}

/// <summary>How a command prints.</summary>
/// <param name="Json">As JSON.</param>
/// <param name="Quiet">Only the result.</param>
/// <param name="Wide">Tables at full width.</param>
internal sealed record CommonValues(bool Json, bool Quiet, bool Wide);

/// <summary>The flags of commands that write a run folder.</summary>
internal sealed class RunFlags
{
    public Option<string?> Config { get; } = new("--config") { Description = "YAML file with any of the options", HelpName = "FILE" };

    public Option<string?> Out { get; } = new("--out", "-o") { Description = "run folder (default: runs/TASK-TIME)",
        HelpName = "FOLDER" };

    public Option<bool> Force { get; } = new("--force") { Description = "replace an earlier run in that folder" };

    public Option<bool> Resume { get; } = new("--resume") { Description = "continue an interrupted run in the folder named by --out" };

    public Option<bool> Detach { get; } = new("--detach")
    {
        Description = "start in the background; follow with `kaya run watch`, stop with `kaya run cancel`",
    };

    public IReadOnlyList<Option> All => [Config, Out, Force, Resume, Detach];
}
