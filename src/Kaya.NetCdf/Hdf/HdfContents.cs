using PureHDF;
using PureHDF.Selections;
using PureHDF.VOL.Native;

namespace Kaya.NetCdf;

/// <summary>Lists the dimensions, variables and attributes of a netCDF-4 file.</summary>
/// <remarks>
/// netCDF-4 keeps dimensions as HDF5 dimension scales ("The NetCDF-4 format", appendix B of the netCDF users' guide): a dimension without a
/// variable is a scale whose NAME says so, and a variable names its scales in DIMENSION_LIST, or by number in _Netcdf4Coordinates.
/// </remarks>
internal sealed class HdfContents(HdfFile file)
{
    private const string NoVariable = "This is a netCDF dimension but not a netCDF variable";
    private const int MostDepth = 32, MostObjects = 100_000;
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<NativeObjectReference1, Entry> _byReference = [];
    private readonly List<NetCdfDimension> _nameless = [];

    public FileContents Read()
    {
        Walk(file.Root, "", 0);
        List<NetCdfAttribute> attributes = [.. HdfAttributes.Of(file.Root.Attributes()).All];
        VariableContents[] variables = [.. _entries.Where(entry => !entry.IsOnlyDimension).Select(Variable)];
        return new FileContents("netCDF-4", [.. _entries.Select(entry => entry.Dimension).OfType<NetCdfDimension>(), .. _nameless], variables, new NetCdfAttributes(attributes));
    }

    /// <summary>A length as the library gives it, if it is one.</summary>
    public static long Length(ulong length) => length <= 1UL << 60 ? (long)length : throw new HdfRefusal($"a dimension of {length} entries");

    private void Walk(NativeGroup group, string path, int depth)
    {
        if (depth > MostDepth) throw new HdfRefusal($"groups more than {MostDepth} deep");
        foreach (IH5Object child in group.Children())
        {
            if (_entries.Count >= MostObjects) throw new HdfRefusal($"more than {MostObjects} variables");
            string name = path + child.Name;
            if (child is NativeGroup inner) Walk(inner, name + "/", depth + 1);
            else if (child is NativeDataset dataset) _entries.Add(EntryOf(dataset, name));
            else if (child is IH5UnresolvedLink link) throw new HdfRefusal($"{name}: {link.Reason?.Message ?? "a link to nothing"}");
        }
    }

    private static Entry EntryOf(NativeDataset dataset, string name)
    {
        bool isScale = Text(dataset, "CLASS") == "DIMENSION_SCALE";
        bool isOnlyDimension = isScale && (Text(dataset, "NAME") ?? "").StartsWith(NoVariable, StringComparison.Ordinal);
        int? id = isScale && HdfAttributes.Integers(dataset, "_Netcdf4Dimid") is [int number, ..] ? number : null;
        NetCdfDimension? dimension = isScale && dataset.Space.Rank > 0
            ? new NetCdfDimension(name, Length(dataset.Space.Dimensions[0]), dataset.Space.MaxDimensions is [H5Constants.Unlimited, ..]) : null;
        return new Entry(dataset, name, dimension, isOnlyDimension, id);
    }

    private static string? Text(NativeDataset dataset, string attribute) =>
        dataset.AttributeExists(attribute) && dataset.Attribute(attribute) is { Type.Class: H5DataTypeClass.String } text ? text.Read<string[]>().FirstOrDefault()?.TrimEnd('\0') : null;

    private VariableContents Variable(Entry entry)
    {
        NativeDataset dataset = entry.Dataset;
        string name = entry.Name.StartsWith("_nc4_non_coord_", StringComparison.Ordinal) ? entry.Name["_nc4_non_coord_".Length..] : entry.Name;
        NetCdfType type = HdfAttributes.TypeOf(dataset.Type);
        NetCdfDimension[] dimensions = dataset.Space.Type == H5DataspaceType.Simple ? Dimensions(entry) : [];
        bool hasNone = type.Size() == 0 || dataset.Space.Type == H5DataspaceType.Null;
        Lazy<IVariableStorage> storage = new(() => file.Use(name, HdfFile.ReadsToOpen, _ => Storage(dataset, name, hasNone ? NetCdfType.Byte : type)));
        return new VariableContents(name, type, dimensions, HdfAttributes.Of(dataset.Attributes()), storage)
        {
            ReadTexts = type == NetCdfType.Text ? () => file.Use(name, HdfFile.ReadsFor(MostObjects), _ => ReadTexts(dataset)) : null,
        };
    }

    private string[] ReadTexts(NativeDataset dataset)
    {
        // Each text takes at least a reference of its own in the file.
        if (Hyperslab.Product([.. dataset.Space.Dimensions.Select(Length)]) > file.Length) throw new HdfRefusal("more texts than the file has bytes");
        return [.. dataset.Read<string[]>().Select(text => text ?? "")];
    }

