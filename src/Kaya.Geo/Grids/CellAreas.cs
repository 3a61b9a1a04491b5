using Kaya.Core;

namespace Kaya.Geo;

/// <summary>The true areas of the cells of a grid, in m2.</summary>
/// <remarks>
/// In degrees they are exact on the ellipsoid, by the authalic function. In a map projection the corners of each cell are transformed to
/// longitude and latitude and the area is that of the quadrilateral in the equal-area plane (longitude, authalic q): exact but for
/// the curvature of the edges within one cell, a relative error of the order of (cell size / Earth radius) squared.
/// </remarks>
public sealed class CellAreas
{
    private readonly double[] _areas;

    private CellAreas(Grid grid, double[] areas, bool byRow) => (Grid, _areas, IsByRow) = (grid, areas, byRow);

    /// <summary>The grid the areas belong to.</summary>
    public Grid Grid { get; }

    /// <summary>Whether all cells of a row have the same area.</summary>
    public bool IsByRow { get; }

    /// <summary>The sum over all cells, in m2.</summary>
    public double Total
    {
        get
        {
            CompensatedSum sum = default;
            foreach (double area in _areas) sum.Add(area);
            return IsByRow ? sum.Value * Grid.Columns : sum.Value;
        }
    }

    /// <summary>Area of one cell.</summary>
    /// <param name="row">Row from 0.</param>
    /// <param name="column">Column from 0.</param>
    /// <returns>m2.</returns>
    public double At(int row, int column) => _areas[IsByRow ? row : (row * Grid.Columns) + column];

    /// <summary>Area of neighbouring cells of a row together.</summary>
    /// <param name="row">Row from 0.</param>
    /// <param name="column">First column, from 0.</param>
    /// <param name="length">Number of cells.</param>
    /// <returns>m2.</returns>
    public double Sum(int row, int column, int length)
    {
        if (IsByRow) return _areas[row] * length;
        double sum = 0;
        foreach (double area in _areas.AsSpan((row * Grid.Columns) + column, length)) sum += area;
        return sum;
    }

    /// <summary>The areas of a grid.</summary>
    /// <param name="grid">In degrees along the axes, on a plane, or on a projection with a way back.</param>
    /// <param name="toDegrees">From the grid's system to longitude and latitude; needed for projections and turned grids only.</param>
    /// <returns>The areas.</returns>
    /// <exception cref="GridMismatchException">A projection without a matching transformation.</exception>
    public static CellAreas Of(Grid grid, ICoordinateTransformation? toDegrees = null)
    {
        ArgumentNullException.ThrowIfNull(grid);
        if (grid.Crs.Kind == CoordinateSystemKind.Local) return OnPlane(grid);
        if (grid.Crs.IsGeographic && grid.IsRegular) return InDegrees(grid);
        if (!grid.Crs.IsGeographic && (toDegrees is null || !toDegrees.Source.Equals(grid.Crs) || !toDegrees.Target.IsGeographic))
            throw new GridMismatchException(new Fault("The true cell areas require a transformation to longitude and latitude.",
                Expected: $"a transformation from {grid.Crs} to degrees", Found: toDegrees is null ? "none"
                    : $"one from {toDegrees.Source} to {toDegrees.Target}",
                Remedy: "Give the transformation from the system of the grid."));
        return ByCorners(grid, toDegrees);
    }

    private static CellAreas OnPlane(Grid grid)
    {
        double area = Math.Abs(grid.Affine.Determinant) * grid.Crs.MetresPerUnit * grid.Crs.MetresPerUnit;
        double[] rows = new double[grid.Rows];
        Array.Fill(rows, area);
        return new CellAreas(grid, rows, byRow: true);
    }

    private static CellAreas InDegrees(Grid grid)
    {
        Affine affine = grid.Affine;
        double[] rows = new double[grid.Rows];
        for (int row = 0; row < rows.Length; row++)
        {
            double from = affine.OriginY + (row * affine.StepY), to = affine.OriginY + ((row + 1) * affine.StepY);
            rows[row] = grid.Crs.Ellipsoid.Area(0, Math.Min(from, to), Math.Abs(affine.StepX), Math.Max(from, to));
        }

        return new CellAreas(grid, rows, byRow: true);
    }

    private static CellAreas ByCorners(Grid grid, ICoordinateTransformation? toDegrees)
    {
        Ellipsoid ellipsoid = (toDegrees?.Target ?? grid.Crs).Ellipsoid;
        double[] areas = new double[grid.CellCount];
        (double[] upperX, double[] upperQ) = Line(grid, 0, toDegrees, ellipsoid);
        for (int row = 0; row < grid.Rows; row++)
        {
            (double[] lowerX, double[] lowerQ) = Line(grid, row + 1, toDegrees, ellipsoid);
            for (int column = 0; column < grid.Columns; column++)
            {
                // The cross product of the diagonals is twice the area of a quadrilateral. Longitudes are relative to one corner, across
                // the date line too.
                double x1 = Wrap(lowerX[column + 1] - upperX[column]), x2 = Wrap(lowerX[column] - upperX[column + 1]);
                double q1 = lowerQ[column + 1] - upperQ[column], q2 = lowerQ[column] - upperQ[column + 1];
                areas[(row * grid.Columns) + column] = Math.Abs((x1 * q2) - (x2 * q1)) / 2 * (Math.PI / 180) * ellipsoid.SemiMajor
                    * ellipsoid.SemiMajor / 2;
            }

            (upperX, upperQ) = (lowerX, lowerQ);
        }

        return new CellAreas(grid, areas, byRow: false);
    }

    private static double Wrap(double degrees) => degrees > 180 ? degrees - 360 : degrees < -180 ? degrees + 360 : degrees;

    private static (double[] X, double[] Q) Line(Grid grid, int row, ICoordinateTransformation? toDegrees, Ellipsoid ellipsoid)
    {
        double[] x = new double[grid.Columns + 1], y = new double[grid.Columns + 1];
        for (int column = 0; column < x.Length; column++) (x[column], y[column]) = grid.Affine.Apply(column, row);
        toDegrees?.Transform(x, y);
        for (int column = 0; column < y.Length; column++) y[column] = ellipsoid.AuthalicQ(y[column]);
        return (x, y);
    }
}
