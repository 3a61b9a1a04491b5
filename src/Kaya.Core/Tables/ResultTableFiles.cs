using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kaya.Core;

/// <summary>Tables as CSV, CSV metadata and JSON.</summary>
internal static class ResultTableFiles
{
    // The JSON is never embedded in a web page, so "<" and non-ASCII letters need no escapes.
    public static JsonSerializerOptions Indented { get; } =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Csv(ResultTable table)
    {
        StringBuilder text = new();
        Line(text, table.Columns.Select(column => HarmlessText.Cell(column.Heading)));
        for (int row = 0; row < table.RowCount; row++)
        {
            int current = row;
            Line(text, Enumerable.Range(0, table.Columns.Count).Select(column => Field(table[current, column])));
        }

        return text.ToString();
    }

    public static void WriteCsv(ResultTable table, string path)
    {
        // The metadata file is written first, so that a CSV file never exists without its units.
        JsonArray columns = new([.. Enumerable.Range(0, table.Columns.Count).Select(Described)]);
        JsonObject metadata = new()
        {
            ["@context"] = "http://www.w3.org/ns/csvw",
            ["url"] = Path.GetFileName(path),
            ["dc:title"] = table.Name,
            ["dc:description"] = table.Description,
            ["tableSchema"] = new JsonObject { ["columns"] = columns },
        };
        AtomicFile.WriteText(path + "-metadata.json", metadata.ToJsonString(Indented) + "\n");
        AtomicFile.WriteText(path, Csv(table));

        JsonNode Described(int column) => new JsonObject
        {
            ["name"] = table.Columns[column].Name,
            ["titles"] = table.Columns[column].Heading,
            ["datatype"] = DataType(table, column),
            ["unit"] = table.Columns[column].Unit?.ToString(),
            ["dc:description"] = table.Columns[column].Description,
        };
    }

    public static JsonObject Json(ResultTable table)
    {
        JsonArray rows = [];
        for (int row = 0; row < table.RowCount; row++)
        {
            JsonObject cells = [];
            for (int column = 0; column < table.Columns.Count; column++)
                cells.Add(table.Columns[column].Name, Value(table[row, column]));
            rows.Add((JsonNode)cells);
        }

        JsonArray columns = new([.. table.Columns.Select(column => new JsonObject
        {
            ["name"] = column.Name, ["unit"] = column.Unit?.ToString(), ["description"] = column.Description,
        })]);
        return new JsonObject { ["name"] = table.Name, ["description"] = table.Description, ["columns"] = columns, ["rows"] = rows };
    }

    private static string DataType(ResultTable table, int column)
    {
        object?[] cells = [.. Enumerable.Range(0, table.RowCount).Select(row => table[row, column]).Where(cell => cell is not null)];
        return cells.Length == 0 ? "string"
            : cells.All(cell => cell is long) ? "integer"
            : cells.All(cell => cell is double or long) ? "number"
            : cells.All(cell => cell is DateOnly) ? "date"
            : cells.All(cell => cell is bool) ? "boolean" : "string";
    }

    private static JsonValue? Value(object? cell) => cell switch
    {
        null => null,
        double value => double.IsFinite(value) ? JsonValue.Create(value) : null,
        long value => JsonValue.Create(value),
        bool value => JsonValue.Create(value),
        _ => JsonValue.Create(NumberText.Exact(cell)),
    };

    private static string Field(object? cell) => cell switch
    {
        null => "",
        double value when !double.IsFinite(value) => "",
        string written => HarmlessText.Cell(written),
        _ => NumberText.Exact(cell),
    };

    private static void Line(StringBuilder text, IEnumerable<string> fields) =>
        text.AppendJoin(',', fields.Select(Quoted)).Append("\r\n");

    private static string Quoted(string field) => field.AsSpan().IndexOfAny(",\"\r\n") < 0
        ? field
        : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
