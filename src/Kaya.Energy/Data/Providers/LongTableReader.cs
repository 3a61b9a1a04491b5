using System.Globalization;
using Kaya.Core;

namespace Kaya.Energy;

/// <summary>Streams a provider's long table (region, date, category, value) and passes each checked row to the assembly of the
/// table.</summary>
/// <typeparam name="TCategory">Sector or source.</typeparam>
internal sealed class LongTableReader<TCategory>(ProviderFormat<TCategory> format, string path, ReadOptions options)
    where TCategory : struct, Enum
{
    private readonly DateColumn _dates = new(path);
    private readonly RegionDayAssembly<TCategory> _assembly = new(format, path, options);
    private readonly Dictionary<string, string> _regions = new(StringComparer.Ordinal);
    private readonly List<FooterLine> _footers = [];
    private LongTableHeader _header = null!;
    private int _rows;

    internal DailyTable<TCategory> Read()
    {
        ReadRows();
        if (_rows == 0)
            throw Wrong("The file has a header but no data.", null, "at least one region and day", _footers.Count == 0 ? "the header only"
                : $"{_footers.Count} lines without data");
        string? remark = _dates.CheckOrder();
        return _assembly.Build((clamped, leftOut) => new ReadRecord(path, format.Reader, format.Unit, _dates.Form, _rows,
            _footers.AsReadOnly(), clamped, leftOut, remark is null ? _header.Notes : [.. _header.Notes, remark]));
    }

    private void ReadRows()
    {
        using CsvRows rows = CsvRows.Open(path, $"a {format.Reader} file",
            "Check the path. `kaya data list` shows the files that Kaya reads and where to get them.");
        if (!rows.Read() || (rows.Raw.Length == 0 && !rows.Read()))
            throw Wrong("The file is empty.", null, $"the columns country, date, sector, {format.ValueColumns[0]}", "nothing");
        _header = LongTableHeader.Read(rows.Fields(), rows.Raw, path, format.ValueColumns, format.Unit);
        while (rows.Read()) ReadRow(rows);
    }

    private void ReadRow(CsvRows row)
    {
        long line = row.Line;
        if (IsFooter(row))
        {
            _footers.Add(new FooterLine(line, row.Count > _header.Region ? row.Text(_header.Region) : ""));
            return;
        }

        if (row.Count < _header.Count)
            throw Wrong("A line is incomplete.", line, $"{_header.Count} fields", $"{row.Count}: {Shorten(row.Raw)}");
        if (_footers.Count > 0)
            throw Wrong("There are data after lines without data.", line, "data first, then the footer",
                $"line {_footers[0].Line} has no data: '{_footers[0].Text}'");
        string region = Region(row.Text(_header.Region), line);
        DateOnly day = _dates.Read(row.Text(_header.Date), line);
        _assembly.Add(region, day, Category(row.Text(_header.Category), line), row.Bytes(_header.Value), line);
        _rows++;
    }

    /// <summary>Footer lines have no date, category or value; a known region with all three empty is a damaged line
    /// instead.</summary>
    private bool IsFooter(CsvRows row) =>
        Empty(row, _header.Date) && Empty(row, _header.Category) && Empty(row, _header.Value)
        && !(row.Count > _header.Region && _regions.ContainsKey(row.Text(_header.Region)));

    private static bool Empty(CsvRows row, int column) => column >= row.Count || row.Bytes(column).IsEmpty;

    private string Region(string name, long line)
    {
        if (_regions.TryGetValue(name, out string? known)) return known;
        if (name.Length == 0)
            throw Wrong("A line has no region.", line, "a country or region", "an empty field", "country");
        string canonical = RegionCatalog.Canonical(name);
        _regions.Add(name, canonical);
        return canonical;
    }

    private TCategory Category(string name, long line)
    {
        if (format.Names.TryGetValue(name, out TCategory category)) return category;
        throw Spelling.Unknown(format.CategoryKind, name, format.Names.Keys.Order(StringComparer.Ordinal),
            new SourceLocation(path, line, Variable: "sector"));
    }

    private DataFormatException Wrong(string what, long? line, string expected, string found, string? variable = null) =>
        new(new Fault(what,
        new SourceLocation(path, line, Variable: variable), expected, found,
            $"Export or download the {format.Reader} file again, or correct the line."));

    private static string Shorten(string text)
    {
        string oneLine = text.ReplaceLineEndings(" ").Trim();
        return oneLine.Length <= 60 ? oneLine : oneLine[..60] + "...";
    }
}

