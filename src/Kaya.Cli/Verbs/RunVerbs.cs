using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Kaya.Core;
using Kaya.Runs;
using Kaya.Tasks;

namespace Kaya.Cli.Verbs;

/// <summary><c>kaya run list | show | verify | repeat | diff</c>.</summary>
internal static class RunVerbs
{
    public static Command Create() => new("run", "The runs that tasks leave: list, show, verify, repeat, compare.")
    {
        List(), Show(), Verify(), Repeat(), Diff(),
    };

    private static Command List()
    {
        Option<string> root = new("--root") { Description = "folder that holds the runs", DefaultValueFactory = _ => "runs" };
        Command command = Bare("list", "List runs, newest first.", out CommonFlags flags, "./kaya run list", "./kaya run list --json");
        command.Add(root);
        command.SetAction(parsed => Verb.Run(parsed, flags, (_, _) =>
        {
            ResultTable table = new("runs", [new("run"), new("task"), new("status"), new("started"), new("fault")], Run.List(parsed.GetValue(root)!).Select(Row));
            return Put(table, parsed.GetValue(flags.Json));
        }));
        return command;

        static IReadOnlyList<object?> Row(RunListEntry entry) => entry.Run is { } run
            ? [entry.Folder, run.Record.Task, run.Status.ToString().ToLowerInvariant(), run.Record.Started.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), run.Record.Fault?.What]
            : [entry.Folder, null, "damaged", null, entry.Fault?.What];
    }

    private static Command Show()
    {
        Command command = OfRun("show", "Show a run: what it did, with what, and what came out.", out Argument<string> folder, out CommonFlags flags, "./kaya run show runs/model");
        command.SetAction(parsed => Verb.Run(parsed, flags, (_, _) =>
        {
            Run run = Run.Open(parsed.GetValue(folder)!);
            if (parsed.GetValue(flags.Json))
            {
                Console.Out.WriteLine(File.ReadAllText(Path.Combine(run.Folder, "run.json")));
                return ExitCode.Ok;
            }

            Console.Out.WriteLine($"{run.Record.Task}, {run.Status.ToString().ToLowerInvariant()}, seed {run.Record.Seed}, Kaya {run.Record.KayaVersion}");
            Console.Out.WriteLine($"{run.Record.Command}");
            Console.Out.WriteLine($"{run.Environment}");
            if (run.Record.Fault is { } fault) Console.Out.WriteLine($"fault: {fault.What}");
            Print.Table(new ResultTable("inputs", [new("input"), new("path"), new("bytes"), new("sha256")],
                run.Inputs.Select(input => (IReadOnlyList<object?>)[input.Name, input.Path, input.Size, input.Sha256[..16]]), "Inputs"));
            Print.Table(new ResultTable("metrics", [new("figure"), new("value"), new("unit")],
                run.Metrics.Select(metric => (IReadOnlyList<object?>)[metric.Name, metric.Value, metric.Unit]), "Figures"));
            return ExitCode.Ok;
        }));
        return command;
    }

    private static Command Verify()
    {
        Command command = OfRun("verify", "Check that every file of a run is as it was written; exit code 5 if not.", out Argument<string> folder, out CommonFlags flags, "./kaya run verify runs/model");
        command.SetAction(parsed => Verb.Run(parsed, flags, (_, _) =>
        {
            Run run = Run.Open(parsed.GetValue(folder)!);
            IReadOnlyList<RunDifference> differences = run.Verify();
            Put(Differences(differences, $"{differences.Count} of the files of {run.Folder} differ from their record"), parsed.GetValue(flags.Json), differences.Count > 0);
            if (differences.Count > 0) return ExitCode.VerificationFailed;
            if (!parsed.GetValue(flags.Json)) Console.Out.WriteLine($"{run.Folder}: every file is as it was written.");
            return ExitCode.Ok;
        }));
        return command;
    }

    private static Command Diff()
    {
        Argument<string> right = new("OTHER") { Description = "another run" };
        Command command = OfRun("diff", "In what two runs differ: settings, inputs, machine, figures, bytes.", out Argument<string> left, out CommonFlags flags, "./kaya run diff runs/a runs/b");
        command.Add(right);
        command.SetAction(parsed => Verb.Run(parsed, flags, (_, _) =>
        {
            IReadOnlyList<RunDifference> differences = Run.Diff(Run.Open(parsed.GetValue(left)!), Run.Open(parsed.GetValue(right)!));
            return Put(Differences(differences, $"{differences.Count} differences"), parsed.GetValue(flags.Json));
        }));
        return command;
    }

    private static Command Repeat()
    {
        RunFlags runFlags = new();
        Command command = OfRun("repeat", "Do a run again with the same settings and inputs, and compare.", out Argument<string> folder, out CommonFlags flags, "./kaya run repeat runs/model");
        command.Add(runFlags.Out);
        command.Add(runFlags.Force);
        command.SetAction(parsed => Verb.Run(parsed, flags, (display, cancellation) =>
        {
            Run earlier = Run.Open(parsed.GetValue(folder)!);
            RunRepetition repetition = earlier.Repetition();
            PreparedTask prepared = TaskCatalog.Find(repetition.Task).Prepare(repetition);
            FinishedTask finished = TaskRunner.Run(prepared, new TaskRunSettings
            {
                Command = earlier.Record.Command, Folder = parsed.GetValue(runFlags.Out), Force = parsed.GetValue(runFlags.Force), OwnsProcess = true, Progress = display, Cancellation = cancellation,
            });
            display.Dispose();
            IReadOnlyList<RunDifference> differences = [.. Run.Diff(earlier, finished.Run!).Where(difference => difference.Area is not "environment")];
            if (!parsed.GetValue(flags.Json)) Console.Out.WriteLine($"repeated as {finished.Run!.Folder}");
            return Put(Differences(differences, differences.Count == 0 ? "The same in every file" : $"{differences.Count} differences"), parsed.GetValue(flags.Json));
        }));
        return command;
    }

    private static ResultTable Differences(IReadOnlyList<RunDifference> differences, string title) => new("differences",
        [new("part"), new("name"), new("left"), new("right")],
        differences.Select(difference => (IReadOnlyList<object?>)[difference.Area, difference.Key, difference.Left ?? "absent", difference.Right ?? "absent"]), title);

    private static Command Bare(string name, string summary, out CommonFlags flags, params IReadOnlyList<string> examples)
    {
        Command command = new(name, summary);
        flags = new CommonFlags();
        flags.AddTo(command);
        Help.AddExamples(command, examples);
        return command;
    }

    private static Command OfRun(string name, string summary, out Argument<string> folder, out CommonFlags flags, params IReadOnlyList<string> examples)
    {
        Command command = Bare(name, summary, out flags, examples);
        folder = new Argument<string>("RUN") { Description = "folder of the run" };
        command.Add(folder);
        return command;
    }

    private static int Put(ResultTable table, bool json, bool show = true)
    {
        if (json) Console.Out.WriteLine(((JsonNode)table.ToJson()).ToJsonString(Print.JsonForm));
        else if (show) Print.Table(table);
        return ExitCode.Ok;
    }
}
