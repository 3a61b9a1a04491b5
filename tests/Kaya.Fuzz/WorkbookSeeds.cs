using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Kaya.Core.Tests;

namespace Kaya.Fuzz;

/// <summary>Small workbooks: XLSX, packed and not, and XLS in its oldest form and in a compound file.</summary>
internal static class WorkbookSeeds
{
    // Texts that are not packed are reached by the mutations; the reader does not compare check sums.
    public static byte[][] Xlsx { get; } = [Zip(CompressionLevel.NoCompression), Zip(CompressionLevel.Optimal)];

    public static byte[][] Xls { get; } = [Old, Compound(Book)];

    private static byte[] Zip(CompressionLevel level) => WorkbookFile.Of("<dimension ref=\"A1:C2\"/><sheetData><row r=\"1\"><c r=\"A1\""
        + " t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"s\"><v>2</v></c></row><row r=\"2\">"
        + WorkbookFile.Cell("A2", "A") + "<c r=\"B2\" s=\"1\"><v>45352</v></c><c r=\"C2\"><v>5.5</v></c></row></sheetData>",
        ["code", "day", "co2 [t]"], level);

    // BIFF2 is a stream of records without a container: begin, two texts, a number, end.
    private static byte[] Old => [.. Record(0x0009, [2, 0, 0x10, 0]), .. Record(0x0004, [0, 0, 0, 0, 0, 0, 0, 1, (byte)'a']),
        .. Record(0x0004, [0, 0, 1, 0, 0, 0, 0, 1, (byte)'b']), .. Record(0x0003, [1, 0, 0, 0, 0, 0, 0, .. Number(5.5)]),
        .. Record(0x0003, [1, 0, 1, 0, 0, 0, 0, .. Number(7)]), .. Record(0x000A, [])];

    // BIFF8: the globals with one sheet and one shared text, then the sheet.
    private static byte[] Book
    {
        get
        {
            byte[] format = Record(0x00E0, new byte[20]);
            byte[] texts = Record(0x00FC, [1, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, .. "code"u8]);
            byte[] begin = Record(0x0809, [0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), end = Record(0x000A, []);
            int globals = begin.Length + format.Length + texts.Length + end.Length + 4 + 9;
            byte[] place = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(place, globals);
            byte[] sheet = Record(0x0085, [.. place, 0, 0, 1, 0, (byte)'T']);
            return [.. begin, .. format, .. sheet, .. texts, .. end,
                .. Record(0x0809, [0, 6, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
                .. Record(0x0200, [0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 2, 0, 0, 0]), .. Record(0x00FD, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
                .. Record(0x00FD, [0, 0, 1, 0, 0, 0, 0, 0, 0, 0]), .. Record(0x0203, [1, 0, 0, 0, 0, 0, .. Number(5.5)]),
                .. Record(0x027E, [1, 0, 1, 0, 0, 0, 2, 0, 0, 0]), .. Record(0x000A, [])];
        }
    }

    private static byte[] Record(int kind, ReadOnlySpan<byte> content) =>
        [(byte)kind, (byte)(kind >> 8), (byte)content.Length, (byte)(content.Length >> 8), .. content];

    private static byte[] Number(double value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        return bytes;
    }

    // A compound file of one stream: header, table of sectors, list of streams, and the stream in eight sectors, which is too long for
    // the sectors of short ones.
    private static byte[] Compound(byte[] stream)
    {
        const int sector = 512, sectors = 8, end = -2, free = -1;
        byte[] file = new byte[sector * (3 + sectors)];
        byte[] mark = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        mark.CopyTo(file, 0);
        void Short(int at, int value) => BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(at), (short)value);
        void Word(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
        foreach ((int at, int value) in ((int, int)[])[(24, 0x3E), (26, 3), (28, 0xFFFE), (30, 9), (32, 6)]) Short(at, value);
        foreach ((int at, int value) in ((int, int)[])[(44, 1), (48, 1), (56, 4096), (60, end), (68, end), (76, 0)]) Word(at, value);
        for (int place = 1; place < 109; place++) Word(76 + (4 * place), free);
        for (int one = 0; one < sector / 4; one++)
            Word(sector + (4 * one), one == 0 ? -3 : one == 1 ? end : one < 1 + sectors ? one + 1 : one == 1 + sectors ? end : free);
        Entry(2 * sector, "Root Entry", 5, end, 0);
        Word((2 * sector) + 76, 1);
        Entry((2 * sector) + 128, "Workbook", 2, 2, sector * sectors);
        for (int link = 68; link < 80; link += 4) Word((2 * sector) + 128 + link, free);
        stream.CopyTo(file, 3 * sector);
        return file;

        void Entry(int at, string name, byte kind, int start, int length)
        {
            Encoding.Unicode.GetBytes(name).CopyTo(file, at);
            Short(at + 64, (2 * name.Length) + 2);
            file[at + 66] = kind;
            file[at + 67] = 1;
            for (int link = 68; link < 80; link += 4) Word(at + link, free);
            Word(at + 116, start);
            Word(at + 120, length);
        }
    }
}
