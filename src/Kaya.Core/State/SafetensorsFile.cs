namespace Kaya.Core;

/// <summary>The content of a safetensors file: named arrays and metadata.</summary>
public sealed class SafetensorsFile
{
    internal SafetensorsFile(
        IReadOnlyDictionary<string, StateArray> arrays, IReadOnlyDictionary<string, string> metadata, bool isVerified) =>
        (Arrays, Metadata, IsVerified) = (arrays, metadata, isVerified);

    /// <summary>The arrays by name, in ordinal order.</summary>
    public IReadOnlyDictionary<string, StateArray> Arrays { get; }

    /// <summary>Text by key, without the digest that <see cref="Safetensors.Write"/> adds.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Whether the file has Kaya's digest and matches it; false for files of other programs, which have none.</summary>
    public bool IsVerified { get; }
}
