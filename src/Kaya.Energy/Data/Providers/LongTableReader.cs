using System.Text;

using CsvHelper;

using Kaya.Core;

namespace Kaya.Energy;

/// <summary>Streams a provider's long table (region, date, category, value) through CsvHelper and hands each row, checked, to the assembly of the table.</summary>
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
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new DataNotFoundException(new Fault("There is no such file.", new SourceLocation(path), Expected: $"a {format.Reader} file",
                Remedy: "Check the path. `kaya data list` names the files that Kaya reads and where to get them."));
        ReadRows();
        if (_rows == 0)
            throw Wrong("The file has a header and no data.", null, "at least one region and day", _footers.Count == 0 ? "the header only" : $"{_footers.Count} lines without data");
        string? remark = _dates.CheckOrder();
        return _assembly.Build((clamped, leftOut) => new ReadRecord(path, format.Reader, format.Unit, _dates.Form, _rows,
            _footers.AsReadOnly(), clamped, leftOut, remark is null ? _header.Notes : [.. _header.Notes, remark]));
    }

    private static CsvReaderOptions Csv { get; } = new()
    {
        Separator = ',',
        HasHeader = false,
        SkipEmptyLines = false,
        TrimWhitespace = true,
        TrackLineNumbers = true,
        PoolStrings = true,
        AllowLineBreaksInQuotes = false,
        MalformedData = CsvMalformedDataHandling.Throw,
    };

    private void ReadRows()
    {
        try
        {
            using CsvReader csv = CsvReader.FromFile(path, Csv);
            if (!csv.Read() || csv.RawRecord.IsEmpty && !csv.Read()) throw Wrong("The file is empty.", null, $"the columns country, date, sector, {format.ValueColumns[0]}", "nothing");
            _header = LongTableHeader.Read(Fields(csv), Encoding.UTF8.GetString(csv.RawRecord), path, format.ValueColumns, format.Unit);
            while (csv.Read()) ReadRow(csv);
        }
        catch (CsvFormatException malformed)
        {
            throw new DataFormatException(new Fault("A line is not CSV: its quotes do not match.", new SourceLocation(path, malformed.LineNumber),
                "fields separated by commas, quoted where they hold one", malformed.Message,
                $"Export or download the {format.Reader} file again, or correct the line."), malformed);
        }
    }

    private static string[] Fields(CsvReader csv) => [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)];

    private void ReadRow(CsvReader csv)
    {
        long line = csv.LineNumber;
        if (IsFooter(csv))
        {
            _footers.Add(new FooterLine(line, csv.FieldCount > _header.Region ? csv.GetString(_header.Region) : ""));
            return;
        }

        if (csv.FieldCount < _header.Count)
            throw Wrong("A line is cut short.", line, $"{_header.Count} fields", $"{csv.FieldCount}: {Shorten(Encoding.UTF8.GetString(csv.RawRecord))}");
        if (_footers.Count > 0)
            throw Wrong("Data stand after lines without data.", line, "data first, then the footer",
                $"line {_footers[0].Line} has no data: '{_footers[0].Text}'");
        string region = Region(csv.GetString(_header.Region), line);
        DateOnly day = _dates.Read(csv.GetString(_header.Date), line);
        _assembly.Add(region, day, Category(csv.GetString(_header.Category), line), csv.GetSpan(_header.Value), line);
        _rows++;
    }

    /// <summary>Footer lines have neither date nor category nor value; a known region with all three empty is a damaged line instead.</summary>
    private bool IsFooter(CsvReader csv) =>
        Empty(csv, _header.Date) && Empty(csv, _header.Category) && Empty(csv, _header.Value)
        && !(csv.FieldCount > _header.Region && _regions.ContainsKey(csv.GetString(_header.Region)));

    private static bool Empty(CsvReader csv, int column) => column >= csv.FieldCount || csv.GetSpan(column).IsEmpty;

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
