using System.Text.Json.Nodes;
using Kaya.Core;
using Kaya.Runs;
using Kaya.Tasks;

namespace Kaya.Cli;

/// <summary>Shows what a task would do: inputs with size and hash, settings and their sources, and the cost.</summary>
internal static class DryRun
{
    private const long LargestDigested = 1L << 28;

    public static int Show(PreparedTask task, CommonValues common)
    {
        ResultTable inputs = new("inputs", [new("input"), new("path"), new("state"), new("bytes"), new("sha256"), new("reader")],
            task.Inputs.Select(Row), "Input files");
        bool complete = task.Inputs.All(input => input.Exists);
        if (complete) task.Check();
        if (common.Json)
        {
            Print.Json(new JsonObject
            {
                ["task"] = task.Name, ["configuration"] = task.Configuration.DeepClone(),
                ["origins"] = new JsonObject(task.Origins.Select(origin => KeyValuePair.Create(origin.Key, (JsonNode?)origin.Value))),
                ["inputs"] = inputs.ToJson()["rows"]!.DeepClone(), ["estimate"] = task.Estimate,
            });
            return complete ? ExitCode.Ok : ExitCode.MissingData;
        }

        if (inputs.RowCount > 0) Print.Table(inputs, common.Wide);
        else Console.Out.WriteLine("No input file: the sample world is used.");
        Print.Table(new ResultTable("settings", [new("option"), new("value"), new("from")],
            task.Origins.Select(origin => (IReadOnlyList<object?>)[origin.Key, Value(task.Configuration, origin.Key), origin.Value]),
                $"Settings of {task.Name}"), common.Wide);
        Console.Out.WriteLine($"Cost: {task.Estimate}");
        return complete ? ExitCode.Ok : ExitCode.MissingData;
    }

    private static object?[] Row(TaskInput input)
    {
        if (!input.Exists) return [input.Name, input.Path, "missing", null, null, input.Reader];
        InputRecord record = input.Record();
        // Hashing a large input would take too long for a dry run.
        string? digest = record.Size <= LargestDigested ? record.WithDigest().Sha256![..16] : null;
        return [input.Name, input.Path, "found", record.Size, digest, input.Reader];
    }

    private static string? Value(JsonObject configuration, string key)
    {
        JsonNode? node = configuration;
        foreach (string part in key.Split('.')) node = node?[part];
        return node?.ToJsonString().Trim('"');
    }
}
