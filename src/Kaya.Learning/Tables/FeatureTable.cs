using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Learning;

/// <summary>Rows of finite numbers with named columns and units: input and output of estimators and
/// predictors.</summary>
/// <remarks>Row x column, row-major, immutable. It never contains NaN or infinity, so code that uses this type need not check for
/// these.</remarks>
public sealed class FeatureTable
{
    private readonly double[] _values;

    private FeatureTable(FeatureSchema schema, int rowCount, double[] values)
    {
        (Schema, RowCount, _values) = (schema, rowCount, values);
        RequireFinite();
    }

    /// <summary>A table from numbers in row-major order, which are copied.</summary>
    /// <param name="schema">Columns and units.</param>
    /// <param name="values">Row x column; its length is a multiple of the number of columns.</param>
    /// <exception cref="ArgumentException">The length does not fit the columns.</exception>
    /// <exception cref="NonFiniteException">A NaN or an infinity; the message names the column and the row.</exception>
    public FeatureTable(FeatureSchema schema, ReadOnlySpan<double> values)
        : this(schema ?? throw new ArgumentNullException(nameof(schema)), values.Length / schema.Count, values.ToArray())
    {
        if (values.Length % schema.Count != 0)
            throw new ArgumentException($"{values.Length} numbers are not a multiple of {schema.Count} columns", nameof(values));
    }

    /// <summary>Columns and units.</summary>
    public FeatureSchema Schema { get; }

    /// <summary>Number of rows.</summary>
    public int RowCount { get; }

    /// <summary>Number of columns.</summary>
    public int ColumnCount => Schema.Count;

    /// <summary>All numbers, row x column, row-major.</summary>
    public ReadOnlyMemory<double> Values => _values;

    /// <summary>One number.</summary>
    /// <param name="row">Row from 0.</param>
    /// <param name="column">Column from 0.</param>
    /// <returns>The number, in the unit of its column.</returns>
    public double this[int row, int column] => Row(row)[column];

