namespace Kaya.Core;

/// <summary>Element types by their safetensors names: F float, I signed integer, U unsigned integer, and the number of bits.</summary>
public enum ElementType
{
    /// <summary>32-bit IEEE float.</summary>
    F32,

    /// <summary>64-bit IEEE float.</summary>
    F64,

    /// <summary>64-bit signed integer.</summary>
    I64,

    /// <summary>32-bit signed integer.</summary>
    I32,

    /// <summary>8-bit unsigned integer, also used for text and opaque bytes.</summary>
    U8,

    /// <summary>8-bit signed integer.</summary>
    I8,

    /// <summary>16-bit signed integer.</summary>
    I16,

    /// <summary>16-bit unsigned integer.</summary>
    U16,

    /// <summary>32-bit unsigned integer.</summary>
    U32,

    /// <summary>64-bit unsigned integer.</summary>
    U64,
}

/// <summary>Size and C# type of element types.</summary>
public static class ElementTypes
{
    /// <summary>Bytes of one element.</summary>
    /// <param name="type">Element type.</param>
    /// <returns>1, 2, 4 or 8.</returns>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.U8 or ElementType.I8 => 1,
        ElementType.I16 or ElementType.U16 => 2,
        ElementType.F32 or ElementType.I32 or ElementType.U32 => 4,
        _ => 8,
    };

    /// <summary>Whether a number is one of the values of a type, rounded to single precision where the type is.</summary>
    /// <param name="type">Element type.</param>
    /// <param name="value">Any number, also NaN and infinity.</param>
    /// <returns>False for numbers out of range, and for integer types for fractions and what is no number.</returns>
    public static bool CanHold(this ElementType type, double value) => type switch
    {
        ElementType.F64 => true,
        ElementType.F32 => !double.IsFinite(value) || float.IsFinite((float)value),
        _ => Math.Truncate(value) == value && value >= Least(type) && value <= Most(type),
    };

    private static double Least(ElementType type) => type switch
    {
        ElementType.I8 => sbyte.MinValue, ElementType.I16 => short.MinValue, ElementType.I32 => int.MinValue,
        ElementType.I64 => long.MinValue, _ => 0,
    };

    private static double Most(ElementType type) => type switch
    {
        ElementType.I8 => sbyte.MaxValue, ElementType.U8 => byte.MaxValue, ElementType.I16 => short.MaxValue,
        ElementType.U16 => ushort.MaxValue, ElementType.I32 => int.MaxValue, ElementType.U32 => uint.MaxValue,
        ElementType.I64 => long.MaxValue, _ => ulong.MaxValue,
    };

    /// <summary>The element type of a C# type.</summary>
    /// <typeparam name="T">A number of 8 to 64 bits.</typeparam>
    /// <returns>Its element type.</returns>
    /// <exception cref="ArgumentException">T is not an element type.</exception>
    public static ElementType Of<T>() where T : unmanaged =>
        typeof(T) == typeof(double) ? ElementType.F64
        : typeof(T) == typeof(float) ? ElementType.F32
        : typeof(T) == typeof(byte) ? ElementType.U8
        : typeof(T) == typeof(sbyte) ? ElementType.I8
        : typeof(T) == typeof(short) ? ElementType.I16
        : typeof(T) == typeof(ushort) ? ElementType.U16
        : typeof(T) == typeof(int) ? ElementType.I32
        : typeof(T) == typeof(uint) ? ElementType.U32
        : typeof(T) == typeof(long) ? ElementType.I64
        : typeof(T) == typeof(ulong) ? ElementType.U64
        : throw new ArgumentException($"{typeof(T).Name} is not an element type.");

    /// <summary>Checks that a C# type is that of the elements.</summary>
    /// <typeparam name="T">The C# type.</typeparam>
    /// <param name="type">The element type.</param>
    /// <exception cref="ArgumentException">T is not the C# type of the elements.</exception>
    public static void Require<T>(this ElementType type) where T : unmanaged
    {
        if (Of<T>() != type) throw new ArgumentException($"The elements are {type}, not {typeof(T).Name}.");
    }
}
