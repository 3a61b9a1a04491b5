using System.Runtime.InteropServices;
using Kaya.Core;
using Microsoft.Win32.SafeHandles;

namespace Kaya.Runs;

/// <summary>Opens files for a digest, and nothing that only looks like one: a pipe would keep its reader waiting for ever.</summary>
internal static partial class RegularFile
{
    // open(2) on Linux: for reading, without waiting for the other end of a pipe, closed in children.
    private const int ReadNowAndHere = 0x800 | 0x80000;

    /// <exception cref="DataFormatException">It is a pipe, a socket or a terminal.</exception>
    public static FileStream Open(string path)
    {
        int number = OperatingSystem.IsLinux() ? OpenNow(path, ReadNowAndHere) : -1;
        // What cannot be opened is opened again for its exception.
        FileStream stream = number < 0
            ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan)
            : new FileStream(new SafeFileHandle(number, ownsHandle: true), FileAccess.Read, bufferSize: 0);
        if (stream.CanSeek) return stream;
        stream.Dispose();
        throw new DataFormatException(new Fault("A file is none.", new SourceLocation(path), "a regular file",
            "a pipe, a socket or a terminal", "Remove it."));
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenNow(string path, int flags);
}
