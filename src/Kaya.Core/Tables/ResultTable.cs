using System.Globalization;

namespace Kaya.Core;

/// <summary>A table of results: named columns with units, and rows. Immutable.</summary>
/// <remarks>
/// A cell is text, a number (double), an integer (long), a date, a flag, or null for a missing value. Numbers that are not finite are
/// written to files as missing values.
/// </remarks>
public sealed class ResultTable
{
    private readonly Func<int, object?[]> _rows;
    // Asked for each cell that is printed, so each column is looked through once.
    private readonly Lazy<bool>[] _isNumeric;

    /// <summary>Creates a table. Cells are copied.</summary>
    /// <param name="name">Short name, used for file names, such as <c>errors</c>.</param>
    /// <param name="columns">The columns: at least one, with unique names.</param>
    /// <param name="rows">The rows, with one cell per column: string, double, float, int, long, bool, DateOnly or null.</param>
    /// <param name="description">One sentence on what the table shows.</param>
    /// <exception cref="ArgumentException">The name is empty, there is no column, two columns have the same name, a row does not have one
    /// cell per column, or a cell has another type.</exception>
    public ResultTable(
        string name, IEnumerable<ResultColumn> columns, IEnumerable<IReadOnlyList<object?>> rows, string? description = null)
        : this(name, columns, description)
    {
        ArgumentNullException.ThrowIfNull(rows);
        object?[][] copies = [.. rows.Select(Checked)];
        (_rows, RowCount) = (row => copies[row], copies.Length);
    }

