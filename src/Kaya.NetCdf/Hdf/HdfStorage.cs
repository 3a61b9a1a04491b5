using Kaya.Core;
using PureHDF;
using PureHDF.Selections;
using PureHDF.VOL.Native;

namespace Kaya.NetCdf;

/// <summary>Finds the location of the values of an HDF5 dataset.</summary>
internal static class HdfStorage
{
    public static IVariableStorage Of(HdfFile file, HdfEntry entry, string name, NetCdfType type, HdfStream stream)
    {
        NativeDataset dataset = entry.Dataset;
        if (type.Size() == 0 || dataset.Space.Type == H5DataspaceType.Null) return new FillStorage([0]) { IsBigEndian = false };
        int size = type.Size();
        long[] extents = entry.Shape;
        byte[] fill = dataset.FillValue.Value is { } written && written.Length == size ? written : new byte[size];
        bool isBigEndian = size > 1 && IsBigEndian(dataset);
        if (extents.Contains(0)) return new FillStorage(fill) { IsBigEndian = isBigEndian };
        return dataset.Layout.Class switch
        {
            H5DataLayoutClass.Chunked => new ChunkedStorage(file, entry, name, size, fill, stream) { IsBigEndian = isBigEndian },
            H5DataLayoutClass.Contiguous => Contiguous(file, dataset, name, (size, extents)) is { } linear
                ? new LinearStorage(file.Handle, new SourceLocation(file.Path, Variable: name), linear, size,
                    extents) { IsBigEndian = isBigEndian }
                : new FillStorage(fill) { IsBigEndian = isBigEndian },
            H5DataLayoutClass.Compact => new MemoryStorage(Compact(dataset, size, extents), size, extents) { IsBigEndian = isBigEndian },
            _ => throw HdfFaults.NotRead(file.Path, name, "values stored in other files (virtual storage)"),
        };
    }

    private static byte[] Compact(NativeDataset dataset, int size, long[] extents)
    {
        // Data in a header have at most 64 kB.
        long bytes = Hyperslab.Product(extents) * size;
        if (bytes > ushort.MaxValue) throw new HdfRefusal($"{bytes} bytes in a header");
        byte[] values = new byte[bytes];
        dataset.Read(values.AsSpan());
        return values;
    }

    // The location of the values; null if none were written.
    private static long? Contiguous(HdfFile file, NativeDataset dataset, string name, (int Size, long[] Extents) form)
    {
        // The library does not provide it; it follows from the position of its first read.
        long? first = file.Use(name, 1000, stream =>
        {
            (stream.FirstValueAt, stream.OnlyValues) = (null, true);
            try
            {
                int rank = form.Extents.Length;
                Selection? one = rank == 0 ? null : new HyperslabSelection(rank, new ulong[rank], [.. Enumerable.Repeat(1UL, rank)]);
                dataset.Read(new byte[form.Size].AsSpan(), one);
                return stream.FirstValueAt;
            }
            finally
            {
                stream.OnlyValues = false;
            }
        });
        if (first is not { } offset) return null;
        UInt128 bytes = form.Extents.Aggregate((UInt128)form.Size, (product, extent) => product * (UInt128)extent);
        return bytes <= (UInt128)(file.Length - offset) ? offset
            : throw new HdfRefusal($"{string.Join(" x ", form.Extents)} values from byte {offset} on, and {file.Length} bytes in the file");
    }

    // The library refuses the other byte order before reading, which reveals the byte order.
    private static bool IsBigEndian(NativeDataset dataset)
    {
        try
        {
            dataset.Read(Span<float>.Empty, new NoneSelection());
            return false;
        }
        catch (Exception refusal) when (refusal is not HdfRefusal)
        {
            // Other refusals concern the type, since single precision is always requested.
            if (refusal.Message.StartsWith("VAX", StringComparison.Ordinal)) throw new HdfRefusal("the byte order of a VAX",
                isDamage: false);
            return refusal.Message.StartsWith("Byte order conversion", StringComparison.Ordinal);
        }
    }
}
