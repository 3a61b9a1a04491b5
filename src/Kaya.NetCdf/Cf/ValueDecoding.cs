using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using Kaya.Core;

namespace Kaya.NetCdf;

/// <summary>Missing values and unpacking of a variable, from its attributes.</summary>
/// <remarks>
/// CF-1.8 sections 2.5.1 and 8.1 and the attribute conventions of the netCDF users' guide: <c>_FillValue</c> and every
/// <c>missing_value</c> are missing,
/// values outside <c>valid_min</c>, <c>valid_max</c> or <c>valid_range</c> too, all before unpacking; the rest is stored *
/// scale_factor + add_offset. Limits of packed integers that are real numbers, as scale_factor is, limit unpacked values (users' guide).
/// Without <c>_FillValue</c>, the default fill value of the type is missing, except for types of one byte. Numbers that are written as
/// text count as numbers.
/// </remarks>
internal sealed class ValueDecoding
{
    private readonly ImmutableArray<double> _missing;
    private readonly double _least, _most, _scale, _offset;

    // Whether the limits are of unpacked values.
    private readonly bool _limitsValues;
    private readonly bool _isType;

    public ValueDecoding(NetCdfType stored, NetCdfAttributes attributes, double? noData = null)
    {
        bool isUnsigned = attributes.Find("_Unsigned")?.ToString().Trim().ToUpperInvariant() is "TRUE" or "1";
        Type = isUnsigned ? stored.Unsigned() : stored;
        _isType = Type == stored;
        ImmutableArray<double> fill = Numbers(attributes, "_FillValue");
        IEnumerable<double> missing = [.. fill, .. Numbers(attributes, "missing_value")];
        if (noData is { } more) missing = double.IsInfinity(more) ? [.. missing, more, -more] : missing.Append(more);
        if (fill.IsEmpty && DefaultFill(stored) is { } standard) missing = missing.Append(standard);
        _missing = [.. missing.Select(AsStored).Where(value => !double.IsNaN(value)).Distinct()];
        (_scale, _offset) = (Factor(attributes, "scale_factor", 1), Factor(attributes, "add_offset", 0));
        _limitsValues = stored is not (NetCdfType.Float or NetCdfType.Double) && !IsPlain
            && (attributes.Find("valid_range") ?? attributes.Find("valid_min") ?? attributes.Find("valid_max"))?.Type
                is NetCdfType.Float or NetCdfType.Double;
        ImmutableArray<double> range = Numbers(attributes, "valid_range");
        _least = Limit(range is [double least, _] ? least : Numbers(attributes, "valid_min") is [double low, ..] ? low : null,
            double.NegativeInfinity);
        _most = Limit(range is [_, double most] ? most : Numbers(attributes, "valid_max") is [double high, ..] ? high : null,
            double.PositiveInfinity);
    }

    /// <summary>The type of the numbers, unsigned if an attribute specifies it.</summary>
    public NetCdfType Type { get; }

    /// <summary>Whether element type and band packing say all: the type as stored, at most two missing values, and no limits.</summary>
    public bool IsInPacking => _isType && !HasLimits
        && (_missing.Length < 2 || (_missing.Length == 2 && double.IsFinite(_missing[1])));

    /// <summary>The same as band packing, limited to two missing values.</summary>
    public Geo.Packing Packing => new(_scale, _offset, _missing.IsEmpty ? null : _missing[0], _missing.Length < 2 ? null : _missing[1]);

    /// <summary>Whether stored numbers are the values, except for missing ones.</summary>
    public bool IsPlain => _scale == 1 && _offset == 0;

    private bool HasLimits => _least != double.NegativeInfinity || _most != double.PositiveInfinity;

    /// <summary>Refuses a scale or an offset that is no number.</summary>
    /// <exception cref="DataFormatException">It is text, or empty.</exception>
    public static void RequireFactors(NetCdfAttributes attributes, SourceLocation where)
    {
        foreach (string name in (string[])["scale_factor", "add_offset"])
            if (attributes.Find(name) is { } attribute && Numbers(attributes, name).IsEmpty)
                throw new DataFormatException(new Fault($"The attribute {name} is not a number.", where, "a number", $"'{attribute}'",
                    "Correct the attribute, for example with ncatted."));
    }

    /// <summary>Converts missing values to NaN and unpacks the others.</summary>
    public void Decode(Span<double> values)
    {
        for (int k = 0; k < values.Length; k++)
        {
            double value = values[k];
            values[k] = IsMissing(value) ? double.NaN : (value * _scale) + _offset;
            if (_limitsValues && (values[k] < _least || values[k] > _most)) values[k] = double.NaN;
        }
    }

    /// <summary>Converts missing values of an unpacked single-precision variable to NaN.</summary>
    public void Decode(Span<float> values)
    {
        if (_missing.IsEmpty && !HasLimits) return;
        if (_missing.Length == 1 && !HasLimits)
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
        return !_limitsValues && (value < _least || value > _most);
    }

    private double Limit(double? written, double none) => written is not { } limit ? none : _limitsValues ? limit : AsStored(limit);

    // Numbers of an attribute, also of a text such as "-999". Texts that are no numbers, such as "none", say nothing.
    private static ImmutableArray<double> Numbers(NetCdfAttributes attributes, string name) => attributes.Find(name) switch
    {
        null => [],
        { Numbers.IsEmpty: false } attribute => attribute.Numbers,
        { } attribute => [.. attribute.Texts.SelectMany(text => text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
            .Select(word => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number
                : double.NaN).Where(number => !double.IsNaN(number))],
    };

    private static double Factor(NetCdfAttributes attributes, string name, double none) =>
        Numbers(attributes, name) is [double factor, ..] ? factor : none;

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
