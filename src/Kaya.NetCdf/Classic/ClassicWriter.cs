using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Kaya.Core;

namespace Kaya.NetCdf;

/// <summary>Writes files of the classic formats, a part of a variable at a time.</summary>
/// <remarks>
/// "NetCDF File Format Specifications" of Unidata. The format is CDF-2, with offsets of 64 bits; CDF-5 where a type or a variable of 4 GiB
/// or more needs it. The header comes first, then the variables without records, then record after record.
/// </remarks>
public sealed class ClassicWriter
{
    private const long LargestInCdf2 = (1L << 32) - 4;
    private const int ValuesAtOnce = 1 << 20;
    private readonly ClassicLayout _layout;
    private readonly bool _isWide;
    private readonly Stream _stream;

    private ClassicWriter(ClassicLayout layout, Stream stream)
    {
        (_layout, _stream) = (layout, stream);
        IEnumerable<NetCdfType> types = layout.Variables.Select(variable => variable.Type)
            .Concat(layout.Attributes.Concat(layout.Variables.SelectMany(variable => variable.Attributes))
                .Select(attribute => attribute.Type));
        _isWide = types.Any(type => Code(type) > 6) || layout.Variables.Any(variable => Bytes(variable) > LargestInCdf2)
            || layout.Records > int.MaxValue || layout.Dimensions.Any(dimension => dimension.Length > int.MaxValue);
    }

