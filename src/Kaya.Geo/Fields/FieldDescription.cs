namespace Kaya.Geo;

/// <summary>What a field is and where its values lie: time x level x row x column.</summary>
/// <param name="Values">Name, unit, kind and stored element type of the values.</param>
/// <param name="Grid">Where the cells lie, north up.</param>
public sealed record FieldDescription(BandDescription Values, Grid Grid)
{
    /// <summary>Name in the source.</summary>
    public string Name => Values.Name;

    /// <summary>For people, such as <c>emissions of NO2</c>; null where the source says nothing.</summary>
    public string? LongName { get; init; }

    /// <summary>The times; null for a field that does not change, such as the height of the ground.</summary>
    public TimeAxis? Time { get; init; }

    /// <summary>The levels; null for a field of the surface or of a whole column.</summary>
    public VerticalLevels? Levels { get; init; }

    /// <summary>Number of steps, 1 without a time.</summary>
    public int TimeCount => Time?.Count ?? 1;

    /// <summary>Number of levels, 1 without any.</summary>
    public int LevelCount => Levels?.Count ?? 1;

    /// <summary>Everything there is.</summary>
    public FieldWindow All => new(0, TimeCount, 0, LevelCount, Grid.All);

    /// <summary>Prints name, unit and shape.</summary>
    /// <returns>One line.</returns>
    public override string ToString() =>
        $"{Name} ({Values.Unit}): {TimeCount} times x {LevelCount} levels x {Grid.Rows} rows x {Grid.Columns} columns";
}
