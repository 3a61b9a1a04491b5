using System.Diagnostics;
using System.Globalization;

namespace Kaya.Core;

/// <summary>Names of files that are being written: the final name, the number of the process, <c>part</c>.</summary>
public static class PartFiles
{
    private const string Mark = ".part";

    /// <summary>The name under which this process writes a file.</summary>
    /// <param name="path">Final name.</param>
    /// <returns>Such as <c>map.tif.4711.part</c>.</returns>
    public static string NameFor(string path) => $"{path}.{Environment.ProcessId}{Mark}";

    /// <summary>Removes the part of a file whose writing has failed; where that fails too, the first failure is the one to tell.</summary>
    /// <param name="part">Name of the part.</param>
    public static void Remove(string part)
    {
        try
        {
            File.Delete(part);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The folder is gone, or may no longer be written to.
        }
    }

    /// <summary>Removes what killed processes left of a file: parts of it whose process is no longer there.</summary>
    /// <param name="path">Final name, with its folder.</param>
    public static void RemoveStale(string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!, name = Path.GetFileName(path);
        foreach (FileInfo part in new DirectoryInfo(folder).EnumerateFiles(name + ".*", new EnumerationOptions
            { MatchType = MatchType.Simple, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Directory }))
            if (ProcessOf(part.Name[(name.Length + 1)..]) is { } process && !IsAlive(process)) part.Delete();
    }

    // "4711.part", "4711.part.tif", "4711.part.tif.scratch.tif".
    private static int? ProcessOf(string rest)
    {
        int end = rest.IndexOf('.', StringComparison.Ordinal);
        return end > 0 && rest.AsSpan(end).StartsWith(Mark, StringComparison.Ordinal)
            && (rest.Length == end + Mark.Length || rest[end + Mark.Length] == '.')
            && int.TryParse(rest.AsSpan(0, end), NumberStyles.None, CultureInfo.InvariantCulture, out int process) ? process : null;
    }

    private static bool IsAlive(int number)
    {
        try
        {
            using Process process = Process.GetProcessById(number);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
