using PureHDF;
using PureHDF.VOL.Native;

namespace Kaya.NetCdf;

/// <summary>Lists the dimensions, variables and attributes of a netCDF-4 file.</summary>
internal sealed class HdfContents(HdfFile file)
{
    private const int MostDepth = 32, MostObjects = 100_000;
    private const string Renamed = "_nc4_non_coord_";
    private readonly List<HdfEntry> _entries = [];

    public FileContents Read(HdfStream stream)
    {
        Walk(file.Root, "", 0, stream);
        NetCdfAttributes attributes = HdfAttributes.Of(file.Root.Attributes());
        HdfDimensions dimensions = new(file, _entries);
        VariableContents[] variables = [.. _entries.Where(entry => !entry.IsOnlyDimension).Select(entry =>
            Variable(entry, dimensions.Of(entry)))];
        return new FileContents("netCDF-4", dimensions.All, variables, attributes);
    }

    /// <summary>A length as the library gives it, if it is one.</summary>
    public static long Length(ulong length) => length <= 1UL << 60 ? (long)length
        : throw new HdfRefusal($"a dimension of {length} entries");

    private void Walk(NativeGroup group, string path, int depth, HdfStream stream)
    {
        if (depth > MostDepth) throw new HdfRefusal($"groups more than {MostDepth} deep");
        using IEnumerator<IH5Object> children = group.Children().GetEnumerator();
        while (Next(children, stream, out long? headerAt))
        {
            IH5Object child = children.Current;
            if (_entries.Count >= MostObjects) throw new HdfRefusal($"more than {MostObjects} variables");
            string name = path + child.Name;
            if (child is NativeGroup inner) Walk(inner, name + "/", depth + 1, stream);
            else if (child is NativeDataset dataset) _entries.Add(HdfEntry.Of(dataset, name) with { HeaderAt = headerAt });
            else if (child is IH5UnresolvedLink link) throw new HdfRefusal($"{name} is a broken link: {link.Reason?.Message}");
        }
    }

    // The library reads the header of each child in turn, without reporting its position.
    private static bool Next(IEnumerator<IH5Object> children, HdfStream stream, out long? headerAt)
    {
        stream.FirstHeaderAt = null;
        bool isThere = children.MoveNext();
        headerAt = stream.FirstHeaderAt;
        return isThere;
    }

    private VariableContents Variable(HdfEntry entry, IReadOnlyList<NetCdfDimension> dimensions)
    {
        NativeDataset dataset = entry.Dataset;
        // A variable with the name of a dimension it does not use is stored under another name.
        string name = entry.Name.Replace(Renamed, "", StringComparison.Ordinal);
        NetCdfType type = HdfAttributes.TypeOf(dataset.Type);
        Lazy<IVariableStorage> storage = new(() => file.Use(name, HdfFile.ReadsToOpen, stream =>
            HdfStorage.Of(file, entry, name, type, stream)));
        return new VariableContents(name, type, dimensions, HdfAttributes.Of(dataset.Attributes()), storage)
        {
            ReadTexts = type == NetCdfType.Text ? () => file.Use(name, HdfFile.ReadsFor(MostObjects), _ => ReadTexts(dataset)) : null,
        };
    }

    private string[] ReadTexts(NativeDataset dataset)
    {
        // Each text takes at least a reference of its own in the file.
        long texts = Hyperslab.Product([.. dataset.Space.Dimensions.Select(Length)]);
        if (texts > file.Length) throw new HdfRefusal("more texts than the file has bytes");
        return [.. dataset.Read<string[]>().Select(text => text ?? "")];
    }
}
