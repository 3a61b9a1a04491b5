using System.Globalization;
using System.Text;
using ExcelDataReader;
using ExcelDataReader.Exceptions;

namespace Kaya.Core;

/// <summary>Rows of a workbook of Excel (XLSX or XLS): numbers and dates as text in the invariant form.</summary>
internal static class SheetRows
{
    /// <summary>Whether a file is a workbook, by its name.</summary>
    public static bool IsWorkbook(string path) =>
        Path.GetExtension(path).ToLowerInvariant() is ".xlsx" or ".xlsm" or ".xls" or ".xlsb";

    /// <summary>Reads the only sheet that has cells.</summary>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    /// <exception cref="DataFormatException">Not a workbook, locked, or several sheets with cells.</exception>
    /// <exception cref="ResourceException">A sheet with more cells, or a larger part, than <see cref="ReadLimit"/> allows.</exception>
    public static IReadOnlyList<(long Line, string[] Fields)> Read(string path)
    {
        if (!File.Exists(path))
            throw new DataNotFoundException(
                new Fault("The file does not exist.", new SourceLocation(path), "a workbook", "no such file", "Check the path."));
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        try
        {
            using FileStream stream = File.OpenRead(path);
            WorkbookSizes.RequireParts(path, stream);
            using IExcelDataReader reader = ExcelReaderFactory.CreateReader(stream);
            List<(string Name, List<(long, string[])> Rows)> sheets = [];
            do
            {
                WorkbookSizes.RequireCells(path, reader);
                List<(long, string[])> rows = Sheet(reader);
                if (rows.Count > 0) sheets.Add((reader.Name, rows));
            }
            while (reader.NextResult());

            return sheets.Count <= 1 ? sheets.Count == 0 ? [] : sheets[0].Rows : throw new DataFormatException(new Fault(
                "The workbook has several sheets with cells.", new SourceLocation(path), "one sheet",
                string.Join(", ", sheets.Select(sheet => sheet.Name)), "Save the sheet you mean as a workbook of its own, or as CSV."));
        }
        catch (Exception cause) when (cause is ExcelReaderException or NullReferenceException or System.Xml.XmlException
            || ReaderFailure.IsOfContent(cause))
        {
            throw new DataFormatException(new Fault("The workbook cannot be read.", new SourceLocation(path), "XLSX or XLS, not locked",
                cause.Message, "Open it in a spreadsheet and save it again, or as CSV."), cause);
        }
    }

    private static List<(long, string[])> Sheet(IExcelDataReader reader)
    {
        List<(long, string[])> rows = [];
        for (long line = 1; reader.Read(); line++)
        {
            string[] fields = new string[reader.FieldCount];
            for (int column = 0; column < fields.Length; column++) fields[column] = Cell(reader.GetValue(column));
            if (fields.Any(field => field.Length > 0)) rows.Add((line, fields));
        }

        // Columns without any cell are formatting, not data.
        int width = rows.Count == 0 ? 0 : rows.Max(row => Array.FindLastIndex(row.Item2, field => field.Length > 0) + 1);
        return rows.ConvertAll(row => (row.Item1, row.Item2[..Math.Min(width, row.Item2.Length)]));
    }

    private static string Cell(object? value) => value switch
    {
        null => "",
        DateTime { TimeOfDay.Ticks: 0 } day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)?.Trim() ?? "",
    };
}
