namespace Kaya.NetCdf;

/// <summary>Refuses links of an HDF5 group to a path or to another file.</summary>
/// <remarks>
/// netCDF-4 has no such links. A link by path may refer to itself, which the HDF5 library would follow until the stack overflows; a link
/// to a file opens
/// that
/// file. Links stand in the header of a group, or one by one in a heap ("HDF5 File Format Specification" 3.0, section IV.A.2.g).
/// </remarks>
internal static class HdfLinks
{
    private const int LinkMessage = 6;

    /// <summary>Checks the data at a position of the file, before the library reads it.</summary>
    /// <returns>Whether it is the header of an object.</returns>
    public static bool RefuseAt(HdfStream file, long position)
    {
        Span<byte> buffer = stackalloc byte[8];
        ReadOnlySpan<byte> first = file.Peek(position, buffer);
        // Reserved bits are checked too, since the data may not be a link.
        if (first is [1, byte form, 1 or 64, ..] && (form & 0xE8) == 8) throw Refusal();
        if (!HdfHeader.IsAt(first)) return false;
        foreach (HdfMessage message in HdfHeader.Messages(file, position))
            // Version, then flags of which bit 3 says that the kind of link follows: 1 is a path, 64 another file.
            if (message.Type == LinkMessage && file.Peek(message.Position, buffer) is [_, byte flags, 1 or 64, ..]
                && (flags & 8) != 0) throw Refusal();
        return true;
    }

    private static HdfRefusal Refusal() => new("a link to a path or to another file", isDamage: false);
}
