using Kaya.Core;
using Microsoft.Win32.SafeHandles;

namespace Kaya.Cli;

/// <summary>What native libraries print themselves, such as the GRIB reader of GDAL about bytes after a message.</summary>
internal static class NativeOutput
{
    private const int Output = 1, Messages = 2;

    /// <summary>Sends it to standard error, so that a redirected standard output has the result alone.</summary>
    public static void Separate()
    {
        if (!OperatingSystem.IsLinux() || !Console.IsOutputRedirected) return;
        // .NET writes to a copy of the descriptor, which it makes here.
        _ = Console.Out;
        using SafeFileHandle messages = new(Messages, ownsHandle: false);
        _ = SystemCalls.Replace(messages, Output, flags: 0);
    }
}
