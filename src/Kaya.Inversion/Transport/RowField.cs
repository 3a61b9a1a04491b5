using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kaya.Inversion;

/// <summary>Numbers of cells, row by row: the lines of a row (one for each layer, or species, or both) stand behind each other, so that a
/// step on a row reads memory from one end to the other.</summary>
/// <remarks>Lines begin at multiples of 64 bytes and have room for a cell west and a cell east of the domain; row -1 and the one behind the
/// last are there too. Loops over whole vectors up to <see cref="Stride"/> need no remainder: what stands beside the cells is 0, or as
/// given, unless somebody writes there.</remarks>
internal sealed class RowField<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Alignment = 64;

    private readonly T[] _values;
    private readonly int _first, _lines, _count;

    /// <param name="rows">Rows of the domain.</param>
    /// <param name="columns">Columns of the domain.</param>
    /// <param name="lines">Lines of a row.</param>
    /// <param name="faces">1 where lines hold faces between columns, of which there is one more.</param>
    /// <param name="beside">What stands in every place at first.</param>
    internal RowField(int rows, int columns, int lines, int faces = 0, double beside = 0)
    {
        (_lines, _count, Stride) = (lines, columns + faces, (columns + 2 + 15) / 16 * 16);
        int size = Unsafe.SizeOf<T>();
        // A line before the first row and one behind the last: neighbours of the outermost places are read there.
        _values = GC.AllocateArray<T>((((rows + 2) * lines) + 2) * Stride + (Alignment / size), pinned: true);
        if (beside != 0) Array.Fill(_values, T.CreateTruncating(beside));
        int over = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(_values, 0) % Alignment);
        _first = ((Alignment - over) % Alignment / size) + ((lines + 1) * Stride);
    }

    /// <summary>One line a row, from row x column.</summary>
    internal static RowField<T> Of(int rows, int columns, double[] values)
    {
        RowField<T> field = new(rows, columns, 1);
        for (int row = 0; row < rows; row++) DoubleRows.Narrow(values.AsSpan(row * columns), field.Line(row));
        return field;
    }

    /// <summary>Places from one line to the next, a multiple of 16.</summary>
    internal int Stride { get; }

    /// <summary>The first number of a line.</summary>
    internal ref T At(int row, int line = 0) => ref _values[Place(row, line)];

    /// <summary>The numbers of a line.</summary>
    internal Span<T> Line(int row, int line = 0) => _values.AsSpan(Place(row, line), _count);

    /// <summary>A line with what stands behind its numbers.</summary>
    internal Span<T> Whole(int row, int line = 0) => _values.AsSpan(Place(row, line), Stride);

    /// <summary>All lines of a row.</summary>
    internal Span<T> Row(int row) => _values.AsSpan(Place(row, 0), _lines * Stride);

    /// <summary>A copy of the first rows and lines without gaps: line x row x column.</summary>
    internal T[] Packed(int rows, int lines)
    {
        T[] packed = new T[lines * rows * _count];
        for (int i = 0; i < lines * rows; i++) Line(i % rows, i / rows).CopyTo(packed.AsSpan(i * _count));
        return packed;
    }

    /// <summary>A copy of all lines of the first rows: line x row x column.</summary>
    internal T[] Packed(int rows) => Packed(rows, _lines);

    private int Place(int row, int line) => _first + (((row * _lines) + line) * Stride);
}
