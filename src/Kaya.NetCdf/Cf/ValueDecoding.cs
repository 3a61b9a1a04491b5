using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Kaya.NetCdf;

/// <summary>Missing values and unpacking of a variable, from its attributes.</summary>
/// <remarks>
/// CF-1.8 sections 2.5.1 and 8.1 and the attribute conventions of the netCDF users' guide: <c>_FillValue</c> and every
/// <c>missing_value</c> are missing,
/// values outside <c>valid_min</c>, <c>valid_max</c> or <c>valid_range</c> too, all before unpacking; the rest is stored *
/// scale_factor + add_offset.
/// Without <c>_FillValue</c>, the default fill value of the type is missing, except for types of one byte.
/// </remarks>
internal sealed class ValueDecoding
{
    private readonly ImmutableArray<double> _missing;
    private readonly double _least, _most, _scale, _offset;

    public ValueDecoding(NetCdfType stored, NetCdfAttributes attributes, double? noData = null)
    {
        bool isUnsigned = attributes.Find("_Unsigned")?.ToString().Trim().ToUpperInvariant() is "TRUE" or "1";
        Type = isUnsigned ? stored.Unsigned() : stored;
        ImmutableArray<double> fill = attributes.Find("_FillValue")?.Numbers ?? [];
        IEnumerable<double> missing = [.. fill, .. attributes.Find("missing_value")?.Numbers ?? []];
        if (noData is { } more) missing = missing.Append(more);
        if (fill.IsEmpty && DefaultFill(stored) is { } standard) missing = missing.Append(standard);
        _missing = [.. missing.Select(AsStored).Where(value => !double.IsNaN(value)).Distinct()];
        ImmutableArray<double> range = attributes.Find("valid_range")?.Numbers ?? [];
        _least = AsStored(range is [double least, _] ? least : attributes.Number("valid_min") ?? double.NegativeInfinity);
        _most = AsStored(range is [_, double most] ? most : attributes.Number("valid_max") ?? double.PositiveInfinity);
        (_scale, _offset) = (attributes.Number("scale_factor") ?? 1, attributes.Number("add_offset") ?? 0);
    }

    /// <summary>The type of the numbers, unsigned if an attribute specifies it.</summary>
    public NetCdfType Type { get; }

    /// <summary>The same as band packing, limited to two missing values.</summary>
    public Geo.Packing Packing => new(_scale, _offset, _missing.IsEmpty ? null : _missing[0], _missing.Length < 2 ? null : _missing[1]);

    /// <summary>Whether stored numbers are the values, except for missing ones.</summary>
    public bool IsPlain => _scale == 1 && _offset == 0;

    /// <summary>Converts missing values to NaN and unpacks the others.</summary>
    public void Decode(Span<double> values)
    {
        for (int k = 0; k < values.Length; k++)
        {
            double value = values[k];
            values[k] = IsMissing(value) ? double.NaN : (value * _scale) + _offset;
        }
    }

    /// <summary>Converts missing values of an unpacked single-precision variable to NaN.</summary>
    public void Decode(Span<float> values)
    {
        if (_missing.IsEmpty && _least == double.NegativeInfinity && _most == double.PositiveInfinity) return;
        if (_missing.Length == 1 && _least == double.NegativeInfinity && _most == double.PositiveInfinity)
        {
            ReplaceMissing(values, (float)_missing[0]);
            return;
        }

        for (int k = 0; k < values.Length; k++)
            if (IsMissing(values[k])) values[k] = float.NaN;
    }

    // Fast path for the usual case: one missing value and no limits.
    private static void ReplaceMissing(Span<float> values, float missing)
    {
        Span<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        Vector<float> gap = new(missing), nan = new(float.NaN);
        foreach (ref Vector<float> vector in vectors) vector = Vector.ConditionalSelect(Vector.Equals(vector, gap), nan, vector);
        foreach (ref float value in values[(vectors.Length * Vector<float>.Count)..])
            if (value == missing) value = float.NaN;
    }

    private bool IsMissing(double value)
    {
        foreach (double missing in _missing)
            if (value == missing) return true;
        return value < _least || value > _most;
    }

    // A limit stored with another type than the values, converted to their type.
    private double AsStored(double value) => Type switch
    {
        NetCdfType.Float => (float)value,
        NetCdfType.Byte when value < 0 => value + 256,
        NetCdfType.UInt16 when value < 0 => value + 65536,
        NetCdfType.UInt32 when value < 0 => value + 4294967296,
        _ => value,
    };

    // netcdf.h, NC_FILL_*.
    private static double? DefaultFill(NetCdfType type) => type switch
    {
        NetCdfType.Int16 => -32767,
        NetCdfType.UInt16 => 65535,
        NetCdfType.Int32 => -2147483647,
        NetCdfType.UInt32 => 4294967295,
        NetCdfType.Int64 => -9223372036854775806,
        NetCdfType.UInt64 => 18446744073709551614,
        NetCdfType.Float or NetCdfType.Double => 9.9692099683868690e+36,
        _ => null,
    };
}
