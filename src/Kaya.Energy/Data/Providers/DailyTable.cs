namespace Kaya.Energy;

/// <summary>A provider's file in memory: one row for each region and day that is complete, one value for each category.</summary>
/// <typeparam name="TCategory"><see cref="Sector"/> (values in MtCO2 per day) or <see cref="EnergySource"/> (GWh per day).</typeparam>
public sealed class DailyTable<TCategory> where TCategory : struct, Enum
{
    private readonly (int Region, DateOnly Day)[] _rows;
    private readonly double[] _values;
    private readonly Dictionary<(int Region, DateOnly Day), int> _index;

    /// <param name="regions">Canonical names in ordinal order.</param>
    /// <param name="rows">Sorted by region, then day.</param>
    /// <param name="values">Row-major, rows x categories.</param>
    /// <param name="record">What the reader met.</param>
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

    /// <summary>What the reader met in the file.</summary>
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
    /// <returns>The row; -1 where there is none.</returns>
    public int RowOf(string region, DateOnly day)
    {
        int index = IndexOf(region);
        return index >= 0 && _index.TryGetValue((index, day), out int row) ? row : -1;
    }

    private int IndexOf(string region)
    {
        for (int i = 0; i < Regions.Count; i++) if (Regions[i] == region) return i;
        return -1;
    }
}
