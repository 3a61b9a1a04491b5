namespace Kaya.NetCdf;

/// <summary>Storage of the values of one variable, in any format.</summary>
internal interface IVariableStorage
{
    /// <summary>Whether the bytes of a value are stored most significant first.</summary>
    bool IsBigEndian { get; }

    /// <summary>Reads the stored values of a hyperslab, the last dimension fastest.</summary>
    /// <param name="slab">Inside the variable.</param>
    /// <param name="destination">Receives all its values.</param>
    void Read(in Hyperslab slab, Span<byte> destination);
}
