namespace Kaya.Core;

/// <summary>A table, such as statistics of zones, fuels or codes: text in memory, each cell with its location for messages. The one reader
/// of tables: CSV, or the only sheet of a workbook (XLSX, XLS).</summary>
/// <remarks>
/// CSV is UTF-8, separated by commas, semicolons or tabs, with a line of headings; empty lines are skipped, blanks around a field are
/// ignored, fields cannot span lines. Numbers have a decimal point or comma, the same in the whole table, and may have separators of
/// thousands.
/// Files too large for memory are read row by row: <see cref="CsvRows"/>.
/// </remarks>
public sealed class CsvTable
{
    private readonly string _path;
    private readonly List<(long Line, string[] Fields)> _rows = [];
    private readonly Lazy<NumberForm> _numbers;

    private CsvTable(string path, bool isComma)
    {
        _path = path;
        _numbers = new Lazy<NumberForm>(() => NumberForm.Of(
            Enumerable.Range(0, RowCount).SelectMany(row => Enumerable.Range(0, Headings.Count), (row, column) => (row, column))
                .Where(cell => Text(cell.row, cell.column).Length > 0).Select(cell => (Text(cell.row, cell.column),
                    new SourceLocation(_path, _rows[cell.row].Line, cell.column + 1, Headings[cell.column]))), isComma));
    }

    /// <summary>Headings, in order.</summary>
    public IReadOnlyList<string> Headings { get; private set; } = [];

    /// <summary>Lines of data, 1 or more.</summary>
    public int RowCount => _rows.Count;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The table.</returns>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    /// <exception cref="DataFormatException">No data, another number of fields than headings, quotes that do not match, or texts that are
    /// not UTF-8.</exception>
    public static CsvTable Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        CsvTable table;
        if (SheetRows.IsWorkbook(path))
        {
            table = new CsvTable(path, isComma: true);
            foreach ((long line, string[] fields) in SheetRows.Read(path)) table.AddCells(line, fields);
        }
        else
        {
            char separator = CsvRows.SeparatorOf(path);
            table = new CsvTable(path, separator == ',');
            using CsvRows rows = CsvRows.Open(path, "a CSV table", separator: separator);
            while (rows.Read()) table.Add(rows.Line, rows.Fields());
        }

