namespace Kaya.NetCdf;

/// <summary>The contents of a file, from the reader of its format.</summary>
/// <param name="Format">Display name of the format.</param>
/// <param name="Dimensions">All dimensions.</param>
/// <param name="Variables">All variables.</param>
/// <param name="Attributes">Attributes of the file.</param>
internal sealed record FileContents(string Format, IReadOnlyList<NetCdfDimension> Dimensions, IReadOnlyList<VariableContents> Variables,
    NetCdfAttributes Attributes);

/// <summary>One variable, from the reader of its format.</summary>
/// <param name="Name">Its name, with the path of its group.</param>
/// <param name="Type">How it is stored.</param>
/// <param name="Dimensions">Slowest first.</param>
/// <param name="Attributes">Its attributes.</param>
/// <param name="Storage">Location of its values; determined at the first read.</param>
internal sealed record VariableContents(string Name, NetCdfType Type, IReadOnlyList<NetCdfDimension> Dimensions,
    NetCdfAttributes Attributes, Lazy<IVariableStorage> Storage)
{
    /// <summary>Reads a variable of texts.</summary>
    public Func<string[]>? ReadTexts { get; init; }
}
