using Microsoft.Win32.SafeHandles;

namespace Kaya.Geo.Gdal;

/// <summary>A file whose header is looked at.</summary>
internal sealed class GuardedFile : IDisposable
{
    private const int Page = 4096;
    private readonly SafeFileHandle _handle;
    private readonly byte[] _page = new byte[Page];
    private long _held = -1;
    private int _count;

    public GuardedFile(string path)
    {
        Path = path;
        _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        Length = RandomAccess.GetLength(_handle);
    }

    public string Path { get; }

    public long Length { get; }

    /// <summary>Up to 32 bytes at a position, valid until the next call; fewer at the end of the file.</summary>
    public ReadOnlySpan<byte> Peek(long position, int count)
    {
        if (position < 0 || position >= Length) return [];
        if (_held < 0 || position < _held || position + count > _held + _count)
        {
            _held = position;
            _count = RandomAccess.Read(_handle, _page, position);
        }

        int at = (int)(position - _held);
        return _page.AsSpan(at, Math.Max(0, Math.Min(count, _count - at)));
    }

    public void Dispose() => _handle.Dispose();
}