/// <summary>The positions of the four columns of a long table.</summary>
/// <param name="Region">Index of <c>country</c>.</param>
/// <param name="Date">Index of <c>date</c>.</param>
/// <param name="Category">Index of <c>sector</c>.</param>
/// <param name="Value">Index of the value column.</param>
/// <param name="Notes">Remarks, such as columns that are ignored.</param>
internal sealed record LongTableHeader(int Region, int Date, int Category, int Value, IReadOnlyList<string> Notes)
{
    /// <summary>Fields a line needs to contain all four.</summary>
    internal int Count => Math.Max(Math.Max(Region, Date), Math.Max(Category, Value)) + 1;

    internal static LongTableHeader Read(string[] columns, string line, string path, IReadOnlyList<string> valueColumns, string unit)
    {
        RefuseOtherThanCsv(columns, line, path);
        int value = -1;
        foreach (string name in valueColumns) value = value >= 0 ? value : Find(columns, name);
        if (value < 0) throw NoValue(columns, path, valueColumns);
        int[] found = [Required(columns, "country", path), Required(columns, "date", path), Required(columns, "sector", path), value];
        string[] ignored = [.. columns.Where((name, index) => !found.Contains(index) && name.Length > 0)];
        List<string> notes = [];
        if (ignored.Length > 0) notes.Add($"Columns not used: {string.Join(", ", ignored)}.");
        if (!columns[value].Contains(unit.Split(' ')[0], StringComparison.OrdinalIgnoreCase))
            notes.Add($"The column '{columns[value]}' has no unit; its values are read as {unit}, the unit of the provider.");
        return new LongTableHeader(found[0], found[1], found[2], found[3], notes.AsReadOnly());
    }

    private static void RefuseOtherThanCsv(string[] columns, string raw, string path)
    {
        string? reason = raw.Contains('\0', StringComparison.Ordinal) ? "binary data"
            : raw.TrimStart().StartsWith('<') ? "a web page"
            : columns.Length > 1 ? null
            : raw.Contains(';', StringComparison.Ordinal) ? "fields separated by semicolons"
            : raw.Contains('\t', StringComparison.Ordinal) ? "fields separated by tabs"
            : "a line without a comma";
        if (reason is null) return;
        throw new DataFormatException(new Fault("The file is not CSV.", new SourceLocation(path, 1),
            Expected: "text with fields separated by commas", Found: reason,
            Remedy: "Download or export the file again as CSV with commas."));
    }

    private static int Find(string[] columns, string name) =>
        Array.FindIndex(columns, column => string.Equals(column, name, StringComparison.OrdinalIgnoreCase));

    private static int Required(string[] columns, string name, string path)
    {
        int index = Find(columns, name);
        if (index < 0) throw Missing(name, columns, path, $"Give the file a column '{name}', or export it again from the provider.");
        return Array.FindLastIndex(columns, column => string.Equals(column, name, StringComparison.OrdinalIgnoreCase)) == index
            ? index
            : throw Missing(name, columns, path, $"Keep only one column '{name}'.");
    }

    private static SchemaMismatchException NoValue(string[] columns, string path, IReadOnlyList<string> accepted)
    {
        string? other = columns.FirstOrDefault(name => name.StartsWith("value", StringComparison.OrdinalIgnoreCase)
            || name.Contains("CO2", StringComparison.OrdinalIgnoreCase) || name.Contains("Wh", StringComparison.OrdinalIgnoreCase));
        return Missing(accepted[0], columns, path, other is null
            ? "Export the file again from the provider."
            : $"The column '{other}' has another unit or belongs to another file: convert it, or give the file to the other option.");
    }

