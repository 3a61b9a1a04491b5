using System.Collections.Frozen;
using System.Collections.Immutable;
using PureHDF;

namespace Kaya.NetCdf;

/// <summary>Reads attributes of HDF5 objects.</summary>
internal static class HdfAttributes
{
    // Internal attributes of netCDF-4 for dimensions; not user attributes.
    private static readonly FrozenSet<string> s_hidden = new[]
    {
        "CLASS", "NAME", "REFERENCE_LIST", "DIMENSION_LIST", "DIMENSION_LABELS", "_Netcdf4Dimid", "_Netcdf4Coordinates", "_nc3_strict",
            "_NCProperties", "_NCCOPY",
    }.ToFrozenSet();

    // The library makes room for as many values as an attribute declares before it reads one.
    private const ulong MostBytes = 1 << 26;

    public static NetCdfAttributes Of(IEnumerable<IH5Attribute> attributes) =>
        new([.. attributes.Where(attribute => !s_hidden.Contains(attribute.Name)).Select(Read)]);

    /// <summary>The numbers of an attribute of the netCDF library itself, such as <c>_Netcdf4Dimid</c>.</summary>
    public static int[]? Integers(IH5Object owner, string name) =>
        owner.AttributeExists(name) ? owner.Attribute(name).ReadBounded<int[]>() : null;

    /// <summary>The values of an attribute.</summary>
    /// <exception cref="HdfRefusal">It declares more than 64 MiB.</exception>
    public static T ReadBounded<T>(this IH5Attribute attribute)
    {
        ulong left = MostBytes / (ulong)Math.Max(1, attribute.Type.Size);
        if (attribute.Space.Type == H5DataspaceType.Simple)
            foreach (ulong length in attribute.Space.Dimensions) left = length > left ? throw new HdfRefusal(
                $"an attribute of more than {MostBytes >> 20} MiB: {attribute.Name}") : left / Math.Max(1, length);
        return attribute.Read<T>();
    }

    public static NetCdfType TypeOf(IH5DataType type) => (type.Class, type.Size) switch
    {
        (H5DataTypeClass.FixedPoint, int size) => Integer(size, type.FixedPoint.IsSigned),
        (H5DataTypeClass.Enumerated, _) => TypeOf(type.Enumeration.BaseType),
        (H5DataTypeClass.FloatingPoint, 4) => NetCdfType.Float,
        (H5DataTypeClass.FloatingPoint, 8) => NetCdfType.Double,
        (H5DataTypeClass.String, 1) => NetCdfType.Char,
        (H5DataTypeClass.String, _) => NetCdfType.Text,
        (H5DataTypeClass.VariableLength, _) when type.VariableLength.BaseType.Class == H5DataTypeClass.String => NetCdfType.Text,
        (H5DataTypeClass.VariableLength, _) when type.VariableLength.BaseType is { Class: H5DataTypeClass.FixedPoint, Size: 1 } =>
            NetCdfType.Text,
        _ => NetCdfType.Other,
    };

    private static NetCdfAttribute Read(IH5Attribute attribute)
    {
        NetCdfType type = TypeOf(attribute.Type);
        if (attribute.Space.Type == H5DataspaceType.Null) return NetCdfAttribute.OfText(attribute.Name, type, "");
        return type switch
        {
            // A text of one character.
            NetCdfType.Text or NetCdfType.Char => NetCdfAttribute.OfText(attribute.Name, type,
                [.. attribute.ReadBounded<string[]>().Select(text => text ?? "")]),
            NetCdfType.Other => NetCdfAttribute.OfText(attribute.Name, type, ""),
            _ => NetCdfAttribute.OfNumbers(attribute.Name, type, Numbers(attribute, type)),
        };
    }

    private static ImmutableArray<double> Numbers(IH5Attribute attribute, NetCdfType type) => type switch
    {
        NetCdfType.SByte => [.. attribute.ReadBounded<sbyte[]>().Select(value => (double)value)],
        NetCdfType.Byte => [.. attribute.ReadBounded<byte[]>().Select(value => (double)value)],
        NetCdfType.Int16 => [.. attribute.ReadBounded<short[]>().Select(value => (double)value)],
        NetCdfType.UInt16 => [.. attribute.ReadBounded<ushort[]>().Select(value => (double)value)],
        NetCdfType.Int32 => [.. attribute.ReadBounded<int[]>().Select(value => (double)value)],
        NetCdfType.UInt32 => [.. attribute.ReadBounded<uint[]>().Select(value => (double)value)],
        NetCdfType.Int64 => [.. attribute.ReadBounded<long[]>().Select(value => (double)value)],
        NetCdfType.UInt64 => [.. attribute.ReadBounded<ulong[]>().Select(value => (double)value)],
        NetCdfType.Float => [.. attribute.ReadBounded<float[]>().Select(value => (double)value)],
        _ => [.. attribute.ReadBounded<double[]>()],
    };

    private static NetCdfType Integer(int size, bool isSigned) => (size, isSigned) switch
    {
        (1, true) => NetCdfType.SByte,
        (1, false) => NetCdfType.Byte,
        (2, true) => NetCdfType.Int16,
        (2, false) => NetCdfType.UInt16,
        (4, true) => NetCdfType.Int32,
        (4, false) => NetCdfType.UInt32,
        (8, true) => NetCdfType.Int64,
        (8, false) => NetCdfType.UInt64,
        _ => NetCdfType.Other,
    };
}
