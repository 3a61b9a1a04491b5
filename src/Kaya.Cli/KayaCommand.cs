using System.CommandLine;
using System.CommandLine.Invocation;
using Kaya.Cli.Verbs;

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
        RootCommand root = new("Kaya estimates carbon and air-pollutant emissions from what can be measured.")
        {
            Demo.Create(),
            new Command("energy", "A region's energy mix and its CO2 by sector: learn, evaluate, predict, ask.")
            {
                EnergyTrain.Create(), EnergyEvaluate.Create(), EnergyPredict.Create(), EnergyWhatIf.Create(), EnergyTarget.Create(),
            },
            new Command("inventory", "CO2 of provinces from their fuel statistics.") { InventoryCompute.Create() },
            DownscaleVerbs.Create(),
            RasterVerbs.Create(),
            VerifyVerb.Create(),
            DataVerbs.Create(),
            RunVerbs.Create(),
        };
        return root;
    }
}