    /// <summary>A table written by the caller in place, without a copy.</summary>
    /// <param name="schema">Columns and units.</param>
    /// <param name="rowCount">Number of rows.</param>
    /// <param name="fill">Writes row x column numbers; must not keep the memory.</param>
    /// <returns>The table.</returns>
    /// <exception cref="NonFiniteException">A NaN or an infinity was written; the message names the column and the row.</exception>
    public static FeatureTable Create(FeatureSchema schema, int rowCount, Action<Memory<double>> fill)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(fill);
        ArgumentOutOfRangeException.ThrowIfNegative(rowCount);
        double[] values = new double[checked(rowCount * schema.Count)];
        fill(values);
        return new FeatureTable(schema, rowCount, values);
    }

    /// <summary>A table from columns of equal length.</summary>
    /// <param name="columns">Each column with its numbers.</param>
    /// <returns>The table; the numbers are copied.</returns>
    /// <exception cref="ArgumentException">Columns of unequal length.</exception>
    /// <exception cref="NonFiniteException">A NaN or an infinity; the message names the column and the row.</exception>
    public static FeatureTable FromColumns(params IReadOnlyList<(FeatureColumn Column, IReadOnlyList<double> Values)> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        FeatureSchema schema = new(columns.Select(c => c.Column));
        int rowCount = columns[0].Values.Count;
        foreach ((FeatureColumn column, IReadOnlyList<double> numbers) in columns)
            if (numbers.Count != rowCount)
                throw new ArgumentException($"column '{column.Name}' has {numbers.Count} rows, the first one {rowCount}", nameof(columns));
        return Create(schema, rowCount, memory =>
        {
            Span<double> values = memory.Span;
            for (int row = 0; row < rowCount; row++)
                for (int column = 0; column < columns.Count; column++)
                    values[row * columns.Count + column] = columns[column].Values[row];
        });
    }

    /// <summary>One row.</summary>
    /// <param name="row">Row from 0.</param>
    /// <returns>Its numbers in column order, without a copy.</returns>
    public ReadOnlySpan<double> Row(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)RowCount, nameof(row));
        return _values.AsSpan(row * ColumnCount, ColumnCount);
    }

    /// <summary>One column, copied out.</summary>
    /// <param name="column">Column from 0.</param>
    /// <returns>Its numbers in row order.</returns>
    public ImmutableArray<double> Column(int column)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)ColumnCount, nameof(column));
        ImmutableArray<double>.Builder numbers = ImmutableArray.CreateBuilder<double>(RowCount);
        for (int row = 0; row < RowCount; row++) numbers.Add(_values[row * ColumnCount + column]);
        return numbers.MoveToImmutable();
    }

    /// <summary>One column by name, copied out.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its numbers in row order.</returns>
    /// <exception cref="SchemaMismatchException">No column of that name.</exception>
    public ImmutableArray<double> Column(string name) => Column(Position(name));

    /// <summary>The given rows, in the given order.</summary>
    /// <param name="rows">Row numbers from 0; duplicates are allowed.</param>
    /// <returns>A new table.</returns>
    public FeatureTable SelectRows(ReadOnlySpan<int> rows)
    {
        double[] values = new double[checked(rows.Length * ColumnCount)];
        for (int i = 0; i < rows.Length; i++) Row(rows[i]).CopyTo(values.AsSpan(i * ColumnCount));
        return new FeatureTable(Schema, rows.Length, values);
    }

    /// <summary>The given columns, in the given order.</summary>
    /// <param name="names">Unique column names.</param>
    /// <returns>A new table.</returns>
    /// <exception cref="SchemaMismatchException">No column of that name.</exception>
    public FeatureTable SelectColumns(params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        int[] positions = [.. names.Select(Position)];
        return Create(new FeatureSchema(positions.Select(p => Schema[p])), RowCount, memory =>
        {
            Span<double> values = memory.Span;
            for (int row = 0; row < RowCount; row++)
                for (int i = 0; i < positions.Length; i++)
                    values[row * positions.Length + i] = _values[row * ColumnCount + positions[i]];
        });
    }

    /// <summary>These columns followed by those of another table with the same number of rows.</summary>
    /// <param name="right">The other table; no column name in both.</param>
    /// <returns>A new table.</returns>
    /// <exception cref="ArgumentException">Another number of rows, or a column name in both.</exception>
    public FeatureTable Beside(FeatureTable right)
    {
        ArgumentNullException.ThrowIfNull(right);
        if (right.RowCount != RowCount) throw new ArgumentException($"{right.RowCount} rows do not match {RowCount}", nameof(right));
        FeatureSchema schema = new([.. Schema.Columns, .. right.Schema.Columns]);
        return Create(schema, RowCount, memory =>
        {
            for (int row = 0; row < RowCount; row++)
            {
                Span<double> values = memory.Span.Slice(row * schema.Count, schema.Count);
                Row(row).CopyTo(values);
                right.Row(row).CopyTo(values[ColumnCount..]);
            }
        });
    }

    private int Position(string name) => Schema.IndexOf(name) is >= 0 and int position
        ? position
        : throw new SchemaMismatchException(new Fault("The column does not exist.", new SourceLocation(Variable: name),
            Expected: Schema.ToString(), Found: name, Remedy: "Give one of the existing columns."));

    private void RequireFinite()
    {
        for (int i = 0; i < _values.Length; i++)
        {
            if (double.IsFinite(_values[i])) continue;
            FeatureColumn column = Schema[i % ColumnCount];
            throw new NonFiniteException(new Fault($"Column '{column.Name}' has a value that is not finite, in row {i / ColumnCount}.",
                new SourceLocation(Variable: column.Name), Expected: $"a finite number in {column.Unit}",
                Found: _values[i].ToString(System.Globalization.CultureInfo.InvariantCulture),
                Remedy: "Correct or leave out this row (rows count from 0)."));
        }
    }
}
