using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kaya.Core;
using Kaya.Runs;
using Kaya.Tasks;
using Spectre.Console;

namespace Kaya.Cli;

/// <summary>Prints results: tables for people, JSON for programs, both on standard output.</summary>
internal static class Print
{
    public static JsonSerializerOptions JsonForm { get; } = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One document for all that was done: of a task with a run it names the run and its report.</summary>
    public static void Json(IReadOnlyList<FinishedTask> finished)
    {
        if (finished is [{ Outcome.Document: { } own }])
        {
            Console.Out.WriteLine(own.ToJsonString(JsonForm));
            return;
        }

        JsonObject document = [];
        if (finished is [{ Run: { } run }])
        {
            document["run"] = run.Folder;
            document["report"] = File.Exists(run.ReportPath) ? run.ReportPath : null;
        }

        document["summary"] = new JsonArray([.. finished.SelectMany(one => one.Outcome.Summary).Select(line => (JsonNode)line)]);
        document["tables"] = new JsonArray([.. finished.SelectMany(one => one.Outcome.Tables).Select(table => (JsonNode)table.ToJson())]);
        Console.Out.WriteLine(document.ToJsonString(JsonForm));
    }

    public static void ForPeople(FinishedTask finished, bool quiet)
    {
        foreach (string line in finished.Outcome.Summary) Console.Out.WriteLine(line);
        foreach (ResultTable table in finished.Outcome.Tables.Take(finished.Outcome.TablesPrinted)) Table(table);
        if (quiet || finished.Run is not { } run) return;
        Console.Error.WriteLine($"run:    {Shown(run.Folder)}");
        if (File.Exists(run.ReportPath)) Console.Error.WriteLine($"report: {Shown(run.ReportPath)}");
    }

    public static void Table(ResultTable table)
    {
        Table drawn = new() { Border = TableBorder.Simple, UseSafeBorder = true };
        if (table.Description is not null) drawn.Title = new TableTitle(Markup.Escape(table.Description), new Style(decoration: Decoration.Bold));
        for (int column = 0; column < table.Columns.Count; column++)
        {
            TableColumn heading = new(Markup.Escape(table.Columns[column].Heading));
            drawn.AddColumn(table.IsNumeric(column) ? heading.RightAligned() : heading);
        }

        for (int row = 0; row < table.RowCount; row++)
        {
            int current = row;
            drawn.AddRow([.. Enumerable.Range(0, table.Columns.Count).Select(column => Markup.Escape(table.Text(current, column)))]);
        }

        Terminal().Write(drawn);
    }

    // A table wider than its pipe is of no use folded: without a terminal there is no width to keep to.
    private static IAnsiConsole Terminal()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Out), Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect,
        });
        if (Console.IsOutputRedirected) console.Profile.Width = 4096;
        return console;
    }

    private static string Shown(string path)
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