    /// <summary>Writes a file. It appears whole or not at all.</summary>
    /// <param name="path">The file to appear; its folder is made.</param>
    /// <param name="layout">What is in it.</param>
    /// <param name="values">Called for each part, in the order of the file.</param>
    /// <exception cref="ArgumentException">Names that are there twice, unknown dimensions, types that the format does not have.</exception>
    /// <exception cref="ResourceException">No room on the disk, or the folder cannot be written to; nothing is left.</exception>
    public static void Write(string path, ClassicLayout layout, ClassicValues values)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(values);
        layout.Check();
        try
        {
            AtomicFile.Write(path, stream =>
            {
                ClassicWriter writer = new(layout, stream);
                writer.WriteHeader();
                writer.WriteValues(values);
            });
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ResourceException(new Fault("The file cannot be written.", new SourceLocation(path),
                "a folder that may be written to, with room", failure.Message, "Free room, or choose another folder."), failure);
        }
    }

    private void WriteHeader()
    {
        long[] begins = new long[_layout.Variables.Length];
        // Offsets have the same length whatever they are: written twice, the first time into memory to know the length.
        long at = Header(begins).Length;
        foreach (bool isRecord in new[] { false, true })
            for (int k = 0; k < begins.Length; k++)
                if (_layout.IsRecord(_layout.Variables[k]) == isRecord) (begins[k], at) = (at, at + Filled(_layout.Variables[k]));
        _stream.Write(Header(begins));
    }

    private byte[] Header(long[] begins)
    {
        using MemoryStream header = new();
        header.Write([(byte)'C', (byte)'D', (byte)'F', (byte)(_isWide ? 5 : 2)]);
        Number(header, _layout.Records);
        List(header, 10, _layout.Dimensions.Length);
        foreach (NetCdfDimension dimension in _layout.Dimensions)
        {
            Name(header, dimension.Name);
            Number(header, dimension.IsUnlimited ? 0 : dimension.Length);
        }

        Attributes(header, _layout.Attributes);
        List(header, 11, _layout.Variables.Length);
        string[] names = [.. _layout.Dimensions.Select(dimension => dimension.Name)];
        for (int k = 0; k < begins.Length; k++)
        {
            ClassicVariable variable = _layout.Variables[k];
            Name(header, variable.Name);
            Number(header, variable.Dimensions.Length);
            foreach (string dimension in variable.Dimensions) Number(header, Array.IndexOf(names, dimension));
            Attributes(header, variable.Attributes);
            Int32(header, Code(variable.Type));
            Number(header, (Bytes(variable) + 3) & ~3L);
            Int64(header, begins[k]);
        }

        return header.ToArray();
    }

    private void WriteValues(ClassicValues values)
    {
        foreach (ClassicVariable variable in _layout.Variables.Where(variable => !_layout.IsRecord(variable)))
            WriteRecord(variable, 0, values);
        for (long record = 0; record < _layout.Records; record++)
            foreach (ClassicVariable variable in _layout.Variables.Where(_layout.IsRecord)) WriteRecord(variable, record, values);
    }

    private void WriteRecord(ClassicVariable variable, long record, ClassicValues values)
    {
        foreach ((ImmutableArray<long> start, ImmutableArray<long> count) in Parts(variable, record))
        {
            double[] part = new double[count.Aggregate(1L, (product, entries) => product * entries)];
            values(new ClassicPart(variable, start, count), part);
            byte[] stored = new byte[part.Length * variable.Type.Size()];
            Numbers.FromDoubles(part, variable.Type, stored);
            Numbers.ToNative(stored, variable.Type.Size(), isBigEndian: true);
            _stream.Write(stored);
        }

        for (long fill = Bytes(variable); fill < Filled(variable); fill++) _stream.WriteByte(0);
    }

    // Windows of about a million values, in the order of the file, never less than all entries of the last two dimensions.
    private IEnumerable<(ImmutableArray<long> Start, ImmutableArray<long> Count)> Parts(ClassicVariable variable, long record)
    {
        bool isRecord = _layout.IsRecord(variable);
        long[] shape = [.. variable.Dimensions.Select(name => _layout.Dimension(name).Length)];
        if (isRecord) shape[0] = 1;
        int rank = shape.Length, whole = rank;
        long cells = 1;
        while (whole > 0 && (whole > rank - 2 || cells * shape[whole - 1] <= ValuesAtOnce)) cells *= shape[--whole];
        long along = whole > 0 ? Math.Max(1, ValuesAtOnce / Math.Max(1, cells)) : 1;
        long[] index = new long[rank];
        do
        {
            long[] start = [.. index], count = [.. shape.Select((length, k) => k < whole ? 1 : length)];
            if (whole > 0) count[whole - 1] = Math.Min(along, shape[whole - 1] - index[whole - 1]);
            if (isRecord) start[0] = record;
            yield return ([.. start], [.. count]);
            if (whole > 0) index[whole - 1] += count[whole - 1];
            for (int k = whole - 1; k > 0 && index[k] >= shape[k]; k--) (index[k], index[k - 1]) = (0, index[k - 1] + 1);
        }
        while (whole > 0 && index[0] < shape[0]);
    }

    // The only record variable of a file is not filled up to four bytes.
    private long Filled(ClassicVariable variable) => _layout.IsRecord(variable) && _layout.Variables.Count(_layout.IsRecord) == 1
        ? Bytes(variable) : (Bytes(variable) + 3) & ~3L;

    private long Bytes(ClassicVariable variable) => checked(_layout.CountOf(variable) * variable.Type.Size());

    private void Attributes(Stream header, ImmutableArray<NetCdfAttribute> attributes)
    {
        List(header, 12, attributes.Length);
        foreach (NetCdfAttribute attribute in attributes)
        {
            Name(header, attribute.Name);
            NetCdfType type = attribute.Numbers.IsEmpty ? NetCdfType.Char : attribute.Type;
            byte[] bytes;
            if (type == NetCdfType.Char)
            {
                bytes = Encoding.UTF8.GetBytes(string.Concat(attribute.Texts));
            }
            else
            {
                bytes = new byte[attribute.Numbers.Length * type.Size()];
                Numbers.FromDoubles(attribute.Numbers.AsSpan(), type, bytes);
                Numbers.ToNative(bytes, type.Size(), isBigEndian: true);
            }

            Int32(header, Code(type));
            Number(header, bytes.Length / type.Size());
            Padded(header, bytes);
        }
    }

    private void List(Stream header, int tag, int count)
    {
        Int32(header, count == 0 ? 0 : tag);
        Number(header, count);
    }

    private void Name(Stream header, string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        Number(header, bytes.Length);
        Padded(header, bytes);
    }

    // A count: 32 bits, 64 in CDF-5.
    private void Number(Stream header, long number)
    {
        if (_isWide) Int64(header, number);
        else Int32(header, number);
    }

    private static void Padded(Stream header, byte[] bytes)
    {
        header.Write(bytes);
        for (int fill = -bytes.Length & 3; fill > 0; fill--) header.WriteByte(0);
    }

    private static void Int32(Stream header, long number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, unchecked((uint)number));
        header.Write(bytes);
    }

    private static void Int64(Stream header, long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        header.Write(bytes);
    }

    private static int Code(NetCdfType type) => type switch
    {
        NetCdfType.SByte => 1,
        NetCdfType.Char or NetCdfType.Text => 2,
        NetCdfType.Int16 => 3,
        NetCdfType.Int32 => 4,
        NetCdfType.Float => 5,
        NetCdfType.Double => 6,
        NetCdfType.Byte => 7,
        NetCdfType.UInt16 => 8,
        NetCdfType.UInt32 => 9,
        NetCdfType.Int64 => 10,
        NetCdfType.UInt64 => 11,
        _ => throw new ArgumentException("Values of this type cannot be written.", nameof(type)),
    };
}
