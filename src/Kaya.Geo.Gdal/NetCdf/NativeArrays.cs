using System.Globalization;
using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>Checked calls of the multidimensional part.</summary>
internal static unsafe class NativeArrays
{
    private const int Float32 = 6;
    private const int Int32 = 5;

    public static DimensionHandle Dimension(GroupHandle root, string name, int size, ErrorScope errors) =>
        new(errors.Some(GdalNative.GDALGroupCreateDimension(root.Pointer, name, null, null, (ulong)size, null),
            $"creating the dimension {name}"));

    public static ArrayHandle Doubles(GroupHandle root, string name, ErrorScope errors, params ReadOnlySpan<DimensionHandle> dimensions) =>
        Make(root, name, errors, (GdalNative.Float64, new NativeList()), dimensions);

    /// <summary>
    /// A compressed variable of rows and columns, 64 or 32 bits, in separately compressed blocks of the given rows and columns
    /// own.
    /// </summary>
    public static ArrayHandle Map(GroupHandle root, string name, ErrorScope errors, bool singlePrecision, (int Rows, int Columns) block,
        (DimensionHandle Rows, DimensionHandle Columns) dimensions) =>
        Make(root, name, errors, (singlePrecision ? Float32 : GdalNative.Float64,
            new NativeList("COMPRESS=DEFLATE", "ZLEVEL=2", string.Create(CultureInfo.InvariantCulture,
                $"BLOCKSIZE={block.Rows},{block.Columns}"))), [dimensions.Rows, dimensions.Columns]);

    /// <summary>A variable without values, such as the grid mapping.</summary>
    public static ArrayHandle Holder(GroupHandle root, string name, ErrorScope errors)
    {
        using TypeHandle type = new(GdalNative.GDALExtendedDataTypeCreate(Int32));
        nint none = 0;
        return new ArrayHandle(errors.Some(GdalNative.GDALGroupCreateMDArray(root.Pointer, name, 0, &none, type.Pointer, null),
            $"creating the variable {name}"));
    }

    public static void Text(ArrayHandle array, string name, string text, ErrorScope errors)
    {
        using TypeHandle type = new(GdalNative.GDALExtendedDataTypeCreateString(0));
        using AttributeHandle attribute = new(errors.Some(GdalNative.GDALMDArrayCreateAttribute(array.Pointer, name, 0, null, type.Pointer,
            null), $"creating the attribute {name}"));
        errors.One(GdalNative.GDALAttributeWriteString(attribute.Pointer, text), $"writing the attribute {name}");
    }

    public static void GlobalText(GroupHandle root, string name, string text, ErrorScope errors)
    {
        using TypeHandle type = new(GdalNative.GDALExtendedDataTypeCreateString(0));
        using AttributeHandle attribute = new(errors.Some(GdalNative.GDALGroupCreateAttribute(root.Pointer, name, 0, null, type.Pointer,
            null), $"creating the attribute {name}"));
        errors.One(GdalNative.GDALAttributeWriteString(attribute.Pointer, text), $"writing the attribute {name}");
    }

    public static void Number(ArrayHandle array, string name, double value, ErrorScope errors)
    {
        using TypeHandle type = new(GdalNative.GDALExtendedDataTypeCreate(GdalNative.Float64));
        using AttributeHandle attribute = new(errors.Some(GdalNative.GDALMDArrayCreateAttribute(array.Pointer, name, 0, null, type.Pointer,
            null), $"creating the attribute {name}"));
        errors.One(GdalNative.GDALAttributeWriteDouble(attribute.Pointer, value), $"writing the attribute {name}");
    }

    /// <summary>An attribute of several numbers.</summary>
    public static void Numbers(ArrayHandle array, string name, ReadOnlySpan<double> values, ErrorScope errors)
    {
        using TypeHandle type = new(GdalNative.GDALExtendedDataTypeCreate(GdalNative.Float64));
        ulong count = (ulong)values.Length;
        using AttributeHandle attribute = new(errors.Some(GdalNative.GDALMDArrayCreateAttribute(array.Pointer, name, 1, &count,
            type.Pointer, null),
            $"creating the attribute {name}"));
        fixed (double* numbers = values)
            errors.One(GdalNative.GDALAttributeWriteDoubleArray(attribute.Pointer, numbers, (nuint)values.Length),
                $"writing the attribute {name}");
    }

    public static void Write(ArrayHandle array, ReadOnlySpan<ulong> start, ReadOnlySpan<nuint> count, ReadOnlySpan<double> values,
        ErrorScope errors)
    {
        using TypeHandle type = new(GdalNative.GDALExtendedDataTypeCreate(GdalNative.Float64));
        fixed (ulong* first = start)
        fixed (nuint* many = count)
        fixed (double* data = values)
            errors.One(GdalNative.GDALMDArrayWrite(array.Pointer, first, many, null, null, type.Pointer, data, data,
                (nuint)(values.Length * sizeof(double))), "writing values");
    }

    /// <summary>Writes 32-bit values into a variable of 32 bits: the library would convert values one at a time.</summary>
    public static void WriteSingle(ArrayHandle array, ReadOnlySpan<ulong> start, ReadOnlySpan<nuint> count, ReadOnlySpan<double> values,
        ErrorScope errors)
    {
        float[] singles = new float[values.Length];
        for (int at = 0; at < singles.Length; at++) singles[at] = (float)values[at];
        using TypeHandle type = new(GdalNative.GDALExtendedDataTypeCreate(Float32));
        fixed (ulong* first = start)
        fixed (nuint* many = count)
        fixed (float* data = singles)
            errors.One(GdalNative.GDALMDArrayWrite(array.Pointer, first, many, null, null, type.Pointer, data, data,
                (nuint)(singles.Length * sizeof(float))), "writing values");
    }

    private static ArrayHandle Make(GroupHandle root, string name, ErrorScope errors, (int Type, NativeList Options) layout,
        ReadOnlySpan<DimensionHandle> dimensions)
    {
        using TypeHandle type = new(GdalNative.GDALExtendedDataTypeCreate(layout.Type));
        using NativeList options = layout.Options;
        nint* handles = stackalloc nint[Math.Max(1, dimensions.Length)];
        for (int k = 0; k < dimensions.Length; k++) handles[k] = dimensions[k].Pointer;
        return new ArrayHandle(errors.Some(GdalNative.GDALGroupCreateMDArray(root.Pointer, name, (nuint)dimensions.Length, handles,
            type.Pointer, options.Pointer), $"creating the variable {name}"));
    }
}
