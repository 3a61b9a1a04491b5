using Kaya.Core;

namespace Kaya.Energy;

/// <summary>A published total of one country and year.</summary>
/// <param name="Year">The year.</param>
/// <param name="Total">Emissions of the whole year, Mt of CO2, above zero.</param>
/// <param name="Sectors">Emissions by sector, Mt of CO2 a year, where the table has them; otherwise empty.</param>
public sealed record PublishedTotal(int Year, double Total, IReadOnlyDictionary<Sector, double> Sectors);

/// <summary>Published annual emissions of countries, such as those of the Global Carbon Budget.</summary>
/// <remarks>
/// Extensive, Mt of CO2 a year. The scope is that of the table: that of the Global Carbon Budget is territorial and leaves out
/// international bunkers. It need not be that of daily emissions of the same country.
/// </remarks>
public sealed class AnnualTotals
{
    private readonly SortedDictionary<string, SortedDictionary<int, PublishedTotal>> _totals;

    internal AnnualTotals(string source, IReadOnlyList<string> notes, SortedDictionary<string, SortedDictionary<int,
        PublishedTotal>> totals)
    {
        (Source, Notes, _totals) = (source, notes, totals);
        Regions = Array.AsReadOnly<string>([.. totals.Keys]);
    }

    /// <summary>The file, as given.</summary>
    public string Source { get; }

    /// <summary>How the file was read and what of it is not used, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Countries by their canonical names, in ordinal order.</summary>
    public IReadOnlyList<string> Regions { get; }

    /// <summary>Reads a table in the layout of Our World in Data (<c>Entity,Code,Year,Annual CO2 emissions</c>, t) or a plain one: a column
    /// <c>country</c> or <c>region</c>, a column <c>year</c>, one of totals with its unit in brackets, and, if there are any, one for each
    /// sector, in the same unit.</summary>
    /// <param name="path">The file, CSV.</param>
    /// <returns>The totals in Mt; empty cells are left out.</returns>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    /// <exception cref="SchemaMismatchException">A column is missing, there are several columns of totals, or the unit is
    /// unknown.</exception>
    /// <exception cref="DataFormatException">A value or year cannot be read, a total is zero, or a country has two totals of one
    /// year.</exception>
    public static AnnualTotals Read(string path) => new AnnualTotalsReader(CsvTable.Read(path), path).Read();

    /// <summary>The total of a country and year.</summary>
    /// <param name="region">Any known name of the country.</param>
    /// <param name="year">The year.</param>
    /// <returns>The total; null if there is none.</returns>
    public PublishedTotal? Of(string region, int year) => _totals.TryGetValue(RegionCatalog.Canonical(region), out var years)
        && years.TryGetValue(year, out PublishedTotal? total) ? total : null;

    /// <summary>The latest total of a country up to a year.</summary>
    /// <param name="region">Any known name of the country.</param>
    /// <param name="year">The last year that counts.</param>
    /// <returns>The total; null if there is none.</returns>
    public PublishedTotal? Latest(string region, int year = int.MaxValue) =>
        _totals.TryGetValue(RegionCatalog.Canonical(region), out var years) ? years.Values.LastOrDefault(total => total.Year <= year)
            : null;

    /// <summary>The totals of a country.</summary>
    /// <param name="region">Any known name of the country.</param>
    /// <returns>By year, ascending; empty if there are none.</returns>
    public IReadOnlyCollection<PublishedTotal> History(string region) =>
        _totals.TryGetValue(RegionCatalog.Canonical(region), out var years) ? [.. years.Values] : [];

    /// <summary>The same without some countries.</summary>
    /// <param name="regions">Any known names of countries; those the table lacks are ignored.</param>
    /// <returns>The other countries.</returns>
    public AnnualTotals Without(params IEnumerable<string> regions)
    {
        HashSet<string> gone = [.. regions.Select(RegionCatalog.Canonical)];
        return new AnnualTotals(Source, Notes, new(_totals.Where(pair => !gone.Contains(pair.Key)).ToDictionary(),
            StringComparer.Ordinal));
    }
}

/// <summary>Reads a table of annual totals.</summary>
internal sealed class AnnualTotalsReader(CsvTable table, string path)
{
    private const int FirstYear = 1750;
    private const int LastYear = 2200;

    private readonly SortedDictionary<string, SortedDictionary<int, PublishedTotal>> _totals = new(StringComparer.Ordinal);
    private readonly List<string> _notes = [];
    private int _empty;

