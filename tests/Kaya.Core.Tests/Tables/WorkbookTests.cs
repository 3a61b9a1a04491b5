using System.Diagnostics;
using System.Globalization;
using System.Text;
using static Kaya.Core.Tests.WorkbookFile;

namespace Kaya.Core.Tests;

/// <summary>Workbooks whose few bytes declare more than any memory or time can hold.</summary>
public sealed class WorkbookTests : IDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"kaya-workbook-{Guid.NewGuid():N}.xlsx");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Read_Workbook_HasItsCells()
    {
        Write(Cell("A1", "code") + Cell("B1", "co2 [t]"), Cell("A2", "A") + "<c r=\"B2\"><v>5</v></c>", 2);
        CsvTable table = CsvTable.Read(_path);
        Assert.Equal((1, "A", 5.0), (table.RowCount, table.Text(0, 0), table.Amount(0, 1)));
    }

    /// <summary>The last cell of a sheet, one of a row that no sheet has, and one of a column that no sheet has.</summary>
    [Theory]
    [InlineData("XFD", 1_048_576)]
    [InlineData("B", 2_000_000_000)]
    [InlineData("ZZZZZZ", 2)]
    public void Read_CellFarAway_IsRefusedSoon(string column, int row)
    {
        Write(Cell("A1", "code") + Cell("B1", "co2 [t]"), Cell($"{column}{row}", "5"), row);
        long began = Stopwatch.GetTimestamp();
        Assert.ThrowsAny<KayaException>(() => CsvTable.Read(_path));
        Assert.True(Stopwatch.GetElapsedTime(began) < s_longest, $"{Stopwatch.GetElapsedTime(began)}");
    }

    [Fact]
    public void Read_TextOfZerosThatIsPackedAThousandfold_IsRefusedByItsDeclaredSize()
    {
        Write(Cell("A1", new string('0', 40 << 20)), Cell("A2", "A"), 2);
        Assert.True(new FileInfo(_path).Length < 100_000);
        DataFormatException refused = Assert.Throws<DataFormatException>(() => CsvTable.Read(_path));
        Assert.Contains("xl/worksheets/sheet1.xml", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A locked workbook is a compound file with a stream of this name; its key would take as many steps as the file
    /// says.</summary>
    [Fact]
    public void Read_LockedWorkbook_IsRefused()
    {
        File.WriteAllBytes(_path, [.. CompoundHead(9), .. new byte[70_000], .. Encoding.Unicode.GetBytes("EncryptedPackage"),
            .. new byte[100]]);
        DataFormatException refused = Assert.Throws<DataFormatException>(() => CsvTable.Read(_path));
        Assert.Contains("password", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Sectors of 2^31 bytes, of which the reader would allocate some.</summary>
    [Fact]
    public void Read_CompoundFileOfHugeSectors_IsRefused()
    {
        File.WriteAllBytes(_path, [.. CompoundHead(31), .. new byte[5000]]);
        Assert.Contains("31", Assert.Throws<DataFormatException>(() => CsvTable.Read(_path)).Fault.Found, StringComparison.Ordinal);
    }

    // Mark, and the exponents of the lengths of sectors and short sectors (MS-CFB 2.2).
    private static byte[] CompoundHead(byte sector)
    {
        byte[] head = new byte[512];
        ((byte[])[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]).CopyTo(head, 0);
        (head[30], head[32]) = (sector, 6);
        return head;
    }

    private void Write(string first, string second, int row) => File.WriteAllBytes(_path, WorkbookFile.Of(string.Create(
        CultureInfo.InvariantCulture, $"<sheetData><row r=\"1\">{first}</row><row r=\"{row}\">{second}</row></sheetData>")));
}
