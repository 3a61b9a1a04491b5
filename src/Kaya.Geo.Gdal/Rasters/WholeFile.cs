using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>Lets a native writer write beside the target, then renames: a reader sees the old file or the whole new one.</summary>
internal static class WholeFile
{
    private static string Mark => $".{Environment.ProcessId}.part";

    /// <summary>The file that is to appear, from the name of the one beside it.</summary>
    public static string TargetOf(string beside) => beside.IndexOf(Mark, StringComparison.Ordinal) is var at and >= 0 ? beside[..at]
        : beside;

    public static void Write(string path, string extension, Action<string> write)
    {
        string full = Path.GetFullPath(path);
        string beside = full + Mark + extension;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            write(beside);
            using (FileStream stream = new(beside, FileMode.Open, FileAccess.ReadWrite)) stream.Flush(flushToDisk: true);
            File.Move(beside, full, overwrite: true);
        }
        catch (UnauthorizedAccessException cause)
        {
            throw new ResourceException(
                new Fault("The file cannot be written there.", new SourceLocation(path), Found: cause.Message,
                Remedy: "Choose a folder you can write to."), cause);
        }
        finally
        {
            // After a rename there is nothing; after a failure nothing half-written stays.
            File.Delete(beside);
        }
    }
}
