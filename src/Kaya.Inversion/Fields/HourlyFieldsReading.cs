namespace Kaya.Inversion;

/// <summary>Reading fields that are used again and again.</summary>
public static class HourlyFieldsReading
{
    /// <summary>Number of bytes that all hours take in memory.</summary>
    /// <typeparam name="TVariable">The enumeration of the fields.</typeparam>
    /// <param name="fields">The fields.</param>
    /// <param name="countOf">Number of values of an hour of a variable.</param>
    /// <returns>Bytes.</returns>
    public static long BytesOf<TVariable>(this IHourlyFields<TVariable> fields, Func<TVariable, int> countOf)
        where TVariable : struct, Enum
    {
        ArgumentNullException.ThrowIfNull(fields);
        ArgumentNullException.ThrowIfNull(countOf);
        return Enum.GetValues<TVariable>().Where(fields.Has).Sum(variable => (long)sizeof(float) * fields.Hours * countOf(variable));
    }

    /// <summary>Reads all hours into memory.</summary>
    /// <typeparam name="TVariable">The enumeration of the fields.</typeparam>
    /// <param name="fields">The fields.</param>
    /// <param name="range">The hours that are wanted.</param>
    /// <param name="countOf">Number of values of an hour of a variable.</param>
    /// <param name="cancellation">Stops between two hours.</param>
    /// <returns>The same values.</returns>
    /// <exception cref="Kaya.Core.DataNotFoundException">The fields do not have all of the hours.</exception>
    public static HourlyFields<TVariable> InMemory<TVariable>(this IHourlyFields<TVariable> fields, HourRange range,
        Func<TVariable, int> countOf, CancellationToken cancellation = default)
        where TVariable : struct, Enum
    {
        ArgumentNullException.ThrowIfNull(countOf);
        SelectedHours<TVariable> selected = new(fields, range);
        Dictionary<TVariable, float[]> all = Enum.GetValues<TVariable>().Where(fields.Has)
            .ToDictionary(variable => variable, variable => new float[checked(range.Hours * countOf(variable))]);
        // Hour by hour: fields that are made when they are read make all variables of an hour at once.
        for (int hour = 0; hour < range.Hours; hour++)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach ((TVariable variable, float[] values) in all)
            {
                int count = values.Length / range.Hours;
                selected.Read(variable, hour, values.AsSpan(hour * count, count));
            }
        }

        return new HourlyFields<TVariable>(fields.Grid, range.Start, range.Hours, all.ToDictionary(
            pair => pair.Key, pair => ((ReadOnlyMemory<float>)pair.Value, fields.LayersOf(pair.Key))));
    }

    /// <summary>Reads all hours of weather into memory.</summary>
    /// <param name="weather">Weather.</param>
    /// <param name="cancellation">Stops between two hours.</param>
    /// <returns>The same values.</returns>
    public static HourlyFields<MeteorologyVariable> InMemory(
        this IHourlyFields<MeteorologyVariable> weather, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(weather);
        return weather.InMemory(new HourRange(weather.Start, weather.Hours), variable => weather.Grid.CountOf(variable.Position()),
            cancellation);
    }

    /// <summary>Reads hours of emissions into memory.</summary>
    /// <param name="emissions">Emissions.</param>
    /// <param name="range">The hours that are wanted.</param>
    /// <param name="cancellation">Stops between two hours.</param>
    /// <returns>The same values.</returns>
    /// <exception cref="Kaya.Core.DataNotFoundException">The emissions do not have all of the hours.</exception>
    public static HourlyFields<EmittedSpecies> InMemory(
        this IHourlyFields<EmittedSpecies> emissions, HourRange range, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(emissions);
        return emissions.InMemory(
            range, species => emissions.LayersOf(species) * emissions.Grid.Rows * emissions.Grid.Columns, cancellation);
    }
}
