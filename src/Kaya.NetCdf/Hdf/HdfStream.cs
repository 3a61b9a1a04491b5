using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using PureHDF;

namespace Kaya.NetCdf;

/// <summary>
/// The stream that the HDF5 library reads: limited to the file and to a maximum number of reads.
/// </summary>
/// <remarks>
/// A damaged file may cause endless loops or recursion in the library: the reads of one operation are counted, and the stack is
/// monitored.
/// Values of variables pass through <see cref="ReadDataset"/>, all else through <see cref="Read(Span{byte})"/>.
/// </remarks>
internal sealed class HdfStream(SafeFileHandle file) : Stream, IDatasetStream
{
    private const int PageBytes = 4096, Pages = 64;
    private readonly byte[] _cache = new byte[PageBytes * Pages];
    private readonly long[] _pageHeld = Enumerable.Repeat(-1L, Pages).ToArray();
    private readonly long _length = RandomAccess.GetLength(file);
    private long _position;
    private long _readsLeft;
    private bool _isAfterSeek;

    /// <summary>Whether only values may be read: set while one value of a contiguous variable is read.</summary>
    public bool OnlyValues { get; set; }

    /// <summary>Compares the checksums of what is read; null where addresses are of another kind.</summary>
    public HdfChecksums? Checksums { get; set; }

    /// <summary>Position of the first header read since this was set to null.</summary>
    public long? FirstHeaderAt { get; set; }

    /// <summary>Position of the first values read since this was set to null.</summary>
    public long? FirstValueAt { get; set; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    /// <summary>Starts an operation with a limit on reads.</summary>
    /// <param name="reads">The number of reads.</param>
    /// <returns>The previous number of remaining reads.</returns>
    public long Allow(long reads)
    {
        long left = _readsLeft;
        _readsLeft = reads;
        return left;
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        _position = origin switch { SeekOrigin.Begin => offset, SeekOrigin.Current => _position + offset, _ => _length + offset };
        if (_position < 0 || _position > _length) throw new EndOfStreamException($"byte {_position} of {_length} is asked for");
        _isAfterSeek = true;
        return _position;
    }

    public override int Read(Span<byte> buffer)
    {
        Count(buffer.Length);
        if (OnlyValues) throw new HdfRefusal("values stored in another file", isDamage: false);
        // Structures begin with a version or a signature.
        if (_isAfterSeek && buffer.Length is 1 or 4) Checksums?.CompareAt(_position);
        if (_isAfterSeek && buffer.Length == 1 && HdfLinks.RefuseAt(this, _position)) FirstHeaderAt ??= _position;
        _isAfterSeek = false;
        Copy(_position, buffer);
        _position += buffer.Length;
        return buffer.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public void ReadDataset(Span<byte> buffer)
    {
        Count(buffer.Length);
        FirstValueAt ??= _position;
        _isAfterSeek = false;
        int read = FileBytes.Read(file, _position, buffer);
        if (read < buffer.Length) throw new EndOfStreamException("the file ends within the values of a variable");
        _position += read;
    }

    /// <summary>Bytes at a position, without counting; fewer at the end of the file.</summary>
    public ReadOnlySpan<byte> Peek(long position, Span<byte> buffer)
    {
        if (position < 0 || position >= _length) return [];
        Span<byte> part = buffer[..(int)Math.Min(buffer.Length, _length - position)];
        Copy(position, part);
        return part;
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Count(int bytes)
    {
        if (--_readsLeft < 0 || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new HdfRefusal("its parts refer to each other in a loop, or exceed the size of the file");
        if (bytes > _length - _position) throw new EndOfStreamException($"{bytes} bytes are asked for at byte {_position} of {_length}");
    }

    private void Copy(long position, Span<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            long page = position / PageBytes;
            int slot = (int)(page % Pages), within = (int)(position % PageBytes), part = Math.Min(buffer.Length, PageBytes - within);
            if (_pageHeld[slot] != page) Load(page, slot);
            _cache.AsSpan((slot * PageBytes) + within, part).CopyTo(buffer);
            position += part;
            buffer = buffer[part..];
        }
    }

    private void Load(long page, int slot)
    {
        Span<byte> bytes = _cache.AsSpan(slot * PageBytes, (int)Math.Min(PageBytes, _length - (page * PageBytes)));
        _pageHeld[slot] = -1;
        if (FileBytes.Read(file, page * PageBytes, bytes) < bytes.Length)
            throw new EndOfStreamException("the file became shorter while it was read");
        _pageHeld[slot] = page;
    }
}
