using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Kaya.Core;

/// <summary>Atomic writes: a reader sees the old file or the complete new file, never a part of it.</summary>
public static class AtomicFile
{
    /// <summary>Writes a temporary file in the same folder, flushes it to the disk and renames it to the target.</summary>
    /// <remarks>After an exception, also of <paramref name="write"/>, the old file is unchanged and no other file is left.</remarks>
    /// <param name="path">The file; its folder is created if it does not exist.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="IOException">The file cannot be written, for example because the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or file may not be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string full = Path.GetFullPath(path);
        IReadOnlyList<string> made = OutputFolders.Make(Path.GetDirectoryName(full)!);
        string temporary = PartFiles.NameFor(full);
        try
        {
            PartFiles.RemoveStale(full);
            using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush();
                FlushToDisk(stream.SafeFileHandle, full);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            PartFiles.Remove(temporary);
            OutputFolders.TakeBack(made);
            throw;
        }
    }

    /// <summary>Writes text atomically in UTF-8 without a byte order mark.</summary>
    /// <param name="path">The file; its folder is created if it does not exist.</param>
    /// <param name="text">The content.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="IOException">The file cannot be written, for example because the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or file may not be written.</exception>
    public static void WriteText(string path, string text) => Write(path, stream =>
    {
        using StreamWriter writer = new(stream, leaveOpen: true);
        writer.Write(text);
    });

    /// <summary>Writes what the system still holds of a file to the disk.</summary>
    /// <remarks>The flush of .NET does not tell where this fails (EIO, ENOSPC, a quota): the file would be taken for complete.</remarks>
    /// <param name="file">The file, open for writing; its own buffers are empty.</param>
    /// <param name="path">Its name, for the message.</param>
    /// <exception cref="IOException">The disk did not take it.</exception>
    internal static void FlushToDisk(SafeFileHandle file, string path)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(file);
            return;
        }

        int error;
        do error = SystemCalls.Synchronise(file);
        while (error == Interrupted);
        // A pipe, or a file system that has no disk.
        if (error is 0 or InvalidArgument or ReadOnlySystem or NotSupported) return;
        throw new IOException($"The disk did not take '{path}': {Marshal.GetPInvokeErrorMessage(error)}.", error);
    }

    // errno.h of Linux.
    private const int Interrupted = 4, InvalidArgument = 22, ReadOnlySystem = 30, NotSupported = 95;
}
