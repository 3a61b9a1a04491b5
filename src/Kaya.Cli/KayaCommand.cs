using System.CommandLine;
using System.CommandLine.Invocation;
using Kaya.Cli.Verbs;
using Kaya.Tasks;

namespace Kaya.Cli;

/// <summary>The command <c>kaya</c>: every verb hangs below it.</summary>
internal static class KayaCommand
{
    /// <summary>Parses the arguments, runs the verb, and turns every failure into a message and an exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        RootCommand root = Build();
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction)
        {
            foreach (string message in parsed.Errors.Select(error => error.Message).Distinct()) await Console.Error.WriteLineAsync($"kaya: {message}");
            await Console.Error.WriteLineAsync("      `kaya --help` lists the commands, `kaya NOUN VERB --help` one of them with examples.");
            return ExitCode.Usage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    private static RootCommand Build()
    {
        RootCommand root = new("Kaya estimates carbon and air-pollutant emissions from what can be measured.");
        Dictionary<string, Command> nouns = [];
        foreach (IKayaTask task in TaskCatalog.All)
        {
            string[] words = task.Name.Split(' ');
            Command parent = root;
            if (words.Length == 2 && !nouns.TryGetValue(words[0], out parent!))
                root.Add(nouns[words[0]] = parent = new Command(words[0], TaskCatalog.Nouns[words[0]]));
            parent.Add(TaskCommand.Create(task));
        }

        root.Add(DataVerbs.Create());
        root.Add(RunVerbs.Create());
        return root;
    }
}
