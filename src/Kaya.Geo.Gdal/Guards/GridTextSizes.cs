using System.Globalization;
using System.Text;

namespace Kaya.Geo.Gdal;

/// <summary>Sizes that an ESRI ASCII grid declares.</summary>
internal static class GridTextSizes
{
    private const int HeaderBytes = 4096;

    /// <summary>Refuses more cells than the text can hold: each takes a digit and a blank.</summary>
    public static void Require(GuardedFile file)
    {
        string[] words = Encoding.Latin1.GetString(file.Peek(0, HeaderBytes)).Split((char[])[' ', '\t', '\r', '\n'],
            StringSplitOptions.RemoveEmptyEntries);
        if (Number(words, "ncols") is not { } columns || Number(words, "nrows") is not { } rows) return;
        UInt128 cells = (UInt128)Math.Max(0, columns) * (UInt128)Math.Max(0, rows);
        if (cells > (UInt128)(file.Length / 2) + 1)
            throw DeclaredSizes.Damaged(file, $"{rows} x {columns} cells", $"at most {file.Length / 2}, which the "
                + $"{file.Length} bytes of the "
                + "file can hold");
    }

    private static long? Number(string[] words, string name)
    {
        int at = Array.FindIndex(words, word => word.Equals(name, StringComparison.OrdinalIgnoreCase));
        return at >= 0 && at + 1 < words.Length
            && long.TryParse(words[at + 1], NumberStyles.Integer, CultureInfo.InvariantCulture, out long number) ? number : null;
    }
}
