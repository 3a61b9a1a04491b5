using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Tasks;

/// <summary>The true area of each cell with data; regridded, it gives the area with data in each target cell.</summary>
internal sealed class CoveredArea(IRasterSource source) : IRasterSource
{
    private readonly CellAreas _areas = GdalCoordinateSystems.CellAreas(source.Grid);

    public Grid Grid => source.Grid;

    public IReadOnlyList<BandDescription> Bands { get; } = [new("area", Unit.Parse("m2"), QuantityKind.Extensive)];

    /// <summary>The true areas of all cells of a grid, row by row.</summary>
    public static double[] Whole(Grid grid)
    {
        CellAreas areas = GdalCoordinateSystems.CellAreas(grid);
        double[] whole = new double[grid.CellCount];
        for (int cell = 0; cell < whole.Length; cell++) whole[cell] = areas.At(cell / grid.Columns, cell % grid.Columns);
        return whole;
    }

    public void Read(int band, Window window, Span<double> destination)
    {
        source.Read(band, window, destination);
        for (int cell = 0; cell < destination.Length; cell++)
            destination[cell] = double.IsNaN(destination[cell]) ? double.NaN
                : _areas.At(window.Row + (cell / window.Columns), window.Column + (cell % window.Columns));
    }
}
