using System.Collections.Immutable;
using System.Text;
using Kaya.Core;
using Microsoft.Win32.SafeHandles;

namespace Kaya.NetCdf;

/// <summary>
/// Reads files of the classic formats CDF-1, CDF-2 and CDF-5, as the "NetCDF File Format Specifications" of Unidata define them.
/// </summary>
internal sealed class ClassicHeader
{
    private const int DimensionTag = 10, VariableTag = 11, AttributeTag = 12, MostDimensions = 1024;
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly ClassicBytes _bytes;
    private readonly int _version;
    private readonly long _statedRecords;
    private readonly List<NetCdfDimension> _dimensions = [];
    private int _unlimited = -1;

    private ClassicHeader(SafeFileHandle file, string path)
    {
        (_file, _path) = (file, path);
        _bytes = new ClassicBytes(file, path);
        int magic = _bytes.Int32();
        _version = magic & 0xFF;
        if (magic >> 8 != 0x434446 || _version is not (1 or 2 or 5))
            throw new DataFormatException(new Fault("The file is not a supported netCDF file.", new SourceLocation(path),
                "CDF-1, CDF-2, CDF-5 or netCDF-4",
                $"version byte {_version}", "Convert it with `nccopy -k nc4`."));
        _bytes.WideCounts = _version == 5;
        long records = _version == 5 ? _bytes.Int64() : _bytes.Int32();
        // -1 means that the number of records was unknown when the file was written: it follows from the file size.
        if (records < -1) throw _bytes.Damaged($"The header has {records} records", "a non-negative count");
        _statedRecords = records;
    }

    /// <summary>Reads the header of an open file.</summary>
    /// <param name="file">The open file; it stays open for the variables.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <returns>What is in the file.</returns>
    public static FileContents Read(SafeFileHandle file, string path) => new ClassicHeader(file, path).Read();

    private FileContents Read()
    {
        ReadDimensions();
        NetCdfAttributes attributes = ReadAttributes();
        VariableEntry[] entries = new VariableEntry[List(VariableTag, "variables", 20)];
        for (int k = 0; k < entries.Length; k++) entries[k] = ReadVariable();
        long recordSize = RecordSize(entries), records = Records(entries, recordSize);
        if (_unlimited >= 0) _dimensions[_unlimited] = _dimensions[_unlimited] with { Length = records };
        return new FileContents(_version switch { 1 => "netCDF-3 (CDF-1)", 2 => "netCDF-3 (CDF-2)", _ => "netCDF-3 (CDF-5)" }, _dimensions,
            [.. entries.Select(entry => Variable(entry, recordSize))], attributes);
    }

    private void ReadDimensions()
    {
        int count = List(DimensionTag, "dimensions", 12);
        for (int k = 0; k < count; k++)
        {
            NetCdfDimension dimension = new(_bytes.Name(), _bytes.Number("entries of a dimension"), false);
            if (dimension.Length == 0)
            {
                if (_unlimited >= 0) throw _bytes.Damaged("Two dimensions are unlimited", "at most one");
                _unlimited = k;
                dimension = dimension with { IsUnlimited = true };
            }

            _dimensions.Add(dimension);
        }
    }

    private NetCdfAttributes ReadAttributes()
    {
        NetCdfAttribute[] attributes = new NetCdfAttribute[List(AttributeTag, "attributes", 16)];
        for (int k = 0; k < attributes.Length; k++)
        {
            string name = _bytes.Name();
            NetCdfType type = ReadType();
            int count = _bytes.Count("values of an attribute", type.Size());
            byte[] values = _bytes.Bytes(checked(count * type.Size()));
            attributes[k] = type == NetCdfType.Char ? NetCdfAttribute.OfText(name, type, Encoding.UTF8.GetString(values))
                : NetCdfAttribute.OfNumbers(name, type, Numbers.Doubles(values, type, isBigEndian: true));
        }

        return new NetCdfAttributes(attributes);
    }

