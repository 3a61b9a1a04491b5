using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>The numbers of element types in GDAL (GDALDataType).</summary>
internal static class GdalTypes
{
    private static ReadOnlySpan<ElementType> ByNumber =>
    [
        ElementType.U8, ElementType.U16, ElementType.I16, ElementType.U32, ElementType.I32, ElementType.F32, ElementType.F64,
    ];

    public static int Of(ElementType type) => type switch
    {
        ElementType.U64 => 12,
        ElementType.I64 => 13,
        ElementType.I8 => 14,
        _ => ByNumber.IndexOf(type) + 1,
    };

    /// <summary>The element type of a number; null for complex and unknown types.</summary>
    public static ElementType? Find(int number) => number switch
    {
        >= 1 and <= 7 => ByNumber[number - 1],
        12 => ElementType.U64,
        13 => ElementType.I64,
        14 => ElementType.I8,
        _ => null,
    };
}
