using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Kaya.Core;

namespace Kaya.NetCdf;

/// <summary>One variable of an open netCDF file. It is read in windows (hyperslabs), any number of times, until its file is
/// closed.</summary>
public sealed class NetCdfVariable
{
    private const int BytesAtOnce = 1 << 20;
    private readonly VariableContents _contents;
    private readonly string _path;
    private readonly ValueDecoding _decoding;
    private readonly long[] _shape;

    internal NetCdfVariable(string path, VariableContents contents, double? noData = null)
    {
        (_path, _contents) = (path, contents);
        _shape = [.. contents.Dimensions.Select(dimension => dimension.Length)];
        _decoding = new ValueDecoding(contents.Type, contents.Attributes, noData);
    }

    /// <summary>Its name; with the path of its group, if it is in one, such as <c>forecast/NO2</c>.</summary>
    public string Name => _contents.Name;

    /// <summary>How its values are stored.</summary>
    public NetCdfType Type => _contents.Type;

    /// <summary>Its dimensions, the fastest last.</summary>
    public IReadOnlyList<NetCdfDimension> Dimensions => _contents.Dimensions;

    /// <summary>Numbers of entries along its dimensions.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>Its attributes.</summary>
    public NetCdfAttributes Attributes => _contents.Attributes;

    /// <summary>Number of its values.</summary>
    public long Count => Hyperslab.Product(_shape);

    /// <summary>Reads a window as numbers: unpacked by scale_factor and add_offset, missing values as NaN.</summary>
    /// <param name="start">First entry along each dimension, from 0.</param>
    /// <param name="count">Number of entries along each dimension.</param>
    /// <param name="destination">Receives all values of the window, the last dimension fastest.</param>
    /// <exception cref="ArgumentException">A window outside the variable, or a destination of the wrong length.</exception>
    /// <exception cref="DataFormatException">A text variable, damage, or an unsupported compression.</exception>
    public void Read(ReadOnlySpan<long> start, ReadOnlySpan<long> count, Span<double> destination)
    {
        Hyperslab slab = Require(start, count, destination.Length);
        if (Type == NetCdfType.Double)
        {
            ReadBytes(slab, MemoryMarshal.AsBytes(destination));
            _decoding.Decode(destination);
            return;
        }

        foreach ((long[] first, long[] many, int at, int cells) in Parts(slab))
            ReadPart(new Hyperslab(first, many), destination.Slice(at, cells));
    }

    /// <summary>Reads a window as numbers of single precision: unpacked by scale_factor and add_offset, missing values as NaN.</summary>
    /// <param name="start">First entry along each dimension, from 0.</param>
    /// <param name="count">Number of entries along each dimension.</param>
    /// <param name="destination">Receives all values of the window, the last dimension fastest.</param>
    /// <exception cref="ArgumentException">A window outside the variable, or a destination of the wrong length.</exception>
    /// <exception cref="DataFormatException">A text variable, damage, or an unsupported compression.</exception>
    public void Read(ReadOnlySpan<long> start, ReadOnlySpan<long> count, Span<float> destination)
    {
        Hyperslab slab = Require(start, count, destination.Length);
        if (Type == NetCdfType.Float && _decoding.IsPlain)
        {
            ReadBytes(slab, MemoryMarshal.AsBytes(destination));
            _decoding.Decode(destination);
            return;
        }

        double[] numbers = [];
        foreach ((long[] first, long[] many, int at, int cells) in Parts(slab))
        {
            if (numbers.Length < cells) numbers = new double[cells];
            ReadPart(new Hyperslab(first, many), numbers.AsSpan(0, cells));
            Span<float> part = destination.Slice(at, cells);
            for (int k = 0; k < cells; k++) part[k] = (float)numbers[k];
        }
    }

    /// <summary>Reads a window as it is stored, in the byte order of the processor.</summary>
    /// <typeparam name="T">The type that is stored: <see cref="sbyte"/>, <see cref="byte"/> (characters too), <see cref="short"/> and so
    /// on.</typeparam>
    /// <param name="start">First entry along each dimension, from 0.</param>
    /// <param name="count">Number of entries along each dimension.</param>
    /// <param name="destination">Receives all values of the window, the last dimension fastest.</param>
    /// <exception cref="ArgumentException">A type other than the stored one, a window outside the variable, or a destination of the wrong
    /// values.</exception>
    /// <exception cref="DataFormatException">Damage, or an unsupported compression.</exception>
    public void ReadStored<T>(ReadOnlySpan<long> start, ReadOnlySpan<long> count, Span<T> destination)
        where T : unmanaged
    {
        if (Type.Size() == 0 || ElementTypes.Of<T>() != Type.Element()) throw new ArgumentException(
            $"{Name} is stored as {Type}, not as {typeof(T).Name}.", nameof(destination));
        ReadBytes(Hyperslab.Require(Name, _shape, start, count, destination.Length), MemoryMarshal.AsBytes(destination));
    }

    /// <summary>Reads all numbers, unpacked; for coordinates and other small variables.</summary>
    /// <returns>The values, the last dimension fastest.</returns>
    /// <exception cref="DataFormatException">A text variable, more values than can be read at once, or damage.</exception>
    /// <exception cref="ResourceException">More than <see cref="ReadLimit"/> allows: a file of few bytes may declare them.</exception>
    public double[] ReadAll()
    {
        RequireRoom(sizeof(double));
        double[] values = new double[Count];
        Read(new long[_shape.Length], _shape, values);
        return values;
    }

