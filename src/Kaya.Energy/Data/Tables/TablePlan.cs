using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Energy;

/// <summary>A column of values of one category, with its unit.</summary>
internal sealed record ValueColumn<TCategory>(int Column, TCategory Category, TableUnit Unit) where TCategory : struct, Enum;

/// <summary>Where a table has regions, times, categories and values.</summary>
/// <remarks>
/// Known by their headings, in English, German and some French and Spanish: also those of Ember, Our World in Data and EIA-930. A table
/// has one column for each category (wide), or one value a line (long). A unit is in the heading, in a column, or given; never guessed.
/// </remarks>
internal sealed class TablePlan<TCategory> where TCategory : struct, Enum
{
    private static readonly ImmutableArray<string> s_regions =
    [
        "region", "country", "entity", "area", "country_name", "land", "gebiet", "pays", "país", "pais", "iso", "iso_code", "iso3",
        "balancing authority", "respondent", "code",
    ];

    private static readonly ImmutableArray<string> s_dates =
    [
        "date", "datum", "day", "tag", "local date", "timestamp", "time", "datetime", "zeit", "zeitpunkt", "period", "utc time", "month",
            "monat",
        "year", "jahr", "année", "año",
    ];

    private static readonly ImmutableArray<string> s_categories =
        ["source", "sector", "fuel_desc", "fuel", "variable", "energieträger", "energiequelle", "technology", "type", "series", "quelle",
            "brennstoff"];

    private static readonly ImmutableArray<string> s_values =
        ["value", "wert", "valeur", "valor", "generation", "erzeugung", "emission", "emissions", "amount"];

    // Codes of the EIA's hourly table; no other table has headings of three capital letters for several sources.
    private static readonly ImmutableArray<string> s_eia = ["COL", "NG", "NUC", "WAT", "SUN", "WND"];

    private readonly CsvTable _table;
    private readonly string _path;
    private readonly TableMapping? _mapping;
    private readonly CategoryWords<TCategory> _words;
    private readonly bool _isEnergy;

    private TablePlan(CsvTable table, string path, TableMapping? mapping, CategoryWords<TCategory> words, bool isEnergy)
    {
        (_table, _path, _mapping, _words, _isEnergy) = (table, path, mapping, words, isEnergy);
        (Region, RegionName) = mapping?["region"] is { } region && region.Length > 1 && region[0] == '\'' && region[^1] == '\''
            ? (-1, region[1..^1]) : (Column("region", s_regions), null);
        if (Region < 0 && RegionName is null) throw Needs("a column of regions", "region", "region=Land, or region='California' for a"
            + " table of one region");
        Date = Column("date", s_dates);
        if (Date < 0) throw Needs("a column of days, months or years", "date", "date=Datum");
        Month = mapping?["date"] is null && _table.Headings[Date].ToLowerInvariant() is "year" or "jahr"
            ? _table.Find("month", "monat") : -1;
        Values = Wide();
        if (Values.Count == 0) Long();
        Code = _table.Find("iso_code", "code", "iso 3 code");
        Kind = (_table.Find("category"), _table.Find("subcategory"));
        Used = [Region, Date, Month, Category, Value, UnitColumn, .. Values.Select(value => value.Column)];
    }

    /// <summary>Column of regions; -1 for a table of one region.</summary>
    public int Region { get; }

    /// <summary>The region of a table of one region.</summary>
    public string? RegionName { get; }

    /// <summary>Column of days, months, years or hours.</summary>
    public int Date { get; }

    /// <summary>Column of the month beside that of the year; -1 for none.</summary>
    public int Month { get; }

    /// <summary>Columns of values of a wide table; none for a long one.</summary>
    public IReadOnlyList<ValueColumn<TCategory>> Values { get; }

    /// <summary>Column of categories of a long table; -1 for a wide one.</summary>
    public int Category { get; private set; } = -1;

    /// <summary>Column of values of a long table.</summary>
    public int Value { get; private set; } = -1;

    /// <summary>Unit of a long table; null where <see cref="UnitColumn"/> has it.</summary>
    public TableUnit? Unit { get; private set; }

    /// <summary>Column of units of a long table; -1 for none.</summary>
    public int UnitColumn { get; private set; } = -1;

    /// <summary>Column of ISO codes, which sums of regions lack; -1 for none.</summary>
    public int Code { get; }

