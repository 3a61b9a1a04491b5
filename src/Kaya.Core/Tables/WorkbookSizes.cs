using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using ExcelDataReader;

namespace Kaya.Core;

/// <summary>Sizes that a workbook declares, compared with what it can hold and with <see cref="ReadLimit"/> before its cells are
/// read.</summary>
/// <remarks>A file of one kilobyte may declare 10^10 cells, or texts a thousand times as long as itself.</remarks>
internal static class WorkbookSizes
{
    // Rows of zeros without the names of their cells, the emptiest that is of use, shrink to a 177th. Small parts do no harm.
    private const long Small = 16 << 20, MostExpansion = 400;
    private const int MostRows = 1_048_576, MostColumns = 16_384, BytesOfCell = 8;

    private static ReadOnlySpan<byte> CompoundFile => [0xD0, 0xCF, 0x11, 0xE0];

    /// <summary>Refuses parts of a packed workbook that are too large, and a locked workbook: its key takes as many steps as the file
    /// says.</summary>
    /// <param name="path">For messages.</param>
    /// <param name="stream">The file, at its begin; it is there again afterwards.</param>
    public static void RequireParts(string path, Stream stream)
    {
        Span<byte> first = stackalloc byte[4];
        bool isShort = stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false) < first.Length;
        stream.Position = 0;
        if (isShort) return;
        if (first.SequenceEqual(CompoundFile))
        {
            RequireSectors(path, stream);
            RequireUnlocked(path, stream);
        }
        else if (first.StartsWith("PK"u8)) RequireEntries(path, stream);
        stream.Position = 0;
    }

    /// <summary>Refuses more cells than a sheet can have, or than the limit allows.</summary>
    /// <param name="path">For messages.</param>
    /// <param name="sheet">A reader at the begin of a sheet.</param>
    public static void RequireCells(string path, IExcelDataReader sheet)
    {
        (int rows, int columns) = (sheet.RowCount, sheet.FieldCount);
        SourceLocation where = new(path, Variable: sheet.Name);
        if (rows > MostRows || columns > MostColumns)
            throw Damaged(where, $"at most {MostRows} rows and {MostColumns} columns", $"{rows} rows and {columns} columns");
        ReadLimit.Require((UInt128)Math.Max(0, rows) * (UInt128)Math.Max(0, columns) * BytesOfCell,
            $"a sheet of {rows} rows and {columns} columns", where);
    }

    private static void RequireEntries(string path, Stream stream)
    {
        using ZipArchive zip = new(stream, ZipArchiveMode.Read, leaveOpen: true);
        foreach (ZipArchiveEntry entry in zip.Entries.Where(entry => entry.Length > Small))
        {
            SourceLocation where = new(path, Variable: entry.FullName);
            if (entry.Length / MostExpansion > entry.CompressedLength)
                throw Damaged(where, $"at most {MostExpansion} times the {entry.CompressedLength} bytes that are packed",
                    $"{entry.Length} bytes");
            ReadLimit.Require((UInt128)entry.Length, $"a part of {entry.Length} bytes", where);
        }
    }

    // MS-CFB 2.2: sectors of 512 or 4096 bytes, short ones of 64, and tables of sectors that lie in the file.
    private static void RequireSectors(string path, Stream stream)
    {
        byte[] head = new byte[80];
        bool isShort = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length;
        stream.Position = 0;
        int Short(int at) => BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(at));
        uint Word(int at) => BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(at));
        if (isShort || Short(30) is not (9 or 12) || Short(32) != 6)
            throw Damaged(new SourceLocation(path), "sectors of 512 or 4096 bytes, and short ones of 64", $"exponents {Short(30)} and "
                + $"{Short(32)}");
        long most = (stream.Length >> Short(30)) + 1;
        foreach (int at in (ReadOnlySpan<int>)[40, 44, 64, 72])
            if (Word(at) > most) throw Damaged(new SourceLocation(path), $"tables within the {most} sectors of the file",
                $"{Word(at)} sectors at byte {at}");
    }

    // The name of the stream with the locked workbook stands in a list of streams, which is never packed.
    private static void RequireUnlocked(string path, Stream stream)
    {
        byte[] name = Encoding.Unicode.GetBytes("EncryptedPackage"), part = new byte[1 << 16];
        int kept = 0;
        for (int read; (read = stream.Read(part, kept, part.Length - kept)) > 0;)
        {
            ReadOnlySpan<byte> known = part.AsSpan(0, kept + read);
            if (known.IndexOf(name) >= 0)
                throw new DataFormatException(new Fault("The workbook is locked by a password.", new SourceLocation(path),
                    "a workbook that is not locked", "an encrypted one", "Save it without a password, or as CSV."));
            kept = Math.Min(name.Length - 1, known.Length);
            known[^kept..].CopyTo(part);
        }
    }

    private static DataFormatException Damaged(SourceLocation where, string expected, string found) => new(new Fault(
        "The workbook is damaged.", where, expected, found, "Open it in a spreadsheet and save it again, or as CSV."));
}
