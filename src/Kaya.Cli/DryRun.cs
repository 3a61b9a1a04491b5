using System.Text.Json.Nodes;
using Kaya.Core;
using Kaya.Runs;
using Kaya.Tasks;

namespace Kaya.Cli;

/// <summary>Shows what a task would do: inputs with size and hash, settings with where each came from, cost.</summary>
internal static class DryRun
{
    public static int Show(PreparedTask task, bool json)
    {
        ResultTable inputs = new("inputs", [new("input"), new("path"), new("state"), new("bytes"), new("sha256"), new("reader")],
            task.Inputs.Select(Row), "What would be read");
        bool complete = task.Inputs.All(input => input.Exists);
        if (json)
        {
            Console.Out.WriteLine(new JsonObject
            {
                ["task"] = task.Name, ["configuration"] = task.Configuration.DeepClone(),
                ["origins"] = new JsonObject(task.Origins.Select(origin => KeyValuePair.Create(origin.Key, (JsonNode?)origin.Value))),
                ["inputs"] = inputs.ToJson()["rows"]!.DeepClone(), ["estimate"] = task.Estimate,
            }.ToJsonString(Print.JsonForm));
            return complete ? ExitCode.Ok : ExitCode.MissingData;
        }

        if (inputs.RowCount > 0) Print.Table(inputs);
        else Console.Out.WriteLine("No input file: the sample world is used.");
        Print.Table(new ResultTable("settings", [new("option"), new("value"), new("from")],
            task.Origins.Select(origin => (IReadOnlyList<object?>)[origin.Key, Value(task.Configuration, origin.Key), origin.Value]), $"Settings of {task.Name}"));
        Console.Out.WriteLine($"Cost: {task.Estimate}");
        return complete ? ExitCode.Ok : ExitCode.MissingData;
    }

    private static object?[] Row(TaskInput input)
    {
        if (!input.Exists) return [input.Name, input.Path, "missing", null, null, input.Reader];
        InputRecord record = input.Record();
        return [input.Name, input.Path, "found", record.Size, record.Sha256[..16], input.Reader];
    }

    private static string? Value(JsonObject configuration, string key)
    {
        JsonNode? node = configuration;
        foreach (string part in key.Split('.')) node = node?[part];
        return node?.ToJsonString().Trim('"');
    }
}
