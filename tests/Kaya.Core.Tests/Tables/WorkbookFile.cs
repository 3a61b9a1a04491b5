using System.IO.Compression;
using System.Text;

namespace Kaya.Core.Tests;

/// <summary>Small XLSX workbooks of one sheet. Style 1 of its cells is a date.</summary>
internal static class WorkbookFile
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Package = "http://schemas.openxmlformats.org/package/2006";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    /// <summary>Makes a workbook.</summary>
    /// <param name="sheet">What stands in the element of the sheet.</param>
    /// <param name="texts">Shared texts.</param>
    /// <param name="level">How its parts are packed.</param>
    /// <returns>The file.</returns>
    public static byte[] Of(string sheet, IEnumerable<string>? texts = null, CompressionLevel level = CompressionLevel.Optimal)
    {
        using MemoryStream stream = new();
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, string text) in Parts(sheet, texts ?? []))
            {
                using Stream part = zip.CreateEntry(name, level).Open();
                part.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return stream.ToArray();
    }

    /// <summary>A cell with a text of its own.</summary>
    public static string Cell(string place, string text) => $"<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>";

    private static IEnumerable<(string Name, string Text)> Parts(string sheet, IEnumerable<string> texts) =>
    [
        ("[Content_Types].xml", $"<Types xmlns=\"{Package}/content-types\"/>"),
        ("_rels/.rels", Relations(("r1", "officeDocument", "xl/workbook.xml"))),
        ("xl/_rels/workbook.xml.rels", Relations(("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "styles", "styles.xml"),
            ("r3", "sharedStrings", "sharedStrings.xml"))),
        ("xl/workbook.xml", $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Office}\"><sheets><sheet name=\"T\" sheetId=\"1\" r:id=\"r1\"/>"
            + "</sheets></workbook>"),
        ("xl/styles.xml", $"<styleSheet xmlns=\"{Main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs>"
            + "</styleSheet>"),
        ("xl/sharedStrings.xml", $"<sst xmlns=\"{Main}\">{string.Concat(texts.Select(text => $"<si><t>{text}</t></si>"))}</sst>"),
        ("xl/worksheets/sheet1.xml", $"<worksheet xmlns=\"{Main}\">{sheet}</worksheet>"),
    ];

    private static string Relations(params IEnumerable<(string Id, string Type, string Target)> all) =>
        $"<Relationships xmlns=\"{Package}/relationships\">" + string.Concat(all.Select(one =>
            $"<Relationship Id=\"{one.Id}\" Type=\"{Office}/{one.Type}\" Target=\"{one.Target}\"/>")) + "</Relationships>";
}
