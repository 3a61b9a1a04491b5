using Kaya.Core;

namespace Kaya.NetCdf;

/// <summary>Storage types of variables and attributes.</summary>
public enum NetCdfType
{
    /// <summary>Signed, 8 bits.</summary>
    SByte,

    /// <summary>Unsigned, 8 bits.</summary>
    Byte,

    /// <summary>One character of a text, 8 bits.</summary>
    Char,

    /// <summary>Signed, 16 bits.</summary>
    Int16,

    /// <summary>Unsigned, 16 bits.</summary>
    UInt16,

    /// <summary>Signed, 32 bits.</summary>
    Int32,

    /// <summary>Unsigned, 32 bits.</summary>
    UInt32,

    /// <summary>Signed, 64 bits.</summary>
    Int64,

    /// <summary>Unsigned, 64 bits.</summary>
    UInt64,

    /// <summary>Floating point, 32 bits.</summary>
    Float,

    /// <summary>Floating point, 64 bits.</summary>
    Double,

    /// <summary>Texts of any length.</summary>
    Text,

    /// <summary>A type that cannot be read: compound, opaque, references, lists.</summary>
    Other,
}

/// <summary>Properties of types.</summary>
public static class NetCdfTypes
{
    /// <summary>Bytes of one value in the file.</summary>
    /// <param name="type">A type.</param>
    /// <returns>1 to 8; 0 for texts and types that cannot be read.</returns>
    public static int Size(this NetCdfType type) => type is NetCdfType.Text or NetCdfType.Other ? 0 : type.Element().Size();

    /// <summary>Whether the values are numbers.</summary>
    /// <param name="type">A type.</param>
    /// <returns>False for characters, texts and types that cannot be read.</returns>
    public static bool IsNumber(this NetCdfType type) => type is not (NetCdfType.Char or NetCdfType.Text or NetCdfType.Other);

    /// <summary>The element type of the stored numbers; bytes for characters and what cannot be read.</summary>
    internal static ElementType Element(this NetCdfType type) => type switch
    {
        NetCdfType.SByte => ElementType.I8,
        NetCdfType.Int16 => ElementType.I16,
        NetCdfType.UInt16 => ElementType.U16,
        NetCdfType.Int32 => ElementType.I32,
        NetCdfType.UInt32 => ElementType.U32,
        NetCdfType.Int64 => ElementType.I64,
        NetCdfType.UInt64 => ElementType.U64,
        NetCdfType.Float => ElementType.F32,
        NetCdfType.Double => ElementType.F64,
        _ => ElementType.U8,
    };

    internal static NetCdfType Unsigned(this NetCdfType type) => type switch
    {
        NetCdfType.SByte => NetCdfType.Byte,
        NetCdfType.Int16 => NetCdfType.UInt16,
        NetCdfType.Int32 => NetCdfType.UInt32,
        NetCdfType.Int64 => NetCdfType.UInt64,
        _ => type,
    };
}
