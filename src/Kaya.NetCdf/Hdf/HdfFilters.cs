using System.Runtime.InteropServices;
using PureHDF.Filters;

namespace Kaya.NetCdf;

/// <summary>
/// Replacements for filters of the HDF5 library, which unpacks without a limit and shuffles without checking sizes.
/// </summary>
internal static class HdfFilters
{
    // Registered once for the process; the library keeps them.
    private static readonly bool s_areRegistered = Register();

    /// <summary>Ensures that they are registered.</summary>
    public static bool Ensure() => s_areRegistered;

    private static bool Register()
    {
        H5Filter.Register(new Filter(DeflateFilter.Id, "deflate",
            info => ChunkFilters.Inflate(Bytes(info), new byte[ChunkFilters.Room(info.ChunkSize)], info.ChunkSize)));
        H5Filter.Register(new Filter(ShuffleFilter.Id, "shuffle",
            info => ChunkFilters.Unshuffle(Bytes(info), new byte[info.Buffer.Length], info.Parameters is [uint size, ..]
                && size <= int.MaxValue ? (int)size : 0)));
        return true;
    }

    private static ArraySegment<byte> Bytes(FilterInfo info) =>
        MemoryMarshal.TryGetArray(info.Buffer, out ArraySegment<byte> bytes) ? bytes : new ArraySegment<byte>(info.Buffer.ToArray());

    private sealed class Filter(ushort id, string name, Func<FilterInfo, ArraySegment<byte>> undo) : IH5Filter
    {
        public ushort FilterId => id;

        public string Name => name;

        Memory<byte> IH5Filter.Filter(FilterInfo info) => undo(info);

        public uint[] GetParameters(uint[] chunkDimensions, uint typeSize, Dictionary<string, object>? options) =>
            throw new NotSupportedException();
    }
}
