namespace Kaya.Core;

/// <summary>What a safetensors file holds: named arrays and a few words about them.</summary>
public sealed class SafetensorsFile
{
    internal SafetensorsFile(
        IReadOnlyDictionary<string, StateArray> arrays, IReadOnlyDictionary<string, string> metadata, bool isVerified) =>
        (Arrays, Metadata, IsVerified) = (arrays, metadata, isVerified);

    /// <summary>The arrays by name, in ordinal order.</summary>
    public IReadOnlyDictionary<string, StateArray> Arrays { get; }

    /// <summary>Free text by key; the digest that <see cref="Safetensors.Write"/> adds is not among them.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>True when the file carries Kaya's digest (it was checked); false for a file written by another program.</summary>
    public bool IsVerified { get; }
}
