using System.Collections.Immutable;
using System.Globalization;
using Kaya.Core;
using Kaya.Downscaling;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Inventory;

namespace Kaya.Tasks;

/// <summary>Point sources as read from files: their emissions over the period of the statistics, and what was left out.</summary>
/// <param name="Sources">Coordinates in the system of the grid.</param>
/// <param name="Notes">What was assumed and left out, one sentence each.</param>
internal sealed record PointInventory(ImmutableArray<PointSource> Sources, ImmutableArray<string> Notes)
{
    /// <summary>Reads the files of the options.</summary>
    public static PointInventory Read(DownscaleDataOptions options, CoordinateSystem grid)
    {
        List<PointSource> sources = [];
        List<string> notes = [];
        foreach (string path in options.Points ?? [])
        {
            PointRows rows = PointRows.Read(path, options.Point);
            PlantFile file = new(path, rows, options);
            file.Read();
            double[] x = [.. file.Kept.Select(row => rows.Place(row.Row).X)], y = [.. file.Kept.Select(row => rows.Place(row.Row).Y)];
            if (!rows.Crs.Equals(grid))
            {
                using GdalTransformation way = new(rows.Crs, grid);
                way.Transform(x, y);
            }

            sources.AddRange(file.Kept.Select((row, at) => row.Source with { X = x[at], Y = y[at] }));
            notes.AddRange(file.Notes());
        }

        return new PointInventory([.. sources], [.. notes]);
    }
}

/// <summary>Reads one file of point sources.</summary>
internal sealed class PlantFile(string path, PointRows rows, DownscaleDataOptions options)
{
    private static readonly Unit s_tonne = Unit.Parse("t");
    private readonly Dictionary<string, List<string>> _out = [];
    private readonly SortedDictionary<string, int> _fuels = [];
    private readonly int _name = rows.Find("name", "plant_name", "plant", "facility", "station", "id"),
        _capacity = rows.Find("capacity", "installed_capacity"), _fuel = rows.Find("fuel", "primary_fuel", "fuel1", "type"),
        _hours = rows.Find("load_hours", "hours", "utilisation_hours", "utilization_hours"), _status = rows.Find("status", "state"),
        _from = rows.Find("commissioned", "commissioning_year", "year_commissioned", "start_year", "start"),
        _to = rows.Find("closed", "closed_year", "retired", "retired_year", "retirement_year", "end_year"),
        _of = rows.Find("year", "reporting_year", "data_year", "emission_year", "inventory_year", "period");
    private int _unknown, _reported, _otherYears;
    private string? _year;

    /// <summary>The sources that count, with their rows.</summary>
    public List<(int Row, PointSource Source)> Kept { get; } = [];

    private int? Year => options.Statistic.Period?.First.Year;

    public void Read()
    {
        int emission = options.Point.Column is { } named ? rows.Named(named) : rows.Find("emission", "emissions", "co2");
        if (emission < 0 && (_capacity < 0 || _fuel < 0))
            throw new SchemaMismatchException(new Fault("The point sources have no emission.", new SourceLocation(path, 1),
                "a column 'emission', or the columns 'capacity' and 'fuel'", string.Join(", ", rows.Headings),
                "Give the column by --point.column, or add one."));
        int? only = OnlyYear(emission);
        HashSet<string> withYear = [];
        for (int row = 0; only is not null && row < rows.Count; row++)
            if (rows.Year(row, _of) == only) withYear.Add(Plant(row));
        for (int row = 0; row < rows.Count; row++)
        {
            if (only is null || rows.Year(row, _of) == only) Read(row, emission);
            else
            {
                _otherYears++;
                if (withYear.Add(Plant(row))) Leave(Text($"without a row of {only}"), Name(row));
            }
        }
    }

