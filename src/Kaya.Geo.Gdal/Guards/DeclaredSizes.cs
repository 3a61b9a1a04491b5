using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>Compares the sizes that a file declares with its length and with the memory limit, before a native library allocates
/// them.</summary>
/// <remarks>A file of another format, or one too damaged to tell, is left to the library.</remarks>
internal static class DeclaredSizes
{
    // Smaller pieces do no harm, and a sparse file may declare them without having them.
    private const long Small = 16 << 20;

    /// <summary>Refuses a file by its declared sizes.</summary>
    /// <param name="path">An existing file.</param>
    /// <exception cref="DataFormatException">It declares more than it can hold.</exception>
    /// <exception cref="ResourceException">A piece of it is larger than <see cref="ReadLimit"/>.</exception>
    public static void Require(string path) => Guard(path, file =>
    {
        ReadOnlySpan<byte> first = file.Peek(0, 4);
        if (first is [(byte)'I', (byte)'I', _, _] or [(byte)'M', (byte)'M', _, _]) TiffSizes.Require(file);
        else if (first is [0x89, (byte)'P', (byte)'N', (byte)'G']) PngSizes.Require(file);
        else if (first is [(byte)'G', (byte)'R', (byte)'I', (byte)'B']) GribSizes.Require(file);
        else if (IsGridText(file)) GridTextSizes.Require(file);
    });

    /// <summary>Refuses a text grid with more values than it declares. All of it is read: once for a file, not for every handle.</summary>
    /// <param name="path">An existing file.</param>
    /// <exception cref="DataFormatException">It has more.</exception>
    public static void RequireNoMore(string path) => Guard(path, file =>
    {
        if (IsGridText(file)) GridTextSizes.RequireNoMore(file);
    });

    private static bool IsGridText(GuardedFile file) => file.Peek(0, 2) is [(byte)'n' or (byte)'N', (byte)'c' or (byte)'C'];

    private static void Guard(string path, Action<GuardedFile> check)
    {
        try
        {
            using GuardedFile file = new(path);
            check(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ResourceException(new Fault("The file cannot be read.", new SourceLocation(path), "read permission", failure.Message,
                "Check its permissions."), failure);
        }
    }

    /// <summary>Refuses a piece that the file cannot hold, or that is larger than the limit.</summary>
    /// <param name="file">The file.</param>
    /// <param name="bytes">Bytes of the piece as declared.</param>
    /// <param name="ratio">Bytes that one byte of the file can become; 0 if unlimited.</param>
    /// <param name="what">The piece.</param>
    public static void Require(GuardedFile file, UInt128 bytes, int ratio, string what)
    {
        if (bytes <= Small) return;
        UInt128 most = (UInt128)file.Length * (UInt128)ratio;
        if (ratio > 0 && bytes > most) throw Damaged(file, $"{what}, of {ReadLimit.Megabytes(bytes)}",
            $"at most {ReadLimit.Megabytes(most)}, which the {file.Length} bytes of the file can hold");
        ReadLimit.Require(bytes, what, new SourceLocation(file.Path));
    }

    public static DataFormatException Damaged(GuardedFile file, string found, string expected) => new(new Fault("The file is damaged.",
        new SourceLocation(file.Path), expected, found, "Download or create it again."));
}
