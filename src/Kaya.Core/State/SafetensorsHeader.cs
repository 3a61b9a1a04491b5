using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Kaya.Core;

/// <summary>Entry of an array in the header: its type, shape and position in the data area.</summary>
/// <param name="Name">Name of the array.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Lengths of the axes.</param>
/// <param name="Begin">First byte, counted from the start of the data area.</param>
/// <param name="End">One past the last byte.</param>
internal sealed record SafetensorsEntry(string Name, ElementType Type, long[] Shape, long Begin, long End);

/// <summary>The JSON header of a safetensors file, checked against the length of the data area.</summary>
internal sealed class SafetensorsHeader
{
    // Types that the format has and ElementType has not.
    private static readonly ImmutableArray<string> s_unread = ["F16", "BF16", "F8_E4M3", "F8_E5M2", "C64"];

    private readonly string _path;

    private SafetensorsHeader(string path) => _path = path;

    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    public List<SafetensorsEntry> Entries { get; } = [];

    /// <summary>Parses the header and checks that the arrays fill the data area without gap or overlap.</summary>
    public static SafetensorsHeader Parse(string path, ReadOnlyMemory<byte> json, long dataLength)
    {
        SafetensorsHeader header = new(path);
        try
        {
            // The JSON reader checks the encoding of a string only when it is read, so all of the header is checked here.
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(json.Span);
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            header.ReadRoot(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            throw header.Damaged("The header is not valid JSON.", null, "one JSON object without duplicate keys",
                exception.Message, exception);
        }

        header.RequireTiling(dataLength);
        return header;
    }

    /// <summary>The error for a damaged file.</summary>
    public ModelFormatException Damaged(string what, string? name, string expected, string found, Exception? cause = null) =>
        new(new Fault(what, new SourceLocation(_path, Variable: name), expected, found,
            "The file is damaged or is not a safetensors file: copy it again from its source, or train again."), cause);

    /// <summary>A header without entries, to report errors before the header is read.</summary>
    public static SafetensorsHeader Unread(string path) => new(path);

    private void ReadRoot(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw Damaged("The header is not a JSON object.", null, "an object", root.ValueKind.ToString());
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (property.Name == "__metadata__") ReadMetadata(property.Value);
            else Entries.Add(ReadEntry(property.Name, property.Value));
        }
    }

    private void ReadMetadata(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw Damaged("The metadata is not a JSON object.", "__metadata__", "an object", element.ValueKind.ToString());
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String)
                throw Damaged("A metadata value is not text.", property.Name, "a string", property.Value.ValueKind.ToString());
            Metadata.Add(property.Name, property.Value.GetString()!);
        }
    }

    private SafetensorsEntry ReadEntry(string name, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw Damaged("An array's entry is not a JSON object.", name, "an object", element.ValueKind.ToString());
        if (element.EnumerateObject().Any(property => property.Name is not ("dtype" or "shape" or "data_offsets")))
            throw Damaged("An array's entry has an unknown key.", name, "dtype, shape, data_offsets", element.GetRawText());
        ElementType type = ReadType(name, Member(name, element, "dtype", JsonValueKind.String).GetString()!);
        long[] shape = ReadIntegers(name, Member(name, element, "shape", JsonValueKind.Array));
        long[] offsets = ReadIntegers(name, Member(name, element, "data_offsets", JsonValueKind.Array));
        if (offsets.Length != 2 || offsets[0] > offsets[1])
            throw Damaged("An array's offsets are not a range.", name,
                "[begin, end] with begin <= end", $"[{string.Join(", ", offsets)}]");
        long? bytes = ByteCount(type, shape);
        if (bytes is null || bytes != offsets[1] - offsets[0])
            throw Damaged("An array's byte count does not fit its type and shape.", name,
                $"{bytes?.ToString() ?? "a size below 2^63"} bytes for {type} [{string.Join(", ", shape)}]",
                $"{offsets[1] - offsets[0]} bytes");
        return new SafetensorsEntry(name, type, shape, offsets[0], offsets[1]);
    }

    private JsonElement Member(string name, JsonElement element, string key, JsonValueKind kind)
    {
        if (!element.TryGetProperty(key, out JsonElement value))
            throw Damaged("An array's entry lacks a key.", name, key, element.GetRawText());
        return value.ValueKind == kind
            ? value
            : throw Damaged($"An array's {key} is of the wrong kind.", name, kind.ToString(), value.GetRawText());
    }

    private ElementType ReadType(string name, string text)
    {
        string[] known = Enum.GetNames<ElementType>();
        if (known.Contains(text, StringComparer.Ordinal)) return Enum.Parse<ElementType>(text);
        if (!s_unread.Contains(text, StringComparer.Ordinal))
            throw Damaged("An array has an unknown element type.", name, string.Join(", ", known), text);
        throw new ModelFormatException(new Fault("An array has an element type that is not read.",
            new SourceLocation(_path, Variable: name), string.Join(", ", known), text,
            "The file is whole: write it again with its numbers in single precision (F32)."));
    }

    private long[] ReadIntegers(string name, JsonElement array)
    {
        long[] values = new long[array.GetArrayLength()];
        for (int i = 0; i < values.Length; i++)
        {
            if (array[i].ValueKind != JsonValueKind.Number || !array[i].TryGetInt64(out values[i]) || values[i] < 0)
                throw Damaged("A length or an offset is not a whole number.", name, "an integer, 0 or greater", array[i].GetRawText());
        }

        return values;
    }

    private static long? ByteCount(ElementType type, long[] shape)
    {
        Int128 bytes = type.Size();
        foreach (long length in shape)
        {
            bytes *= length;
            if (bytes > long.MaxValue) return null;
        }

        return (long)bytes;
    }

    private void RequireTiling(long dataLength)
    {
        // An empty array begins where the next one begins, so arrays with the same begin are ordered by their end.
        Entries.Sort((a, b) => (a.Begin, a.End).CompareTo((b.Begin, b.End)));
        long position = 0;
        foreach (SafetensorsEntry entry in Entries)
        {
            if (entry.Begin != position)
                throw Damaged(entry.Begin < position ? "Two arrays overlap." : "There is a gap between two arrays.",
                    entry.Name, $"an array that begins at {position}", $"begins at {entry.Begin}");
            position = entry.End;
        }

        if (position != dataLength)
            throw Damaged(position > dataLength ? "The file is truncated." : "The file has bytes after the last array.",
                null, $"{position} bytes of data", $"{dataLength} bytes");
    }
}
