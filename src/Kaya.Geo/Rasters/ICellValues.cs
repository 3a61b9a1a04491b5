namespace Kaya.Geo;

/// <summary>Values in memory, any cell at once.</summary>
internal interface ICellValues
{
    /// <summary>Where the cells lie.</summary>
    Grid Grid { get; }

    /// <summary>The value of a cell, NaN for no-data.</summary>
    double this[int band, int row, int column] { get; }
}
