using Kaya.Core;
using Microsoft.Win32.SafeHandles;

namespace Kaya.Runs;

/// <summary>Opens files for a digest, and nothing that only looks like one: a pipe would keep its reader waiting for ever.</summary>
internal static class RegularFile
{
    /// <exception cref="DataFormatException">It is a pipe, a socket or a terminal.</exception>
    public static FileStream Open(string path)
    {
        int number = OperatingSystem.IsLinux() ? SystemCalls.OpenWithoutWaiting(path) : -1;
        // What cannot be opened is opened again for its exception.
        FileStream stream = number < 0
            ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan)
            : new FileStream(new SafeFileHandle(number, ownsHandle: true), FileAccess.Read, bufferSize: 0);
        if (stream.CanSeek) return stream;
        stream.Dispose();
        throw new DataFormatException(new Fault("A file is none.", new SourceLocation(path), "a regular file",
            "a pipe, a socket or a terminal", "Remove it."));
    }
}
