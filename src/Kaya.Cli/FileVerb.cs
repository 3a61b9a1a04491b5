using System.CommandLine;
using System.Text.Json.Nodes;
using Kaya.Core;
using Kaya.Runs;
using Kaya.Tasks;

namespace Kaya.Cli;

/// <summary>Turns a task without a run into a verb: places and flags become options, the outcome is printed.</summary>
internal static class FileVerb
{
    /// <summary>The verb of a task.</summary>
    /// <param name="name">The verb alone, such as <c>align</c>.</param>
    /// <param name="task">The task.</param>
    /// <param name="examples">Commands for the help; each is run by a test.</param>
    public static Command Create(string name, IFileTask task, params IReadOnlyList<string> examples)
    {
        Command command = new(name, task.Summary);
        Argument[] places = [.. task.Places.Select((key, place) => Place(task, key, place))];
        Dictionary<string, Option> options = task.Options.Where(option => !task.Places.Contains(option.Key)).ToDictionary(option => option.Key, TaskVerb.Flag);
        Option<bool> dryRun = new("--dry-run") { Description = "show inputs (found, size, hash), settings and cost; do nothing" };
        CommonFlags common = new();
        foreach (Argument place in places) command.Add(place);
        foreach (Option option in options.Values) command.Add(option);
        command.Add(dryRun);
        common.AddTo(command);
        Help.AddExamples(command, examples);
        command.SetAction(parsed => Verb.Run(parsed, common, (display, cancellation) =>
        {
            PreparedFileTask[] prepared = [.. Flags(parsed, task, places, options).Select(flags => task.Prepare(new ConfigurationSources { Flags = flags, Environment = ConfigurationSources.ProcessEnvironment() }))];
            if (parsed.GetValue(dryRun)) return prepared.Max(one => DryRun.Show(one, parsed.GetValue(common.Json)));
            List<TaskOutcome> outcomes = [];
            foreach (PreparedFileTask one in prepared)
            {
                outcomes.Add(one.Execute(new FileTaskSession(display, cancellation)));
                display.Dispose();
                if (!parsed.GetValue(common.Json)) Show(outcomes[^1]);
            }

            if (parsed.GetValue(common.Json)) Console.Out.WriteLine(Json(outcomes).ToJsonString(Print.JsonForm));
            return ExitCode.Ok;
        }));
        return command;
    }

    private static Argument Place(IFileTask task, string key, int place)
    {
        string name = key.ToUpperInvariant(), description = task.Options.First(option => option.Key == key).Description!;
        return task.TakesMany && place == task.Places.Count - 1
            ? new Argument<string[]>(name) { Description = description, Arity = ArgumentArity.OneOrMore } : new Argument<string>(name) { Description = description };
    }

    // One set of flags for each value of a place that may be given several times.
    private static IEnumerable<Dictionary<string, string>> Flags(ParseResult parsed, IFileTask task, Argument[] places, Dictionary<string, Option> options)
    {
        Dictionary<string, string> flags = TaskVerb.Flags(parsed, options);
        for (int place = 0; place < places.Length - 1; place++) flags[task.Places[place]] = Values(parsed, places[place])[0];
        return Values(parsed, places[^1]).Select(value => new Dictionary<string, string>(flags) { [task.Places[^1]] = value });
    }

    private static string[] Values(ParseResult parsed, Argument place) => place is Argument<string> one ? [parsed.GetValue(one)!] : parsed.GetValue((Argument<string[]>)place)!;

    private static void Show(TaskOutcome outcome)
    {
        foreach (string line in outcome.Summary) Console.Out.WriteLine(line);
        foreach (ResultTable table in outcome.Tables.Take(outcome.Shown)) Print.Table(table);
    }

    private static JsonObject Json(IEnumerable<TaskOutcome> outcomes) => new()
    {
        ["summary"] = new JsonArray([.. outcomes.SelectMany(outcome => outcome.Summary).Select(line => (JsonNode)line)]),
        ["tables"] = new JsonArray([.. outcomes.SelectMany(outcome => outcome.Tables).Select(table => (JsonNode)table.ToJson())]),
    };
}
