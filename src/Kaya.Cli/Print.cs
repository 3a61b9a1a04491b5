using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kaya.Core;
using Kaya.Tasks;

namespace Kaya.Cli;

/// <summary>Prints results: tables for people, JSON for programs, both on standard output.</summary>
internal static class Print
{
    private const int NarrowWidth = 80;

    public static JsonSerializerOptions JsonForm { get; } =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One JSON document for all results; for a task with a run folder it names the run and its report.</summary>
    public static void Json(IReadOnlyList<FinishedTask> finished)
    {
        if (finished is [{ Outcome.Document: { } own }])
        {
            Json(own);
            return;
        }

        JsonObject document = [];
        if (finished is [{ Run: { } run }])
        {
            document["run"] = run.Folder;
            document["report"] = File.Exists(run.ReportPath) ? run.ReportPath : null;
        }

        document["summary"] = new JsonArray([.. finished.SelectMany(one => one.Outcome.Summary).Select(line => (JsonNode)line)]);
        if (finished.Any(one => one.Outcome.Notices.Count > 0))
            document["notices"] = new JsonArray([.. finished.SelectMany(one => one.Outcome.Notices).Select(notice => (JsonNode)notice)]);
        document["tables"] = new JsonArray([.. finished.SelectMany(one => one.Outcome.Tables).Select(table => (JsonNode)table.ToJson())]);
        Json(document);
        Notices(finished);
    }

    /// <summary>Notices go to standard error, also with --quiet and --json: nothing is left out in silence.</summary>
    public static void Notices(IReadOnlyList<FinishedTask> finished)
    {
        foreach (string notice in finished.SelectMany(one => one.Outcome.Notices)) Console.Error.WriteLine($"kaya: note: {notice}");
    }

    public static void Json(JsonNode document) => Console.Out.WriteLine(document.ToJsonString(JsonForm));

    /// <summary>Summary and tables; the paths of the run and its report go to standard error.</summary>
    public static void ForPeople(FinishedTask finished, CommonValues common)
    {
        foreach (string line in finished.Outcome.Summary) Console.Out.WriteLine(line);
        foreach (ResultTable table in finished.Outcome.Tables.Take(finished.Outcome.TablesPrinted)) Table(table, common.Wide);
        Notices([finished]);
        if (!common.Quiet && finished.Run is { } run && File.Exists(run.ReportPath)) Console.Error.WriteLine(
            $"report: {Shown(run.ReportPath)}");
    }

    /// <summary>A table folded to the width of the terminal (80 columns without a terminal), or at full width on request.</summary>
    public static void Table(ResultTable table, bool wide)
    {
        Console.Out.WriteLine();
        foreach (string line in TextTable.Lines(table, wide ? int.MaxValue : Width())) Console.Out.WriteLine(line);
    }

    /// <summary>The shorter of the relative and the absolute path.</summary>
    public static string Shown(string path)
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    /// <summary>Columns of the terminal; 80 without one.</summary>
    public static int Width()
    {
        try
        {
            return Console.IsOutputRedirected || Console.WindowWidth <= 0 ? NarrowWidth : Console.WindowWidth;
        }
        catch (IOException)
        {
            return NarrowWidth;
        }
    }
}
