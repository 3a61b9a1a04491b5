using System.Collections.Immutable;

namespace Kaya.Inversion;

/// <summary>Fields of many hours in memory.</summary>
/// <typeparam name="TVariable">The enumeration of the fields.</typeparam>
public sealed class HourlyFields<TVariable> : IHourlyFields<TVariable>
    where TVariable : struct, Enum
{
    private readonly ImmutableDictionary<TVariable, (ReadOnlyMemory<float> Values, int Layers)> _fields;

    /// <summary>Takes fields as they are.</summary>
    /// <param name="grid">The boxes of air.</param>
    /// <param name="start">Begin of the first hour, UTC.</param>
    /// <param name="hours">Number of hours.</param>
    /// <param name="fields">Values of each variable: hour x layer x row x column, and its number of layers.</param>
    /// <exception cref="ArgumentException">Values that are not whole hours.</exception>
    public HourlyFields(TransportGrid grid, DateTimeOffset start, int hours,
        IReadOnlyDictionary<TVariable, (ReadOnlyMemory<float> Values, int Layers)> fields)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(fields);
        ArgumentOutOfRangeException.ThrowIfLessThan(hours, 1);
        (Grid, Start, Hours, _fields) = (grid, start, hours, fields.ToImmutableDictionary());
        foreach ((TVariable variable, (ReadOnlyMemory<float> values, int layers)) in _fields)
            if (values.Length == 0 || layers < 1 || values.Length % hours != 0)
                throw new ArgumentException($"{variable}: {values.Length} values are not {hours} hours", nameof(fields));
    }

    /// <inheritdoc/>
    public TransportGrid Grid { get; }

    /// <inheritdoc/>
    public DateTimeOffset Start { get; }

    /// <inheritdoc/>
    public int Hours { get; }

    /// <inheritdoc/>
    public bool Has(TVariable variable) => _fields.ContainsKey(variable);

    /// <inheritdoc/>
    public int LayersOf(TVariable variable) => _fields[variable].Layers;

    /// <inheritdoc/>
    public void Read(TVariable variable, int hour, Span<float> values)
    {
        if (!_fields.TryGetValue(variable, out (ReadOnlyMemory<float> Values, int Layers) field))
            throw new ArgumentException($"there is no field {variable}", nameof(variable));
        ArgumentOutOfRangeException.ThrowIfNegative(hour);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(hour, Hours);
        int count = field.Values.Length / Hours;
        if (values.Length != count) throw new ArgumentException($"room for {count} values is needed", nameof(values));
        field.Values.Span.Slice(hour * count, count).CopyTo(values);
    }
}