    private NetCdfDimension[] Dimensions(Entry entry)
    {
        NativeDataset dataset = entry.Dataset;
        long[] shape = [.. dataset.Space.Dimensions.Select(Length)];
        if (entry.Dimension is { } own && shape.Length == 1) return [own];
        NetCdfDimension?[] found = new NetCdfDimension?[shape.Length];
        if (HdfAttributes.Integers(dataset, "_Netcdf4Coordinates") is { } ids && ids.Length == shape.Length)
            found = [.. ids.Select(id => _entries.Find(other => other.Id == id)?.Dimension)];
        else if (dataset.AttributeExists("DIMENSION_LIST") && dataset.Attribute("DIMENSION_LIST").Read<NativeObjectReference1[][]>() is { } lists && lists.Length == shape.Length)
            found = [.. lists.Select(list => list is [NativeObjectReference1 reference, ..] ? Scale(reference)?.Dimension : null)];
        return [.. found.Select((dimension, k) => dimension is not null && dimension.Length >= shape[k] ? dimension : Nameless(shape[k]))];
    }

    private Entry? Scale(NativeObjectReference1 reference)
    {
        if (_byReference.TryGetValue(reference, out Entry? known)) return known;
        // The library gives the name without its groups; a scale lies in the group of the variable or above.
        Entry? found = file.Root.Get(reference) is NativeDataset dataset ? _entries.Find(entry => entry.Dimension is not null && Same(entry.Dataset, dataset)) : null;
        if (found is not null) _byReference[reference] = found;
        return found;
    }

    private static bool Same(NativeDataset one, NativeDataset other) => one.Name == other.Name && one.Space.Dimensions.AsSpan().SequenceEqual(other.Space.Dimensions)
        && HdfAttributes.Integers(one, "_Netcdf4Dimid") is var first && HdfAttributes.Integers(other, "_Netcdf4Dimid") is var second && first.AsSpan().SequenceEqual(second);

    private NetCdfDimension Nameless(long length)
    {
        if (_nameless.Find(dimension => dimension.Length == length) is { } known) return known;
        NetCdfDimension made = new($"phony_dim_{_nameless.Count}", length, false);
        _nameless.Add(made);
        return made;
    }

    private IVariableStorage Storage(NativeDataset dataset, string name, NetCdfType type)
    {
        int size = type.Size();
        long[] extents = [.. dataset.Space.Dimensions.Select(Length)];
        byte[] fill = dataset.FillValue.Value is { } written && written.Length == size ? written : new byte[size];
        bool isBigEndian = size > 1 && IsBigEndian(dataset);
        if (extents.Contains(0)) return new FillStorage(fill) { IsBigEndian = isBigEndian };
        return dataset.Layout.Class switch
        {
            H5DataLayoutClass.Chunked => new ChunkedStorage(file, dataset, name, size, fill) { IsBigEndian = isBigEndian },
            H5DataLayoutClass.Contiguous => Contiguous(dataset, name, (size, extents), fill, isBigEndian),
            H5DataLayoutClass.Compact => new MemoryStorage(Compact(dataset, size, extents), size, extents) { IsBigEndian = isBigEndian },
            _ => throw HdfFaults.NotRead(file.Path, name, "values that lie in other files (virtual storage)"),
        };
    }

    private static byte[] Compact(NativeDataset dataset, int size, long[] extents)
    {
        // What stands in a header has at most 64 kB.
        long bytes = Hyperslab.Product(extents) * size;
        if (bytes > ushort.MaxValue) throw new HdfRefusal($"{bytes} bytes in a header");
        byte[] values = new byte[bytes];
        dataset.Read(values.AsSpan());
        return values;
    }

    private IVariableStorage Contiguous(NativeDataset dataset, string name, (int Size, long[] Extents) form, byte[] fill, bool isBigEndian)
    {
        // The library does not say where the values lie; the place where it reads the first one does.
        long? first = file.Use(name, 1000, stream =>
        {
            stream.FirstValueAt = null;
            stream.OnlyValues = true;
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
        if (first is not { } offset) return new FillStorage(fill) { IsBigEndian = isBigEndian };
        UInt128 bytes = form.Extents.Aggregate((UInt128)form.Size, (product, extent) => product * (UInt128)extent);
        if (bytes > (UInt128)(file.Length - offset)) throw new HdfRefusal($"{name} has {string.Join(" x ", form.Extents)} values, and the file {file.Length} bytes");
        return new LinearStorage(file.Handle, new Core.SourceLocation(file.Path, Variable: name), offset, form.Size, form.Extents) { IsBigEndian = isBigEndian };
    }

    // The library tells the byte order by refusing it, before anything is read.
    private static bool IsBigEndian(NativeDataset dataset)
    {
        try
        {
            dataset.Read(Span<float>.Empty, new NoneSelection());
            return false;
        }
        catch (Exception refusal) when (refusal is not HdfRefusal)
        {
            // Other refusals concern the type: single precision is asked for whatever the variable has.
            if (refusal.Message.StartsWith("VAX", StringComparison.Ordinal)) throw new HdfRefusal("the byte order of a VAX", isDamage: false);
            return refusal.Message.StartsWith("Byte order conversion", StringComparison.Ordinal);
        }
    }

    private sealed record Entry(NativeDataset Dataset, string Name, NetCdfDimension? Dimension, bool IsOnlyDimension, int? Id);
}