    /// <summary>Reads text: a variable of strings, or of characters with one text per row.</summary>
    /// <returns>The texts, without leading or trailing blanks and zeros.</returns>
    /// <exception cref="DataFormatException">A variable of numbers, more letters than can be read at once, or damage.</exception>
    /// <exception cref="ResourceException">More than <see cref="ReadLimit"/> allows.</exception>
    public string[] ReadTexts()
    {
        if (_contents.ReadTexts is { } read) return [.. read().Select(text => text.TrimEnd('\0', ' '))];
        if (Type != NetCdfType.Char) throw NotNumbersOrTexts("texts");
        RequireRoom(1);
        byte[] letters = new byte[Count];
        ReadStored<byte>(new long[_shape.Length], _shape, letters);
        int length = _shape.Length == 0 ? 1 : (int)_shape[^1];
        return length == 0 ? [] : [.. letters.Chunk(length).Select(row => Encoding.UTF8.GetString(row).TrimEnd('\0', ' '))];
    }

    /// <summary>Prints name and dimensions.</summary>
    /// <returns>Such as <c>NO2(time = 24, y = 182, x = 232)</c>.</returns>
    public override string ToString() => $"{Name}({string.Join(", ", Dimensions)})";

    /// <summary>The same variable with an additional stored no-data number.</summary>
    internal NetCdfVariable WithNoData(double? noData) => noData is null ? this : new NetCdfVariable(_path, _contents, noData);

    /// <summary>Reads a window as it is stored, whatever the type, in the byte order of the processor.</summary>
    internal void ReadStoredBytes(ReadOnlySpan<long> start, ReadOnlySpan<long> count, Span<byte> destination) =>
        ReadBytes(Hyperslab.Require(Name, _shape, start, count, destination.Length / Type.Size()), destination);

    /// <summary>How stored numbers become values.</summary>
    internal Geo.Packing Packing => _decoding.Packing;

    /// <summary>The type of the numbers: unsigned where an attribute says so.</summary>
    internal NetCdfType ValueType => _decoding.Type;

    /// <summary>Whether <see cref="Packing"/> says all of what turns stored numbers into values.</summary>
    internal bool IsInPacking => _decoding.IsInPacking;

    private SourceLocation Place => new(_path, Variable: Name);

    // A span has no more than int.MaxValue bytes.
    private void RequireRoom(int bytesOfValue)
    {
        if (Count > int.MaxValue / bytesOfValue) throw new DataFormatException(new Fault("The variable is too large to be read at once.",
            Place, $"at most {int.MaxValue / bytesOfValue} values", $"{Count}", "Read it by windows."));
        ReadLimit.Require((UInt128)Count * (UInt128)bytesOfValue, $"a variable of {Count} values", Place);
    }

    private Hyperslab Require(ReadOnlySpan<long> start, ReadOnlySpan<long> count, long room) =>
        Type.IsNumber() ? Hyperslab.Require(Name, _shape, start, count, room) : throw NotNumbersOrTexts("numbers");

    private DataFormatException NotNumbersOrTexts(string expected) => new(new Fault($"The variable does not contain {expected}.", Place,
        expected, Type switch
    {
        NetCdfType.Char or NetCdfType.Text => "texts",
        NetCdfType.Other => "an unsupported type (compound, opaque, list or reference)",
        _ => "numbers",
    }, "Choose another variable."));

    private void ReadBytes(in Hyperslab slab, Span<byte> destination)
    {
        IVariableStorage storage = _contents.Storage.Value;
        storage.Read(slab, destination);
        Numbers.ToNative(destination, Type.Size(), storage.IsBigEndian);
    }

    private void ReadPart(in Hyperslab slab, Span<double> destination)
    {
        byte[] stored = ArrayPool<byte>.Shared.Rent(destination.Length * Type.Size());
        Span<byte> bytes = stored.AsSpan(0, destination.Length * Type.Size());
        ReadBytes(slab, bytes);
        Numbers.ToDoubles(bytes, _decoding.Type, destination);
        ArrayPool<byte>.Shared.Return(stored);
        _decoding.Decode(destination);
    }

    // Parts of the window of about a megabyte, along its first dimensions.
    private List<(long[] Start, long[] Count, int At, int Cells)> Parts(in Hyperslab slab)
    {
        List<(long[], long[], int, int)> parts = [];
        int rank = slab.Rank, whole = rank;
        long cells = 1, most = Math.Max(1, BytesAtOnce / Type.Size());
        while (whole > 0 && cells * slab.Count[whole - 1] <= most) cells *= slab.Count[--whole];
        long along = whole > 0 ? Math.Max(1, most / Math.Max(1, cells)) : 1;
        long[] start = slab.Start.ToArray(), index = new long[Math.Max(1, whole)];
        for (int at = 0, total = (int)slab.Cells; at < total;)
        {
            long[] count = slab.Count.ToArray();
            for (int k = 0; k < whole; k++) (start[k], count[k]) = (slab.Start[k] + index[k], 1);
            if (whole > 0) count[whole - 1] = Math.Min(along, slab.Count[whole - 1] - index[whole - 1]);
            int part = (int)Hyperslab.Product(count);
            parts.Add(([.. start], count, at, part));
            at += part;
            if (whole == 0) break;
            index[whole - 1] += count[whole - 1];
            for (int k = whole - 1; k > 0 && index[k] == slab.Count[k]; k--) (index[k], index[k - 1]) = (0, index[k - 1] + 1);
        }

        return parts;
    }
}
