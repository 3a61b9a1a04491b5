using Kaya.Core;

namespace Kaya.Geo;

/// <summary>Values that are averaged by area when cells are merged: densities, shares, light, temperature.</summary>
public sealed class IntensiveRaster : Raster
{
    /// <summary>Creates a raster and fills it in place.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="unit">Unit of a value.</param>
    /// <param name="names">Names of the bands, one at least.</param>
    /// <param name="fill">Writes each band.</param>
    /// <exception cref="ResourceException">The grid is too large for memory.</exception>
    public IntensiveRaster(Grid grid, Unit unit, IReadOnlyList<string> names, RasterFill fill)
        : base(grid, unit, QuantityKind.Intensive, names, fill)
    {
    }

    /// <summary>A raster of one band with a copy of the values.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="unit">Unit of a value.</param>
    /// <param name="values">One for each cell, row by row.</param>
    /// <param name="name">Name of the band.</param>
    /// <returns>The raster.</returns>
    public static IntensiveRaster Of(Grid grid, Unit unit, ReadOnlyMemory<double> values, string name = "value") =>
        new(grid, unit, [name], (_, cells) => values.Span.CopyTo(RasterExtensions.Room(values.Length, cells)));

    /// <summary>Densities times area: the totals of cells.</summary>
    /// <param name="areas">Areas of the cells of this grid.</param>
    /// <param name="area">Unit of area in the denominator of this raster's unit, such as <c>km2</c>.</param>
    /// <returns>Totals, in the unit of this raster times <paramref name="area"/>.</returns>
    public ExtensiveRaster TimesArea(CellAreas areas, Unit area)
    {
        ArgumentNullException.ThrowIfNull(areas);
        ArgumentNullException.ThrowIfNull(area);
        double factor = RasterExtensions.SquareMetres.FactorTo(area);
        return new ExtensiveRaster(
            Grid, Unit * area, BandNames, (band, cells) => RasterExtensions.ByArea(this, band, areas, factor, divide: false, cells));
    }

    /// <summary>The same values times a factor.</summary>
    /// <param name="factor">A pure number.</param>
    /// <returns>Values multiplied, in the same unit.</returns>
    public IntensiveRaster Times(double factor) =>
        new(Grid, Unit, BandNames, (band, cells) => RasterExtensions.Times(Values(band), factor, cells));

    /// <summary>The same values in another unit.</summary>
    /// <param name="unit">A unit of the same dimension.</param>
    /// <returns>Values converted.</returns>
    /// <exception cref="UnitMismatchException">Different dimension.</exception>
    public IntensiveRaster In(Unit unit)
    {
        double factor = Unit.FactorTo(unit);
        return new IntensiveRaster(Grid, unit, BandNames, (band, cells) => RasterExtensions.Times(Values(band), factor, cells));
    }
}
