using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Kaya.Inversion;

/// <summary>Numbers of many hours, each hour in one piece: in memory where they are few, else in a file that goes with the store.</summary>
/// <remarks>Reading is safe from several threads. The system keeps what is read often in its cache of files.</remarks>
internal sealed class HourStore : IDisposable
{
    private readonly float[][]? _memory;
    private readonly SafeFileHandle? _file;
    private readonly int _length;

    /// <param name="hours">Number of hours.</param>
    /// <param name="length">Numbers of an hour.</param>
    /// <param name="folder">Where the file is made; null for memory.</param>
    internal HourStore(int hours, int length, string? folder)
    {
        _length = length;
        if (folder is null)
        {
            _memory = new float[hours][];
            return;
        }

        _file = File.OpenHandle(Path.Combine(folder, Path.GetRandomFileName() + ".hours"), FileMode.CreateNew, FileAccess.ReadWrite,
            FileShare.None, FileOptions.DeleteOnClose | FileOptions.RandomAccess, (long)hours * length * sizeof(float));
    }

    internal void Write(int hour, ReadOnlySpan<float> values)
    {
        if (_memory is not null) _memory[hour] = values.ToArray();
        else RandomAccess.Write(_file!, MemoryMarshal.AsBytes(values), (long)hour * _length * sizeof(float));
    }

    internal void Read(int hour, int offset, Span<float> values)
    {
        if (_memory is not null)
        {
            _memory[hour].AsSpan(offset, values.Length).CopyTo(values);
            return;
        }

        Span<byte> bytes = MemoryMarshal.AsBytes(values);
        long place = (((long)hour * _length) + offset) * sizeof(float);
        while (!bytes.IsEmpty)
        {
            int read = RandomAccess.Read(_file!, bytes, place);
            if (read == 0) throw new EndOfStreamException($"hour {hour} of the store ends early");
            bytes = bytes[read..];
            place += read;
        }
    }

    public void Dispose() => _file?.Dispose();
}
