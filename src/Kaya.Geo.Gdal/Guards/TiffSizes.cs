using System.Buffers.Binary;

namespace Kaya.Geo.Gdal;

/// <summary>Sizes of tiles and strips that a TIFF file declares (TIFF 6.0, and BigTIFF).</summary>
internal static class TiffSizes
{
    private const int MostDirectories = 10_000, MostPieces = 1_000_000;

    /// <summary>Refuses tiles or strips that cannot be.</summary>
    public static void Require(GuardedFile file)
    {
        ReadOnlySpan<byte> head = file.Peek(0, 16);
        if (head.Length < 8) return;
        Form form = new(head[0] == 'I', head[head[0] == 'I' ? 2 : 3] == 43);
        if (form.IsBig && head.Length < 16) return;
        long at = form.IsBig ? form.Long(head[8..]) : form.Int(head[4..]);
        HashSet<long> seen = [];
        while (at > 0 && at < file.Length)
        {
            if (!seen.Add(at)) throw DeclaredSizes.Damaged(file, $"directories that follow each other in a loop, at byte {at}",
                "each directory once");
            if (seen.Count > MostDirectories) throw DeclaredSizes.Damaged(file, $"more than {MostDirectories} directories",
                "one for each map, mask and overview");
            Directory directory = Read(file, form, at, out at);
            Require(file, directory);
            RequireWhole(file, form, directory);
        }
    }

    private static Directory Read(GuardedFile file, Form form, long at, out long next)
    {
        Directory directory = new();
        next = 0;
        ReadOnlySpan<byte> head = file.Peek(at, 8);
        if (head.Length < (form.IsBig ? 8 : 2)) return directory;
        long entries = form.IsBig ? form.Long(head) : form.Short(head);
        int size = form.IsBig ? 20 : 12, start = form.IsBig ? 8 : 2;
        if (entries < 0 || entries > (file.Length - at) / size) return directory;
        for (long entry = 0; entry < entries; entry++)
        {
            ReadOnlySpan<byte> bytes = file.Peek(at + start + (entry * size), size);
            if (bytes.Length < size) return directory;
            long count = form.IsBig ? form.Long(bytes[4..]) : form.Int(bytes[4..]);
            ReadOnlySpan<byte> value = bytes[(form.IsBig ? 12 : 8)..];
            directory.Find(form.Short(bytes), new Numbers(count, form.Short(bytes[2..]),
                at + start + (entry * size) + (form.IsBig ? 12 : 8)));
            directory.Set(form.Short(bytes), count, form.Short(bytes[2..]) switch
            {
                1 => value[0], 3 => form.Short(value), 4 => form.Int(value), 16 when form.IsBig => form.Long(value), _ => 0,
            }, form.IsBig ? form.Long(value) : form.Int(value));
        }

        if (directory.BitsAt is { } bits && file.Peek(bits, 2) is { Length: 2 } first) directory.Set(258, 1, form.Short(first), 0);
        ReadOnlySpan<byte> following = file.Peek(at + start + (entries * size), 8);
        if (following.Length >= (form.IsBig ? 8 : 4)) next = form.IsBig ? form.Long(following) : form.Int(following);
        return directory;
    }

    private static void Require(GuardedFile file, Directory directory)
    {
        (long columns, long rows) = (directory.Columns, directory.Rows);
        if (columns <= 0 || rows <= 0) return;
        bool isTiled = directory.TileColumns > 0;
        long width = isTiled ? directory.TileColumns : columns;
        long height = isTiled ? directory.TileRows : directory.StripRows is > 0 and var some ? Math.Min(some, rows) : rows;
        if (height <= 0 || width < 0) return;
        int bands = directory.IsPlanar ? 1 : directory.Bands;
        UInt128 bytes = (UInt128)width * (UInt128)height * (UInt128)bands * (UInt128)directory.Bits / 8;
        // Rows of an uncompressed strip are read one by one.
        if (isTiled || directory.Compression != 1) DeclaredSizes.Require(file, bytes, Ratio(directory.Compression),
            $"{(isTiled ? "tiles" : "strips")} of {height} x {width} cells and {bands} bands of {directory.Bits} bits");
        UInt128 pieces = (((UInt128)columns + (UInt128)width - 1) / (UInt128)width)
            * (((UInt128)rows + (UInt128)height - 1) / (UInt128)height) * (UInt128)(directory.IsPlanar ? directory.Bands : 1);
        if (pieces <= MostPieces || pieces <= (UInt128)directory.Pieces) return;
        throw DeclaredSizes.Damaged(file, $"{rows} x {columns} cells in {pieces} tiles or strips, and a list of {directory.Pieces}",
            "an entry of the list for each of them");
    }