    // The year of the rows that count, where a plant has a row for each year; null where it has not.
    private int? OnlyYear(int emission)
    {
        if (_of < 0) return null;
        var years = Enumerable.Range(0, rows.Count).ToLookup(Plant, row => rows.Year(row, _of));
        int[] all = [.. years.SelectMany(plant => plant).OfType<int>().Distinct().Order()];
        bool isSeries = years.Any(plant => plant.Distinct().Count() > 1);
        if (emission < 0 && isSeries && rows.Headings[_of].Trim().Equals("year", StringComparison.OrdinalIgnoreCase))
            throw new DataFormatException(new Fault("The meaning of the year of the point sources is not clear.", rows.Where(0, _of),
                "'commissioned', or 'reporting_year' for plants with a row for each year", $"'{rows.Headings[_of]}'",
                "Rename the column to one of these."));
        if (!isSeries)
        {
            if (emission >= 0 && Year is { } wanted && all.Any(one => one != wanted)) _year =
                Text($"Their emissions are of {string.Join(", ", all)} (column '{rows.Headings[_of]}'), and were taken for {Year}.");
            return null;
        }

        if (Year is not { } year || !all.Contains(year))
            throw new DataFormatException(new Fault("The point sources have a row for each year.", new SourceLocation(path, 1),
                $"one year: {string.Join(", ", all)}", Year is null ? "statistics without a period"
                    : Text($"{Year}, that of the statistics"),
                "Give the year by --statistic.period, or keep the rows of one year."));
        if (emission >= 0 && options.Statistic.Period is { } period && period != Period.Year(year) && IsMass(emission))
            throw new DataFormatException(new Fault("The point sources have emissions of years, and the statistics are of another period.",
                rows.Where(0, emission), Text($"a whole year, such as {year}, or emissions by time, such as t a-1"), $"{period}",
                "Give emissions by time by --point.unit t a-1, or keep the rows of one year and remove the column of years."));
        return year;
    }

    private bool IsMass(int emission) => (options.Point.Unit ?? rows.UnitText(emission)) is { } text
        && Unit.TryParse(text, out Unit? unit) && unit.IsConvertibleTo(s_tonne);

    // Without names, rows of one place are of one plant.
    private string Plant(int row) => _name < 0 ? $"{rows.Place(row)}" : Name(row);

    private string Name(int row) => rows.Text(row, _name) is { Length: > 0 } text ? text
        : (row + 1).ToString(CultureInfo.InvariantCulture);

    public IEnumerable<string> Notes()
    {
        if (_otherYears > 0) yield return Text($"{Path.GetFileName(path)}: {rows.Count - _otherYears} rows of {Year} read, ")
            + $"{_otherYears} of other years left out.";
        if (_year is not null) yield return _year;
        yield return $"{Path.GetFileName(path)}: {Kept.Count} of {rows.Count - _otherYears} point sources counted"
            + (_reported > 0 ? $", {_reported} with a reported emission" : "")
            + (_status >= 0 ? $", {_unknown} of unknown status among them." : "; the file has no status.");
        foreach ((string why, List<string> names) in _out)
            yield return $"Not counted, {why}: {names.Count} ({string.Join(", ", names.Take(4))}{(names.Count > 4 ? ", ..." : "")}).";
        if (_fuels.Count > 0)
            yield return $"Emissions from capacity: {string.Join(", ", _fuels.Select(fuel => Text($"{fuel.Value} of {fuel.Key}")))}. "
                + $"{PlantFuel.Source}; --point.hours and --point.factors change them.";
        if (_fuels.Count > 0 && options.Point.Uncertainty > 0)
            yield return Text($"Their emissions are known to a factor of {Math.Exp(options.Point.Uncertainty):0.0}; the statistic of a ")
                + "zone is divided between its plants and the rest accordingly (--point.uncertainty 0: as computed).";
        if (Year is null && (_from >= 0 || _to >= 0))
            yield return "The statistics have no period: plants are not compared with their years of commissioning and closing.";
    }

    private void Read(int row, int emission)
    {
        string name = Name(row);
        if (double.IsNaN(rows.Place(row).X) || double.IsNaN(rows.Place(row).Y)) Leave("no coordinates", name);
        else if (State(row) is var state && state == PlantState.Shut && !Includes("shut")) Leave("shut", name);
        else if (state == PlantState.Building && !Includes("building")) Leave("not yet at work", name);
        else if (Emission(row, emission, name) is { } source)
        {
            if (state == PlantState.Unknown) _unknown++;
            Kept.Add((row, source));
        }
    }

    private PointSource? Emission(int row, int emission, string name)
    {
        if (emission >= 0 && rows.Amount(row, emission) is { } reported)
        {
            _reported++;
            return new PointSource(name, 0, 0, reported * Factor(row, emission));
        }

        if (_capacity < 0 || _fuel < 0 || rows.Amount(row, _capacity) is not { } capacity)
            return Left("neither emission nor capacity", name);
        PlantFuel fuel = Fuel(row);
        if (!fuel.IsFossil) return Left("a fuel without fossil CO2", name);
        _fuels[Text($"{fuel.Name} ({fuel.LoadHours:0} h, {fuel.TonnesPerMegawattHour:0.000} t/MWh)")] =
            _fuels.GetValueOrDefault(Text($"{fuel.Name} ({fuel.LoadHours:0} h, {fuel.TonnesPerMegawattHour:0.000} t/MWh)")) + 1;
        if (rows.Amount(row, _hours) is { } hours) fuel = fuel with { LoadHours = hours };
        double yearly = fuel.TonnesPerYear(capacity * CapacityUnit().FactorTo(Unit.Parse("MW")));
        return new PointSource(name, 0, 0, Total(new Quantity(yearly, Unit.Parse("t a-1"))))
            { LogDeviation = options.Point.Uncertainty };
    }

