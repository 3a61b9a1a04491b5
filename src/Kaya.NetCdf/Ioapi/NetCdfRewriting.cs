using System.Collections.Frozen;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.NetCdf;

/// <summary>Writes a file again with other values in some of its fields: same dimensions, variables, attributes and order.</summary>
/// <remarks>
/// An emission file that was corrected this way takes the place of the one it was made from. The new file is of a classic format, whatever
/// the old one is. Fields that were stored as integers, packed or not, are written as floats: corrected values need not fit into them.
/// </remarks>
public static class NetCdfRewriting
{
    // What says how integers stand for values.
    private static readonly FrozenSet<string> s_packing =
        new[] { "scale_factor", "add_offset", "_FillValue", "missing_value", "valid_min", "valid_max", "valid_range", "_Unsigned" }
            .ToFrozenSet();

    /// <summary>Writes a file. It appears whole or not at all.</summary>
    /// <param name="path">The file to appear; not the one that is read.</param>
    /// <param name="source">The open file whose form is kept.</param>
    /// <param name="fields">Fields of the same names, grids, times and levels, from whose values are written; variables that are no field
    /// in it are copied.</param>
    /// <param name="history">A line to be put before the attribute HISTORY of the file; null for none.</param>
    /// <exception cref="DataFormatException">A file of groups or of texts of any length, which the classic formats do not have.</exception>
    /// <exception cref="GridMismatchException">A field with another grid, or other numbers of steps or levels.</exception>
    /// <exception cref="ResourceException">No room on the disk, or the folder cannot be written to; nothing is left.</exception>
    public static void Write(string path, NetCdfFile source, IFieldSource fields, string? history = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(fields);
        if (Path.GetFullPath(path) == Path.GetFullPath(source.Path))
            throw new ArgumentException("The file cannot be written over itself.", nameof(path));
        Dictionary<string, (NetCdfField Field, int Index)> replaced = Replaced(source, fields);
        ClassicLayout layout = new([.. source.Dimensions.Select((dimension, at) => dimension with
            {
                IsUnlimited = at == Record(source),
            })],
            [.. WithHistory(source.Attributes, history)],
            [.. InOrder(source).Select(variable => Like(source, variable, replaced.ContainsKey(variable.Name)))]);
        ClassicWriter.Write(path, layout, (part, values) =>
        {
            NetCdfVariable variable = source.Variable(part.Variable.Name);
            if (replaced.TryGetValue(variable.Name, out (NetCdfField Field, int Index) field))
                field.Field.Write(fields, field.Index, part, isPacked: !IsInteger(variable.Type), values);
            else Copy(variable, part, values);
        });
    }

    private static ClassicVariable Like(NetCdfFile source, NetCdfVariable variable, bool isReplaced)
    {
        NetCdfType kind = Kind(source, variable);
        bool isFloat = isReplaced && IsInteger(kind);
        return new ClassicVariable(variable.Name, isFloat ? NetCdfType.Float : kind,
            [.. variable.Dimensions.Select(dimension => dimension.Name)],
            [.. variable.Attributes.All.Where(attribute => IsKept(attribute) && !(isFloat && s_packing.Contains(attribute.Name)))]);
    }

    private static bool IsInteger(NetCdfType type) => type is not (NetCdfType.Float or NetCdfType.Double);

    private static Dictionary<string, (NetCdfField Field, int Index)> Replaced(NetCdfFile source, IFieldSource fields)
    {
        Dictionary<string, (NetCdfField, int)> replaced = [];
        for (int k = 0; k < fields.Fields.Count; k++)
        {
            FieldDescription wanted = fields.Fields[k];
            NetCdfField field = NetCdfField.Read(source, source.Variable(wanted.Name), new RasterReadOptions { Crs = wanted.Grid.Crs },
                mayLackUnit: true);
            FieldDescription found = field.Description;
            wanted.Grid.RequireMatch(found.Grid, $"Writing {wanted.Name} into the form of {source.Path}");
            if ((wanted.TimeCount, wanted.LevelCount) != (found.TimeCount, found.LevelCount))
                throw new GridMismatchException(new Fault("A field does not have the steps and levels of the file it is written like.",
                    new SourceLocation(source.Path, Variable: wanted.Name), $"{found.TimeCount} steps, {found.LevelCount} levels",
                    $"{wanted.TimeCount} steps, {wanted.LevelCount} levels", "Use the file that the field was made from."));
            replaced[wanted.Name] = (field, k);
        }

        return replaced;
    }

    // Links of a netCDF-4 file may come in any order: an IOAPI file says its own.
    private static IEnumerable<NetCdfVariable> InOrder(NetCdfFile source)
    {
        if (source.Attributes.Find("VAR-LIST") is not { Texts: [string list, ..] }) return source.Variables;
        List<string> names = ["TFLAG", .. list.Chunk(16).Select(name => new string(name).Trim())];
        return source.Variables.OrderBy(variable => names.IndexOf(variable.Name) is >= 0 and int at ? at : int.MaxValue);
    }

    // The classic formats have one unlimited dimension: the first that is, and leads every variable that has it.
    private static int Record(NetCdfFile source)
    {
        for (int k = 0; k < source.Dimensions.Count; k++)
            if (source.Dimensions[k] is { IsUnlimited: true } dimension
                && source.Variables.All(variable => variable.Dimensions.Skip(1).All(other => other != dimension))) return k;
        return -1;
    }

    private static IEnumerable<NetCdfAttribute> WithHistory(NetCdfAttributes attributes, string? history)
    {
        bool isThere = false;
        foreach (NetCdfAttribute attribute in attributes.All.Where(IsKept))
        {
            bool isHistory = history is not null && attribute.Name.Equals("history", StringComparison.OrdinalIgnoreCase)
                && attribute.Numbers.IsEmpty;
            isThere |= isHistory;
            yield return isHistory ? NetCdfAttribute.Of(attribute.Name, $"{history}\n{attribute}".TrimEnd('\n')) : attribute;
        }

        if (history is not null && !isThere) yield return NetCdfAttribute.Of("HISTORY", history);
    }

    private static bool IsKept(NetCdfAttribute attribute) => attribute.Type != NetCdfType.Other
        && (!attribute.Numbers.IsEmpty || !attribute.Texts.IsEmpty);

    private static NetCdfType Kind(NetCdfFile source, NetCdfVariable variable) =>
        variable.Type is not (NetCdfType.Text or NetCdfType.Other) && !variable.Name.Contains('/', StringComparison.Ordinal)
            ? variable.Type : throw new DataFormatException(new Fault("The file cannot be written again in a classic format.",
                new SourceLocation(source.Path, Variable: variable.Name), "variables of numbers or characters, without groups",
                variable.ToString(), "Take the variable out: ncks -x -v NAME."));

    private static void Copy(NetCdfVariable variable, ClassicPart part, Span<double> values)
    {
        byte[] stored = new byte[values.Length * variable.Type.Size()];
        variable.ReadStoredBytes(part.Start.AsSpan(), part.Count.AsSpan(), stored);
        Numbers.ToDoubles(stored, variable.Type, values);
    }
}
