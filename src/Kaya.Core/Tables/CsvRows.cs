using System.Text;
using CsvHelper;

namespace Kaya.Core;

/// <summary>Rows of a CSV file, one after another: for tables of any size. Blanks around a field are ignored; fields cannot span
/// lines.</summary>
public sealed class CsvRows : IDisposable
{
    private readonly string _path;
    private readonly CsvReader _csv;

    private CsvRows(string path, CsvReader csv) => (_path, _csv) = (path, csv);

    private static CsvReaderOptions Options(char separator) => new()
    {
        Separator = separator, HasHeader = false, SkipEmptyLines = false, TrimWhitespace = true, TrackLineNumbers = true,
            PoolStrings = true,
        AllowLineBreaksInQuotes = false, MalformedData = CsvMalformedDataHandling.Throw,
    };

    /// <summary>Line of the current row, from 1.</summary>
    public long Line => _csv.LineNumber;

    /// <summary>Number of fields of the current row.</summary>
    public int Count => _csv.FieldCount;

    /// <summary>The current row as in the file.</summary>
    public string Raw => Encoding.UTF8.GetString(_csv.RawRecord);

    /// <summary>Opens a file before its first row.</summary>
    /// <param name="path">The file, UTF-8.</param>
    /// <param name="expected">The expected content, for the message about a missing file, such as <c>a CSV table</c>.</param>
    /// <param name="remedy">The remedy if it is missing.</param>
    /// <param name="separator">Between fields.</param>
    /// <returns>Rows to be read and disposed of.</returns>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    public static CsvRows Open(string path, string expected, string remedy = "Check the path.", char separator = ',')
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return File.Exists(path) ? new CsvRows(path, CsvReader.FromFile(path, Options(separator)))
            : throw new DataNotFoundException(
                new Fault("The file does not exist.", new SourceLocation(path), expected, "no such file", remedy));
    }

    /// <summary>The separator of a file: the most frequent of comma, semicolon and tab in its first line with text.</summary>
    /// <param name="path">The file.</param>
    /// <returns>A comma where the line has none of them, or the file does not exist.</returns>
    public static char SeparatorOf(string path)
    {
        if (!File.Exists(path)) return ',';
        using StreamReader reader = new(path);
        for (int line = 0; line < 100 && reader.ReadLine() is { } text; line++)
        {
            if (string.IsNullOrWhiteSpace(text)) continue;
            bool isQuoted = false;
            int[] counts = new int[Separators.Length];
            foreach (char sign in text)
            {
                if (sign == '"') isQuoted = !isQuoted;
                else if (!isQuoted && Separators.IndexOf(sign) is >= 0 and int index) counts[index]++;
            }

            if (counts.Max() > 0) return Separators[Array.IndexOf(counts, counts.Max())];
        }

        return ',';
    }

    private const string Separators = ",;\t";

    /// <summary>Moves to the next row.</summary>
    /// <returns>False after the last.</returns>
    /// <exception cref="DataFormatException">Quotes that do not match.</exception>
    public bool Read()
    {
        try
        {
            return _csv.Read();
        }
        catch (CsvFormatException malformed)
        {
            throw new DataFormatException(
                new Fault("A line is not CSV: its quotes do not match.", new SourceLocation(_path, malformed.LineNumber),
                "fields separated by commas; quote a field that contains one", malformed.Message,
                    "Correct the line, or export the table again."), malformed);
        }
    }

    /// <summary>A field of the current row.</summary>
    /// <param name="column">Column from 0.</param>
    /// <returns>Its text without quotes.</returns>
    public string Text(int column) => _csv.GetString(column);

    /// <summary>A field of the current row, without allocating a string.</summary>
    /// <param name="column">Column from 0.</param>
    /// <returns>UTF-8, valid until the next <see cref="Read"/>.</returns>
    public ReadOnlySpan<byte> Bytes(int column) => _csv.GetSpan(column);

    /// <summary>All fields of the current row.</summary>
    /// <returns>Their texts, in order.</returns>
    public string[] Fields() => [.. Enumerable.Range(0, Count).Select(Text)];

    /// <summary>Closes the file.</summary>
    public void Dispose() => _csv.Dispose();
}
