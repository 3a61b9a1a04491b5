using System.Text.Json.Nodes;

namespace Kaya.Tasks;

/// <summary>The numbers of the result tables of two runs, cell by cell.</summary>
internal static class RunFigures
{
    private const double Equal = 1e-12;

    /// <summary>Cells that differ. Rows are matched by their texts and dates where these are unique, otherwise by their order.</summary>
    public static ResultTable Compare(Run left, Run right)
    {
        List<IReadOnlyList<object?>> rows = [];
        foreach (string file in Names(left).Intersect(Names(right)).Order(StringComparer.Ordinal))
            if (Read(left, file) is { } first && Read(right, file) is { } second) rows.AddRange(Cells(file, first, second));
        return new ResultTable("figures",
            [new("table"), new("row"), new("column"), new("left"), new("right"), new("difference"), new("relative", Unit.Percent, 3)],
            rows.OrderByDescending(row => Math.Abs((double?)row[6] ?? double.PositiveInfinity)),
            $"{rows.Count} numbers of result tables differ, largest relative difference first; units are those of the columns");
    }

    private static IEnumerable<string> Names(Run run)
    {
        string folder = Path.Combine(run.Folder, "outputs");
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.json")
            .Where(path => !path.EndsWith("-metadata.json", StringComparison.Ordinal)).Select(path => Path.GetFileName(path)) : [];
    }

    private static (JsonArray Columns, JsonArray Rows)? Read(Run run, string file)
    {
        try
        {
            JsonNode? node = JsonNode.Parse(File.ReadAllText(Path.Combine(run.Folder, "outputs", file)));
            return node is JsonObject table && table["columns"] is JsonArray columns && table["rows"] is JsonArray rows
                && rows.All(row => row is JsonObject) ? (columns, rows) : null;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<IReadOnlyList<object?>> Cells(string file, (JsonArray Columns, JsonArray Rows) left,
        (JsonArray Columns, JsonArray Rows) right)
    {
        string table = Path.GetFileNameWithoutExtension(file);
        Dictionary<string, JsonObject> first = Keyed(left.Rows), second = Keyed(right.Rows);
        foreach ((string key, JsonObject row) in first)
        {
            if (!second.TryGetValue(key, out JsonObject? other)) yield return [table, key, "the row", "present", "absent", null, null];
            else
                foreach ((string column, JsonNode? cell) in row)
                {
                    (double? a, double? b) = (Number(cell), Number(other[column]));
                    if (a is null && b is null || a is { } one && b is { } two && Math.Abs(one - two) <= Equal * Math.Abs(one)) continue;
                    yield return [table, key, column, NumberText.Exact(a ?? (object)"absent"), NumberText.Exact(b ?? (object)"absent"),
                        b - a,
                        a is { } from && from != 0 ? 100 * (b - from) / Math.Abs(from) : null];
                }
        }

        foreach (string key in second.Keys.Except(first.Keys)) yield return [table, key, "the row", "absent", "present", null, null];
    }

    private static Dictionary<string, JsonObject> Keyed(JsonArray rows)
    {
        string[] keys = [.. rows.Select(row => string.Join(", ", row!.AsObject().Where(cell => Text(cell.Value) is not null)
            .Select(cell => Text(cell.Value))))];
        bool isUnique = keys.Distinct().Count() == keys.Length;
        return rows.Select((row, i) => (Key: isUnique && keys[i].Length > 0 ? keys[i] : FormattableString.Invariant($"{i + 1}"),
            Row: row!.AsObject()))
            .ToDictionary(pair => pair.Key, pair => pair.Row);
    }

    private static string? Text(JsonNode? cell) => cell is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static double? Number(JsonNode? cell) => cell is JsonValue value && value.TryGetValue(out double number) ? number : null;
}
