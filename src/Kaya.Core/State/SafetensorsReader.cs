using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Kaya.Core;

/// <summary>A safetensors file whose arrays are read by pieces, so it may be larger than the memory. It is not mapped: pages that were
/// looked at would count as memory of the process.</summary>
/// <remarks>The header is checked when the file is opened; the digest is not. Safe for use by several threads until disposed.</remarks>
public sealed class SafetensorsReader : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly Dictionary<string, SafetensorsEntry> _entries;
    private readonly long _start;

    private SafetensorsReader(string path, SafeFileHandle file, long start, SafetensorsHeader header)
    {
        (Path, _file, _start) = (path, file, start);
        _entries = header.Entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        Metadata = header.Metadata;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Text by key.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Names of the arrays.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The open file.</returns>
    /// <exception cref="DataNotFoundException">The file does not exist.</exception>
    /// <exception cref="ModelFormatException">The file is cut short, or is not safetensors.</exception>
    public static SafetensorsReader Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new DataNotFoundException(new Fault("The file does not exist.", new SourceLocation(path),
                "a safetensors file", "no file", "Check the path."));
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        byte[] json = Safetensors.ReadHeaderBytes(path, stream);
        long start = 8 + json.Length;
        SafetensorsHeader header = SafetensorsHeader.Parse(path, json, stream.Length - start);
        return new SafetensorsReader(path, File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read), start, header);
    }

    /// <summary>Whether the file has an array.</summary>
    /// <param name="name">Name of the array.</param>
    /// <returns>True if it has.</returns>
    public bool Has(string name) => _entries.ContainsKey(name);

    /// <summary>Lengths of the axes of an array.</summary>
    /// <param name="name">Name of the array.</param>
    /// <returns>Slowest axis first.</returns>
    /// <exception cref="ModelFormatException">No such array.</exception>
    public ReadOnlySpan<long> Shape(string name) => Entry(name).Shape;

    /// <summary>Reads a piece of an array.</summary>
    /// <typeparam name="T">C# type of the elements.</typeparam>
    /// <param name="name">Name of the array.</param>
    /// <param name="start">First element, from 0.</param>
    /// <param name="values">Receives the elements, as many as it is long.</param>
    /// <exception cref="ModelFormatException">No such array.</exception>
    /// <exception cref="ArgumentException">T is not the type of the elements.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The piece is not inside of the array.</exception>
    /// <exception cref="ModelFormatException">The file was cut short since it was opened.</exception>
    public void Read<T>(string name, long start, Span<T> values) where T : unmanaged
    {
        SafetensorsEntry entry = Entry(name);
        entry.Type.Require<T>();
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + values.Length, (entry.End - entry.Begin) / entry.Type.Size(), nameof(start));
        Span<byte> bytes = MemoryMarshal.AsBytes(values);
        long place = _start + entry.Begin + (start * entry.Type.Size());
        while (!bytes.IsEmpty)
        {
            int count = RandomAccess.Read(_file, bytes, place);
            if (count == 0)
                throw new ModelFormatException(new Fault("The file has become shorter.", new SourceLocation(Path, Variable: name),
                    $"{entry.End - entry.Begin} bytes", "its end", "Make it again; do not change it while it is read."));
            bytes = bytes[count..];
            place += count;
        }
    }

    /// <summary>A whole array, as a copy.</summary>
    /// <typeparam name="T">C# type of the elements.</typeparam>
    /// <param name="name">Name of the array.</param>
    /// <returns>The elements, slowest axis first.</returns>
    /// <exception cref="ModelFormatException">No such array.</exception>
    /// <exception cref="ArgumentException">T is not the type of the elements.</exception>
    public T[] Read<T>(string name) where T : unmanaged
    {
        SafetensorsEntry entry = Entry(name);
        T[] values = new T[checked((int)((entry.End - entry.Begin) / entry.Type.Size()))];
        Read<T>(name, 0, values);
        return values;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private SafetensorsEntry Entry(string name) => _entries.TryGetValue(name, out SafetensorsEntry? entry) ? entry
        : throw new ModelFormatException(new Fault("An array is missing.", new SourceLocation(Path, Variable: name), name,
            string.Join(", ", _entries.Keys), "The file is of another kind, or damaged: make it again."));
}
