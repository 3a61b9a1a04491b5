using Kaya.Core;

namespace Kaya.Geo;

/// <summary>Codes, such as land cover classes and zone numbers, which cannot be added or averaged.</summary>
public sealed class CategoryRaster : Raster
{
    /// <summary>Creates a raster and fills it in place.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="names">Names of the bands, one at least.</param>
    /// <param name="fill">Writes each band.</param>
    /// <exception cref="ResourceException">The grid is too large for memory.</exception>
    public CategoryRaster(Grid grid, IReadOnlyList<string> names, RasterFill fill)
        : base(grid, Unit.One, QuantityKind.Category, names, fill)
    {
    }

    /// <summary>A raster of one band with a copy of the codes.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="values">One for each cell, row by row.</param>
    /// <param name="name">Name of the band.</param>
    /// <returns>The raster.</returns>
    public static CategoryRaster Of(Grid grid, ReadOnlyMemory<double> values, string name = "class") =>
        new(grid, [name], (_, cells) => values.Span.CopyTo(RasterExtensions.Room(values.Length, cells)));

    /// <summary>Indicator of some of the codes: 1 in their cells, 0 in others. Regridding by averaging gives the share of the
    /// area.</summary>
    /// <param name="name">Name of the class, such as <c>forest</c>.</param>
    /// <param name="codes">Codes that belong to the class.</param>
    /// <returns>One band, of the first band of this raster; no-data stays no-data.</returns>
    public IntensiveRaster ShareOf(string name, params IReadOnlyCollection<double> codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        return new IntensiveRaster(Grid, Unit.One, [name], (_, cells) =>
        {
            ReadOnlySpan<double> values = Values();
            for (int cell = 0; cell < cells.Length; cell++) cells[cell] = double.IsNaN(values[cell]) ? double.NaN
                : codes.Contains(values[cell]) ? 1 : 0;
        });
    }
}
