using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Kaya.Core;

namespace Kaya.Energy;

/// <summary>A provider's file in memory: one row for each complete region-day, one value for each category.</summary>
/// <typeparam name="TCategory"><see cref="Sector"/> (values in MtCO2 per day) or <see cref="EnergySource"/> (GWh per day).</typeparam>
public sealed class DailyTable<TCategory> where TCategory : struct, Enum
{
    private readonly (int Region, DateOnly Day)[] _rows;
    private readonly double[] _values;
    private readonly Dictionary<(int Region, DateOnly Day), int> _index;

    /// <param name="regions">Canonical names in ordinal order.</param>
    /// <param name="rows">Sorted by region, then day.</param>
    /// <param name="values">Row-major, rows x categories.</param>
    /// <param name="record">The reader record.</param>
    internal DailyTable(string[] regions, (int Region, DateOnly Day)[] rows, double[] values, ReadRecord record)
    {
        (Regions, _rows, _values, Record) = (Array.AsReadOnly(regions), rows, values, record);
        _index = new Dictionary<(int, DateOnly), int>(rows.Length);
        for (int row = 0; row < rows.Length; row++) _index.Add(rows[row], row);
    }

    /// <summary>Regions by their canonical names, in ordinal order.</summary>
    public IReadOnlyList<string> Regions { get; }

    /// <summary>Number of region-days.</summary>
    public int Count => _rows.Length;

    /// <summary>The reader record of the file.</summary>
    public ReadRecord Record { get; }

    /// <summary>Region of a row.</summary>
    /// <param name="row">From 0; rows are sorted by region, then day.</param>
    /// <returns>Its canonical name.</returns>
    public string RegionOf(int row) => Regions[_rows[row].Region];

    /// <summary>Day of a row.</summary>
    /// <param name="row">From 0.</param>
    /// <returns>The day.</returns>
    public DateOnly DayOf(int row) => _rows[row].Day;

    /// <summary>Values of a row, in the order of the categories.</summary>
    /// <param name="row">From 0.</param>
    /// <returns>A view of 6 or 8 values, each finite and not negative.</returns>
    public ReadOnlySpan<double> Values(int row)
    {
        int width = _values.Length / Math.Max(_rows.Length, 1);
        return _values.AsSpan(row * width, width);
    }

    /// <summary>Finds the row of a region and day.</summary>
    /// <param name="region">Canonical name.</param>
    /// <param name="day">Day.</param>
    /// <returns>The row; -1 if there is none.</returns>
    public int RowOf(string region, DateOnly day)
    {
        int index = IndexOf(region);
        return index >= 0 && _index.TryGetValue((index, day), out int row) ? row : -1;
    }

    /// <summary>The same table with one more remark in its record.</summary>
    internal DailyTable<TCategory> Noted(string note) =>
        new([.. Regions], _rows, _values, Record with { Notes = [.. Record.Notes, note] });

    private int IndexOf(string region)
    {
        for (int i = 0; i < Regions.Count; i++) if (Regions[i] == region) return i;
        return -1;
    }
}

