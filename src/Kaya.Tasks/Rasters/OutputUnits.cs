using Kaya.Geo;

namespace Kaya.Tasks;

/// <summary>Maps and tables in the unit that <c>--output-unit</c> asks for.</summary>
internal static class OutputUnits
{
    /// <summary>The unit that was asked for.</summary>
    /// <param name="text">As given; null for the unit of the values.</param>
    /// <param name="from">The unit of the values.</param>
    /// <param name="where">Where the values are, for the error.</param>
    /// <returns>A unit of the same quantity.</returns>
    /// <exception cref="UnitMismatchException">A unit of another quantity.</exception>
    /// <exception cref="DataFormatException">Not a unit.</exception>
    public static Unit Asked(string? text, Unit from, SourceLocation where)
    {
        if (text is null) return from;
        Unit to = RasterReading.UnitOf(text, where: new SourceLocation(Variable: "--output-unit"));
        return from.IsConvertibleTo(to) ? to : throw new UnitMismatchException(new Fault(
            "The output unit is one of another quantity.", where, $"a unit like {from}", $"{to}", "Correct --output-unit."));
    }

    /// <summary>A band in another unit, converted while it is read.</summary>
    /// <param name="source">One band.</param>
    /// <param name="text">The unit; null for that of the band.</param>
    /// <returns>The source itself, or a source with the same cells in the unit.</returns>
    /// <exception cref="UnitMismatchException">The band has codes, no unit, or one of another quantity.</exception>
    public static IRasterSource Of(IRasterSource source, string? text)
    {
        if (text is null) return source;
        BandDescription band = source.Bands[0];
        SourceLocation where = new(Variable: band.Name);
        if (band.Kind == QuantityKind.Category || !band.IsUnitStated)
            throw new UnitMismatchException(new Fault("The values cannot be converted to another unit.", where, "values with a unit",
                band.Kind == QuantityKind.Category ? "codes" : "no unit",
                "Leave out --output-unit, or give the unit of the file: FILE@unit=."));
        Unit to = Asked(text, band.Unit, where);
        return to.Equals(band.Unit) ? source : new Converted(source, to);
    }

    /// <summary>A table with all columns of one quantity in another unit; columns of other quantities stay as they are.</summary>
    /// <param name="table">The table.</param>
    /// <param name="text">The unit; null for those of the table.</param>
    /// <returns>The same rows.</returns>
    /// <exception cref="UnitMismatchException">No column is of the quantity of the unit.</exception>
    public static ResultTable Of(ResultTable table, string? text)
    {
        if (text is null) return table;
        Unit to = RasterReading.UnitOf(text, where: new SourceLocation(Variable: "--output-unit"));
        double?[] factors = [.. table.Columns.Select(column =>
            column.Unit is { } unit && unit != Kaya.Core.Unit.One && unit.IsConvertibleTo(to) ? unit.FactorTo(to) : (double?)null)];
        if (factors.All(factor => factor is null))
            throw new UnitMismatchException(new Fault("The output unit is one of another quantity.",
                new SourceLocation(Variable: "--output-unit"), $"a unit like "
                    + $"{table.Columns.First(column => column.Unit is { } unit && unit != Kaya.Core.Unit.One).Unit}", $"{to}",
                "Correct --output-unit."));
        return new ResultTable(table.Name,
            table.Columns.Select((column, i) => factors[i] is null ? column : column with { Unit = to, Decimals = null }),
            Enumerable.Range(0, table.RowCount).Select(row => (IReadOnlyList<object?>)[.. factors.Select((factor, column) =>
                factor is { } times && table[row, column] is not null ? table.Number(row, column) * times : table[row, column])]),
            table.Description);
    }

    private sealed class Converted(IRasterSource source, Unit unit) : IRasterSource
    {
        private readonly double _factor = source.Bands[0].Unit.FactorTo(unit);

        public Grid Grid => source.Grid;

        public IReadOnlyList<BandDescription> Bands { get; } =
            [source.Bands[0] with { Unit = unit, Stored = ElementType.F64, Packing = Packing.None }];

        public void Read(int band, Window window, Span<double> destination)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(band, 0);
            source.Read(band, window, destination);
            foreach (ref double value in destination) value *= _factor;
        }
    }
}
