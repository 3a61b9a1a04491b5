using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Kaya.Runs;
using Kaya.Tasks;

namespace Kaya.Cli;

/// <summary>The help of a task: what it does, its options in groups, inputs first and settings of models last, and examples.</summary>
internal static class Help
{
    private const int Width = 80;
    private const int Indent = 30;

    private static readonly ImmutableArray<(OptionGroup Group, string Heading)> s_headings =
    [
        (OptionGroup.Input, "Inputs"), (OptionGroup.Question, "Options"), (OptionGroup.Output, "Output"),
        (OptionGroup.Machine, "Machine"), (OptionGroup.Model, "Models and training"),
    ];

    public static void AddTo(Command command, IKayaTask task) => command.Add(new HelpOption { Action = new HelpText(command, task) });

    private sealed class HelpText(Command command, IKayaTask task) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            foreach (string line in Lines()) parseResult.InvocationConfiguration.Output.WriteLine(line);
            return ExitCode.Ok;
        }

        private IEnumerable<string> Lines() =>
            [.. Head(), .. s_headings.SelectMany(heading => Section(heading.Group, heading.Heading)), .. Tail()];

        private IEnumerable<string> Head()
        {
            string positionals = string.Concat(
                command.Arguments.Select(argument => $" {argument.Name}{(argument.Arity.MaximumNumberOfValues > 1 ? "..." : "")}"));
            return ["Description:", .. TextTable.Fold(task.Summary, Width - 2).Select(line => "  " + line), "", "Usage:",
                $"  kaya {task.Name}{positionals} [options]", ""];
        }

        private IEnumerable<string> Section(OptionGroup group, string heading)
        {
            List<(string Name, string? Text)> entries = [];
            if (group == OptionGroup.Input) entries.AddRange(command.Arguments.Select(argument => (argument.Name, argument.Description)));
            entries.AddRange(command.Options.Where(option => option is not HelpOption && GroupOf(option) == group)
                .Select(option => (Form(option), option.Description)));
            return entries.Count == 0 ? [] : [$"{heading}:", .. entries.SelectMany(entry => Entry(entry.Name, entry.Text ?? "")), ""];
        }

        private IEnumerable<string> Tail() =>
            ["Examples:", .. task.Examples.Select(example => "  " + example), "", .. OtherSources()];

        // A task without options has no environment variables.
        private IEnumerable<string> OtherSources() => task.Options.Count == 0 ? [] :
        [
            .. TextTable.Fold($"Options can also be set by environment variables, such as {task.Options[^1].EnvironmentVariable}" +
                (task.LeavesRun ? ", or in the file given by --config." : "."), Width), "",
        ];

        // Flags that are not options of the task belong to the command: where it writes and how it prints.
        private OptionGroup GroupOf(Option option) =>
            task.Options.FirstOrDefault(known => "--" + known.Key == option.Name)?.Group
                ?? (option.Name == "--config" ? OptionGroup.Question : OptionGroup.Output);

        private static string Form(Option option) =>
            string.Join(", ", option.Aliases.Prepend(option.Name)) + (option is Option<bool> ? "" : $" <{option.HelpName}>");

        private static IEnumerable<string> Entry(string name, string text)
        {
            string[] lines = [.. TextTable.Fold(text, Width - Indent)];
            bool fits = name.Length + 4 <= Indent;
            if (!fits) foreach (string line in TextTable.Fold(name, Width - 2)) yield return $"  {line}";
            for (int i = 0; i < lines.Length; i++) yield return (i == 0 && fits ? $"  {name}" : "").PadRight(Indent) + lines[i];
        }
    }
}