    public AnnualTotals Read()
    {
        int region = Region(table, path), year = table.Require("year");
        Dictionary<Sector, int> sectors = [];
        for (int column = 0; column < table.Headings.Count; column++)
            foreach (Sector sector in Sectors.All)
                if (table.Name(column).Replace('_', ' ').Replace('-', ' ').Equals(sector.Label(), StringComparison.OrdinalIgnoreCase))
                    sectors[sector] = column;
        int total = TotalColumn([region, year, table.Find("code", "iso_code", "iso"), .. sectors.Values]);
        double factor = Factor(total);
        for (int row = 0; row < table.RowCount; row++) Add(row, region, year, total, factor, sectors);
        if (_empty > 0) _notes.Add(FormattableString.Invariant($"{_empty} lines without a total are not used."));
        return new AnnualTotals(path, _notes.AsReadOnly(), _totals);
    }

    internal static int Region(CsvTable table, string path) => table.Find(
        "entity", "country", "region", "country name") is >= 0 and int found
        ? found
        : throw new SchemaMismatchException(new Fault("The table needs a column of countries.", new SourceLocation(path, 1),
            "a column 'Entity', 'country' or 'region'", string.Join(", ", table.Headings), "Add the column, or correct its heading."));

    /// <summary>The year in a cell.</summary>
    internal static int Year(CsvTable table, int row, int column)
    {
        double value = table.RequiredAmount(row, column);
        return value is >= FirstYear and <= LastYear && value == Math.Floor(value) ? (int)value : throw new DataFormatException(new Fault(
            "The year cannot be read.", table.Where(row, column), $"a year from {FirstYear} to {LastYear}", table.Text(row, column),
            "Correct the line."));
    }

    // The total is the only column left, or the one that is called so.
    private int TotalColumn(HashSet<int> others)
    {
        int[] left = [.. Enumerable.Range(0, table.Headings.Count).Where(column => !others.Contains(column))];
        int[] named = [.. left.Where(column => IsTotal(table.Name(column)))];
        int[] chosen = named.Length > 0 ? named : left;
        if (chosen.Length != 1)
            throw new SchemaMismatchException(new Fault("The column of annual totals is not clear.", new SourceLocation(path, 1),
                "one column 'Annual CO2 emissions', or 'total' or 'emission' with its unit in brackets, such as 'total [Mt]'",
                string.Join(", ", table.Headings), "Keep one column of totals."));
        int[] unused = [.. left.Where(column => column != chosen[0])];
        if (unused.Length > 0) _notes.Add($"Columns not used: {string.Join(", ", unused.Select(column => table.Headings[column]))}.");
        return chosen[0];
    }

    private static bool IsTotal(string name) => IsOurWorldInData(name)
        || name.ToLowerInvariant() is "total" or "emission" or "emissions" or "co2" or "co2 emissions";

    private static bool IsOurWorldInData(string name) =>
        name.Replace('\u2082', '2').StartsWith("Annual CO2 emissions", StringComparison.OrdinalIgnoreCase);

    private double Factor(int total)
    {
        string? unit = table.UnitText(total);
        if (unit is null or "total" && IsOurWorldInData(table.Name(total))) unit = "t";
        double? factor = unit?.Replace('\u2082', '2').Replace("CO2", "", StringComparison.OrdinalIgnoreCase).Trim() switch
        {
            "t" => 1e-6,
            "kt" => 1e-3,
            "Mt" => 1,
            "Gt" => 1e3,
            _ => null,
        };
        return factor ?? throw new SchemaMismatchException(new Fault("The unit of the annual totals is unknown.",
            new SourceLocation(path, 1, Variable: table.Headings[total]), "t, kt, Mt or Gt of CO2 in brackets, such as 'total [Mt]'",
            unit ?? "no unit", "Write the unit into the heading. Tonnes of carbon are 12/44 of tonnes of CO2: convert them."));
    }

    private void Add(int row, int region, int year, int total, double factor, Dictionary<Sector, int> sectors)
    {
        if (table.Amount(row, total) is not { } amount)
        {
            _empty++;
            return;
        }

        string name = RegionCatalog.Canonical(table.Text(row, region));
        int when = Year(table, row, year);
        // Our World in Data has a zero for years before a country's first emission.
        if (amount == 0)
        {
            _empty++;
            return;
        }

        if (!_totals.TryGetValue(name, out SortedDictionary<int, PublishedTotal>? years)) _totals[name] = years = [];
        Dictionary<Sector, double> parts = [];
        foreach ((Sector sector, int column) in sectors)
            if (table.Amount(row, column) is { } part) parts[sector] = part * factor;
        if (!years.TryAdd(when, new PublishedTotal(when, amount * factor, parts)))
            throw new DataFormatException(new Fault("A country has two totals of one year.", table.Where(row, total), "one each",
                $"{name}, {when}", "Remove one of the two lines."));
    }
}
