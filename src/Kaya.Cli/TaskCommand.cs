using System.CommandLine;
using System.Text.Json.Nodes;
using Kaya.Core;
using Kaya.Runs;
using Kaya.Tasks;

namespace Kaya.Cli;

/// <summary>Creates a command from a task: positional options become arguments, other options become flags. Prints the outcome.</summary>
internal sealed class TaskCommand
{
    private readonly IKayaTask _task;
    private readonly Argument[] _positionals;
    private readonly Dictionary<string, Option> _options;
    private readonly RunFlags? _run;
    private readonly CommonFlags _common = new();
    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "show inputs (found, size, hash), settings and cost, without running the task",
    };

    private TaskCommand(IKayaTask task)
    {
        _task = task;
        _positionals = [.. task.Positionals.Select(Positional)];
        _options = task.Options.Where(option => !task.Positionals.Contains(option.Key)).ToDictionary(option => option.Key, Flag);
        _run = task.LeavesRun ? new RunFlags() : null;
    }

    /// <summary>The command of a task.</summary>
    public static Command Create(IKayaTask task) => new TaskCommand(task).ToCommand();

    private Command ToCommand()
    {
        Command command = new(_task.Name.Split(' ')[^1], _task.Summary);
        foreach (Argument positional in _positionals) command.Add(positional);
        foreach (Option option in _options.Values.Concat(_run?.All ?? [])) command.Add(option);
        if (_task.CanDryRun) command.Add(_dryRun);
        _common.AddTo(command);
        Help.AddTo(command, _task);
        command.SetAction(parsed => Verb.Run(_common.Of(parsed), (display, cancellation) => Run(parsed, display, cancellation),
            _task.LeavesRun));
        return command;
    }

    private int Run(ParseResult parsed, ProgressDisplay display, CancellationToken cancellation)
    {
        CommonValues common = _common.Of(parsed);
        HarmlessText.IsRaw = _common.IsRaw(parsed);
        display.PrintsLines = _task is RunWatchTask;
        PreparedTask[] prepared = [.. Flags(parsed).Select(flags => _task.Prepare(Sources(parsed, flags)))];
        if (_task.CanDryRun && parsed.GetValue(_dryRun)) return prepared.Max(one => DryRun.Show(one, common));
        TaskRunSettings settings = Settings(parsed, common, display, cancellation);
        if (_run is not null && parsed.GetValue(_run.Detach)) return Start(prepared[0], settings, common);
        List<FinishedTask> finished = [];
        foreach (PreparedTask one in prepared)
        {
            finished.Add(TaskRunner.Run(one, settings));
            display.Dispose();
            if (!common.Json) Print.ForPeople(finished[^1], common);
        }

        if (common.Json) Print.Json(finished);
        return finished.Max(one => ExitCode.Of(one.Outcome.Verdict));
    }

    private static int Start(PreparedTask task, TaskRunSettings settings, CommonValues common)
    {
        Run run = new LocalExecutor(Environment.ProcessPath!).Start(task, settings);
        string folder = Print.Shown(run.Folder);
        if (common.Json) Print.Json(
            new JsonObject { ["run"] = run.Folder, ["process"] = run.Job?.Id, ["status"] = run.Status.ToString().ToLowerInvariant() });
        else Console.Out.WriteLine($"{folder}: started; `kaya run watch {folder}` follows it, `kaya run cancel {folder}` stops it.");
        return ExitCode.Ok;
    }

    private Argument Positional(string key, int place)
    {
        OptionDescription option = _task.Options.First(option => option.Key == key);
        string name = key.ToUpperInvariant();
        return _task.TakesMany && place == _task.Positionals.Count - 1
            ? new Argument<string[]>(name) { Description = option.Description, Arity = ArgumentArity.OneOrMore }
            : new Argument<string>(name) { Description = option.Description };
    }

    private static Option Flag(OptionDescription option)
    {
        string description = option.Description!;
        if (option.Default is { Length: > 0 } value
            && !description.Contains("default", StringComparison.Ordinal)) description += $" [{value}]";
        string[] aliases = option.Key == "out" ? ["-o"] : [];
        if (option.Kind == "true or false") return new Option<bool>("--" + option.Key, aliases) { Description = description };
        return new Option<string[]>("--" + option.Key, aliases)
        {
            Description = description, HelpName = option.Kind, AllowMultipleArgumentsPerToken = false,
        };
    }

    // The given values by key; one set per value of a positional argument that can be repeated.
    private IEnumerable<Dictionary<string, string>> Flags(ParseResult parsed)
    {
        Dictionary<string, string> flags = [];
        foreach ((string key, Option option) in _options)
        {
            if (parsed.GetResult(option) is not { Implicit: false }) continue;
            flags[key] = option is Option<bool> flag
                ? parsed.GetValue(flag) ? "true" : "false"
                : string.Join(",", parsed.GetValue((Option<string[]>)option) ?? []);
        }

        IEnumerable<Dictionary<string, string>> sets = [flags];
        foreach ((string key, Argument argument) in _task.Positionals.Zip(_positionals))
            sets = sets.SelectMany(set => Values(parsed, argument).Select(value => new Dictionary<string, string>(set) { [key] = value }));
        return sets;
    }

    private static string[] Values(ParseResult parsed, Argument argument) =>
        argument is Argument<string> one ? [parsed.GetValue(one)!] : parsed.GetValue((Argument<string[]>)argument)!;

    private ConfigurationSources Sources(ParseResult parsed, Dictionary<string, string> flags) => new()
    {
        File = _run is null ? null : parsed.GetValue(_run.Config), Flags = flags, Environment = ConfigurationSources.ProcessEnvironment(),
    };

    private TaskRunSettings Settings(ParseResult parsed, CommonValues common, ProgressDisplay display, CancellationToken cancellation)
    {
        TaskRunSettings settings = new()
        {
            Command = "kaya " + string.Join(' ', Environment.GetCommandLineArgs().Skip(1)),
            OwnsProcess = true,
            Unstoppable = failure => SystemCalls.EndNow(Verb.Fail(failure, common.Json)),
            Progress = display,
            Cancellation = cancellation,
        };
        return _run is null ? settings : settings with
        {
            Folder = parsed.GetValue(_run.Out), Force = parsed.GetValue(_run.Force), Resume = parsed.GetValue(_run.Resume),
            Started = common.Json || common.Quiet ? null : folder => Console.Error.WriteLine($"run:    {Print.Shown(folder)}"),
        };
    }
}
