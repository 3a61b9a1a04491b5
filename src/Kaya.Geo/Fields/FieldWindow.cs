namespace Kaya.Geo;

/// <summary>A block of a field: steps of time, levels, and a rectangle of cells. Values come in this order, columns fastest.</summary>
/// <param name="Time">First step; 0 if a field has no time.</param>
/// <param name="Times">Number of steps; 1 if a field has no time.</param>
/// <param name="Level">First level; 0 if a field has no levels.</param>
/// <param name="Levels">Number of levels; 1 if a field has none.</param>
/// <param name="Cells">Rows and columns.</param>
public readonly record struct FieldWindow(int Time, int Times, int Level, int Levels, Window Cells)
{
    /// <summary>Number of values.</summary>
    public long ValueCount => Times * (long)Levels * Cells.CellCount;

    /// <summary>All cells of one step and level.</summary>
    /// <param name="time">Step from 0.</param>
    /// <param name="level">Level from 0.</param>
    /// <param name="cells">Rows and columns.</param>
    /// <returns>The block.</returns>
    public static FieldWindow At(int time, int level, Window cells) => new(time, 1, level, 1, cells);

    /// <summary>Refuses a block outside a field, or a destination of the wrong length.</summary>
    /// <param name="field">The field to be read.</param>
    /// <param name="length">Number of places of the destination.</param>
    /// <exception cref="ArgumentException">The block is outside the field, or the destination has the wrong length.</exception>
    public void Require(FieldDescription field, int length)
    {
        ArgumentNullException.ThrowIfNull(field);
        if (Time < 0 || Times < 1 || Time + Times > field.TimeCount || Level < 0 || Levels < 1 || Level + Levels > field.LevelCount)
            throw new ArgumentException($"{this} is not inside {field}.");
        Cells.RequireInside(field.Grid);
        if (length != ValueCount) throw new ArgumentException($"The destination must have {ValueCount} values, it has {length}.",
            nameof(length));
    }
}