    private PlantState State(int row)
    {
        int? from = _from < 0 ? null : rows.Year(row, _from), to = _to < 0 ? null : rows.Year(row, _to);
        return PointStatus.In(rows.Text(row, _status), from, to, Year);
    }

    private double Factor(int row, int column)
    {
        string text = options.Point.Unit ?? rows.UnitText(column)
            ?? throw new DataFormatException(new Fault("The emissions of the point sources have no unit.", rows.Where(row, column),
                "a unit of mass, such as t, or of mass by time, such as t a-1", "none",
                "Write it in the heading as 'emission [t]', or give "
                + "--point.unit. Kaya does not guess units."));
        Unit unit = RasterReading.UnitOf(text, "--point.unit {0} --point.basis {1}",
            options.Point.Unit is null ? rows.Where(row, column) : new SourceLocation(Variable: "--point.unit"));
        double basis = options.Point.Basis.FactorTo(MassBasis.CO2);
        if (unit.IsConvertibleTo(s_tonne)) return unit.FactorTo(s_tonne) * basis;
        if (unit.IsConvertibleTo(Unit.Parse("t a-1"))) return Total(new Quantity(1, unit)) * basis;
        throw new UnitMismatchException(new Fault("The unit of the point sources is not one of emissions.", rows.Where(row, column),
            "a mass, such as t, or a mass by time, such as t a-1", text, "Give the column of the emissions by --point.column."));
    }

    private double Total(Quantity rate) => options.Statistic.Period is { } period ? period.Total(rate).In(s_tonne)
        : throw new DataFormatException(new Fault("The point sources have emissions by year, and the statistics have no period.",
            new SourceLocation(path), "the period of the statistics: a year, a month or a range of days", "none",
            "Give --statistic.period, such as 2019 or 2019-01; plants that were not at work then are left out."));

    private PlantFuel Fuel(int row)
    {
        string text = rows.Text(row, _fuel);
        PlantFuel? fuel = PlantFuel.Find(text);
        double? factor = Chosen(options.Point.Factors, "--point.factors", text, fuel),
            hours = Chosen(options.Point.Hours, "--point.hours", text, fuel);
        if (fuel is null && (factor is null || hours is null))
            throw Spelling.Unknown("fuel", text, PlantFuel.Names, rows.Where(row, _fuel));
        fuel ??= new PlantFuel(text, 0, 0);
        return fuel with { LoadHours = hours ?? fuel.LoadHours, TonnesPerMegawattHour = factor ?? fuel.TonnesPerMegawattHour };
    }

    private static double? Chosen(IReadOnlyList<string>? pairs, string option, string written, PlantFuel? fuel)
    {
        foreach (string pair in pairs ?? [])
        {
            string[] parts = pair.Split('=');
            if (parts.Length != 2 || !double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                || !(value >= 0 && double.IsFinite(value)))
                throw new DataFormatException(new Fault("A value by fuel is not valid.", new SourceLocation(Variable: option),
                    "FUEL=NUMBER, such as coal=5000", $"'{pair}'", "Correct it."));
            if (parts[0].Equals(written, StringComparison.OrdinalIgnoreCase) || (fuel is not null && PlantFuel.Find(parts[0]) == fuel))
                return value;
        }

        return null;
    }

    private Unit CapacityUnit()
    {
        string text = rows.UnitText(_capacity) ?? throw new DataFormatException(new Fault("The capacity of the plants has no unit.",
            rows.Where(0, _capacity), "MW, kW or GW", "none", "Write it in the heading, as 'capacity [MW]' or 'capacity_mw'."));
        Unit unit = Unit.Parse(text);
        return unit.IsConvertibleTo(Unit.Parse("MW")) ? unit : throw new UnitMismatchException(new Fault(
            "The unit of the capacity is not one of power.", rows.Where(0, _capacity), "MW, kW or GW", text, "Correct the heading."));
    }

    private bool Includes(string state)
    {
        foreach (string asked in options.Point.Include ?? [])
            if (asked is not ("shut" or "building")) throw Spelling.Unknown("state of plants", asked, ["shut", "building"],
                new SourceLocation(Variable: "--point.include"));
        return options.Point.Include?.Contains(state) == true;
    }

    private PointSource? Left(string why, string name)
    {
        Leave(why, name);
        return null;
    }

    private void Leave(string why, string name)
    {
        if (!_out.TryGetValue(why, out List<string>? names)) _out[why] = names = [];
        names.Add(name);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
