using System.Buffers.Binary;
using Kaya.Core;
using Microsoft.Win32.SafeHandles;

namespace Kaya.Geo.Gdal;

/// <summary>The first bytes of an HDF5 file, which say whether a writer has it open (HDF5 file format, II.A, versions 2 and 3).</summary>
internal static class Hdf5Superblock
{
    private const int Length = 48, Version = 8, Flags = 11, Checksum = 44;
    // EWOULDBLOCK of Linux; 30 seconds in all.
    private const int Locked = 11, MostAttempts = 1500, WaitMilliseconds = 20;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>Marks a file as closed whose writer has written all of it but does not close it itself.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void MarkClosed(string path)
    {
        Span<byte> block = stackalloc byte[Length];
        using SafeFileHandle file = Open(path);
        // Other versions have no such mark.
        if (RandomAccess.Read(file, block, 0) < Length || !block.StartsWith(Signature) || block[Version] is not (2 or 3)
            || block[Flags] == 0) return;
        block[Flags] = 0;
        BinaryPrimitives.WriteUInt32LittleEndian(block[Checksum..], Lookup3.Of(block[..Checksum]));
        RandomAccess.Write(file, block, 0);
    }

    // The lock of the library goes with its file, but a process that is started at this moment has a copy of that until it runs.
    private static SafeFileHandle Open(string path)
    {
        for (int attempt = 0; ; attempt++)
            try
            {
                return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            }
            catch (IOException failure) when (failure.HResult == Locked && attempt < MostAttempts)
            {
                Thread.Sleep(WaitMilliseconds);
            }
    }
}
