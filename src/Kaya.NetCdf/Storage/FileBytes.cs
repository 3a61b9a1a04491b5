using Microsoft.Win32.SafeHandles;

namespace Kaya.NetCdf;

/// <summary>Reads bytes of a file.</summary>
internal static class FileBytes
{
    /// <summary>Reads until the destination is full or the file ends.</summary>
    /// <param name="file">An open file.</param>
    /// <param name="position">First byte to read.</param>
    /// <param name="destination">Receives the bytes.</param>
    /// <returns>Number of bytes read; fewer at the end of the file.</returns>
    public static int Read(SafeFileHandle file, long position, Span<byte> destination)
    {
        int done = 0;
        while (done < destination.Length)
        {
            int read = RandomAccess.Read(file, destination[done..], position + done);
            if (read <= 0) break;
            done += read;
        }

        return done;
    }
}
