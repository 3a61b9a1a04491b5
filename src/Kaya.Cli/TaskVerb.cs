using System.CommandLine;
using Kaya.Runs;
using Kaya.Tasks;

namespace Kaya.Cli;

/// <summary>Turns a task into a verb: its options become flags, its outcome is printed.</summary>
internal static class TaskVerb
{
    /// <summary>The verb of a task.</summary>
    /// <param name="name">The verb alone, such as <c>train</c>.</param>
    /// <param name="task">The task.</param>
    /// <param name="examples">Commands for the help; each is run by a test.</param>
    public static Command Create(string name, IKayaTask task, params IReadOnlyList<string> examples)
    {
        Command command = new(name, task.Summary);
        Dictionary<string, Option> options = task.Options.ToDictionary(option => option.Key, Flag);
        foreach (Option option in options.Values) command.Add(option);
        CommonFlags common = new();
        RunFlags run = new();
        run.AddTo(command);
        common.AddTo(command);
        Help.AddExamples(command, examples);
        command.SetAction(parsed => Verb.Run(parsed, common, (display, cancellation) =>
        {
            PreparedTask prepared = task.Prepare(Sources(parsed, options, run));
            if (parsed.GetValue(run.DryRun)) return DryRun.Show(prepared, parsed.GetValue(common.Json));
            return Execute(prepared, Settings(parsed, run, display, cancellation), parsed.GetValue(common.Json), parsed.GetValue(common.Quiet));
        }));
        return command;
    }

    /// <summary>Runs a prepared task and prints what it found.</summary>
    public static int Execute(PreparedTask prepared, TaskRunSettings settings, bool json, bool quiet)
    {
        FinishedTask finished = TaskRunner.Run(prepared, settings);
        (settings.Progress as IDisposable)?.Dispose();
        if (json) Print.Json(finished);
        else Print.ForPeople(finished, quiet);
        return ExitCode.Ok;
    }

    /// <summary>The flag of an option.</summary>
    public static Option Flag(OptionDescription option)
    {
        string description = option.Description + (option.Default is { Length: > 0 } value && !option.Description!.Contains("default", StringComparison.Ordinal) ? $" [{value}]" : "");
        string[] aliases = option.Key == "out" ? ["-o"] : [];
        if (option.Kind == "true or false") return new Option<bool>("--" + option.Key, aliases) { Description = description };
        return new Option<string[]>("--" + option.Key, aliases) { Description = description, HelpName = option.Kind, AllowMultipleArgumentsPerToken = false };
    }

    /// <summary>The values of the flags that were given, by key.</summary>
    public static Dictionary<string, string> Flags(ParseResult parsed, Dictionary<string, Option> options)
    {
        Dictionary<string, string> flags = [];
        foreach ((string key, Option option) in options)
        {
            if (parsed.GetResult(option) is not { Implicit: false }) continue;
            flags[key] = option switch
            {
                Option<bool> flag => parsed.GetValue(flag) ? "true" : "false",
                Option<string[]> text => string.Join(",", parsed.GetValue(text) ?? []),
                _ => throw new InvalidOperationException($"flag --{key} has no reader"),
            };
        }

        return flags;
    }

    private static ConfigurationSources Sources(ParseResult parsed, Dictionary<string, Option> options, RunFlags run) =>
        new() { File = parsed.GetValue(run.Config), Flags = Flags(parsed, options), Environment = ConfigurationSources.ProcessEnvironment() };

    private static TaskRunSettings Settings(ParseResult parsed, RunFlags run, ProgressDisplay display, CancellationToken cancellation) => new()
    {
        Command = "kaya " + string.Join(' ', Environment.GetCommandLineArgs().Skip(1)),
        Folder = parsed.GetValue(run.Out),
        Force = parsed.GetValue(run.Force),
        Resume = parsed.GetValue(run.Resume),
        Progress = display,
        Cancellation = cancellation,
    };
}
