using PureHDF;
using PureHDF.VOL.Native;

namespace Kaya.NetCdf;

/// <summary>One dataset of an HDF5 file, as netCDF-4 sees it: a variable, a dimension, or both.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Name">Its name with its groups.</param>
/// <param name="IsScale">Whether it stands for a dimension.</param>
/// <param name="IsOnlyDimension">Whether it is a dimension without a variable.</param>
/// <param name="Id">The number of the dimension, if it has one.</param>
internal sealed record HdfEntry(NativeDataset Dataset, string Name, bool IsScale, bool IsOnlyDimension, int? Id)
{
    private const string NoVariable = "This is a netCDF dimension but not a netCDF variable";

    /// <summary>Where its header begins in the file; null if unknown.</summary>
    public long? HeaderAt { get; init; }

    /// <summary>Its lengths; none for a single value.</summary>
    public long[] Shape { get; } = Dataset.Space.Type == H5DataspaceType.Simple ? [.. Dataset.Space.Dimensions.Select(HdfContents.Length)]
        : [];

    public static HdfEntry Of(NativeDataset dataset, string name)
    {
        bool isScale = dataset.Space.Rank > 0 && Text(dataset, "CLASS") == "DIMENSION_SCALE";
        bool isOnlyDimension = isScale && (Text(dataset, "NAME") ?? "").StartsWith(NoVariable, StringComparison.Ordinal);
        int? id = isScale && HdfAttributes.Integers(dataset, "_Netcdf4Dimid") is [int number, ..] ? number : null;
        return new HdfEntry(dataset, name, isScale, isOnlyDimension, id);
    }

    private static string? Text(NativeDataset dataset, string attribute) =>
        dataset.AttributeExists(attribute) && dataset.Attribute(attribute) is { Type.Class: H5DataTypeClass.String } text
            ? text.ReadBounded<string[]>().FirstOrDefault()?.TrimEnd('\0') : null;
}

/// <summary>Finds the dimensions of the variables of a netCDF-4 file.</summary>
/// <remarks>
/// netCDF-4 keeps dimensions as HDF5 dimension scales ("The NetCDF-4 format", appendix B of the netCDF users' guide): a dimension without a
/// variable is a scale whose NAME says so, and a variable names its scales in DIMENSION_LIST, or by number in _Netcdf4Coordinates. The
/// length
/// of an unlimited dimension is that of the longest variable on it.
/// </remarks>
internal sealed class HdfDimensions
{
    private readonly HdfFile _file;
    private readonly IReadOnlyList<HdfEntry> _entries;
    private readonly Dictionary<HdfEntry, HdfEntry?[]> _scales = [];
    private readonly Dictionary<HdfEntry, NetCdfDimension> _dimensions = [];
    private readonly Dictionary<NativeObjectReference1, HdfEntry?> _byReference = [];
    private readonly List<NetCdfDimension> _nameless = [];

    public HdfDimensions(HdfFile file, IReadOnlyList<HdfEntry> entries)
    {
        (_file, _entries) = (file, entries);
        foreach (HdfEntry entry in entries) _scales[entry] = ScalesOf(entry);
        foreach (HdfEntry scale in entries.Where(entry => entry.IsScale))
            _dimensions[scale] = new NetCdfDimension(scale.Name, scale.Shape[0],
                scale.Dataset.Space.MaxDimensions is [H5Constants.Unlimited, ..]);
        foreach ((HdfEntry entry, HdfEntry?[] scales) in _scales)
            for (int k = 0; k < scales.Length; k++)
                if (scales[k] is { } scale && _dimensions[scale] is { IsUnlimited: true } known && entry.Shape[k] > known.Length)
                    _dimensions[scale] = known with { Length = entry.Shape[k] };
    }

    /// <summary>All dimensions; those that have no name in the file are numbered.</summary>
    public IReadOnlyList<NetCdfDimension> All => [.. _dimensions.Values, .. _nameless];

    /// <summary>The dimensions of a dataset.</summary>
    public IReadOnlyList<NetCdfDimension> Of(HdfEntry entry)
    {
        List<NetCdfDimension> found = [];
        foreach ((HdfEntry? scale, long length) in _scales[entry].Zip(entry.Shape))
            found.Add(scale is not null && _dimensions[scale] is { } known && known.Length >= length ? known : Nameless(length, found));
        return found;
    }

    private HdfEntry?[] ScalesOf(HdfEntry entry)
    {
        int rank = entry.Shape.Length;
        if (entry.IsScale && rank == 1) return [entry];
        if (HdfAttributes.Integers(entry.Dataset, "_Netcdf4Coordinates") is { } ids && ids.Length == rank)
            return [.. ids.Select(id => _entries.FirstOrDefault(other => other.Id == id))];
        if (entry.Dataset.AttributeExists("DIMENSION_LIST")
            && entry.Dataset.Attribute("DIMENSION_LIST").ReadBounded<NativeObjectReference1[][]>() is { } lists && lists.Length == rank)
            return [.. lists.Select(list => list is [NativeObjectReference1 reference, ..] ? Scale(reference) : null)];
        return new HdfEntry?[rank];
    }

    // The library returns names without groups: scales of the same name are distinguished by shape and number.
    private HdfEntry? Scale(NativeObjectReference1 reference)
    {
        if (!_byReference.TryGetValue(reference, out HdfEntry? found))
        {
            if (_file.Root.Get(reference) is NativeDataset dataset && HdfEntry.Of(dataset, dataset.Name) is var wanted)
                found = _entries.FirstOrDefault(entry => entry.IsScale && entry.Dataset.Name == dataset.Name && entry.Id == wanted.Id
                    && entry.Shape.SequenceEqual(wanted.Shape));
            _byReference[reference] = found;
        }

        return found;
    }

    // As in the netCDF library: dimensions of equal length are merged, except within a variable.
    private NetCdfDimension Nameless(long length, List<NetCdfDimension> taken)
    {
        if (_nameless.Find(dimension => dimension.Length == length && !taken.Contains(dimension)) is { } known) return known;
        NetCdfDimension made = new($"phony_dim_{_nameless.Count}", length, false);
        _nameless.Add(made);
        return made;
    }
}
