using System.Buffers.Binary;
using System.Text;

namespace Kaya.Fuzz;

/// <summary>Edits of the fields of a classic little-endian TIFF: header, every tag of every directory, what the tags point to, the texts
/// of GDAL.</summary>
/// <param name="file">The whole file.</param>
public sealed class TiffEdits(byte[] file)
{
    private const int EntryLength = 12, MostElements = 6, MostLetters = 12, Ascii = 2, Float64 = 12;

    private static readonly int[] s_sizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];

    /// <summary>All edits, in the order of the file.</summary>
    /// <returns>Each with its place and the changed copy.</returns>
    public IEnumerable<FileEdit> All()
    {
        yield return new FileEdit("byte order", () => With(0, "MM"u8));
        yield return new FileEdit("version", () => With(2, [43, 0]));
        foreach (FileEdit edit in Words("first directory", 4, 4)) yield return edit;
        foreach ((int number, int at) in Directories())
        {
            int count = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at));
            foreach (FileEdit edit in Words($"directory {number}: count", at, 2)) yield return edit;
            for (int entry = 0; entry < count; entry++)
                foreach (FileEdit edit in Entry(number, at + 2 + (entry * EntryLength))) yield return edit;
            int next = at + 2 + (count * EntryLength);
            yield return new FileEdit($"directory {number}: next is the first", () => With(next, file.AsSpan(4, 4)));
            yield return new FileEdit($"directory {number}: no next", () => With(next, new byte[4]));
        }

        // What GDAL says of the layout, between header and directories.
        for (int at = 8; at < Math.Min(8 + 200, Directories().First().At); at += 7)
        {
            int place = at;
            yield return new FileEdit($"layout at {place}", () => With(place, [(byte)(file[place] ^ 1)]));
        }
    }

    private IEnumerable<(int Number, int At)> Directories()
    {
        int number = 0;
        for (int at = Word(4); at > 0 && at < file.Length; number++)
        {
            yield return (number, at);
            at = Word(at + 2 + (BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at)) * EntryLength));
        }
    }

    private IEnumerable<FileEdit> Entry(int directory, int at)
    {
        int tag = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at)), type = BinaryPrimitives.ReadUInt16LittleEndian(
            file.AsSpan(at + 2)), count = Word(at + 4);
        string name = $"directory {directory}: tag {tag}";
        foreach (FileEdit edit in Words($"{name}: number", at, 2)) yield return edit;
        yield return new FileEdit($"{name}: taken away", () => With(at, [0xE8, 0xFD]));
        foreach (FileEdit edit in Words($"{name}: type", at + 2, 2).Concat(Words($"{name}: count", at + 4, 4))) yield return edit;
        int size = type < s_sizes.Length ? s_sizes[type] : 1;
        bool isInline = (long)size * count <= 4;
        if (!isInline) foreach (FileEdit edit in Words($"{name}: place", at + 8, 4)) yield return edit;
        int values = isInline ? at + 8 : Word(at + 8);
        if (type == Ascii)
        {
            foreach (FileEdit edit in Letters(name, values, count)) yield return edit;
            yield break;
        }

        for (int element = 0; element < Math.Min(count, MostElements); element++)
        {
            int place = values + (element * size), number = element;
            foreach (FileEdit edit in type == Float64 ? Numbers($"{name}: value {number}", place) : Words($"{name}: value {number}", place,
                Math.Min(size, 4))) yield return edit;
            if (element + 1 < count) yield return new FileEdit($"{name}: values {number} and {number + 1} exchanged", () =>
                With(place, [.. file.AsSpan(place + size, size), .. file.AsSpan(place, size)]));
        }
    }

    // Every item of the XML of GDAL, and places between them.
    private IEnumerable<FileEdit> Letters(string name, int at, int count)
    {
        string text = Encoding.Latin1.GetString(file, at, count);
        List<int> places = [.. Enumerable.Range(0, MostLetters).Select(part => part * count / MostLetters)];
        foreach (string mark in (string[])["name=\"", "sample=\"", "role=\"", "domain=\"", "\">", "unit", "scale", "offset", "nan"])
            for (int place = text.IndexOf(mark, StringComparison.Ordinal); place >= 0;
                place = text.IndexOf(mark, place + 1, StringComparison.Ordinal)) places.Add(Math.Min(place + mark.Length, count - 1));
        foreach (int place in places.Distinct())
        {
            yield return new FileEdit($"{name}: letter {place} '{text[place]}' changed", () => With(at + place, [(byte)(file[at
                + place] ^ 1)]));
            yield return new FileEdit($"{name}: cut at {place}", () => With(at + place, [0]));
        }
    }

    private IEnumerable<FileEdit> Words(string name, int at, int size)
    {
        long value = 0;
        for (int k = 0; k < size; k++) value |= (long)file[at + k] << (8 * k);
        foreach ((string how, long other) in new[] { ("+1", value + 1), ("-1", value - 1), ("0", 0), ("x2", value * 2) })
        {
            byte[] bytes = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, other);
            if (other != value) yield return new FileEdit($"{name} {how}", () => With(at, bytes.AsSpan(0, size)));
        }
    }

    private IEnumerable<FileEdit> Numbers(string name, int at)
    {
        double value = BinaryPrimitives.ReadDoubleLittleEndian(file.AsSpan(at));
        foreach (double other in (double[])[Math.BitIncrement(value), value * 1.001, -value, value + 1, double.NaN, 0])
        {
            byte[] bytes = new byte[8];
            BinaryPrimitives.WriteDoubleLittleEndian(bytes, other);
            if (!other.Equals(value)) yield return new FileEdit(FormattableString.Invariant($"{name} {value:R} to {other:R}"),
                () => With(at, bytes));
        }
    }

    private int Word(int at) => at + 4 <= file.Length ? BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at)) : 0;

    private byte[] With(int at, ReadOnlySpan<byte> bytes)
    {
        byte[] changed = [.. file];
        if (at >= 0 && at + bytes.Length <= changed.Length) bytes.CopyTo(changed.AsSpan(at));
        return changed;
    }
}

/// <summary>A change of one field of a file.</summary>
/// <param name="What">The field, and how it is changed.</param>
/// <param name="Make">Makes the changed copy.</param>
public sealed record FileEdit(string What, Func<byte[]> Make);
