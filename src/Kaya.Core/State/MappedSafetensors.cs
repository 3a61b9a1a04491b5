using System.IO.MemoryMappedFiles;

namespace Kaya.Core;

/// <summary>A safetensors file that is mapped into memory: arrays are read where they lie, so a file may be larger than the
/// memory.</summary>
/// <remarks>The header is checked when the file is opened; the digest is not. Safe for use by several threads until disposed.</remarks>
public sealed class MappedSafetensors : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly Dictionary<string, SafetensorsEntry> _entries;
    private readonly long _start;

    private MappedSafetensors(string path, MemoryMappedFile file, MemoryMappedViewAccessor view, long start, SafetensorsHeader header)
    {
        (Path, _file, _view, _start) = (path, file, view, start);
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
    /// <returns>The mapped file.</returns>
    /// <exception cref="DataNotFoundException">The file does not exist.</exception>
    /// <exception cref="ModelFormatException">The file is cut short, or is not safetensors.</exception>
    public static MappedSafetensors Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new DataNotFoundException(new Fault("The file does not exist.", new SourceLocation(path),
                "a safetensors file", "no file", "Check the path."));
        SafetensorsHeader header;
        long start;
        using (FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read))
        {
            byte[] json = Safetensors.ReadHeaderBytes(path, stream);
            start = 8 + json.Length;
            header = SafetensorsHeader.Parse(path, json, stream.Length - start);
        }

        MemoryMappedFile file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        MemoryMappedViewAccessor view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        return new MappedSafetensors(path, file, view, start, header);
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
    public void Read<T>(string name, long start, Span<T> values) where T : unmanaged
    {
        SafetensorsEntry entry = Entry(name);
        entry.Type.Require<T>();
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + values.Length, (entry.End - entry.Begin) / entry.Type.Size(), nameof(start));
        ulong place = (ulong)(_view.PointerOffset + _start + entry.Begin + (start * entry.Type.Size()));
        _view.SafeMemoryMappedViewHandle.ReadSpan(place, values);
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

    /// <summary>Ends the mapping.</summary>
    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private SafetensorsEntry Entry(string name) => _entries.TryGetValue(name, out SafetensorsEntry? entry) ? entry
        : throw new ModelFormatException(new Fault("An array is missing.", new SourceLocation(Path, Variable: name), name,
            string.Join(", ", _entries.Keys), "The file is of another kind, or damaged: make it again."));
}
