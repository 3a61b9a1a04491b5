using System.Buffers.Binary;
using Kaya.Core;

namespace Kaya.NetCdf.Tests;

/// <summary>Renews the checksums of the superblock and of the headers of objects of a changed HDF5 file ("HDF5 File Format
/// Specification" 3.0, sections II.A and IV.A.1.b), so that what lies behind them is read.</summary>
public static class HdfSeal
{
    private const int SuperblockBytes = 44, ContinuationMessage = 16, MostBlocks = 64;

    /// <summary>Renews the checksums.</summary>
    /// <param name="file">The file, which is changed.</param>
    /// <returns>The same file.</returns>
    public static byte[] Renew(byte[] file)
    {
        if (file.Length >= SuperblockBytes + 4 && file[8] is 2 or 3) Renew(file, 0, SuperblockBytes);
        ReadOnlySpan<byte> signature = "OHDR"u8;
        for (int at = file.AsSpan().IndexOf(signature); at >= 0;)
        {
            RenewHeader(file, at);
            int next = file.AsSpan(at + 1).IndexOf(signature);
            at = next < 0 ? -1 : at + 1 + next;
        }

        return file;
    }

    private static void RenewHeader(byte[] file, int start)
    {
        if (start + 40 > file.Length) return;
        int flags = file[start + 5], sizeBytes = 1 << (flags & 3),
            at = start + 6 + ((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0), head = (flags & 4) != 0 ? 6 : 4;
        long size = 0;
        for (int k = sizeBytes - 1; k >= 0; k--) size = (size << 8) | file[at + k];
        Queue<(int From, int At, long End)> blocks = new([(start, at + sizeBytes, at + sizeBytes + size)]);
        for (int block = 0; blocks.Count > 0 && block < MostBlocks; block++)
        {
            (int from, int message, long end) = blocks.Dequeue();
            if (end < message || end > file.Length - 4) continue;
            while (message + head <= end)
            {
                if (file[message] == ContinuationMessage && message + head + 16 <= end)
                {
                    long next = BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(message + head)),
                        length = BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(message + head + 8));
                    if (next > 0 && length > 8 && next <= file.Length - length)
                        blocks.Enqueue(((int)next, (int)next + 4, next + length - 4));
                }

                message += head + BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(message + 1));
            }

            Renew(file, from, (int)end);
        }
    }

    private static void Renew(byte[] file, int start, int end) =>
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(end), Lookup3.Of(file.AsSpan(start, end - start)));
}
