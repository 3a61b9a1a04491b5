namespace Kaya.Inversion;

/// <summary>Reading fields that are used again and again.</summary>
public static class HourlyFieldsReading
{
    /// <summary>Number of bytes that all hours take in memory.</summary>
    /// <typeparam name="TVariable">The enumeration of the fields.</typeparam>
    /// <param name="fields">The fields.</param>
    /// <returns>Bytes.</returns>
    public static long BytesOf<TVariable>(this IHourlyFields<TVariable> fields)
        where TVariable : struct, Enum
    {
        ArgumentNullException.ThrowIfNull(fields);
        return Enum.GetValues<TVariable>().Where(fields.Has)
            .Sum(variable => (long)sizeof(float) * fields.Hours * CountOf(fields, variable));
    }

    /// <summary>Reads hours into memory.</summary>
    /// <typeparam name="TVariable">The enumeration of the fields.</typeparam>
    /// <param name="fields">The fields.</param>
    /// <param name="range">The hours that are wanted.</param>
    /// <param name="cancellation">Stops between two hours.</param>
    /// <returns>The same values.</returns>
    /// <exception cref="Kaya.Core.DataNotFoundException">The fields do not have all of the hours.</exception>
    public static HourlyFields<TVariable> InMemory<TVariable>(
        this IHourlyFields<TVariable> fields, HourRange range, CancellationToken cancellation = default)
        where TVariable : struct, Enum
    {
        ArgumentNullException.ThrowIfNull(fields);
        SelectedHours<TVariable> selected = new(fields, range);
        Dictionary<TVariable, float[]> all = Enum.GetValues<TVariable>().Where(fields.Has)
            .ToDictionary(variable => variable, variable => new float[checked(range.Hours * CountOf(fields, variable))]);
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

    /// <summary>Reads all hours into memory.</summary>
    /// <typeparam name="TVariable">The enumeration of the fields.</typeparam>
    /// <param name="fields">The fields.</param>
    /// <param name="cancellation">Stops between two hours.</param>
    /// <returns>The same values.</returns>
    public static HourlyFields<TVariable> InMemory<TVariable>(
        this IHourlyFields<TVariable> fields, CancellationToken cancellation = default)
        where TVariable : struct, Enum
    {
        ArgumentNullException.ThrowIfNull(fields);
        return fields.InMemory(new HourRange(fields.Start, fields.Hours), cancellation);
    }

    /// <summary>Adds the emissions of an hour over their layers.</summary>
    /// <param name="emissions">The emissions.</param>
    /// <param name="species">A species that they have.</param>
    /// <param name="hour">Hour from their start.</param>
    /// <param name="sums">Row x column; the emissions of the columns of air are added, kg s-1 of a cell.</param>
    /// <returns>Layer x row x column as it was read.</returns>
    public static ReadOnlyMemory<float> AddColumns(
        this IHourlyFields<EmittedSpecies> emissions, EmittedSpecies species, int hour, Span<double> sums)
    {
        ArgumentNullException.ThrowIfNull(emissions);
        float[] layers = new float[emissions.LayersOf(species) * sums.Length];
        emissions.Read(species, hour, layers);
        for (int at = 0; at < layers.Length; at++) sums[at % sums.Length] += layers[at];
        return layers;
    }

    // Values of an hour: winds lie on the faces of cells, all else in the cells.
    private static int CountOf<TVariable>(IHourlyFields<TVariable> fields, TVariable variable)
        where TVariable : struct, Enum => variable is MeteorologyVariable weather
            ? fields.Grid.CountOf(weather.Position())
            : fields.LayersOf(variable) * fields.Grid.Rows * fields.Grid.Columns;
}
