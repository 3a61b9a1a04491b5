using Kaya.Torch;

namespace Kaya.Urban;

/// <summary>One of the eight ways to lay a square on itself: transposed or not, then turned over by rows and by columns.</summary>
/// <param name="Number">0 (as it is) to 7.</param>
internal readonly record struct BlockTurn(int Number)
{
    internal const int Count = 8;

    private bool IsTransposed => (Number & 4) != 0;

    private bool FlipsRows => (Number & 2) != 0;

    private bool FlipsColumns => (Number & 1) != 0;

    /// <summary>Where a place of the turned square lies in the square as it is.</summary>
    /// <param name="row">Row of the turned square.</param>
    /// <param name="column">Column of the turned square.</param>
    /// <param name="size">Rows and columns.</param>
    internal (int Row, int Column) Source(int row, int column, int size)
    {
        if (FlipsRows) row = size - 1 - row;
        if (FlipsColumns) column = size - 1 - column;
        return IsTransposed ? (column, row) : (row, column);
    }

    /// <summary>Turns the planes of a tensor.</summary>
    /// <param name="values">Any shape with square planes.</param>
    /// <param name="rows">Axis of the rows; the columns are the next one.</param>
    internal Tensor Apply(Tensor values, int rows)
    {
        if (IsTransposed) values = values.Transpose(rows, rows + 1);
        if (FlipsRows) values = values.Flip(rows);
        return FlipsColumns ? values.Flip(rows + 1) : values;
    }
}
