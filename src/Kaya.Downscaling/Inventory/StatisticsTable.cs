using System.Globalization;
using CsvHelper;
using Kaya.Core;

namespace Kaya.Downscaling;

/// <summary>A small CSV table of statistics in memory: text with the place of every cell, for messages.</summary>
internal sealed class StatisticsTable
{
    private readonly string _path;
    private readonly List<(long Line, string[] Fields)> _rows = [];

    private StatisticsTable(string path) => _path = path;

    public IReadOnlyList<string> Headings { get; private set; } = [];

    public int RowCount => _rows.Count;

    private static CsvReaderOptions Csv { get; } = new()
    {
        Separator = ',', HasHeader = false, SkipEmptyLines = true, TrimWhitespace = true, TrackLineNumbers = true,
        AllowLineBreaksInQuotes = false, MalformedData = CsvMalformedDataHandling.Throw,
    };

    public static StatisticsTable Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path)) throw new DataNotFoundException(new Fault("There is no such file.", new SourceLocation(path), "a CSV table", "no such file", "Check the path."));
        StatisticsTable table = new(path);
        try
        {
            using CsvReader csv = CsvReader.FromFile(path, Csv);
            while (csv.Read()) table.Add(csv.LineNumber, [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)]);
        }
        catch (CsvFormatException malformed)
        {
            throw new DataFormatException(new Fault("A line is not CSV: its quotes do not match.", new SourceLocation(path, malformed.LineNumber),
                "fields separated by commas, quoted where they hold one", malformed.Message, "Correct the line, or export the table again."), malformed);
        }

        return table.RowCount > 0 ? table : throw new DataFormatException(new Fault("The table has no data.", new SourceLocation(path),
            "a line of headings and one line for each zone", table.Headings.Count == 0 ? "an empty file" : "headings only", "Name a table with data."));
    }

    /// <summary>The column of the first of some headings that is there; -1 where none is.</summary>
    public int Find(params ReadOnlySpan<string> headings)
    {
        foreach (string heading in headings)
            for (int column = 0; column < Headings.Count; column++)
                if (Headings[column].Equals(heading, StringComparison.OrdinalIgnoreCase)) return column;
        return -1;
    }

    /// <summary>The column of a heading that must be there.</summary>
    public int Require(string heading) => Find(heading) is >= 0 and int column ? column : throw new SchemaMismatchException(new Fault(
        $"The table needs a column '{heading}'.", new SourceLocation(_path, 1, Variable: heading), $"a column '{heading}'", string.Join(", ", Headings), "Add the column, or correct its heading."));

    public string Text(int row, int column) => _rows[row].Fields[column];

    /// <summary>A finite number of 0 or more; null for an empty cell.</summary>
    public double? Amount(int row, int column)
    {
        string text = Text(row, column);
        if (text.Length == 0) return null;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
            throw new DataFormatException(new Fault("A statistic is no number.", Where(row, column), "a finite number with a decimal point", $"'{text}'", "Correct the cell; leave it empty where nothing is known."));
        return value >= 0 ? value : throw new DataFormatException(new Fault("A statistic is negative.", Where(row, column), "0 or more", text, "Correct the cell."));
    }

    /// <summary>A number that must be there.</summary>
    public double RequiredAmount(int row, int column) => Amount(row, column) ?? throw new DataFormatException(new Fault(
        "A statistic is missing.", Where(row, column), "a number", "an empty cell", "Fill the cell in; write 0 where there was none."));

    public SourceLocation Where(int row, int column) => new(_path, _rows[row].Line, column + 1, Headings[column]);

    /// <summary>The place of a heading.</summary>
    public SourceLocation Where(int column) => new(_path, 1, column + 1, Headings[column]);

    private void Add(long line, string[] fields)
    {
        if (fields.All(field => field.Length == 0)) return;
        if (Headings.Count == 0) Headings = fields;
        else if (fields.Length == Headings.Count) _rows.Add((line, fields));
        else throw new DataFormatException(new Fault("A line has another number of fields than the headings.", new SourceLocation(_path, line),
            $"{Headings.Count}: {string.Join(", ", Headings)}", $"{fields.Length}", "Complete the line; quote fields that hold a comma."));
    }
}
