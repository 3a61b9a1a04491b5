using Kaya.Inversion;

namespace Kaya.Tasks;

/// <summary>Hours of fields read once and kept in memory, for work that reads them again and again.</summary>
internal static class KeptFields
{
    private const long MostBytes = 1L << 29;

    /// <summary>The first hours of fields.</summary>
    public static HourlyFields<T> Of<T>(IHourlyFields<T> fields, int hours)
        where T : struct, Enum
    {
        T[] variables = [.. Enum.GetValues<T>().Where(fields.Has)];
        float[][] values = [.. variables.Select(one => new float[(long)hours * LengthOf(fields, one)])];
        // Hour by hour: fields that are made when they are read make all of an hour at once.
        for (int hour = 0; hour < hours; hour++)
            for (int i = 0; i < variables.Length; i++)
            {
                int length = LengthOf(fields, variables[i]);
                fields.Read(variables[i], hour, values[i].AsSpan(hour * length, length));
            }

        Dictionary<T, (ReadOnlyMemory<float>, int)> all = [];
        for (int i = 0; i < variables.Length; i++) all[variables[i]] = (values[i], fields.LayersOf(variables[i]));
        return new HourlyFields<T>(fields.Grid, fields.Start, hours, all);
    }

    /// <summary>All hours in memory where they are not too many, else the fields themselves.</summary>
    public static IHourlyFields<T> OrSource<T>(IHourlyFields<T> fields)
        where T : struct, Enum =>
        Enum.GetValues<T>().Where(fields.Has).Sum(one => (long)LengthOf(fields, one)) * fields.Hours * sizeof(float) <= MostBytes
            ? Of(fields, fields.Hours) : fields;

    private static int LengthOf<T>(IHourlyFields<T> fields, T variable)
        where T : struct, Enum
    {
        (int rows, int columns) = (fields.Grid.Rows, fields.Grid.Columns);
        CellPosition position = variable is MeteorologyVariable weather ? weather.Position() : CellPosition.Surface;
        return fields.LayersOf(variable) * (position switch
        {
            CellPosition.EastWestFace => rows * (columns + 1), CellPosition.NorthSouthFace => (rows + 1) * columns, _ => rows * columns,
        });
    }
}
