using System.Text;
using Kaya.Core;

namespace Kaya.Cli;

/// <summary>Draws a table within a width: texts wrap at blanks, words and numbers are never broken, and columns that do not fit follow
/// below.</summary>
internal sealed class TextTable
{
    private const string Gap = "  ";
    private const int LeastFolded = 12;

    private readonly ResultTable _table;
    private readonly string[][] _cells;
    private readonly string[] _headings;
    private readonly int[] _natural;
    private readonly int[] _least;

    private TextTable(ResultTable table)
    {
        _table = table;
        _headings = [.. table.Columns.Select(column => HarmlessText.Shown(column.Heading))];
        _cells = [
            .. Enumerable.Range(0, table.RowCount)
            .Select(row => Enumerable.Range(0, table.Columns.Count).Select(column => HarmlessText.Shown(table.Text(row,
                column))).ToArray())];
        _natural = [.. Enumerable.Range(0, table.Columns.Count).Select(column => Column(column).Max(text => text.Length))];
        _least = [.. Enumerable.Range(0, table.Columns.Count).Select(column => Column(column).Max(Longest))];
    }

    /// <summary>The lines of a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="width">Maximum number of characters in a line; a longer single word is not broken.</param>
    public static IEnumerable<string> Lines(ResultTable table, int width)
    {
        TextTable drawn = new(table);
        if (table.Description is not null) foreach (string line in Fold(table.Description, width)) yield return line;
        foreach (int[] block in drawn.Blocks(width))
        {
            foreach (string line in drawn.Lines(block, drawn.Widths(block, width))) yield return line;
            yield return "";
        }
    }

    /// <summary>Lines of a text within a width, broken at blanks only.</summary>
    public static IEnumerable<string> Fold(string text, int width)
    {
        StringBuilder line = new();
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        yield return line.ToString();
    }

    private IEnumerable<string> Column(int column) => _cells.Select(row => row[column]).Prepend(_headings[column]);

    private static int Longest(string text) => text.Split(' ').Max(word => word.Length);

    // A number is never wrapped; a text column is at least as wide as its longest word.
    private int Least(int column) => _table.IsNumeric(column) ? Math.Max(_least[column], _cells.Max(row => row[column].Length))
        : Math.Min(_natural[column], Math.Max(_least[column], LeastFolded));

    // As many columns as fit side by side; each further block repeats the columns that name its rows.
    private IEnumerable<int[]> Blocks(int width)
    {
        int[] names = Names(width);
        List<int> block = [];
        for (int column = 0; column < _natural.Length; column++)
        {
            if (block.Count > names.Length && Room([.. block, column]) > width)
            {
                yield return [.. block];
                block = [.. names];
            }

            block.Add(column);
        }

        yield return [.. block];
    }

    // The leading texts that tell the rows apart, where they leave half of the width to the rest; else the first column.
    private int[] Names(int width)
    {
        for (int count = 1; count < _natural.Length && !_table.IsNumeric(count - 1); count++)
        {
            int[] leading = [.. Enumerable.Range(0, count)];
            if (Room(leading) > width / 2) break;
            if (_cells.Select(row => string.Join('\n', row.Take(count))).Distinct().Count() == _cells.Length) return leading;
        }

        return [0];
    }

    private int Room(int[] block) => block.Sum(Least) + ((block.Length - 1) * Gap.Length);

    // The remaining width goes to the columns that need it, in order.
    private int[] Widths(int[] block, int width)
    {
        int[] widths = [.. block.Select(Least)];
        int left = Math.Max(0, width - widths.Sum() - ((block.Length - 1) * Gap.Length));
        for (int i = 0; i < block.Length; i++)
        {
            int more = Math.Min(left, Math.Max(0, _natural[block[i]] - widths[i]));
            widths[i] += more;
            left -= more;
        }

        return widths;
    }

    private IEnumerable<string> Lines(int[] block, int[] widths)
    {
        foreach (string line in Row([.. block.Select(column => _headings[column])], block, widths)) yield return line;
        yield return string.Join(Gap, widths.Select(width => new string('─', width)));
        foreach (string[] row in _cells)
            foreach (string line in Row([.. block.Select(column => row[column])], block, widths)) yield return line;
    }

    private IEnumerable<string> Row(string[] texts, int[] block, int[] widths)
    {
        string[][] folded = [.. texts.Select((text, i) => Fold(text, widths[i]).ToArray())];
        for (int line = 0; line < folded.Max(lines => lines.Length); line++)
        {
            IEnumerable<string> parts = folded.Select((lines, i) => line >= lines.Length ? new string(' ', widths[i])
                : _table.IsNumeric(block[i]) ? lines[line].PadLeft(widths[i]) : lines[line].PadRight(widths[i]));
            yield return string.Join(Gap, parts).TrimEnd();
        }
    }
}
