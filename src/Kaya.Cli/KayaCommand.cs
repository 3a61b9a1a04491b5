using System.CommandLine;
using System.CommandLine.Invocation;
using Kaya.Core;
using Kaya.Tasks;

namespace Kaya.Cli;

/// <summary>The command <c>kaya</c>, parent of every verb.</summary>
internal static class KayaCommand
{
    /// <summary>Parses the arguments, runs the verb, and turns every failure into a message and an exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        bool isHelp = args.Any(arg => arg is "--help" or "-h" or "-?");
        Task ahead = isHelp ? Task.CompletedTask : TaskCatalog.LoadAhead(args);
        int code = await RunParsedAsync(Build(args), args);
        await ahead;
        return code;
    }

    private static async Task<int> RunParsedAsync(RootCommand root, string[] args)
    {
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction)
        {
            foreach (string message in Messages(parsed)) await Console.Error.WriteLineAsync($"kaya: {message}");
            await Console.Error.WriteLineAsync(
                "      `kaya --help` lists the commands. `kaya NOUN VERB --help` explains one command, with examples.");
            return ExitCode.Usage;
        }

        return await parsed.InvokeAsync(
            new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    // Options are described by reflection, which takes time: those of commands that are asked for. Others have a name and a summary.
    private static RootCommand Build(string[] args)
    {
        string[] asked = [.. args.TakeWhile(arg => !arg.StartsWith('-'))];
        RootCommand root = new("Kaya estimates carbon and air-pollutant emissions from statistics and measurements.");
        Dictionary<string, Command> nouns = [];
        foreach (IKayaTask task in TaskCatalog.All)
        {
            Command parent = root;
            string noun = "";
            string[] words = task.Name.Split(' ');
            foreach (string word in words[..^1])
            {
                noun = noun.Length == 0 ? word : $"{noun} {word}";
                if (!nouns.TryGetValue(noun, out Command? own)) parent.Add(nouns[noun] = own = new Command(word, TaskCatalog.Nouns[noun]));
                parent = own;
            }

            parent.Add(IsAsked(words, asked) ? TaskCommand.Create(task) : new Command(words[^1], task.Summary));
        }

        return root;
    }

    // Help of a noun shows the arguments of all its verbs, that of the root those of commands without a noun. Tokens from a response
    // file, and directives, may stand before the command.
    private static bool IsAsked(string[] words, string[] asked) => words.Length == 1 || asked is [['@' or '[', ..], ..]
        || (asked.Length > 0 && words.Zip(asked).All(pair => pair.First == pair.Second));

    // An unknown name is reported together with the most similar known name.
    private static IEnumerable<string> Messages(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string[] verbs = [.. command.Subcommands.Select(verb => verb.Name)],
            flags = [.. command.Options.SelectMany(option => option.Aliases.Prepend(option.Name))];
        // Arguments after an unknown command cannot be checked.
        string[] unknown = [
            .. verbs.Length > 0 ? parsed.UnmatchedTokens.Take(1) : parsed.UnmatchedTokens.Where(token => token.StartsWith('-'))];
        foreach (string token in unknown)
        {
            string name = token.Split('=')[0];
            bool isFlag = name.StartsWith('-');
            string? meant = Spelling.Nearest(name, isFlag ? flags : verbs);
            yield return $"unknown {(isFlag ? "flag" : "command")} '{name}'.{(meant is null ? "" : $" Did you mean '{meant}'?")}";
        }

        if (unknown.Length > 0) yield break;
        foreach (string message in parsed.Errors.Select(error => error.Message).Distinct()) yield return message;
    }
}
