using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Kaya.Core;

namespace Kaya.Runs;

/// <summary>The JSON format of all files of a run: indented, readable, camelCase; errors give line and column.</summary>
internal static class JsonForm
{
    public static JsonSerializerOptions Indented { get; } = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        // Files, not web pages: "<" and "ö" stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static JsonSerializerOptions Compact { get; } = new(Indented) { WriteIndented = false };

    public static void Write<T>(string path, T value) =>
        AtomicFile.WriteText(path, JsonSerializer.Serialize(value, Indented) + "\n");

    public static T Read<T>(string path)
    {
        if (!File.Exists(path))
            throw new DataNotFoundException(new Fault("A file of the run is missing.", new SourceLocation(path),
                Remedy: "Check the folder. 'kaya run list' shows all runs."));
        try
        {
            T read = JsonSerializer.Deserialize<T>(File.ReadAllText(path), Indented)
                ?? throw new JsonException("the file contains null");
            return read is Array list && list.Cast<object?>().Contains(null) ? throw new JsonException("a list contains null") : read;
        }
        catch (Exception error) when (ReaderFailure.IsOfContent(error))
        {
            throw Damaged(path, error as JsonException ?? new JsonException(error.Message, error));
        }
    }

    public static JsonObject ReadObject(string path)
    {
        JsonNode node = Read<JsonNode>(path);
        return node as JsonObject ?? throw Damaged(path, new JsonException("the file does not contain a JSON object"));
    }

    private static DataFormatException Damaged(string path, JsonException error) => new(new Fault(
        "The file is damaged, or was not written by this version.",
        new SourceLocation(path, error.LineNumber + 1, error.BytePositionInLine + 1, error.Path is "$" or null ? null : error.Path),
        "JSON written by Kaya", error.Message, "Restore the file from a copy, or repeat the run."), error);
}
