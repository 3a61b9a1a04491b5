using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Kaya.Core;

/// <summary>What .NET does not offer of the operating system (Linux): the only place that calls the C library.</summary>
internal static partial class SystemCalls
{
    private const string Library = "libc";

    // fcntl.h of Linux: do not wait for the other end of a pipe.
    private const int NonBlocking = 0x800;

    /// <summary>A descriptor that child processes do not have.</summary>
    public const int CloseOnExec = 0x80000;

    /// <summary>Opens a file for reading, without waiting.</summary>
    /// <returns>The descriptor; negative if it cannot be opened.</returns>
    public static int OpenWithoutWaiting(string path) => Open(path, NonBlocking | CloseOnExec);

    /// <summary>Ends the process without handlers of its exit.</summary>
    [LibraryImport(Library, EntryPoint = "_exit")]
    public static partial void EndNow(int code);

    /// <summary>Reads a limit of this process: two numbers, what holds now and the most that may be set; 0 for success.</summary>
    [LibraryImport(Library, EntryPoint = "getrlimit")]
    public static partial int GetLimit(int resource, [In, Out] ulong[] limits);

    /// <summary>Sets a limit of this process; 0 for success.</summary>
    [LibraryImport(Library, EntryPoint = "setrlimit")]
    public static partial int SetLimit(int resource, ulong[] limits);

    /// <summary>Gives memory that native libraries have freed back to the system. The C library otherwise keeps it, in a pool for each of
    /// several threads, and work of one kind after another grows until all pools are large. Nothing happens where there is another C
    /// library than that of GNU.</summary>
    public static void GiveBackFreedMemory()
    {
        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library.
        }
    }

    [LibraryImport(Library, EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint kept);

    /// <summary>Makes a descriptor stand for another file; negative if it cannot.</summary>
    [LibraryImport(Library, EntryPoint = "dup3")]
    public static partial int Replace(SafeFileHandle by, int descriptor, int flags);

    /// <summary>Has the system write a file to the disk.</summary>
    /// <returns>0, or the number of the error.</returns>
    public static int Synchronise(SafeFileHandle file) => Synchronised(file) == 0 ? 0 : Marshal.GetLastPInvokeError();

    [LibraryImport(Library, EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronised(SafeFileHandle file);

    [LibraryImport(Library, EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
