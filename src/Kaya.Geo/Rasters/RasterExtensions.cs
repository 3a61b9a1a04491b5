using System.Buffers;
using Kaya.Core;

namespace Kaya.Geo;

/// <summary>Creation of rasters from others and from sources.</summary>
public static class RasterExtensions
{
    internal static Unit SquareMetres { get; } = Unit.Parse("m2");

    /// <summary>Reads bands of a source into memory, as the type for their kind; a raster in memory is not
    /// copied.</summary>
    /// <param name="source">The source.</param>
    /// <param name="bands">Indices of bands with the same unit and kind; default: all.</param>
    /// <returns>An extensive, intensive or category raster.</returns>
    /// <exception cref="UnitMismatchException">The bands differ in unit or kind.</exception>
    public static Raster ReadAll(this IRasterSource source, params int[] bands)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(bands);
        int[] chosen = bands.Length > 0 ? bands : [.. Enumerable.Range(0, source.Bands.Count)];
        BandDescription first = source.Bands[chosen[0]];
        foreach (BandDescription other in chosen.Select(band => source.Bands[band]))
            if (other.Unit != first.Unit || other.Kind != first.Kind)
                throw new UnitMismatchException(
                    new Fault("The bands of a raster must have the same unit and kind.", new SourceLocation(Variable: other.Name),
                    $"{first.Kind}, {first.Unit}", $"{other.Kind}, {other.Unit}", "Read the bands one by one."));
        return source is Raster known && chosen.SequenceEqual(Enumerable.Range(0, known.Bands.Count)) ? known
            : Make(source.Grid, first.Unit, first.Kind, [.. chosen.Select(band => source.Bands[band].Name)],
            (band, cells) => source.Read(chosen[band], source.Grid.All, cells));
    }

    /// <summary>Creates a raster of the type for a kind.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="unit">Unit of every value; unused for codes.</param>
    /// <param name="kind">Which type.</param>
    /// <param name="names">Names of the bands.</param>
    /// <param name="fill">Writes each band.</param>
    /// <returns>The raster.</returns>
    public static Raster Make(Grid grid, Unit unit, QuantityKind kind, IReadOnlyList<string> names, RasterFill fill) => kind switch
    {
        QuantityKind.Extensive => new ExtensiveRaster(grid, unit, names, fill),
        QuantityKind.Intensive => new IntensiveRaster(grid, unit, names, fill),
        _ => new CategoryRaster(grid, names, fill),
    };

    /// <summary>The raster of the cells of a window.</summary>
    /// <param name="source">The source.</param>
    /// <param name="band">Band from 0.</param>
    /// <param name="window">Inside the grid of the source.</param>
    /// <returns>One band.</returns>
    public static Raster ReadWindow(this IRasterSource source, int band, Window window)
    {
        ArgumentNullException.ThrowIfNull(source);
        BandDescription description = source.Bands[band];
        return Make(source.Grid.Crop(window), description.Unit, description.Kind, [description.Name],
            (_, cells) => source.Read(band, window, cells));
    }

    /// <summary>Reads doubles and rounds them to floats, for sources without direct float access.</summary>
    /// <param name="source">The source.</param>
    /// <param name="band">Index of the band, from 0.</param>
    /// <param name="window">Inside the grid.</param>
    /// <param name="destination">Receives the values of the window.</param>
    public static void ReadRounded(this IRasterSource source, int band, Window window, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(source);
        double[] values = ArrayPool<double>.Shared.Rent(destination.Length);
        try
        {
            source.Read(band, window, values.AsSpan(0, destination.Length));
            Packing.None.Unpack<double, float>(values.AsSpan(0, destination.Length), destination);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(values);
        }
    }

    /// <summary>The description of a band to be regridded by sums or means.</summary>
    /// <exception cref="GridMismatchException">The source is on another grid.</exception>
    /// <exception cref="UnitMismatchException">The band holds codes.</exception>
    internal static BandDescription RequireAddable(this IRasterSource source, int band, Grid grid)
    {
        ArgumentNullException.ThrowIfNull(source);
        grid.RequireMatch(source.Grid, "Regridding");
        BandDescription description = source.Bands[band];
        return description.Kind != QuantityKind.Category ? description : throw new UnitMismatchException(
            new Fault("Codes cannot be added or averaged.", new SourceLocation(Variable: description.Name),
            "an extensive or intensive band", "codes", "Sample the nearest code, or regrid the share of each class."));
    }

    internal static Span<double> Room(int length, Span<double> cells) =>
        length == cells.Length ? cells : throw new ArgumentException($"The grid has {cells.Length} cells, but {length} values were given.",
            nameof(length));

    internal static void Times(ReadOnlySpan<double> values, double factor, Span<double> cells)
    {
        for (int cell = 0; cell < cells.Length; cell++) cells[cell] = values[cell] * factor;
    }

    internal static void ByArea(Raster raster, int band, CellAreas areas, double factor, bool divide, Span<double> cells)
    {
        areas.Grid.RequireMatch(raster.Grid, "Areas of cells");
        for (int row = 0; row < raster.Grid.Rows; row++)
        {
            ReadOnlySpan<double> from = raster.Row(band, row);
            Span<double> to = cells.Slice(row * raster.Grid.Columns, raster.Grid.Columns);
            for (int column = 0; column < to.Length; column++)
                to[column] = divide ? from[column] / areas.At(row, column) * factor : from[column] * areas.At(row, column) * factor;
        }
    }
}
