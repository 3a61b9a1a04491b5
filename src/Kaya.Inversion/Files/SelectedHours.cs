namespace Kaya.Inversion;

/// <summary>Some hours of fields that have more; files of one run often have an hour more or less than each other.</summary>
/// <typeparam name="TVariable">The enumeration of the fields.</typeparam>
public sealed class SelectedHours<TVariable> : IHourlyFields<TVariable>
    where TVariable : struct, Enum
{
    private readonly IHourlyFields<TVariable> _fields;
    private readonly int _first;

    /// <summary>Selects hours.</summary>
    /// <param name="fields">The fields; they outlive the result.</param>
    /// <param name="range">The hours that are wanted.</param>
    /// <exception cref="Kaya.Core.DataNotFoundException">The fields do not have all of them.</exception>
    public SelectedHours(IHourlyFields<TVariable> fields, HourRange range)
    {
        ArgumentNullException.ThrowIfNull(fields);
        double first = (range.Start - fields.Start).TotalHours;
        if (first < 0 || range.Hours < 1 || first + range.Hours > fields.Hours || first != Math.Floor(first))
            throw new Core.DataNotFoundException(new Core.Fault("The fields do not have the hours that are wanted.",
                Expected: $"{range}", Found: $"{new HourRange(fields.Start, fields.Hours)}",
                Remedy: "Give files of the whole period, or choose a shorter one."));
        (_fields, _first, Start, Hours) = (fields, (int)first, range.Start, range.Hours);
    }

    /// <inheritdoc/>
    public Core.SourceLocation? PlaceOf(TVariable variable, int hour) => _fields.PlaceOf(variable, _first + hour);

    /// <inheritdoc/>
    public TransportGrid Grid => _fields.Grid;

    /// <inheritdoc/>
    public DateTimeOffset Start { get; }

    /// <inheritdoc/>
    public int Hours { get; }

    /// <inheritdoc/>
    public bool Has(TVariable variable) => _fields.Has(variable);

    /// <inheritdoc/>
    public int LayersOf(TVariable variable) => _fields.LayersOf(variable);

    /// <inheritdoc/>
    public void Read(TVariable variable, int hour, Span<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hour);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(hour, Hours);
        _fields.Read(variable, _first + hour, values);
    }
}
