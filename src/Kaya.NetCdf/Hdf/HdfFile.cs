using System.Buffers.Binary;
using Kaya.Core;
using Microsoft.Win32.SafeHandles;
using PureHDF;
using PureHDF.VOL.Native;

namespace Kaya.NetCdf;

/// <summary>An open netCDF-4 file: its HDF5 objects, and the stream they are read through.</summary>
/// <remarks>The HDF5 library has one position in the file: one thread at a time.</remarks>
internal sealed class HdfFile : IDisposable
{
    // Far more than needed by real files, and less than two seconds of work.
    public const long ReadsToOpen = 5_000_000;
    private const long ReadsPerChunk = 20_000;
    private readonly Lock _oneAtATime = new();
    private readonly HdfStream _stream;
    private readonly NativeFile _file;

    private HdfFile(SafeFileHandle handle, string path)
    {
        (Handle, Path) = (handle, path);
        _stream = new HdfStream(handle);
        _stream.Allow(ReadsToOpen);
        HdfFilters.Ensure();
        // "HDF5 File Format Specification" 3.0, section II.A: versions 0 and 1, and 2 and 3 of the superblock.
        Span<byte> buffer = stackalloc byte[52];
        ReadOnlySpan<byte> superblock = _stream.Peek(0, buffer);
        if (superblock.Length == buffer.Length)
            AddressesCountFromStart = superblock[8] switch
            {
                0 => superblock[13] == 8 && superblock[14] == 8 && superblock.Slice(24, 8).IndexOfAnyExcept((byte)0) < 0,
                1 => superblock[13] == 8 && superblock[14] == 8 && superblock.Slice(28, 8).IndexOfAnyExcept((byte)0) < 0,
                2 or 3 => superblock[9] == 8 && superblock[10] == 8 && superblock.Slice(12, 8).IndexOfAnyExcept((byte)0) < 0,
                _ => false,
            };
        if (AddressesCountFromStart)
        {
            _stream.Checksums = HdfFaults.Of(path, null, () => HdfChecksums.Of(_stream));
            // Where the file ended when it was written; the HDF5 library refuses a shorter one too.
            long end = BinaryPrimitives.ReadInt64LittleEndian(superblock[(superblock[8] switch { 0 => 40, 1 => 44, _ => 28 })..]);
            if (end > _stream.Length) throw HdfFaults.CutOff(path, _stream.Length, end);
        }

        _file = HdfFaults.Of(path, null, () => H5File.Open(_stream));
    }

    public SafeFileHandle Handle { get; }

    public string Path { get; }

    public long Length => _stream.Length;

    public NativeFile Root => _file;

    public ChunkCache Cache { get; } = new();

    /// <summary>Whether addresses have 8 bytes and count from the first byte of the file, as in every file of the netCDF library.</summary>
    public bool AddressesCountFromStart { get; private set; }

    /// <summary>Opens a file and lists its contents.</summary>
    public static (HdfFile File, FileContents Contents) Open(SafeFileHandle handle, string path)
    {
        HdfFile file = new(handle, path);
        try
        {
            return (file, file.Use(null, ReadsToOpen, stream => new HdfContents(file).Read(stream)));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Runs an operation of the library: one thread at a time, with a limit on reads, and errors converted to
    /// exceptions.</summary>
    public T Use<T>(string? variable, long reads, Func<HdfStream, T> work)
    {
        lock (_oneAtATime)
        {
            long before = _stream.Allow(reads);
            try
            {
                return HdfFaults.Of(Path, variable, () => work(_stream));
            }
            finally
            {
                _stream.Allow(before);
            }
        }
    }

    /// <summary>The limit on reads for one value from each of the given number of chunks.</summary>
    public static long ReadsFor(long chunks) => ReadsToOpen + (chunks * ReadsPerChunk);

    public void Dispose()
    {
        _file.Dispose();
        _stream.Dispose();
    }
}
