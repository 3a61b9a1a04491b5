using System.Globalization;
using Kaya.Core;
using Microsoft.Win32.SafeHandles;

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
            PartFiles.Remove(beside);
            OutputFolders.TakeBack(made);
        }
    }

    /// <summary>Cuts the writer of a temporary TIFF or netCDF file off from it: what it still writes goes nowhere, and all that it reads
    /// is empty.</summary>
    /// <remarks>Before it closes a file, libtiff follows the chain of its directories. In a file of which a part could not be written,
    /// the chain may lead back to its beginning, and the command would never end. A netCDF file that is abandoned stays open, and would
    /// keep its place on the disk as long as the process; and one that cannot be closed ends the process.</remarks>
    /// <param name="beside">The temporary file; those of its copies and overviews begin with its name.</param>
    /// <returns>Whether a writer had it open.</returns>
    public static bool CutOff(string beside)
    {
        string name = Path.GetFileName(beside);
        if (!OperatingSystem.IsLinux() || !name.Contains(Mark, StringComparison.Ordinal)
            || Path.GetExtension(name) is not (".tif" or ".nc")) return false;
        bool wasOpen = false;
        try
        {
            using SafeFileHandle nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            foreach (FileInfo open in new DirectoryInfo("/proc/self/fd").EnumerateFiles())
                if (Path.GetFileName(open.LinkTarget)?.StartsWith(name, StringComparison.Ordinal) == true)
                    wasOpen |= SystemCalls.Replace(nothing, int.Parse(open.Name, CultureInfo.InvariantCulture), SystemCalls.CloseOnExec)
                        >= 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The writer goes on with its file.
        }

        return wasOpen;
    }
}
