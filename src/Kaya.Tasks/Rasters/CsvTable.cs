using System.Globalization;
using System.Text;
using Kaya.Core;

namespace Kaya.Tasks;

/// <summary>A small table of text from a CSV file (RFC 4180, UTF-8, with a header), each cell with its place for messages.</summary>
public sealed class CsvTable
{
    private readonly List<(long Line, string[] Fields)> _rows;
    private readonly string _path;

    private CsvTable(string path, string[] columns, List<(long, string[])> rows) => (_path, Columns, _rows) = (path, columns, rows);

    /// <summary>Headings, in order, without blanks around them.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Lines of data.</summary>
    public int RowCount => _rows.Count;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The table.</returns>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    /// <exception cref="DataFormatException">Empty, or a line with more or fewer fields than the header.</exception>
    public static CsvTable Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        new TaskInput("table", path, "CSV").Require();
        List<(long Line, string[] Fields)> rows = [];
        string[]? header = null;
        long number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            string[] fields = [.. Fields(line)];
            if (header is null) header = fields;
            else if (fields.Length == header.Length) rows.Add((number, fields));
            else throw new DataFormatException(new Fault("A line has another number of fields than the header.", new SourceLocation(path, number), $"{header.Length}: {string.Join(", ", header)}", $"{fields.Length}", "Complete the line; quote fields that hold a comma."));
        }

        return new CsvTable(path, header ?? throw new DataFormatException(new Fault("The table is empty.", new SourceLocation(path), "a header and lines", "nothing", "Name a CSV file.")), rows);
    }

    /// <summary>The index of a column.</summary>
    /// <param name="name">Its heading, whatever the case.</param>
    /// <returns>Index from 0.</returns>
    /// <exception cref="DataFormatException">No such column.</exception>
    public int Column(string name)
    {
        for (int column = 0; column < Columns.Count; column++)
            if (Columns[column].Equals(name, StringComparison.OrdinalIgnoreCase)) return column;
        throw Spelling.Unknown("column", name, Columns, new SourceLocation(_path, 1));
    }

    /// <summary>A cell.</summary>
    /// <param name="row">Row from 0.</param>
    /// <param name="column">Column from 0.</param>
    /// <returns>Its text, without blanks around it.</returns>
    public string Text(int row, int column) => _rows[row].Fields[column];

    /// <summary>A number in a cell.</summary>
    /// <param name="row">Row from 0.</param>
    /// <param name="column">Column from 0.</param>
    /// <returns>NaN for an empty cell, <c>nan</c>, <c>NA</c> or <c>-</c>.</returns>
    /// <exception cref="DataFormatException">Something else that is no finite number.</exception>
    public double Number(int row, int column)
    {
        string text = Text(row, column);
        if (text.ToLowerInvariant() is "" or "nan" or "na" or "-") return double.NaN;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value
            : throw new DataFormatException(new Fault("A cell is no number.", Where(row, column), "a number, or nothing", $"'{text}'", "Correct the table."));
    }

    /// <summary>Where a cell stands, for messages.</summary>
    /// <param name="row">Row from 0.</param>
    /// <param name="column">Column from 0.</param>
    /// <returns>File, line, field and heading.</returns>
    public SourceLocation Where(int row, int column) => new(_path, _rows[row].Line, column + 1, Columns[column]);

    private static IEnumerable<string> Fields(string line)
    {
        StringBuilder field = new();
        bool isQuoted = false;
        for (int at = 0; at < line.Length; at++)
        {
            if (line[at] == '"' && isQuoted && at + 1 < line.Length && line[at + 1] == '"') field.Append(line[at++]);
            else if (line[at] == '"') isQuoted = !isQuoted;
            else if (line[at] == ',' && !isQuoted)
            {
                yield return field.ToString().Trim();
                field.Clear();
            }
            else field.Append(line[at]);
        }

        yield return field.ToString().Trim();
    }
}
