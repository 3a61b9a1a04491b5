using System.Globalization;

namespace Kaya.Core;

/// <summary>A table of results: named columns with units, and rows. Immutable.</summary>
/// <remarks>
/// A cell is text, a number (double), a whole number (long), a date, a flag, or null for "no value". Numbers that are not
/// finite count as no value in files: NaN is the no-data of this library.
/// </remarks>
public sealed class ResultTable
{
    private readonly object?[][] _rows;

    /// <summary>Puts a table together; cells are copied.</summary>
    /// <param name="name">Short name, used for file names, such as <c>errors</c>.</param>
    /// <param name="columns">The columns, at least one, names distinct.</param>
    /// <param name="rows">The rows; each has one cell for each column: string, double, float, int, long, bool, DateOnly or null.</param>
    /// <param name="description">One sentence that says what the table shows.</param>
    /// <exception cref="ArgumentException">No column, a name twice, a row of another length, or a cell of another type.</exception>
    public ResultTable(
        string name, IEnumerable<ResultColumn> columns, IEnumerable<IReadOnlyList<object?>> rows, string? description = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        (Name, Columns, Description) = (name, Array.AsReadOnly([.. columns]), description);
        if (Columns.Count == 0) throw new ArgumentException("a table has at least one column", nameof(columns));
        if (Columns.DistinctBy(column => column.Name).Count() != Columns.Count)
            throw new ArgumentException($"two columns share a name: {string.Join(", ", Columns.Select(column => column.Name))}", nameof(columns));
        _rows = [.. rows.Select(Checked)];
    }

    /// <summary>Short name, used for file names.</summary>
    public string Name { get; }

    /// <summary>One sentence that says what the table shows.</summary>
    public string? Description { get; }

    /// <summary>The columns, in order.</summary>
    public IReadOnlyList<ResultColumn> Columns { get; }

    /// <summary>Number of rows.</summary>
    public int RowCount => _rows.Length;

    /// <summary>A cell.</summary>
    /// <param name="row">Row from 0.</param>
    /// <param name="column">Column from 0.</param>
    /// <returns>String, double, long, bool, DateOnly or null.</returns>
    public object? this[int row, int column] => _rows[row][column];

    /// <summary>The number in a cell.</summary>
    /// <param name="row">Row from 0.</param>
    /// <param name="column">Column from 0.</param>
    /// <returns>NaN where the cell holds no number.</returns>
    public double Number(int row, int column) => _rows[row][column] switch
    {
        double value => value,
        long value => value,
        _ => double.NaN,
    };

    /// <summary>Whether a column holds numbers (and nothing else but missing values).</summary>
    /// <param name="column">Column from 0.</param>
    /// <returns>True where at least one cell is a number and none is anything else.</returns>
    public bool IsNumeric(int column) => _rows.Any(row => row[column] is double or long)
        && _rows.All(row => row[column] is double or long or null);

    /// <summary>A cell as people read it, rounded as the column says.</summary>
    /// <param name="row">Row from 0.</param>
    /// <param name="column">Column from 0.</param>
    /// <returns>Text; an en dash where there is no value.</returns>
    public string Text(int row, int column) => _rows[row][column] switch
    {
        null => "\u2013",
        double value => NumberText.ForPeople(value, Columns[column].Decimals),
        bool value => value ? "yes" : "no",
        object value => NumberText.Exact(value),
    };

    /// <summary>Writes the table as CSV (RFC 4180, UTF-8, decimal point), with its metadata beside it as <c>NAME.csv-metadata.json</c> (W3C CSV on the Web).</summary>
    /// <param name="path">The CSV file to appear; whole or not at all.</param>
    public void WriteCsv(string path) => ResultTableFiles.WriteCsv(this, path);

    /// <summary>The table as CSV text, headings with units in the first line.</summary>
    /// <returns>Lines end with CR LF, as RFC 4180 says.</returns>
    public string ToCsv() => ResultTableFiles.Csv(this);

    /// <summary>The table as JSON: name, description, columns with units, and rows as objects by column name.</summary>
    /// <returns>A new object that belongs to the caller.</returns>
    public System.Text.Json.Nodes.JsonObject ToJson() => ResultTableFiles.Json(this);

    /// <summary>Writes <see cref="ToJson"/>.</summary>
    /// <param name="path">The file to appear; whole or not at all.</param>
    public void WriteJson(string path) => AtomicFile.WriteText(path, ToJson().ToJsonString(ResultTableFiles.Indented) + "\n");

    private object?[] Checked(IReadOnlyList<object?> row)
    {
        if (row.Count != Columns.Count)
            throw new ArgumentException($"a row of table {Name} has {row.Count} cells, the table {Columns.Count} columns", nameof(row));
        return [.. row.Select((cell, column) => cell switch
        {
            null or string or double or long or bool or DateOnly => cell,
            float value => (double)value,
            int value => (long)value,
            _ => throw new ArgumentException($"a cell of column {Columns[column].Name} is a {cell.GetType().Name}", nameof(row)),
        })];
    }
}

/// <summary>Numbers as text, the same in every country.</summary>
public static class NumberText
{
    /// <summary>Every digit: what files hold.</summary>
    /// <param name="value">A number, date, flag or text.</param>
    /// <returns>Text that reads back as the same value.</returns>
    public static string Exact(object value) => value switch
    {
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>Rounded for reading, with a real minus sign; four significant digits where no decimals are asked for.</summary>
    /// <param name="value">A number; where it is not finite, an en dash stands for it.</param>
    /// <param name="decimals">Digits after the point; null for four significant digits.</param>
    /// <returns>Thousands set apart by thin blanks.</returns>
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
