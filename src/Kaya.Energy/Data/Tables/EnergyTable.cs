using System.Collections.Immutable;
using System.Globalization;
using Kaya.Core;

namespace Kaya.Energy;

/// <summary>Reads generation or emissions from any table with regions, times and values.</summary>
/// <remarks>
/// Hours are summed over days of the region's clock. Months and years become their daily mean on each of their days: the season is known,
/// the day is not. What is assumed is noted: names that were matched, sources without a column, columns that are not used.
/// </remarks>
/// <typeparam name="TCategory">Sector or source.</typeparam>
internal sealed class EnergyTable<TCategory> where TCategory : struct, Enum
{
    private static readonly ImmutableArray<TCategory> s_categories = [.. Enum.GetValues<TCategory>()];

    private readonly CsvTable _table;
    private readonly string _path;
    private readonly CategoryWords<TCategory> _words;
    private readonly TablePlan<TCategory> _plan;
    private readonly ReadOptions _options;
    private readonly double _tolerance;
    private readonly string _unit;
    private readonly Dictionary<(string Region, TableSpan Span), Cell> _cells = [];
    private readonly HashSet<(string, TableSpan, string)> _lines = [];
    private readonly Dictionary<string, string> _matched = [];
    private readonly SortedSet<string> _sums = [];
    private readonly SortedSet<string> _aggregates = [];
    private readonly List<FooterLine> _footers = [];
    private readonly List<LeftOutDay> _leftOut = [];
    private readonly Dictionary<(string Region, int Category), List<double>> _negatives = [];

    private EnergyTable(string path, ReadOptions options, TableMapping? mapping, (CategoryWords<TCategory> Words,
        ProviderFormat<TCategory> Provider) kind)
    {
        (_path, _options, _words, _unit) = (path, options, kind.Words, kind.Provider.Unit);
        _tolerance = options.NegativeTolerance ?? kind.Provider.NegativeTolerance;
        _table = CsvTable.Read(path);
        _plan = TablePlan<TCategory>.Of(_table, path, mapping, kind.Words, typeof(TCategory) == typeof(EnergySource));
    }

    /// <summary>The sum of a region and span so far, in GWh or Mt.</summary>
    private sealed class Cell(int width)
    {
        public double[] Values { get; } = new double[width];

        public bool[] Seen { get; } = new bool[width];

        public int Rows { get; set; }

        public long Line { get; set; }

        public string? Fault { get; set; }
    }

    /// <summary>Reads a file.</summary>
    public static DailyTable<TCategory> Read(string path, ReadOptions options, TableMapping? mapping,
        (CategoryWords<TCategory> Words, ProviderFormat<TCategory> Provider) kind)
    {
        EnergyTable<TCategory> reader = new(path, options, mapping, kind);
        TableTimes times = new(reader._table, (reader._plan.Date, reader._plan.Month), Clock(mapping), path);
        TableSpan?[] spans = times.Read();
        for (int row = 0; row < spans.Length; row++) reader.Add(row, spans[row]);
        return reader.Build(times);
    }

