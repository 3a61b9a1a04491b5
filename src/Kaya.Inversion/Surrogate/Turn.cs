using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>One of the eight ways to lay a field: mirrored rows, mirrored columns, rows and columns swapped.</summary>
/// <remarks>
/// Cell (r, c) of the turned field is cell (a, b), or (b, a) where they are swapped, of the field, each counted from its end where it is
/// mirrored. A wind is turned with the cells: its components are those along the new rows and columns.
/// </remarks>
/// <param name="Swaps">Whether rows become columns.</param>
/// <param name="MirrorsRows">Whether rows of the field are counted from the last one.</param>
/// <param name="MirrorsColumns">Whether columns of the field are counted from the last one.</param>
internal readonly record struct Turn(bool Swaps, bool MirrorsRows, bool MirrorsColumns)
{
    internal static Turn None => default;

    /// <summary>All eight, or the four that keep rows rows.</summary>
    internal static Turn Draw(RandomSequence random, bool square)
    {
        int way = random.NextInt32(square ? 8 : 4);
        return new Turn(way >= 4, (way & 1) != 0, (way & 2) != 0);
    }

    /// <summary>Copies a field.</summary>
    /// <param name="from">rows x columns.</param>
    /// <param name="rows">Rows of the field.</param>
    /// <param name="columns">Columns of the field; equal to the rows where they are swapped.</param>
    /// <param name="to">The turned field, of the same size.</param>
    internal void Apply(ReadOnlySpan<float> from, int rows, int columns, Span<float> to)
    {
        if (this == None)
        {
            from.CopyTo(to);
            return;
        }

        int rowStep = MirrorsRows ? -columns : columns, columnStep = MirrorsColumns ? -1 : 1;
        int first = (MirrorsRows ? (rows - 1) * columns : 0) + (MirrorsColumns ? columns - 1 : 0);
        (int down, int along) = Swaps ? (columnStep, rowStep) : (rowStep, columnStep);
        int place = 0;
        for (int row = 0; row < rows; row++)
            for (int column = 0, at = first + (row * down); column < columns; column++, at += along) to[place++] = from[at];
    }

    /// <summary>Turns the components of a wind, whose cells have been turned already.</summary>
    /// <param name="east">Along the columns: positive towards rising columns.</param>
    /// <param name="north">Against the rows: positive towards the first row.</param>
    internal void ApplyToWind(Span<float> east, Span<float> north)
    {
        float down = MirrorsRows ? -1 : 1, along = MirrorsColumns ? -1 : 1;
        for (int i = 0; i < east.Length; i++)
            (east[i], north[i]) = Swaps ? (-down * north[i], -along * east[i]) : (along * east[i], down * north[i]);
    }
}
