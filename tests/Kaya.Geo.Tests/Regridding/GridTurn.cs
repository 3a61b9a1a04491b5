using Kaya.Geo;

namespace Kaya.Geo.Tests.Regridding;

/// <summary>A flip, turn or shift of the plane, applied to grids and to the numbers on them alike.</summary>
internal sealed record GridTurn(string Name, Func<Grid, Grid> Of_, Func<int, int, int, int, (int Row, int Column)> Place)
{
    /// <summary>Place gives, for a cell of the changed raster and the shape of the original, the cell it came from.</summary>
    public static IReadOnlyList<GridTurn> All { get; } =
    [
        new("shift", grid => With(grid, grid.Affine with { OriginX = grid.Affine.OriginX + 16, OriginY = grid.Affine.OriginY - 8 }),
            (r, c, _, _) => (r, c)),
        // Mirrored in x: the same cells counted from the other side of -x.
        new("mirror", grid => With(grid, Affine.NorthUp(-grid.Bounds.East, grid.Bounds.North, grid.Affine.StepX, -grid.Affine.StepY)),
            (r, c, _, columns) => (r, columns - 1 - c)),
        new("rows from the south", grid =>
            With(grid, new Affine(grid.Affine.OriginX, grid.Affine.StepX, 0, grid.Bounds.South, 0, -grid.Affine.StepY)), (r, c, rows, _) =>
            (rows - 1 - r, c)),
        // A quarter turn: x' = -y, y' = x. New columns run along old rows, new rows along old columns from the east.
        new("quarter turn", grid =>
            new Grid(grid.Crs, Affine.NorthUp(-grid.Bounds.North, grid.Bounds.East, -grid.Affine.StepY, grid.Affine.StepX), grid.Columns,
            grid.Rows),
            (r, c, _, columns) => (c, columns - 1 - r)),
    ];

    public Grid Of(Grid grid) => Of_(grid);

    public ExtensiveRaster Of(ExtensiveRaster raster) => ExtensiveRaster.Of(Of_(raster.Grid), raster.Unit, Values(raster));

    public IntensiveRaster Of(IntensiveRaster raster) => IntensiveRaster.Of(Of_(raster.Grid), raster.Unit, Values(raster));

    private double[] Values(Raster raster)
    {
        Grid changed = Of_(raster.Grid);
        double[] values = new double[changed.CellCount];
        for (int row = 0; row < changed.Rows; row++)
            for (int column = 0; column < changed.Columns; column++)
            {
                (int r, int c) = Place(row, column, raster.Grid.Rows, raster.Grid.Columns);
                values[(row * changed.Columns) + column] = raster[0, r, c];
            }

        return values;
    }

    private static Grid With(Grid grid, Affine affine) => new(grid.Crs, affine, grid.Rows, grid.Columns);
}
