using System.Buffers.Binary;
using System.Text;
using Kaya.Core;
using Microsoft.Win32.SafeHandles;

namespace Kaya.NetCdf;

/// <summary>
/// Reads the header of a classic file in order. Every count is compared with the remaining bytes before memory is allocated.
/// </summary>
internal sealed class ClassicBytes(SafeFileHandle file, string path)
{
    private readonly long _length = RandomAccess.GetLength(file);
    private readonly byte[] _buffer = new byte[64 * 1024];
    private long _start;
    private int _held;

    /// <summary>Bytes of the whole file.</summary>
    public long Length => _length;

    /// <summary>The next byte to read.</summary>
    public long Position { get; private set; }

    /// <summary>Whether counts have 64 bits, as in CDF-5.</summary>
    public bool WideCounts { get; set; }

    public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64BigEndian(Take(8));

    /// <summary>A count of items that each take at least the given number of bytes.</summary>
    public int Count(string what, int leastBytes)
    {
        long count = Number(what);
        return count <= (_length - Position) / leastBytes && count <= int.MaxValue ? (int)count
            : throw Damaged($"The header has a count of {count} {what}", "a count that fits into the file");
    }

    /// <summary>A number that is not negative, 32 or 64 bits.</summary>
    public long Number(string what)
    {
        // In CDF-1 and CDF-2 lengths are signed; the largest unsigned values stand for files that are still being written.
        long number = WideCounts ? Int64() : Int32();
        return number >= 0 ? number : throw Damaged($"The header has {number} {what}", "a non-negative count");
    }

    public string Name()
    {
        int bytes = Count("bytes of a name", 1);
        string name = Encoding.UTF8.GetString(Bytes(bytes));
        return name.Length > 0 ? name : throw Damaged("The header has an empty name", "a name");
    }

    /// <summary>Bytes, and the zeros that fill them up to a multiple of four.</summary>
    public byte[] Bytes(int count)
    {
        if (count > _length - Position) throw Damaged($"The header ends after {_length} bytes", $"{count} more");
        byte[] bytes = new byte[count];
        for (int done = 0; done < count;)
        {
            int part = Math.Min(_buffer.Length, count - done);
            Take(part).CopyTo(bytes.AsSpan(done));
            done += part;
        }

        Position += -count & 3;
        return bytes;
    }

    public DataFormatException Damaged(string what, string expected) => new(new Fault("The netCDF file is damaged.",
        new SourceLocation(path), expected,
        $"{what}, at byte {Position}", "Download or create the file again."));

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _length - Position) throw Damaged("The header is truncated", $"{count} more bytes");
        if (Position < _start || Position + count > _start + _held)
        {
            _start = Position;
            _held = 0;
            while (_held < count)
            {
                int read = RandomAccess.Read(file, _buffer.AsSpan(_held), _start + _held);
                if (read <= 0) throw Damaged("The header is truncated", $"{count} more bytes");
                _held += read;
            }
        }

        ReadOnlySpan<byte> taken = _buffer.AsSpan((int)(Position - _start), count);
        Position += count;
        return taken;
    }
}
