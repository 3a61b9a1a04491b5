using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kaya.Core;
using MiniExcelLibs;
using Parquet;
using Parquet.Schema;

namespace Kaya.Runs;

/// <summary>Further formats of a result table, beside CSV and JSON.</summary>
public enum TableFormat
{
    /// <summary>Apache Parquet with all digits; headings are column names, units are in the metadata of the CSV file.</summary>
    Parquet,

    /// <summary>A workbook with one sheet; headings have their units.</summary>
    Xlsx,

    /// <summary>A JSON list of objects, one for each row, as <c>pandas.read_json</c> takes it: <c>NAME.records.json</c>.</summary>
    Records,
}

/// <summary>Writes result tables in further formats, each atomically.</summary>
internal static partial class TableFormats
{
    private const int FirstYearOfZip = 1980;

    /// <summary>The file of a table in a format.</summary>
    public static string FileName(ResultTable table, TableFormat format) => table.Name + format switch
    {
        TableFormat.Parquet => ".parquet",
        TableFormat.Xlsx => ".xlsx",
        _ => ".records.json",
    };

    /// <summary>Writes a table.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(ResultTable table, TableFormat format, string path)
    {
        if (format == TableFormat.Parquet) AtomicFile.Write(path, stream => WriteParquet(table, stream).GetAwaiter().GetResult());
        else if (format == TableFormat.Xlsx) AtomicFile.Write(path, stream => WriteXlsx(table, stream));
        else AtomicFile.WriteText(path, (table.ToJson()["rows"] as JsonArray)!.ToJsonString(new JsonSerializerOptions
        {
            WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }) + "\n");
    }

    private static void WriteXlsx(ResultTable table, Stream stream)
    {
        IEnumerable<Dictionary<string, object?>> rows = Enumerable.Range(0, table.RowCount).Select(row => table.Columns
            .Select((column, index) => (column.Heading, Value: Shown(table[row, index])))
            .ToDictionary(cell => cell.Heading, cell => cell.Value));
        using MemoryStream whole = new();
        whole.SaveAs(table.RowCount > 0 ? rows : [table.Columns.ToDictionary(column => column.Heading, _ => (object?)null)],
            sheetName: table.Name.Length <= 31 ? table.Name : table.Name[..31]);
        CopyWithoutChance(whole, stream);

        static object? Shown(object? cell) => cell switch
        {
            double value when !double.IsFinite(value) => null,
            DateOnly date => date.ToDateTime(default),
            _ => cell,
        };
    }

    // A workbook is a zip archive, which has the time of each part, and MiniExcel gives the sheet an identifier by chance, in the list of
    // sheets and in that of relations: the same table gives the same bytes.
    private static void CopyWithoutChance(Stream from, Stream to)
    {
        using ZipArchive read = new(from, ZipArchiveMode.Read);
        using ZipArchive written = new(to, ZipArchiveMode.Create, leaveOpen: true);
        foreach (ZipArchiveEntry part in read.Entries)
        {
            ZipArchiveEntry copy = written.CreateEntry(part.FullName);
            copy.LastWriteTime = new DateTimeOffset(FirstYearOfZip, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using Stream source = part.Open(), target = copy.Open();
            if (part.FullName is not ("xl/workbook.xml" or "xl/_rels/workbook.xml.rels"))
            {
                source.CopyTo(target);
                continue;
            }

            using StreamReader text = new(source);
            target.Write(Encoding.UTF8.GetBytes(SheetIdentifier().Replace(text.ReadToEnd(), "sheet1")));
        }
    }

    [GeneratedRegex("(?<=(:| )[iI]d=\")R[0-9a-f]{32}(?=\")")]
    private static partial Regex SheetIdentifier();

    private static async Task WriteParquet(ResultTable table, Stream stream)
    {
        Type[] types = [.. Enumerable.Range(0, table.Columns.Count).Select(column => TypeOf(table, column))];
        DataField[] fields = [.. table.Columns.Select((column, i) => new DataField(column.Name, types[i], isNullable: true))];
        using MemoryStream whole = new();
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), whole).ConfigureAwait(false))
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            for (int column = 0; column < fields.Length; column++)
            {
                object?[] cells = [.. Enumerable.Range(0, table.RowCount).Select(row => table[row, column])];
                if (types[column] == typeof(double))
                    await group.WriteAsync<double>(fields[column], Array.ConvertAll(cells, Number)).ConfigureAwait(false);
                else if (types[column] == typeof(long))
                    await group.WriteAsync<long>(fields[column], Array.ConvertAll(cells, cell => (long?)cell)).ConfigureAwait(false);
                else if (types[column] == typeof(bool))
                    await group.WriteAsync<bool>(fields[column], Array.ConvertAll(cells, cell => (bool?)cell)).ConfigureAwait(false);
                else if (types[column] == typeof(DateTime))
                    await group.WriteAsync<DateTime>(
                        fields[column], Array.ConvertAll(cells, cell => ((DateOnly?)cell)?.ToDateTime(default, DateTimeKind.Utc)))
                        .ConfigureAwait(false);
                else
                    await group.WriteAsync(
                        fields[column], Array.ConvertAll(cells, cell => cell is null ? null!
                            : NumberText.Exact(cell))).ConfigureAwait(false);
            }
        }

        whole.Position = 0;
        await whole.CopyToAsync(stream).ConfigureAwait(false);

        static double? Number(object? cell) => cell switch
        {
            double value => double.IsFinite(value) ? value : null,
            long value => value,
            _ => null,
        };
    }

    private static Type TypeOf(ResultTable table, int column)
    {
        object[] cells = [.. Enumerable.Range(0, table.RowCount).Select(row => table[row, column]).OfType<object>()];
        return cells.Length == 0 ? table.Columns[column].Unit is null ? typeof(string) : typeof(double)
            : Array.TrueForAll(cells, cell => cell is long) ? typeof(long)
            : Array.TrueForAll(cells, cell => cell is double or long) ? typeof(double)
            : Array.TrueForAll(cells, cell => cell is bool) ? typeof(bool)
            : Array.TrueForAll(cells, cell => cell is DateOnly) ? typeof(DateTime) : typeof(string);
    }
}
