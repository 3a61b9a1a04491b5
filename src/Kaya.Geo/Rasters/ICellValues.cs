namespace Kaya.Geo;

/// <summary>Values in memory with random access.</summary>
internal interface ICellValues
{
    /// <summary>The grid.</summary>
    Grid Grid { get; }

    /// <summary>The value of a cell, NaN for no-data.</summary>
    double this[int band, int row, int column] { get; }
}
