namespace Kaya.Core;

/// <summary>The memory that one piece of a file may take when it is read: a tile, a strip, a chunk, a row of pixels.</summary>
/// <remarks>
/// Files state sizes. They are compared with this limit before memory is allocated. It holds for the process, as the memory does.
/// </remarks>
public static class ReadLimit
{
    private const string Key = "Kaya.ReadLimit";
    private const long Default = 1L << 30;

    /// <summary>The limit in bytes; 1 GiB unless it was set.</summary>
    public static long Bytes => AppContext.GetData(Key) is long bytes ? bytes : Default;

    /// <summary>Sets the limit of this process.</summary>
    /// <param name="bytes">At least 1 MiB.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less.</exception>
    public static void Set(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1 << 20);
        AppContext.SetData(Key, bytes);
    }

    /// <summary>Refuses a piece that is larger than the limit.</summary>
    /// <param name="bytes">Bytes that the file declares.</param>
    /// <param name="what">The piece, such as <c>a tile of 512 x 512 cells and 3 bands</c>.</param>
    /// <param name="where">File and variable.</param>
    /// <exception cref="ResourceException">It is larger.</exception>
    public static void Require(UInt128 bytes, string what, SourceLocation where)
    {
        if (bytes <= (UInt128)Bytes) return;
        throw new ResourceException(new Fault($"Reading the file takes too much memory at once: {what}.", where,
            $"at most {Megabytes((UInt128)Bytes)} at once, a half of --max-memory", $"{Megabytes(bytes)} declared by the file",
            "Store the file in smaller pieces, such as tiles of 512 x 512 cells of one band, or give a larger --max-memory."));
    }

    /// <summary>Bytes as text, such as <c>2148 MB</c>.</summary>
    /// <param name="bytes">Number of bytes.</param>
    /// <returns>The text.</returns>
    public static string Megabytes(UInt128 bytes) => bytes < 1_000_000 ? $"{bytes} bytes" : $"{bytes / 1_000_000} MB";
}
