namespace Kaya.Geo;

/// <summary>Description of a field: its quantity, and its dimensions time x level x row x column.</summary>
/// <param name="Values">Name, unit, kind and stored element type of the values.</param>
/// <param name="Grid">The grid, north up.</param>
public sealed record FieldDescription(BandDescription Values, Grid Grid)
{
    /// <summary>Name in the source.</summary>
    public string Name => Values.Name;

    /// <summary>Descriptive name, such as <c>emissions of NO2</c>; null if the source has none.</summary>
    public string? LongName { get; init; }

    /// <summary>The times; null for a constant field, such as terrain height.</summary>
    public TimeAxis? Time { get; init; }

    /// <summary>Whether the source says that each step is a mean over its time (CF: <c>cell_methods</c> of <c>time: mean</c>).</summary>
    public bool IsMeanOverTime { get; init; }

    /// <summary>The levels; null for a field at the surface or of a whole column.</summary>
    public VerticalLevels? Levels { get; init; }

    /// <summary>Number of steps, 1 without a time.</summary>
    public int TimeCount => Time?.Count ?? 1;

    /// <summary>Number of levels, 1 without any.</summary>
    public int LevelCount => Levels?.Count ?? 1;

    /// <summary>The window of the whole field.</summary>
    public FieldWindow All => new(0, TimeCount, 0, LevelCount, Grid.All);

    /// <summary>Prints name, unit and shape.</summary>
    /// <returns>One line.</returns>
    public override string ToString() =>
        $"{Name} ({Values.Unit}): {TimeCount} times x {LevelCount} levels x {Grid.Rows} rows x {Grid.Columns} columns";
}
