using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Kaya.Core;

/// <summary>Reads and writes safetensors files: named arrays after a JSON header. The format cannot hold code.</summary>
/// <remarks>
/// Layout: 8 bytes with the length of the header (little-endian), the header, and the data area, which the arrays fill without gap or
/// overlap. Files written by Kaya have the SHA-256 of header and data in the metadata key <c>kaya.sha256</c>, computed with 64 zeros in
/// place of the digest, so that damage is detected. Other programs ignore the key.
/// </remarks>
public static class Safetensors
{
    private const int HeaderCap = 100_000_000;
    private const string DigestKey = "kaya.sha256";

    private static ReadOnlySpan<byte> DigestMark => "\"kaya.sha256\":\""u8;

    /// <summary>Writes a file atomically. The same arrays and metadata give the same bytes.</summary>
    /// <param name="path">The file; its folder is created if it does not exist.</param>
    /// <param name="arrays">The arrays by name.</param>
    /// <param name="metadata">Text by key; null for none.</param>
    /// <exception cref="ArgumentException">The path is empty, a name or key is reserved, or the header is larger than 100 MB.</exception>
    /// <exception cref="IOException">The file cannot be written, for example because the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or file may not be written.</exception>
    public static void Write(
        string path, IReadOnlyDictionary<string, StateArray> arrays, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(arrays);
        // Arrays with larger elements come first, so that every array is aligned to its element size.
        KeyValuePair<string, StateArray>[] ordered = [.. arrays
            .OrderByDescending(pair => pair.Value.Type.Size()).ThenBy(pair => pair.Key, StringComparer.Ordinal)];
        byte[] header = BuildHeader(ordered, metadata ?? new Dictionary<string, string>());
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(header);
        foreach (KeyValuePair<string, StateArray> pair in ordered) hash.AppendData(pair.Value.Bytes.Span);
        int place = header.AsSpan().IndexOf(DigestMark) + DigestMark.Length;
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()), header.AsSpan(place));
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (KeyValuePair<string, StateArray> pair in ordered) stream.Write(pair.Value.Bytes.Span);
        });
    }

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its arrays and metadata.</returns>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="DataNotFoundException">The file does not exist.</exception>
    /// <exception cref="ModelFormatException">The file is damaged, is not safetensors, or has an unknown element type.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static SafetensorsFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new DataNotFoundException(new Fault("The file does not exist.", new SourceLocation(path),
                "a safetensors file", "no file", "Check the path."));
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        byte[] json = ReadHeaderBytes(path, stream);
        SafetensorsHeader header = SafetensorsHeader.Parse(path, json, stream.Length - 8 - json.Length);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string? digest = TakeDigest(header, json);
        hash.AppendData(json);
        SortedDictionary<string, StateArray> arrays = new(StringComparer.Ordinal);
        foreach (SafetensorsEntry entry in header.Entries)
        {
            long length = entry.End - entry.Begin;
            if (length > Array.MaxLength)
                throw header.Damaged("An array is too large.", entry.Name, $"at most {Array.MaxLength} bytes", $"{length} bytes");
            byte[] bytes = new byte[length];
            stream.ReadExactly(bytes);
            hash.AppendData(bytes);
            arrays.Add(entry.Name, new StateArray(entry.Type, entry.Shape, bytes));
        }

        string actual = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (digest is not null && digest != actual)
            throw header.Damaged("The content does not match the digest in the header.", null, $"SHA-256 {digest}", actual);
        return new SafetensorsFile(arrays, header.Metadata, digest is not null);
    }

    private static byte[] BuildHeader(KeyValuePair<string, StateArray>[] ordered, IReadOnlyDictionary<string, string> metadata)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("__metadata__");
            writer.WriteString(DigestKey, new string('0', 64));
            foreach (KeyValuePair<string, string> pair in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                if (pair.Key == DigestKey) throw new ArgumentException($"the key {DigestKey} is reserved", nameof(metadata));
                writer.WriteString(pair.Key, pair.Value);
            }

            writer.WriteEndObject();
            WriteEntries(writer, ordered);
            writer.WriteEndObject();
        }

        // The format allows spaces after the object; they align the data area to 8 bytes.
        while (buffer.Length % 8 != 0) buffer.WriteByte((byte)' ');
        if (buffer.Length > HeaderCap) throw new ArgumentException("the names and metadata exceed 100 MB", nameof(metadata));
        return buffer.ToArray();
    }

    private static void WriteEntries(Utf8JsonWriter writer, KeyValuePair<string, StateArray>[] ordered)
    {
        long position = 0;
        foreach ((string name, StateArray array) in ordered)
        {
            if (name is "" or "__metadata__" or DigestKey)
                throw new ArgumentException($"an array cannot be named '{name}'", nameof(ordered));
            writer.WriteStartObject(name);
            writer.WriteString("dtype", array.Type.ToString());
            writer.WriteStartArray("shape");
            foreach (long length in array.Shape) writer.WriteNumberValue(length);
            writer.WriteEndArray();
            writer.WriteStartArray("data_offsets");
            writer.WriteNumberValue(position);
            writer.WriteNumberValue(position += array.Bytes.Length);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
    }

    internal static byte[] ReadHeaderBytes(string path, FileStream stream)
    {
        SafetensorsHeader none = SafetensorsHeader.Unread(path);
        if (stream.Length < 8)
            throw none.Damaged("The file is too short to be safetensors.", null, "at least 8 bytes", $"{stream.Length} bytes");
        Span<byte> prefix = stackalloc byte[8];
        stream.ReadExactly(prefix);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > HeaderCap)
            throw none.Damaged("The stated length of the header is too large.", null, $"at most {HeaderCap} bytes", $"{length} bytes");
        if (length > (ulong)(stream.Length - 8))
            throw none.Damaged("The file ends within the header.", null, $"{length} bytes of header", $"{stream.Length - 8} bytes");
        byte[] json = new byte[length];
        stream.ReadExactly(json);
        return json;
    }

    private static string? TakeDigest(SafetensorsHeader header, byte[] json)
    {
        if (!header.Metadata.Remove(DigestKey, out string? digest)) return null;
        int place = json.AsSpan().IndexOf(DigestMark) + DigestMark.Length;
        if (digest.Length == 64 && place >= DigestMark.Length && place + 64 <= json.Length) json.AsSpan(place, 64).Fill((byte)'0');
        return digest;
    }
}
