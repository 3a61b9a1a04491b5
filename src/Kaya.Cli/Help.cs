using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Kaya.Cli;

/// <summary>Adds examples to the help of a verb.</summary>
internal static class Help
{
    public static void AddExamples(Command command, params IReadOnlyList<string> examples) =>
        command.Add(new HelpOption { Action = new ExamplesAction(examples) });

    private sealed class ExamplesAction(IReadOnlyList<string> examples) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            int code = new HelpAction().Invoke(parseResult);
            TextWriter output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (string example in examples) output.WriteLine($"  {example}");
            output.WriteLine();
            return code;
        }
    }
}