    private VariableEntry ReadVariable()
    {
        string name = _bytes.Name();
        int[] dimensions = new int[_bytes.Count("dimensions of a variable", 4)];
        if (dimensions.Length > MostDimensions) throw _bytes.Damaged($"{name} has {dimensions.Length} dimensions",
            $"at most {MostDimensions}");
        for (int k = 0; k < dimensions.Length; k++)
        {
            long id = _bytes.Number("as the number of a dimension");
            if (id >= _dimensions.Count || (k > 0 && id == _unlimited)) throw _bytes.Damaged($"{name} has dimension {id} in place {k}",
                $"one of {_dimensions.Count}, the unlimited one first");
            dimensions[k] = (int)id;
        }

        NetCdfAttributes attributes = ReadAttributes();
        NetCdfType type = ReadType();
        // The stored size is redundant, and wrong if it exceeds 32 bits: it is computed from the dimensions.
        _ = _version == 5 ? _bytes.Int64() : _bytes.Int32();
        long begin = _version == 1 ? _bytes.Int32() : _bytes.Int64();
        return new VariableEntry(name, type, dimensions, attributes, begin);
    }

    private NetCdfType ReadType() => _bytes.Int32() switch
    {
        1 => NetCdfType.SByte,
        2 => NetCdfType.Char,
        3 => NetCdfType.Int16,
        4 => NetCdfType.Int32,
        5 => NetCdfType.Float,
        6 => NetCdfType.Double,
        7 when _version == 5 => NetCdfType.Byte,
        8 when _version == 5 => NetCdfType.UInt16,
        9 when _version == 5 => NetCdfType.UInt32,
        10 when _version == 5 => NetCdfType.Int64,
        11 when _version == 5 => NetCdfType.UInt64,
        int code => throw _bytes.Damaged($"The header has the type {code}", "1 to 6, or to 11 in CDF-5"),
    };

    private int List(int tag, string what, int leastBytes)
    {
        int found = _bytes.Int32(), count = _bytes.Count(what, leastBytes);
        return found == tag || (found == 0 && count == 0) ? count : throw _bytes.Damaged($"The list of {what} begins with {found}",
            $"{tag}, or two zeros");
    }

    private bool IsRecord(VariableEntry entry) => entry.Dimensions is [int first, ..] && first == _unlimited;

    // Bytes of a fixed variable, or of one record of a record variable.
    private long Bytes(VariableEntry entry)
    {
        long bytes = entry.Type.Size();
        foreach (int dimension in entry.Dimensions)
            if (dimension != _unlimited)
                bytes = bytes <= long.MaxValue / 16 / Math.Max(1, _dimensions[dimension].Length) ? bytes * _dimensions[dimension].Length
                    : throw _bytes.Damaged($"{entry.Name} has more than 2^59 bytes", "a variable that fits into the file");
        return bytes;
    }

    private long RecordSize(VariableEntry[] entries)
    {
        VariableEntry[] records = [.. entries.Where(IsRecord)];
        // Records are padded to four bytes, except if there is only one record variable.
        return records.Length == 1 ? Bytes(records[0]) : records.Sum(entry => (Bytes(entry) + 3) & ~3L);
    }

    private long Records(VariableEntry[] entries, long recordSize)
    {
        if (recordSize == 0) return Math.Max(0, _statedRecords);
        long first = entries.Where(IsRecord).Min(entry => entry.Begin);
        return _statedRecords >= 0 ? _statedRecords : Math.Max(0, (_bytes.Length - first) / recordSize);
    }

    private VariableContents Variable(VariableEntry entry, long recordSize)
    {
        NetCdfDimension[] dimensions = [.. entry.Dimensions.Select(dimension => _dimensions[dimension])];
        long[] shape = [.. dimensions.Select(dimension => dimension.Length)];
        long bytes = Bytes(entry), records = IsRecord(entry) ? shape[0] : 1, room = _bytes.Length - entry.Begin;
        bool isEmpty = records == 0 || bytes == 0;
        if (!isEmpty && (entry.Begin < 0 || bytes > room || (records > 1 && (room - bytes) / recordSize < records - 1)))
            throw _bytes.Damaged($"{entry.Name} begins at byte {entry.Begin} with {records} x {bytes} bytes in a file of {_bytes.Length}",
                "a file that contains all its variables");
        LinearStorage storage = new(_file, new SourceLocation(_path, Variable: entry.Name), entry.Begin, entry.Type.Size(), shape,
            IsRecord(entry) ? recordSize : null) { IsBigEndian = true };
        return new VariableContents(entry.Name, entry.Type, dimensions, entry.Attributes, new Lazy<IVariableStorage>(storage));
    }

    private sealed record VariableEntry(string Name, NetCdfType Type, int[] Dimensions, NetCdfAttributes Attributes, long Begin);
}