/// <summary>Assembles the rows of a long table into complete region-days, and finds values that are duplicate, negative, empty or
/// missing.</summary>
/// <typeparam name="TCategory">Sector or source.</typeparam>
internal sealed class RegionDayAssembly<TCategory>(ProviderFormat<TCategory> format, string path, ReadOptions options)
    where TCategory : struct, Enum
{
    private static readonly int Width = Enum.GetValues<TCategory>().Length;

    private readonly Dictionary<(string Region, DateOnly Day), int> _rows = [];
    private readonly List<double> _values = [];
    private readonly List<long> _lines = [];
    private readonly Dictionary<(string Region, int Category), List<double>> _negatives = [];
    private readonly Dictionary<(string Region, DateOnly Day), LeftOutDay> _leftOut = [];
    private readonly double _tolerance = options.NegativeTolerance ?? format.NegativeTolerance;

    internal void Add(string region, DateOnly day, TCategory category, ReadOnlySpan<byte> text, long line)
    {
        int index = Unsafe.BitCast<TCategory, int>(category);
        int cell = RowOf(region, day) * Width + index;
        if (_lines[cell] != 0)
            throw new DataFormatException(new Fault("Two lines have the same region, day and " + format.CategoryKind + ".",
                new SourceLocation(path, line), Expected: "one line each",
                Found: $"{region}, {day:yyyy-MM-dd}, {format.Label(category)} on lines {_lines[cell]} and {line}",
                Remedy: "Remove one of the two lines, or export the file again."));
        _lines[cell] = line;
        Fault? fault = Judge(text, category, line, out double value);
        if (fault is null)
        {
            if (value < 0) CountNegative(region, index, value);
            _values[cell] = Math.Max(value, 0);
        }
        else if (options.FaultyDays == FaultyDays.LeaveOut)
        {
            LeaveOut(region, day, $"{format.Label(category)}: {fault.Found}", line);
        }
        else
        {
            throw fault.Found is "NaN" or "infinity" ? new NonFiniteException(fault) : new DataFormatException(fault);
        }
    }

    internal DailyTable<TCategory> Build(Func<IReadOnlyList<ClampedNegatives>, IReadOnlyList<LeftOutDay>, ReadRecord> record)
    {
        CheckComplete();
        (string Region, DateOnly Day)[] keys = [.. _rows.Keys.Where(key => !_leftOut.ContainsKey(key))
            .OrderBy(key => key.Region, StringComparer.Ordinal).ThenBy(key => key.Day)];
        string[] regions = [.. keys.Select(key => key.Region).Distinct()];
        Dictionary<string, int> indexes = regions.Select((name, index) => (name, index)).ToDictionary(
            pair => pair.name, pair => pair.index);
        double[] values = new double[keys.Length * Width];
        ReadOnlySpan<double> read = CollectionsMarshal.AsSpan(_values);
        for (int row = 0; row < keys.Length; row++)
            read.Slice(_rows[keys[row]] * Width, Width).CopyTo(values.AsSpan(row * Width));
        LeftOutDay[] leftOut = [.. _leftOut.Values.OrderBy(left => left.Region, StringComparer.Ordinal).ThenBy(left => left.Day)];
        return new DailyTable<TCategory>(regions, Array.ConvertAll(keys, key => (indexes[key.Region], key.Day)), values,
            record(Clamped(), leftOut));
    }

    private int RowOf(string region, DateOnly day)
    {
        ref int row = ref CollectionsMarshal.GetValueRefOrAddDefault(_rows, (region, day), out bool exists);
        if (exists) return row;
        row = _rows.Count - 1;
        CollectionsMarshal.SetCount(_values, _rows.Count * Width);
        CollectionsMarshal.SetCount(_lines, _rows.Count * Width);
        CollectionsMarshal.AsSpan(_values)[^Width..].Clear();
        CollectionsMarshal.AsSpan(_lines)[^Width..].Clear();
        return row;
    }

    /// <summary>Reads a value and returns its error, if any.</summary>
    private Fault? Judge(ReadOnlySpan<byte> text, TCategory category, long line, out double value)
    {
        bool number = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        if (number && double.IsFinite(value) && value >= -_tolerance) return null;
        SourceLocation where = new(path, line, Variable: format.Label(category));
        string found = Encoding.UTF8.GetString(text);
        if (found.Length == 0) return ValueFault("A value is empty.", where, "empty");
        if (!number) return ValueFault("A value is not a number.", where, $"'{found}'");
        if (double.IsNaN(value)) return ValueFault("A value is not a number.", where, "NaN");
        return double.IsInfinity(value) ? ValueFault("A value is not finite.", where, "infinity")
            : ValueFault("A value is negative, by more than rounding.", where, found);
    }

    private Fault ValueFault(string what, SourceLocation where, string found) => new(what, where,
        string.Create(CultureInfo.InvariantCulture, $"a number in {format.Unit}, decimal point, -{_tolerance} or above"), found,
        "Correct the line, or leave out the invalid days with --faulty-days leave-out: they are then listed in the data card.");

    private void CheckComplete()
    {
        foreach (((string region, DateOnly day), int row) in _rows)
        {
            ReadOnlySpan<long> lines = CollectionsMarshal.AsSpan(_lines).Slice(row * Width, Width);
            ReadOnlySpan<double> values = CollectionsMarshal.AsSpan(_values).Slice(row * Width, Width);
            int missing = lines.IndexOf(0L);
            bool nothing = missing < 0 && !values.ContainsAnyExcept(0.0);
            if (missing < 0 && !nothing || _leftOut.ContainsKey((region, day))) continue;
            string[] absent = [.. Enum.GetValues<TCategory>().Where((_, i) => _lines[row * Width + i] == 0).Select(format.Label)];
            string reason = nothing ? $"every {format.CategoryKind} is zero" : $"no {string.Join(", ", absent)}";
            long line = _lines.Skip(row * Width).Take(Width).Max();
            if (options.FaultyDays == FaultyDays.LeaveOut) LeaveOut(region, day, reason, line);
            else throw Incomplete(region, day, reason, line, nothing);
        }
    }

    private DataFormatException Incomplete(string region, DateOnly day, string reason, long line, bool nothing) => new(new Fault(
        nothing ? "A day has a total of zero." : "A day is incomplete.", new SourceLocation(path, line),
        Expected: nothing ? "a total above zero" : $"a line for each {format.CategoryKind}",
        Found: $"{region}, {day:yyyy-MM-dd}: {reason}",
        Remedy: "Complete the day, or leave out the invalid days with --faulty-days leave-out: they are then listed in the data card."));

    private void LeaveOut(string region, DateOnly day, string reason, long line)
    {
        LeftOutDay left = _leftOut.TryGetValue((region, day), out LeftOutDay? before)
            ? before with { Reason = $"{before.Reason}; {reason}" }
            : new LeftOutDay(region, day, reason, line);
        _leftOut[(region, day)] = left;
    }

    private void CountNegative(string region, int category, double value)
    {
        if (!_negatives.TryGetValue((region, category), out List<double>? list)) _negatives[(region, category)] = list = [];
        list.Add(value);
    }

    private ClampedNegatives[] Clamped() =>
        [.. _negatives.OrderBy(pair => pair.Key.Region, StringComparer.Ordinal).ThenBy(pair => pair.Key.Category)
            .Select(pair => new ClampedNegatives(pair.Key.Region, format.Label(Enum.GetValues<TCategory>()[pair.Key.Category]),
                pair.Value.Count, pair.Value.Min(), Math.Sqrt(pair.Value.Average(value => value * value))))];
}
