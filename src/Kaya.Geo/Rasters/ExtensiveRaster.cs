using Kaya.Core;

namespace Kaya.Geo;

/// <summary>Cell totals, which are summed when cells are merged: t of CO2 per cell, people per cell.</summary>
public sealed class ExtensiveRaster : Raster
{
    /// <summary>Creates a raster and fills it in place.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="unit">Unit of the total of one cell.</param>
    /// <param name="names">Names of the bands, one at least.</param>
    /// <param name="fill">Writes each band.</param>
    /// <exception cref="ResourceException">The grid is too large for memory.</exception>
    public ExtensiveRaster(Grid grid, Unit unit, IReadOnlyList<string> names, RasterFill fill)
        : base(grid, unit, QuantityKind.Extensive, names, fill)
    {
    }

    /// <summary>A raster of one band with a copy of the values.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="unit">Unit of the total of one cell.</param>
    /// <param name="values">One for each cell, row by row.</param>
    /// <param name="name">Name of the band.</param>
    /// <returns>The raster.</returns>
    public static ExtensiveRaster Of(Grid grid, Unit unit, ReadOnlyMemory<double> values, string name = "value") =>
        new(grid, unit, [name], (_, cells) => values.Span.CopyTo(RasterExtensions.Room(values.Length, cells)));

    /// <summary>Totals divided by area.</summary>
    /// <param name="areas">Areas of the cells of this grid.</param>
    /// <param name="perArea">Unit of area of the result, such as <c>km2</c>.</param>
    /// <returns>Densities, in the unit of this raster per <paramref name="perArea"/>.</returns>
    public IntensiveRaster PerArea(CellAreas areas, Unit perArea)
    {
        ArgumentNullException.ThrowIfNull(areas);
        ArgumentNullException.ThrowIfNull(perArea);
        double factor = 1 / RasterExtensions.SquareMetres.FactorTo(perArea);
        return new IntensiveRaster(
            Grid, Unit / perArea, BandNames, (band, cells) => RasterExtensions.ByArea(this, band, areas, factor, divide: true, cells));
    }

    /// <summary>The same totals times a factor, such as 44/12 from carbon to carbon dioxide.</summary>
    /// <param name="factor">A pure number.</param>
    /// <returns>Values multiplied, in the same unit.</returns>
    public ExtensiveRaster Times(double factor) =>
        new(Grid, Unit, BandNames, (band, cells) => RasterExtensions.Times(Values(band), factor, cells));

    /// <summary>The same totals in another unit.</summary>
    /// <param name="unit">A unit of the same dimension.</param>
    /// <returns>Values converted.</returns>
    /// <exception cref="UnitMismatchException">Different dimension.</exception>
    public ExtensiveRaster In(Unit unit)
    {
        double factor = Unit.FactorTo(unit);
        return new ExtensiveRaster(Grid, unit, BandNames, (band, cells) => RasterExtensions.Times(Values(band), factor, cells));
    }
}