        return table.RowCount > 0 ? table : throw new DataFormatException(new Fault("The table has no data.", new SourceLocation(path),
            "a line of headings and lines of data", table.Headings.Count == 0 ? "an empty file" : "headings only",
                "Give a table with data."));
    }

    /// <summary>Whether a file is a workbook (XLSX, XLS), by its name.</summary>
    /// <param name="path">The file; it need not exist.</param>
    /// <returns>False for CSV.</returns>
    public static bool IsWorkbook(string path) => SheetRows.IsWorkbook(path);

    /// <summary>Finds a column by any of its usual headings.</summary>
    /// <param name="headings">Headings, most likely first, in any case.</param>
    /// <returns>The column of the first that is there; -1 where none is.</returns>
    public int Find(params ReadOnlySpan<string> headings)
    {
        foreach (string heading in headings)
            for (int column = 0; column < Headings.Count; column++)
                if (Headings[column].Equals(heading, StringComparison.OrdinalIgnoreCase)) return column;
        return -1;
    }

    /// <summary>The column of a required heading.</summary>
    /// <param name="heading">The heading, in any case.</param>
    /// <returns>Column from 0.</returns>
    /// <exception cref="SchemaMismatchException">It does not exist.</exception>
    public int Require(string heading) => Find(heading) is >= 0 and int column ? column : throw new SchemaMismatchException(new Fault(
        $"The table needs a column '{heading}'.", new SourceLocation(_path, 1, Variable: heading), $"a column '{heading}'",
        string.Join(", ", Headings), "Add the column, or correct its heading."));

    /// <summary>The column given by a user.</summary>
    /// <param name="name">The heading with or without its unit, in any case.</param>
    /// <returns>Column from 0.</returns>
    /// <exception cref="DataFormatException">It does not exist; the message suggests one.</exception>
    public int Column(string name)
    {
        if (Find(name) is >= 0 and int whole) return whole;
        for (int column = 0; column < Headings.Count; column++)
            if (Name(column).Equals(name, StringComparison.OrdinalIgnoreCase)) return column;
        throw Spelling.Unknown("column", name, Headings, new SourceLocation(_path, 1));
    }

    /// <summary>A heading without its unit.</summary>
    /// <param name="column">Column from 0.</param>
    /// <returns>Such as <c>coal</c> for <c>coal [1e4 t]</c>.</returns>
    public string Name(int column) =>
        Headings[column].IndexOfAny(['[', '(']) is > 0 and int open ? Headings[column][..open].TrimEnd() : Headings[column];

    /// <summary>The text of the unit in a heading, in square or round brackets.</summary>
    /// <param name="column">Column from 0.</param>
    /// <returns>Such as <c>1e4 t</c> for <c>coal [1e4 t]</c>; null if there is none.</returns>
    public string? UnitText(int column) =>
        Headings[column].IndexOfAny(['[', '(']) is > 0 and int open ? Headings[column][(open + 1)..].TrimEnd(']', ')', ' ') : null;

    /// <summary>A cell.</summary>
    /// <param name="row">Row from 0, headings not counted.</param>
    /// <param name="column">Column from 0.</param>
    /// <returns>Its text.</returns>
    public string Text(int row, int column) => _rows[row].Fields[column];

    /// <summary>An amount in a cell.</summary>
    /// <param name="row">Row from 0.</param>
    /// <param name="column">Column from 0.</param>
    /// <returns>A finite number of 0 or more; null for an empty cell or a code for unknown: <c>NA</c>, <c>nan</c>,
    /// <c>-</c>.</returns>
    /// <exception cref="DataFormatException">Something else.</exception>
    public double? Amount(int row, int column)
    {
        if (Number(row, column) is not { } value) return null;
        return value >= 0 ? value : throw Wrong("A number in the table is negative.", row, column, "0 or more");
    }

    /// <summary>A number in a cell, of any sign.</summary>
    /// <param name="row">Row from 0.</param>
    /// <param name="column">Column from 0.</param>
    /// <returns>A finite number; null for an empty cell or a code for unknown: <c>NA</c>, <c>nan</c>, <c>-</c>.</returns>
    /// <exception cref="DataFormatException">Something else, or numbers that can be read in two ways.</exception>
    public double? Number(int row, int column)
    {
        string text = Text(row, column);
        if (text.ToLowerInvariant() is "" or "na" or "nan" or "-" or "n/a") return null;
        return _numbers.Value.TryRead(text, out double value) ? value
            : throw Wrong("A number is expected in this cell.", row, column, "a finite number");
    }

    /// <summary>A required amount.</summary>
    /// <param name="row">Row from 0.</param>
    /// <param name="column">Column from 0.</param>
    /// <returns>A finite number of 0 or more.</returns>
    /// <exception cref="DataFormatException">An empty cell, or no such number.</exception>
    public double RequiredAmount(int row, int column) => Amount(row, column) ?? throw new DataFormatException(new Fault(
        "A number in the table is missing.", Where(row, column), "a number",
        Text(row, column) is { Length: > 0 } text ? $"'{text}'" : "an empty cell", "Fill in the cell; write 0 for none."));

    /// <summary>The location of a cell.</summary>
    /// <param name="row">Row from 0.</param>
    /// <param name="column">Column from 0.</param>
    /// <returns>File, line, field and heading.</returns>
    public SourceLocation Where(int row, int column) => new(_path, _rows[row].Line, column + 1, Headings[column]);

    /// <summary>The location of a heading.</summary>
    /// <param name="column">Column from 0.</param>
    /// <returns>File, line, field and heading.</returns>
    public SourceLocation Where(int column) => new(_path, 1, column + 1, Headings[column]);

    private DataFormatException Wrong(string what, int row, int column, string expected) => new(new Fault(
        what, Where(row, column), expected, $"'{Text(row, column)}'", "Correct the cell; leave it empty if the value is unknown."));

    // A sheet may have titles above its headings and notes below its data: lines with a single cell.
    private void AddCells(long line, string[] fields)
    {
        if (fields.Length > 1 && fields.Count(field => field.Length > 0) < 2) return;
        Add(line, Headings.Count > fields.Length ? [.. fields, .. Enumerable.Repeat("", Headings.Count - fields.Length)] : fields);
    }

    private void Add(long line, string[] fields)
    {
        if (fields.All(field => field.Length == 0)) return;
        if (fields.FirstOrDefault(field => field.Contains('\uFFFD', StringComparison.Ordinal)) is { } garbled)
            throw new DataFormatException(new Fault("A text is not UTF-8.", new SourceLocation(_path, line), "UTF-8", $"'{garbled}'",
                "Save the table as UTF-8, such as 'CSV UTF-8' of a spreadsheet, or convert it from its encoding, such as WINDOWS-1252 or "
                + "GBK: iconv -f WINDOWS-1252 -t UTF-8."));
        if (Headings.Count == 0) Headings = fields;
        else if (fields.Length == Headings.Count) _rows.Add((line, fields));
        else throw new DataFormatException(
            new Fault("A line has a different number of fields than the headings.", new SourceLocation(_path, line),
            $"{Headings.Count}: {string.Join(", ", Headings)}", $"{fields.Length}",
            "Complete the line; quote fields that contain a comma."));
    }
}
