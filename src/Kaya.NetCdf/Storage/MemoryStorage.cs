namespace Kaya.NetCdf;

/// <summary>A small variable with values in the header of the file.</summary>
internal sealed class MemoryStorage(byte[] values, int size, long[] shape) : IVariableStorage
{
    public required bool IsBigEndian { get; init; }

    public void Read(in Hyperslab slab, Span<byte> destination)
    {
        Span<long> index = stackalloc long[Math.Max(1, slab.Rank)];
        index.Clear();
        for (int done = 0; done < destination.Length; done += size)
        {
            long at = 0;
            for (int k = 0; k < slab.Rank; k++) at = (at * shape[k]) + slab.Start[k] + index[k];
            values.AsSpan((int)at * size, size).CopyTo(destination[done..]);
            for (int k = slab.Rank - 1; k >= 0 && ++index[k] == slab.Count[k]; k--) index[k] = 0;
        }
    }
}
