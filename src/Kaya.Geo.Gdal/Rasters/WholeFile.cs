using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>Lets a native writer write a temporary file, then renames it: a reader sees the old file or the complete new one.</summary>
internal static class WholeFile
{
    private static string Mark => PartFiles.NameFor("");

    /// <summary>The final file, from the name of the temporary one.</summary>
    public static string TargetOf(string beside) => beside.IndexOf(Mark, StringComparison.Ordinal) is var at and >= 0 ? beside[..at]
        : beside;

    public static void Write(string path, string extension, Action<string> write)
    {
        string full = Path.GetFullPath(path);
        string beside = full + Mark + extension;
        IReadOnlyList<string> made = [];
        try
        {
            made = OutputFolders.Make(Path.GetDirectoryName(full)!);
            PartFiles.RemoveStale(full);
            write(beside);
            // Shared, that is without a lock: a child process that was just started may still hold the lock of the native writer.
            using (FileStream stream = new(beside, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
                AtomicFile.FlushToDisk(stream.SafeFileHandle, full);
            File.Move(beside, full, overwrite: true);
        }
        catch (UnauthorizedAccessException cause)
        {
            throw new ResourceException(
                new Fault("The file cannot be written.", new SourceLocation(path), Found: cause.Message,
                Remedy: "Choose a folder with write permission."), cause);
        }
        finally
        {
            // Removes the temporary file after a failure.
            File.Delete(beside);
            OutputFolders.TakeBack(made);
        }
    }
}
