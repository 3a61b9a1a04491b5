using Kaya.Core;

namespace Kaya.Energy;

/// <summary>Streams a provider's long table (region, date, category, value) and hands each row, checked, to the assembly of the table.</summary>
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
            throw Wrong("The file has a header and no data.", null, "at least one region and day", _footers.Count == 0 ? "the header only" : $"{_footers.Count} lines without data");
        string? remark = _dates.CheckOrder();
        return _assembly.Build((clamped, leftOut) => new ReadRecord(path, format.Reader, format.Unit, _dates.Form, _rows,
            _footers.AsReadOnly(), clamped, leftOut, remark is null ? _header.Notes : [.. _header.Notes, remark]));
    }

    private void ReadRows()
    {
        using CsvRows rows = CsvRows.Open(path, $"a {format.Reader} file",
            "Check the path. `kaya data list` names the files that Kaya reads and where to get them.");
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
            throw Wrong("A line is cut short.", line, $"{_header.Count} fields", $"{row.Count}: {Shorten(row.Raw)}");
        if (_footers.Count > 0)
            throw Wrong("Data stand after lines without data.", line, "data first, then the footer",
                $"line {_footers[0].Line} has no data: '{_footers[0].Text}'");
        string region = Region(row.Text(_header.Region), line);
        DateOnly day = _dates.Read(row.Text(_header.Date), line);
        _assembly.Add(region, day, Category(row.Text(_header.Category), line), row.Bytes(_header.Value), line);
        _rows++;
    }

    /// <summary>Footer lines have neither date nor category nor value; a known region with all three empty is a damaged line instead.</summary>
    private bool IsFooter(CsvRows row) =>
        Empty(row, _header.Date) && Empty(row, _header.Category) && Empty(row, _header.Value)
        && !(row.Count > _header.Region && _regions.ContainsKey(row.Text(_header.Region)));

    private static bool Empty(CsvRows row, int column) => column >= row.Count || row.Bytes(column).IsEmpty;

    private string Region(string name, long line)
    {
        if (_regions.TryGetValue(name, out string? known)) return known;
        if (name.Length == 0)
            throw Wrong("A line names no region.", line, "a country or region", "an empty field", "country");
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

    private DataFormatException Wrong(string what, long? line, string expected, string found, string? variable = null) => new(new Fault(what,
        new SourceLocation(path, line, Variable: variable), expected, found, $"Export or download the {format.Reader} file again, or correct the line."));

    private static string Shorten(string text)
    {
        string oneLine = text.ReplaceLineEndings(" ").Trim();
        return oneLine.Length <= 60 ? oneLine : oneLine[..60] + "...";
    }
}