    private static TimeZoneInfo? Clock(TableMapping? mapping)
    {
        if (mapping?["zone"] is not { } name) return null;
        if (double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out double hours) && Math.Abs(hours) <= 14)
            return TimeZoneInfo.CreateCustomTimeZone(name, TimeSpan.FromHours(hours), name, name);
        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone) ? zone : throw new DataFormatException(new Fault(
            "The clock is not known.", new SourceLocation(Variable: "zone"), "a name such as Europe/Berlin, or hours such as -8", name,
            "Correct it: --columns zone=America/Los_Angeles."));
    }

    private void Add(int row, TableSpan? span)
    {
        string named = _plan.RegionName ?? _table.Text(row, _plan.Region);
        if (span is not { } time || named.Length == 0)
        {
            SourceLocation where = _table.Where(row, Math.Max(0, _plan.Region));
            if (HasValues(row)) throw new DataFormatException(new Fault("A line has no region or no date.", where, "both", "an empty cell",
                "Fill in the cell, or remove the line."));
            _footers.Add(new FooterLine(where.Line ?? 0, named));
            return;
        }

        if (_plan.Code >= 0 && _plan.Code != _plan.Region && _table.Text(row, _plan.Code) is "" or "OWID_WRL" or "OWID_EUR")
        {
            _aggregates.Add(named);
            return;
        }

        string region = RegionCatalog.Canonical(named);
        if (!region.Equals(named, StringComparison.Ordinal)) _matched[named] = region;
        if (_plan.Category < 0)
        {
            foreach (ValueColumn<TCategory> column in _plan.Values) Put(row, region, time, column);
            if (_cells.TryGetValue((region, time), out Cell? cell)) cell.Rows++;
            return;
        }

        string name = _table.Text(row, _plan.Category);
        if (_words.IsSum(name) || !IsGeneration(row)) _sums.Add(name);
        else if (_words.Find(name) is not { } category)
            throw Spelling.Unknown(_words.Kind, name, s_categories.Select(_words.Label), _table.Where(row, _plan.Category));
        else if (!_lines.Add((region, time, time.IsHour ? FormattableString.Invariant($"{name}/{_table.Text(row, _plan.Date)}") : name)))
            throw new DataFormatException(new Fault($"Two lines have the same region, date and {_words.Kind}.", _table.Where(row,
                _plan.Category),
                "one line each", $"{region}, {_table.Text(row, _plan.Date)}, {name}", "Remove one of the two lines."));
        else Put(row, region, time, new ValueColumn<TCategory>(_plan.Value, category, _plan.Unit ?? UnitIn(row)));
    }

    private bool HasValues(int row) => _plan.Category >= 0 ? _table.Text(row, _plan.Value).Length > 0
        : _plan.Values.Any(column => _table.Text(row, column.Column).Length > 0);

    // Ember's long tables hold shares, capacities and sums too.
    private bool IsGeneration(int row) => (_plan.Kind.Category < 0 || _plan.Kind.Category == _plan.Category
            || _table.Text(row, _plan.Kind.Category).Contains("generation", StringComparison.OrdinalIgnoreCase))
        && (_plan.Kind.Subcategory < 0 || _table.Text(row, _plan.Kind.Subcategory).Equals("fuel", StringComparison.OrdinalIgnoreCase))
        && (_plan.UnitColumn < 0 || _table.Text(row, _plan.UnitColumn) != "%");

    private TableUnit UnitIn(int row) => TableUnit.Of(_table.Text(row, _plan.UnitColumn), typeof(TCategory) == typeof(EnergySource))
        ?? throw new DataFormatException(new Fault("The unit is not known.", _table.Where(row, _plan.UnitColumn), _unit,
            _table.Text(row, _plan.UnitColumn), "Correct the cell, or give the unit of all values: --columns unit=GWh."));

    private void Put(int row, string region, TableSpan time, ValueColumn<TCategory> column)
    {
        if (!_cells.TryGetValue((region, time), out Cell? cell))
            _cells[(region, time)] = cell = new Cell(s_categories.Length) { Line = _table.Where(row, column.Column).Line ?? 0 };
        int index = Convert.ToInt32(column.Category, CultureInfo.InvariantCulture);
        if (_table.Number(row, column.Column) is not { } value)
        {
            // Sources that a region never reports are none of it; a gap among its values is a fault.
            cell.Fault ??= $"{_words.Label(column.Category)}: empty";
            return;
        }

        cell.Seen[index] = true;
        cell.Values[index] += value * column.Unit.Factor * (column.Unit.Time == TableTime.Power && !time.IsHour ? 24 * time.Days
            : column.Unit.Time == TableTime.Daily ? time.Days : 1);
    }

    private DailyTable<TCategory> Build(TableTimes times)
    {
        List<((string Region, DateOnly Day) Key, double[] Values)> days = [];
        List<string> notes = [];
        foreach (IGrouping<string, ((string Region, TableSpan Span) Key, Cell Cell)> region in _cells
            .Select(pair => (pair.Key, pair.Value)).GroupBy(pair => pair.Key.Region).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            bool[] ever = new bool[s_categories.Length];
            foreach ((_, Cell cell) in region)
                for (int i = 0; i < s_categories.Length; i++) ever[i] |= cell.Seen[i];
            int hours = region.Max(own => own.Cell.Rows);
            foreach (((string _, TableSpan span), Cell cell) in region.OrderBy(own => own.Key.Span.First))
                if (Checked(region.Key, span, cell, (ever, hours)) is { } values)
                    for (int day = 0; day < span.Days; day++) days.Add(((region.Key, span.First.AddDays(day)), values));
            string[] absent = [.. s_categories.Where((_, i) => !ever[i]).Select(_words.Label)];
            if (absent.Length > 0) notes.Add($"{region.Key}: no values of {string.Join(", ", absent)}; they are taken as zero.");
        }

        if (days.Count == 0) throw new DataFormatException(new Fault("The table has no usable values.", new SourceLocation(_path),
            "at least one region and day", _leftOut.Count > 0 ? $"{_leftOut.Count} faulty periods" : "none", "Give a table with data."));
        return Table(days, [.. Notes(times), .. notes], times);
    }

    private DailyTable<TCategory> Table(List<((string Region, DateOnly Day) Key, double[] Values)> days, string[] notes, TableTimes times)
    {
        string[] regions = [.. days.Select(day => day.Key.Region).Distinct().Order(StringComparer.Ordinal)];
        Dictionary<string, int> places = regions.Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => pair.index);
        HashSet<(string, DateOnly)> once = [];
        foreach (((string region, DateOnly day), _) in days)
            if (!once.Add((region, day))) throw new DataFormatException(new Fault("A day is in two periods of the table.",
                new SourceLocation(_path), "periods that do not overlap", $"{region}, {day:yyyy-MM-dd}", "Keep the lines of one kind"
                    + " of period."));
        ReadRecord record = new(_path, "table of " + _words.Kind + "s", _unit, times.Form, _table.RowCount - _footers.Count,
            _footers.AsReadOnly(),
            [.. _negatives.Select(pair => new ClampedNegatives(pair.Key.Region,
                _words.Label(s_categories[pair.Key.Category]),
                pair.Value.Count, pair.Value.Min(), Math.Sqrt(pair.Value.Average(value => value * value))))],
            _leftOut.AsReadOnly(), notes);
        return new DailyTable<TCategory>(regions, [.. days.Select(day => (places[day.Key.Region], day.Key.Day))],
            [.. days.SelectMany(day => day.Values)], record);
    }

    /// <summary>The daily mean of a span; null if it is left out.</summary>
    private double[]? Checked(string region, TableSpan span, Cell cell, (bool[] Ever, int Hours) usual)
    {
        double[] values = Array.ConvertAll(cell.Values, value => value / span.Days);
        string? fault = null;
        for (int i = 0; i < s_categories.Length; i++)
        {
            if (usual.Ever[i] && !cell.Seen[i]) fault ??= $"no {_words.Label(s_categories[i])}";
            if (values[i] < -_tolerance) fault ??= FormattableString.Invariant(
                $"{_words.Label(s_categories[i])}: {values[i]:0.####}, negative by more than rounding");
        }

        if (span.IsHour && cell.Rows > 0 && usual.Hours >= 23 && cell.Rows < 23) fault ??= $"{cell.Rows} of 24 hours";
        if (!values.Any(value => value > 0)) fault ??= $"every {_words.Kind} is zero";
        if (fault is not null)
        {
            if (_options.FaultyDays == FaultyDays.LeaveOut || span.IsHour && fault.EndsWith("hours", StringComparison.Ordinal))
                _leftOut.Add(new LeftOutDay(region, span.First, fault, cell.Line));
            else throw new DataFormatException(new Fault("A period is incomplete or has an invalid value.", new SourceLocation(_path,
                cell.Line),
                $"a value for each {_words.Kind} of the region, in {_unit}, -{_tolerance.ToString(CultureInfo.InvariantCulture)} or above",
                $"{region}, {span.First:yyyy-MM-dd}: {fault}",
                "Correct it, or leave out such periods with --faulty-days leave-out: they are then listed in the data card."));
            return null;
        }

        for (int i = 0; i < s_categories.Length; i++)
        {
            if (values[i] >= 0) continue;
            if (!_negatives.TryGetValue((region, i), out List<double>? list)) _negatives[(region, i)] = list = [];
            list.Add(values[i]);
            values[i] = 0;
        }

        return values;
    }

    private IEnumerable<string> Notes(TableTimes times)
    {
        if (times.Remark is { } remark) yield return remark;
        if (times.Form.StartsWith("months", StringComparison.Ordinal) || times.Form.StartsWith("years", StringComparison.Ordinal)
            || times.Form.Contains("for the ", StringComparison.Ordinal))
            yield return $"Dates are {times.Form}: each day has the daily mean of its period; days within a period are not told apart.";
        if (times.Form == "hours") yield return "Hours are summed over days of the region's clock; days with fewer than 23 hours are"
            + " left out.";
        if (_matched.Count > 0)
        {
            IEnumerable<string> matches = _matched.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => $"{pair.Key} is {pair.Value}");
            yield return $"Regions by another name: {string.Join(", ", matches)}.";
        }

        if (_sums.Count > 0) yield return $"Not used, sums of others or no generation: {string.Join(", ", _sums)}.";
        if (_aggregates.Count > 0) yield return $"Not used, sums of countries (no code): {string.Join(", ", _aggregates)}.";
        string[] unused = [.. _table.Headings.Where((heading, column) => heading.Length > 0 && !_plan.Used.Contains(column))];
        string more = unused.Length > 20 ? $" and {unused.Length - 20} more" : "";
        if (unused.Length > 0) yield return $"Columns not used: {string.Join(", ", unused.Take(20))}{more}.";
        ILookup<TCategory, string> summed = _plan.Values.ToLookup(column => column.Category, column => _table.Headings[column.Column]);
        foreach (IGrouping<TCategory, string> parts in summed.Where(group => group.Count() > 1))
            yield return $"{_words.Label(parts.Key)} is the sum of {string.Join(", ", parts)}.";
    }
}
