using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kaya.Core;

/// <summary>Tables as CSV, CSV metadata and JSON.</summary>
internal static class ResultTableFiles
{
    private const int MostPending = 1 << 16;

    // The JSON is never embedded in a web page, so "<" and non-ASCII letters need no escapes.
    public static JsonSerializerOptions Indented { get; } =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Csv(ResultTable table)
    {
        using StringWriter text = new();
        WriteCsv(table, text);
        return text.ToString();
    }

    public static void WriteCsv(ResultTable table, string path)
    {
        // The metadata file is written first, so that a CSV file never exists without its units.
        string[] types = DataTypes(table);
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
        AtomicFile.Write(path, stream =>
        {
            using StreamWriter text = new(stream, leaveOpen: true);
            WriteCsv(table, text);
        });

        JsonNode Described(int column) => new JsonObject
        {
            ["name"] = table.Columns[column].Name,
            ["titles"] = table.Columns[column].Heading,
            ["datatype"] = types[column],
            ["unit"] = table.Columns[column].Unit?.ToString(),
            ["dc:description"] = table.Columns[column].Description,
        };
    }

    public static JsonObject Json(ResultTable table)
    {
        JsonArray rows = [];
        for (int row = 0; row < table.RowCount; row++) rows.Add((JsonNode)Row(table, row));
        JsonObject all = Head(table);
        all["rows"] = rows;
        return all;
    }

    // Row by row, so that a table of any length takes no memory; the same text as that of the whole object.
    public static void WriteJson(ResultTable table, string path) => AtomicFile.Write(path, stream =>
    {
        using Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true, Encoder = Indented.Encoder });
        writer.WriteStartObject();
        foreach ((string name, JsonNode? value) in Head(table))
        {
            writer.WritePropertyName(name);
            if (value is null) writer.WriteNullValue();
            else value.WriteTo(writer);
        }

        writer.WriteStartArray("rows");
        for (int row = 0; row < table.RowCount; row++)
        {
            Row(table, row).WriteTo(writer);
            if (writer.BytesPending > MostPending) writer.Flush();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        stream.WriteByte((byte)'\n');
    });

    private static JsonObject Head(ResultTable table)
    {
        JsonArray columns = new([.. table.Columns.Select(column => new JsonObject
        {
            ["name"] = column.Name, ["unit"] = column.Unit?.ToString(), ["description"] = column.Description,
        })]);
        return new JsonObject { ["name"] = table.Name, ["description"] = table.Description, ["columns"] = columns };
    }

    private static JsonObject Row(ResultTable table, int row)
    {
        object?[] values = table.Row(row);
        JsonObject cells = [];
        for (int column = 0; column < values.Length; column++) cells.Add(table.Columns[column].Name, Value(values[column]));
        return cells;
    }

    private static void WriteCsv(ResultTable table, TextWriter text)
    {
        Line(text, table.Columns.Select(column => HarmlessText.Cell(column.Heading)));
        for (int row = 0; row < table.RowCount; row++) 
            Line(text, table.Row(row).Select(cell => Field(cell, table.FileDigits)));
    }

    // One pass over the rows: what kinds of cells each column has.
    private static string[] DataTypes(ResultTable table)
    {
        HashSet<Type>[] found = [.. table.Columns.Select(_ => new HashSet<Type>())];
        for (int row = 0; row < table.RowCount; row++)
        {
            object?[] cells = table.Row(row);
            for (int column = 0; column < cells.Length; column++)
                if (cells[column] is { } cell) found[column].Add(cell.GetType());
        }

        return [.. found.Select(types => types.Count == 0 ? "string"
            : types.SetEquals([typeof(long)]) ? "integer"
            : types.IsSubsetOf([typeof(double), typeof(long)]) ? "number"
            : types.SetEquals([typeof(DateOnly)]) ? "date"
            : types.SetEquals([typeof(bool)]) ? "boolean" : "string")];
    }

    private static JsonValue? Value(object? cell) => cell switch
    {
        null => null,
        double value => double.IsFinite(value) ? JsonValue.Create(value) : null,
        long value => JsonValue.Create(value),
        bool value => JsonValue.Create(value),
        _ => JsonValue.Create(NumberText.Exact(cell)),
    };

    private static string Field(object? cell, int? digits) => cell switch
    {
        null => "",
        double value when !double.IsFinite(value) => "",
        double value when digits is { } most => value.ToString($"G{most}", System.Globalization.CultureInfo.InvariantCulture),
        string written => HarmlessText.Cell(written),
        _ => NumberText.Exact(cell),
    };

    private static void Line(TextWriter text, IEnumerable<string> fields)
    {
        text.Write(string.Join(',', fields.Select(Quoted)));
        text.Write("\r\n");
    }

    private static string Quoted(string field) => field.AsSpan().IndexOfAny(",\"\r\n") < 0
        ? field
        : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
