using Kaya.Core;
using Kaya.Tasks;

namespace Kaya.Cli;

/// <summary>Exit codes of the command. Scripts depend on these numbers, so they must not change.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Usage = 2;
    public const int BadInput = 3;
    public const int MissingData = 4;
    public const int VerificationFailed = 5;
    public const int OutOfResources = 6;
    public const int Internal = 70;
    public const int Interrupted = 130;
    public const int Terminated = 143;

    /// <summary>The exit code of a task that ended without an error.</summary>
    public static int Of(TaskVerdict verdict) => verdict switch
    {
        TaskVerdict.NotVerified => VerificationFailed,
        TaskVerdict.Interrupted => Terminated,
        _ => Ok,
    };

    /// <summary>The exit code of a failure.</summary>
    public static int Of(Exception failure) => failure switch
    {
        DataNotFoundException or FileNotFoundException or DirectoryNotFoundException or NativeLoadException => MissingData,
        VerificationException => VerificationFailed,
        ResourceException or OutOfMemoryException => OutOfResources,
        NativeCallException => Internal,
        // A target that no mix reaches has no answer; this is not an error in Kaya.
        KayaException => BadInput,
        // A folder that cannot be written, a file where a folder should be, a path that is too long.
        IOException or UnauthorizedAccessException => OutOfResources,
        _ => Internal,
    };

    /// <summary>Whether it is ENOSPC, as .NET reports it on Unix.</summary>
    public static bool IsDiskFull(IOException failure) => (failure.HResult & 0xFFFF) == 28;
}