    // Pieces that begin or end behind the end of the file: it was cut off. Sparse pieces are at byte 0. Some writers give uncompressed
    // pieces lengths that are too large, which the library corrects.
    private static void RequireWhole(GuardedFile file, Form form, Directory directory)
    {
        int pieces = (int)Math.Min(Math.Min(directory.Offsets.Count, directory.Lengths.Count), MostPieces);
        long[] offsets = All(file, form, directory.Offsets, pieces), lengths = All(file, form, directory.Lengths, pieces);
        for (int piece = 0; piece < pieces; piece++)
        {
            long needed = directory.Compression == 1 ? Math.Min(lengths[piece], 1) : lengths[piece];
            if (offsets[piece] <= 0 || needed <= 0 || needed <= file.Length - offsets[piece]) continue;
            throw DeclaredSizes.Damaged(file, $"tile or strip {piece} of {lengths[piece]} bytes at byte {offsets[piece]} of {file.Length}",
                "all tiles and strips within the file");
        }
    }

    // The numbers of a list, which stands in the directory itself if it fits there. What lies behind the end of the file is 0.
    private static long[] All(GuardedFile file, Form form, Numbers list, int count)
    {
        long[] all = new long[count];
        int size = list.Type switch { 3 => 2, 4 => 4, 16 => 8, _ => 0 }, pointer = form.IsBig ? 8 : 4;
        if (size == 0) return all;
        long start = list.At;
        if (list.Count > pointer / size)
        {
            ReadOnlySpan<byte> there = file.Peek(list.At, pointer);
            if (there.Length < pointer) return all;
            start = form.IsBig ? form.Long(there) : form.Int(there);
        }

        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> bytes = file.Peek(start + ((long)i * size), size);
            if (bytes.Length == size) all[i] = size switch { 2 => form.Short(bytes), 4 => form.Int(bytes), _ => form.Long(bytes) };
        }

        return all;
    }

    // Most that one byte can become, by the code of each compression: none, LZW, deflate (RFC 1951), PackBits.
    private static int Ratio(int compression) => compression switch { 1 => 1, 5 => 4096, 8 or 32946 => 1032, 32773 => 128, _ => 0 };

    private readonly record struct Form(bool IsLittle, bool IsBig)
    {
        public int Short(ReadOnlySpan<byte> at) => IsLittle ? BinaryPrimitives.ReadUInt16LittleEndian(at)
            : BinaryPrimitives.ReadUInt16BigEndian(at);

        public long Int(ReadOnlySpan<byte> at) => IsLittle ? BinaryPrimitives.ReadUInt32LittleEndian(at)
            : BinaryPrimitives.ReadUInt32BigEndian(at);

        public long Long(ReadOnlySpan<byte> at) => IsLittle ? BinaryPrimitives.ReadInt64LittleEndian(at)
            : BinaryPrimitives.ReadInt64BigEndian(at);
    }

    private readonly record struct Numbers(long Count, int Type, long At);

    private sealed class Directory
    {
        /// <summary>Where tiles or strips begin.</summary>
        public Numbers Offsets { get; private set; }

        /// <summary>Bytes of each.</summary>
        public Numbers Lengths { get; private set; }

        public long Columns { get; private set; }

        public long Rows { get; private set; }

        public long TileColumns { get; private set; }

        public long TileRows { get; private set; }

        public long StripRows { get; private set; }

        public long Pieces { get; private set; }

        public int Bits { get; private set; } = 1;

        public int Bands { get; private set; } = 1;

        public int Compression { get; private set; } = 1;

        public bool IsPlanar { get; private set; }

        // Where the bits of several bands stand; null if in the directory itself.
        public long? BitsAt { get; private set; }

        public void Find(int tag, Numbers list)
        {
            if (tag is 273 or 324) Offsets = list;
            else if (tag is 279 or 325) Lengths = list;
        }

        public void Set(int tag, long count, long value, long offset)
        {
            switch (tag)
            {
                case 256: Columns = value; break;
                case 257: Rows = value; break;
                // They are the same for all bands that GDAL reads.
                case 258:
                    Bits = (int)Math.Min(value, 256);
                    BitsAt = count > 2 ? offset : null;
                    break;
                case 259: Compression = (int)Math.Min(value, 65535); break;
                case 277: Bands = (int)Math.Min(value, 65535); break;
                case 278: StripRows = value; break;
                case 284: IsPlanar = value == 2; break;
                case 322: TileColumns = value; break;
                case 323: TileRows = value; break;
                case 273 or 324: Pieces = count; break;
                default: break;
            }
        }
    }
}