    /// <summary>Ember's columns of category and subcategory; -1 for none.</summary>
    public (int Category, int Subcategory) Kind { get; }

    /// <summary>All columns that are used.</summary>
    public IReadOnlyList<int> Used { get; }

    public static TablePlan<TCategory> Of(CsvTable table, string path, TableMapping? mapping, CategoryWords<TCategory> words,
        bool isEnergy) =>
        new(table, path, mapping, words, isEnergy);

    private int Column(string what, ImmutableArray<string> usual) => _mapping?[what] is { } named ? _table.Column(named) : Usual(usual);

    private int Usual(ImmutableArray<string> usual)
    {
        foreach (string name in usual)
            for (int column = 0; column < _table.Headings.Count; column++)
                if (Plain(column).Equals(name, StringComparison.OrdinalIgnoreCase)) return column;
        return -1;
    }

    private string Plain(int column) => TableUnit.Split(_table.Headings[column].Trim(), _isEnergy).Name;

    private List<ValueColumn<TCategory>> Wide()
    {
        List<ValueColumn<TCategory>> found = [];
        if (_mapping is not null)
            foreach ((TCategory category, string name) in _mapping.Categories(_words))
                found.Add(new ValueColumn<TCategory>(_table.Column(name), category, UnitOf(_table.Column(name))));
        if (found.Count > 0) return found;
        bool eia = s_eia.Count(code => _table.Find(code, "NG: " + code) >= 0) >= 4;
        bool ourWorld = _isEnergy && Enumerable.Range(0, _table.Headings.Count).Count(
            column => _table.Headings[column].EndsWith("_electricity", StringComparison.OrdinalIgnoreCase)) >= 3;
        List<(int Column, TCategory Category)> columns = [];
        for (int column = 0; column < _table.Headings.Count; column++)
        {
            string heading = Plain(column);
            if (ourWorld && !heading.EndsWith("_electricity", StringComparison.OrdinalIgnoreCase)) continue;
            if (column != Region && column != Date && _words.Find(heading) is { } category) columns.Add((column, category));
        }

        if (columns.Select(own => own.Category).Distinct().Count() < 3) return [];
        TableUnit? layout = eia ? TableUnit.Of("MW", true) : ourWorld ? TableUnit.Of("TWh", true) : null;
        return columns.ConvertAll(own => new ValueColumn<TCategory>(own.Column, own.Category, UnitOf(own.Column, layout)));
    }

    private void Long()
    {
        Category = Column("category", s_categories);
        Value = Column("value", s_values);
        if (Category < 0 || Value < 0)
            throw Needs(Category < 0 ? $"a column for each {_words.Kind}, or one of {_words.Kind}s with one of values"
                : "a column of values",
                _words.Kind, Category < 0 ? $"{_words.Label(Enum.GetValues<TCategory>()[0])}=COLUMN, or category=COLUMN,value=COLUMN"
                    : "value=COLUMN");
        UnitColumn = _table.Find("unit", "einheit", "units");
        if (UnitColumn < 0 || _mapping?["unit"] is not null) (Unit, UnitColumn) = (UnitOf(Value), -1);
    }

    private TableUnit UnitOf(int column, TableUnit? layout = null)
    {
        string expected = _isEnergy ? "kWh, MWh, GWh, TWh, or MW" : "t, kt or Mt of CO2";
        if (_mapping?["unit"] is { } given)
            return TableUnit.Of(given, _isEnergy) ?? throw new DataFormatException(new Fault("The unit is not known.",
                new SourceLocation(_path, Variable: "unit"), expected, given, "Give one of these, such as unit=GWh."));
        return TableUnit.Split(_table.Headings[column].Trim(), _isEnergy).Unit ?? layout ?? throw new SchemaMismatchException(new Fault(
            "The table names no unit.", _table.Where(column), $"a unit in the heading: {expected}", $"'{_table.Headings[column]}'",
            $"Write it in the heading, such as '{_table.Headings[column]} [{(_isEnergy ? "GWh" : "Mt")}]', or give it: --columns unit=... "
            + "Kaya does not guess units."));
    }

    private SchemaMismatchException Needs(string what, string variable, string example) => new(new Fault(
        $"The table needs {what}.", new SourceLocation(_path, 1, Variable: variable), what, string.Join(", ", _table.Headings),
        $"Correct the headings, or say which columns they are: --columns {example}"));
}