    private static SchemaMismatchException Missing(string name, string[] columns, string path, string remedy) => new(new Fault(
        $"The file needs one column '{name}'.", new SourceLocation(path, 1, Variable: name), Expected: $"one column '{name}'",
        Found: string.Join(", ", columns), Remedy: remedy));
}

/// <summary>Reads the date column of one file, and detects date formats that differ from the provider's.</summary>
/// <remarks>Both yyyy-mm-dd and dd/mm/yyyy are read, one format per file. A file in mm/dd is refused, never reinterpreted.</remarks>
internal sealed class DateColumn(string path)
{
    private readonly HashSet<DateOnly> _days = [];
    private string _lastText = "";
    private DateOnly _lastDay;
    private char _separator;

    /// <summary>The format found so far, for the record.</summary>
    internal string Form => _separator == '/' ? "dd/mm/yyyy" : "yyyy-mm-dd";

    internal DateOnly Read(string text, long line)
    {
        // Consecutive rows mostly share their day.
        if (text == _lastText) return _lastDay;
        DateOnly day = Parse(text, line);
        (_lastText, _lastDay) = (text, day);
        _days.Add(day);
        return day;
    }

    /// <summary>Checks dates that are valid in both formats: if days are consecutive only with day and month swapped, the format is mm/dd.
    /// away.</summary>
    /// <returns>A remark if a file is too short to decide.</returns>
    internal string? CheckOrder()
    {
        if (_separator != '/' || _days.Count == 0 || _days.Any(day => day.Day > 12)) return null;
        int asRead = Neighbours(_days);
        HashSet<DateOnly> swapped = [.. _days.Select(day => new DateOnly(day.Year, day.Day, day.Month))];
        int asSwapped = Neighbours(swapped);
        if (asSwapped > asRead)
            throw new DataFormatException(new Fault("The dates seem to be mm/dd/yyyy.", new SourceLocation(path, Variable: "date"),
                Expected: "dd/mm/yyyy, consecutive days",
                Found: $"no day above 12; {asRead} pairs of neighbouring days as dd/mm, {asSwapped} as mm/dd",
                Remedy: "Write the dates as dd/mm/yyyy or yyyy-mm-dd, or export the file again with the provider's own setting."));
        return asSwapped == asRead && !swapped.SetEquals(_days)
            ? "No date has a day above 12, so dd/mm and mm/dd cannot be distinguished; read as dd/mm, the format of the provider."
            : null;
    }

    private static int Neighbours(HashSet<DateOnly> days) => days.Count(day => days.Contains(day.AddDays(1)));

    private DateOnly Parse(string text, long line)
    {
        char separator = text.Contains('/', StringComparison.Ordinal) ? '/' : '-';
        if (_separator == 0) _separator = separator;
        string[] parts = text.Split(separator);
        if (separator != _separator || parts.Length != 3 || !Number(parts[0], out int first) || !Number(parts[1], out int month)
            || !Number(parts[2], out int last))
            throw Wrong("The date cannot be read.", text, line);
        (int year, int day) = separator == '/' ? (last, first) : (first, last);
        if (month > 12 && day is >= 1 and <= 12)
            throw Wrong($"The dates seem to be {(separator == '/' ? "mm/dd/yyyy" : "yyyy-dd-mm")}: there is no month {month}.", text,
                line);
        if (year is < 1900 or > 2200 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            throw Wrong("The date does not exist.", text, line);
        return new DateOnly(year, month, day);
    }

    private static bool Number(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private DataFormatException Wrong(string what, string text, long line) => new(new Fault(what,
        new SourceLocation(path, line, Variable: "date"), Expected: _separator == '/' ? "dd/mm/yyyy"
            : "yyyy-mm-dd (or dd/mm/yyyy throughout)",
        Found: text.Length == 0 ? "an empty field" : text,
            Remedy: "Write all dates of the file as dd/mm/yyyy or all as yyyy-mm-dd, or export the file again with the provider's "
                + "own setting."));
}
