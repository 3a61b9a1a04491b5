namespace Kaya.NetCdf;

/// <summary>What a format's reader finds in a file.</summary>
/// <param name="Format">Name of the format, for people.</param>
/// <param name="Dimensions">All dimensions.</param>
/// <param name="Variables">All variables.</param>
/// <param name="Attributes">Attributes of the file.</param>
internal sealed record FileContents(string Format, IReadOnlyList<NetCdfDimension> Dimensions, IReadOnlyList<VariableContents> Variables,
    NetCdfAttributes Attributes);

/// <summary>What a format's reader finds of one variable.</summary>
/// <param name="Name">Its name, with the path of its group.</param>
/// <param name="Type">How it is stored.</param>
/// <param name="Dimensions">Slowest first.</param>
/// <param name="Attributes">Its attributes.</param>
/// <param name="Storage">Where its values lie; found when it is read first.</param>
internal sealed record VariableContents(string Name, NetCdfType Type, IReadOnlyList<NetCdfDimension> Dimensions,
    NetCdfAttributes Attributes, Lazy<IVariableStorage> Storage)
{
    /// <summary>Reads a variable of texts.</summary>
    public Func<string[]>? ReadTexts { get; init; }
}
