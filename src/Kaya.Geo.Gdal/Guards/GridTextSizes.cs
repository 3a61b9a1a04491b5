using System.Globalization;
using System.Text;
using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>Sizes that an ESRI ASCII grid declares.</summary>
internal static class GridTextSizes
{
    private const int HeaderBytes = 4096;

    /// <summary>Refuses more cells than the text can hold, as each takes a digit and a blank; and a mixed origin.</summary>
    public static void Require(GuardedFile file)
    {
        string[] words = Words(file);
        if (Shape(words) is not { } shape) return;
        if (Cells(shape) > (UInt128)(file.Length / 2) + 1)
            throw DeclaredSizes.Damaged(file, $"{shape.Rows} x {shape.Columns} cells", $"at most {file.Length / 2}, which the "
                + $"{file.Length} bytes of the "
                + "file can hold");
        RequireOneOrigin(file, words);
    }

    /// <summary>Refuses more values than cells: reads the whole text.</summary>
    public static void RequireNoMore(GuardedFile file)
    {
        string[] words = Words(file);
        if (Shape(words) is { } shape) RequireNoMore(file, Cells(shape), words);
    }

    private static string[] Words(GuardedFile file) => Encoding.Latin1.GetString(file.Peek(0, HeaderBytes)).Split(
        (char[])[' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private static (long Rows, long Columns)? Shape(string[] words) =>
        Number(words, "ncols") is { } columns && Number(words, "nrows") is { } rows ? (rows, columns) : null;

    private static UInt128 Cells((long Rows, long Columns) shape) =>
        (UInt128)Math.Max(0, shape.Columns) * (UInt128)Math.Max(0, shape.Rows);

    // The library drops both lines of a mixed origin.
    private static void RequireOneOrigin(GuardedFile file, string[] words)
    {
        string[] lines = [.. words.Where(word => word.StartsWith("xllc", StringComparison.OrdinalIgnoreCase)
            || word.StartsWith("yllc", StringComparison.OrdinalIgnoreCase)).Take(2)];
        if (lines.Length < 2 || lines[0].AsSpan(1).Equals(lines[1].AsSpan(1), StringComparison.OrdinalIgnoreCase)) return;
        throw new DataFormatException(new Fault("The origin of the grid is mixed.", new SourceLocation(file.Path),
            "xllcorner and yllcorner, or xllcenter and yllcenter", $"{lines[0]} and {lines[1]}",
            "Correct one of the two lines: a centre lies half a cell from the corner."));
    }

    private static void RequireNoMore(GuardedFile file, UInt128 cells, string[] words)
    {
        int header = 0;
        // The library passes over lines with other names.
        while (header + 1 < words.Length && char.IsAsciiLetter(words[header][0]) && !double.TryParse(words[header], NumberStyles.Float,
            CultureInfo.InvariantCulture, out _)) header += 2;
        using FileStream stream = File.OpenRead(file.Path);
        byte[] part = new byte[1 << 20];
        UInt128 found = 0;
        bool isBlank = true;
        for (int length; (length = stream.Read(part)) > 0;)
            foreach (byte letter in part.AsSpan(0, length))
            {
                bool wasBlank = isBlank;
                isBlank = letter <= (byte)' ';
                if (wasBlank && !isBlank) found++;
            }

        if (found <= cells + (UInt128)header) return;
        throw new DataFormatException(new Fault("The grid has more values than ncols and nrows say.", new SourceLocation(file.Path),
            $"{cells} values", $"{found - (UInt128)header}", "Correct the lines ncols and nrows, or create the file again."));
    }

    private static long? Number(string[] words, string name)
    {
        int at = Array.FindIndex(words, word => word.Equals(name, StringComparison.OrdinalIgnoreCase));
        return at >= 0 && at + 1 < words.Length
            && long.TryParse(words[at + 1], NumberStyles.Integer, CultureInfo.InvariantCulture, out long number) ? number : null;
    }
}
