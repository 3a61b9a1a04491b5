namespace Kaya.NetCdf;

/// <summary>Where the values of one variable lie, whatever the format.</summary>
internal interface IVariableStorage
{
    /// <summary>Whether the bytes of a value are stored most significant first.</summary>
    bool IsBigEndian { get; }

    /// <summary>Reads a hyperslab as it is stored, the last dimension fastest.</summary>
    /// <param name="slab">Inside the variable.</param>
    /// <param name="destination">Room for all its values.</param>
    void Read(in Hyperslab slab, Span<byte> destination);
}
