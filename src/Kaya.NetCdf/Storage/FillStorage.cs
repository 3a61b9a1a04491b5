namespace Kaya.NetCdf;

/// <summary>A variable without written values: every value is the fill value.</summary>
internal sealed class FillStorage(byte[] value) : IVariableStorage
{
    public required bool IsBigEndian { get; init; }

    public void Read(in Hyperslab slab, Span<byte> destination) => Fill(destination, value);

    public static void Fill(Span<byte> destination, ReadOnlySpan<byte> value)
    {
        for (int at = 0; at < destination.Length; at += value.Length) value.CopyTo(destination[at..]);
    }
}