    private ResultTable(string name, IEnumerable<ResultColumn> columns, string? description)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(columns);
        (Name, Columns, Description) = (name, Array.AsReadOnly([.. columns]), description);
        _rows = _ => [];
        if (Columns.Count == 0) throw new ArgumentException("a table needs at least one column", nameof(columns));
        if (Columns.DistinctBy(column => column.Name).Count() != Columns.Count)
            throw new ArgumentException(
                $"two columns have the same name: {string.Join(", ", Columns.Select(column => column.Name))}", nameof(columns));
        _isNumeric = [.. Enumerable.Range(0, Columns.Count).Select(column => new Lazy<bool>(() => HasNumbersOnly(column)))];
    }

    /// <summary>Creates a table of very many rows, which are computed whenever they are wanted and never kept.</summary>
    /// <param name="name">Short name, used for file names.</param>
    /// <param name="columns">The columns: at least one, with unique names.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="row">Gives the cells of a row from 0: the same ones each time.</param>
    /// <param name="description">One sentence on what the table shows.</param>
    /// <returns>The table; usable as long as what computes its rows.</returns>
    /// <exception cref="ArgumentException">The name is empty, there is no column, or two columns have the same name; a row that does not
    /// fit is refused when it is computed.</exception>
    public static ResultTable Computed(string name, IEnumerable<ResultColumn> columns, int count, Func<int, IReadOnlyList<object?>> row,
        string? description = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentNullException.ThrowIfNull(row);
        return new ResultTable(name, columns, count, row, description);
    }

    private ResultTable(string name, IEnumerable<ResultColumn> columns, int count, Func<int, IReadOnlyList<object?>> row,
        string? description) : this(name, columns, description) => (_rows, RowCount) = (at =>
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)at, (uint)count);
            return Checked(row(at));
        }, count);

    /// <summary>Short name, used for file names.</summary>
    public string Name { get; }

    /// <summary>One sentence on what the table shows.</summary>
    public string? Description { get; }

    /// <summary>Significant digits of numbers in CSV files; null for all. Other formats have all.</summary>
    public int? FileDigits { get; init; }

    /// <summary>The columns, in order.</summary>
    public IReadOnlyList<ResultColumn> Columns { get; }

    /// <summary>Number of rows.</summary>
    public int RowCount { get; }

    /// <summary>A cell.</summary>
    /// <param name="row">Row from 0.</param>
    /// <param name="column">Column from 0.</param>
    /// <returns>A string, double, long, bool, DateOnly or null.</returns>
    /// <exception cref="IndexOutOfRangeException">There is no such row or column.</exception>
    public object? this[int row, int column] => Row(row)[column];

    /// <summary>A cell as a number.</summary>
    /// <param name="row">Row from 0.</param>
    /// <param name="column">Column from 0.</param>
    /// <returns>The number; NaN if the cell is not a number.</returns>
    /// <exception cref="IndexOutOfRangeException">There is no such row or column.</exception>
    public double Number(int row, int column) => Row(row)[column] switch
    {
        double value => value,
        long value => value,
        _ => double.NaN,
    };

    /// <summary>The index of a column.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Column from 0.</returns>
    /// <exception cref="ArgumentException">No column of that name.</exception>
    public int ColumnOf(string name)
    {
        for (int column = 0; column < Columns.Count; column++)
            if (Columns[column].Name == name) return column;
        throw new ArgumentException($"table {Name} has no column {name}", nameof(name));
    }

    /// <summary>The numbers of a column.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>One for each row; NaN where the cell holds no number.</returns>
    /// <exception cref="ArgumentException">No column of that name.</exception>
    public IReadOnlyList<double> Numbers(string name)
    {
        int column = ColumnOf(name);
        return [.. Enumerable.Range(0, RowCount).Select(row => Number(row, column))];
    }

    /// <summary>A column as displayed text.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>One text for each row, as <see cref="Text"/> gives it.</returns>
    /// <exception cref="ArgumentException">No column of that name.</exception>
    public IReadOnlyList<string> Texts(string name)
    {
        int column = ColumnOf(name);
        return [.. Enumerable.Range(0, RowCount).Select(row => Text(row, column))];
    }

    /// <summary>Whether a column has only numbers and missing values.</summary>
    /// <param name="column">Column from 0.</param>
    /// <returns>True if at least one cell is a number and all others are numbers or missing.</returns>
    /// <exception cref="IndexOutOfRangeException">There is no such column.</exception>
    public bool IsNumeric(int column) => _isNumeric[column].Value;

    private bool HasNumbersOnly(int column)
    {
        bool any = false;
        for (int row = 0; row < RowCount; row++)
        {
            object? cell = Row(row)[column];
            if (cell is not (double or long or null)) return false;
            any |= cell is not null;
        }

        return any;
    }

    /// <summary>A cell as shown on screen and in reports, rounded to the decimals of its column.</summary>
    /// <param name="row">Row from 0.</param>
    /// <param name="column">Column from 0.</param>
    /// <returns>Text; an en dash for a missing value.</returns>
    /// <exception cref="IndexOutOfRangeException">There is no such row or column.</exception>
    public string Text(int row, int column) => Row(row)[column] switch
    {
        null => "\u2013",
        double value => NumberText.ForPeople(value, Columns[column].Decimals),
        bool value => value ? "yes" : "no",
        object value => NumberText.Exact(value),
    };

    /// <summary>Writes the table as CSV (RFC 4180, UTF-8, decimal point) and its metadata (W3C CSV on the Web), both atomically.</summary>
    /// <param name="path">The CSV file; the metadata file is <c>PATH-metadata.json</c>.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="IOException">A file cannot be written, for example because the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or file may not be written.</exception>
    public void WriteCsv(string path) => ResultTableFiles.WriteCsv(this, path);

    /// <summary>The table as CSV text; the first line has the headings with units.</summary>
    /// <returns>Text whose lines end with CR LF (RFC 4180).</returns>
    public string ToCsv() => ResultTableFiles.Csv(this);

    /// <summary>The table as JSON: name, description, columns with units, and rows as objects with one member per column.</summary>
    /// <returns>A new object.</returns>
    public System.Text.Json.Nodes.JsonObject ToJson() => ResultTableFiles.Json(this);

    /// <summary>Writes <see cref="ToJson"/> to a file atomically.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="IOException">The file cannot be written, for example because the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or file may not be written.</exception>
    public void WriteJson(string path) => ResultTableFiles.WriteJson(this, path);

    // Unlike the indexer, all cells of a row at once: computing a row may be work.
    internal object?[] Row(int row) => _rows(row);

    private object?[] Checked(IReadOnlyList<object?> row)
    {
        if (row.Count != Columns.Count)
            throw new ArgumentException(
                $"a row of table {Name} has {row.Count} cells, but the table has {Columns.Count} columns", nameof(row));
        return [.. row.Select((cell, column) => cell switch
        {
            null or string or double or long or bool or DateOnly => cell,
            float value => (double)value,
            int value => (long)value,
            _ => throw new ArgumentException(
                $"a cell of column {Columns[column].Name} has the unknown type {cell.GetType().Name}", nameof(row)),
        })];
    }
}

/// <summary>Values as text, in the invariant culture.</summary>
public static class NumberText
{
    /// <summary>The exact value, for files.</summary>
    /// <param name="value">A number, date, flag or text.</param>
    /// <returns>Text from which the same value can be read.</returns>
    public static string Exact(object value) => value switch
    {
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>A rounded number for screen and reports, with a typographic minus sign and thin spaces between thousands.</summary>
    /// <param name="value">A number.</param>
    /// <param name="decimals">Number of decimals; null for four significant digits.</param>
    /// <returns>Text; an en dash if the number is not finite.</returns>
    /// <exception cref="FormatException"><paramref name="decimals"/> is negative.</exception>
    public static string ForPeople(double value, int? decimals = null)
    {
        if (!double.IsFinite(value)) return "\u2013";
        string text = decimals is { } digits ? value.ToString($"N{digits}", CultureInfo.InvariantCulture) : Significant(value);
        return text.Replace(",", "\u2009", StringComparison.Ordinal).Replace('-', '\u2212');
    }

    private static string Significant(double value)
    {
        double size = Math.Abs(value);
        if (size == 0) return "0";
        if (size is >= 1e7 or < 1e-4) return value.ToString("0.###E+0", CultureInfo.InvariantCulture);
        int digits = Math.Clamp(3 - (int)Math.Floor(Math.Log10(size)), 0, 8);
        return value.ToString("#,0." + new string('#', digits), CultureInfo.InvariantCulture);
    }
}
