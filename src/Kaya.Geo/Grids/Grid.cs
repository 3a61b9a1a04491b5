using System.Globalization;
using Kaya.Core;

namespace Kaya.Geo;

/// <summary>The grid of a raster: coordinate system, affine transform and shape. Immutable, equal by value.</summary>
/// <remarks>
/// <see cref="Affine"/> always refers to cell corners; coordinates of centres are shifted by half a cell once, here.
/// Grids with the same cells are equal, for any registration.
/// </remarks>
public sealed class Grid : IEquatable<Grid>
{
    // Coordinates of centres are rounded by up to a hundredth of a cell.
    private const double PolarSlack = 0.02;

    /// <summary>Creates a grid.</summary>
    /// <param name="crs">Coordinate system.</param>
    /// <param name="affine">From column and row to the point of the cell that <paramref name="registration"/> names.</param>
    /// <param name="rows">Number of rows, positive.</param>
    /// <param name="columns">Number of columns, positive.</param>
    /// <param name="registration">Which point of a cell the transform gives.</param>
    /// <exception cref="ArgumentException">No cells, or cells without area.</exception>
    public Grid(CoordinateSystem crs, Affine affine, int rows, int columns, CellRegistration registration = CellRegistration.Corner)
    {
        ArgumentNullException.ThrowIfNull(crs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        if (affine.Determinant == 0 || !double.IsFinite(affine.Determinant) || !double.IsFinite(affine.OriginX)
            || !double.IsFinite(affine.OriginY))
            throw new ArgumentException("The cells of a grid must have an area: check the steps of the transform.", nameof(affine));
        (Crs, Rows, Columns, Registration) = (crs, rows, columns, registration);
        Affine = registration == CellRegistration.Centre ? affine.Shift(-0.5, -0.5) : affine;
    }

    /// <summary>Coordinate system.</summary>
    public CoordinateSystem Crs { get; }

    /// <summary>Transform from column and row to x and y; integers are corners of cells.</summary>
    public Affine Affine { get; }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>The cell reference point of the source; not part of the grid's identity.</summary>
    public CellRegistration Registration { get; }

    /// <summary>Number of cells.</summary>
    public long CellCount => (long)Rows * Columns;

    /// <summary>The window of all cells.</summary>
    public Window All => new(0, 0, Rows, Columns);

    /// <summary>Whether rows and columns are parallel to the axes, as required for regridding along axes.</summary>
    public bool IsRegular => Affine.IsAxisAligned;

    /// <summary>Number of columns in a turn around the Earth: longitudes repeat after 360 degrees; 0 on a grid that is not regular or not
    /// in degrees.</summary>
    public double ColumnsOfTurn => Crs.IsGeographic && IsRegular ? 360 / Math.Abs(Affine.StepX) : 0;

    /// <summary>The rectangle around all cells.</summary>
    public Bounds Bounds
    {
        get
        {
            (double X, double Y)[] corners = [Affine.Apply(0, 0), Affine.Apply(Columns, 0), Affine.Apply(0, Rows),
                Affine.Apply(Columns, Rows)];
            return new Bounds(corners.Min(c => c.X), corners.Min(c => c.Y), corners.Max(c => c.X), corners.Max(c => c.Y));
        }
    }

    /// <summary>A north-up grid of square cells in degrees on WGS 84.</summary>
    /// <param name="west">Longitude of the left edge.</param>
    /// <param name="north">Latitude of the upper edge.</param>
    /// <param name="step">Size of a cell, degrees.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <returns>The grid.</returns>
    public static Grid InDegrees(double west, double north, double step, int rows, int columns) =>
        new(CoordinateSystem.LongitudeLatitude, Affine.NorthUp(west, north, step, step), rows, columns);

    /// <summary>The middle of a cell.</summary>
    /// <param name="row">Row from 0.</param>
    /// <param name="column">Column from 0.</param>
    /// <returns>x and y.</returns>
    public (double X, double Y) CentreOf(int row, int column) => Affine.Apply(column + 0.5, row + 0.5);

    /// <summary>The cell that holds a point.</summary>
    /// <param name="x">x in the grid's coordinate system; a longitude may be off by whole turns.</param>
    /// <param name="y">y in the grid's coordinate system.</param>
    /// <returns>Row and column; null outside the grid.</returns>
    public (int Row, int Column)? CellAt(double x, double y)
    {
        (double column, double row) = Affine.Inverse().Apply(x, y);
        column = OnTurn(column);
        return row >= 0 && column >= 0 && row < Rows && column < Columns ? ((int)row, (int)column) : null;
    }

    /// <summary>Refuses latitudes beyond the poles; a row of cells centred on a pole may extend half a cell beyond it.</summary>
    /// <param name="where">The file, for the message.</param>
    /// <returns>This.</returns>
    /// <exception cref="GridMismatchException">Latitudes beyond 90 degrees.</exception>
    public Grid RequireLatitudes(SourceLocation where)
    {
        double beyond = 90 + ((0.5 + PolarSlack) * Math.Abs(Affine.StepY));
        if (!Crs.IsGeographic || (Bounds.North <= beyond && Bounds.South >= -beyond)) return this;
        throw new GridMismatchException(new Fault("The grid has latitudes beyond 90 degrees.", where, "latitudes of -90 to 90 degrees",
            Bounds.ToString(),
            "Correct the georeference; perhaps longitude and latitude are exchanged, or the coordinates are not degrees ({option}).")
            { Option = "crs" });
    }

    /// <summary>The grid of the cells of a window.</summary>
    /// <param name="window">Inside this grid.</param>
    /// <returns>The smaller grid.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The window is outside the grid.</exception>
    public Grid Crop(Window window)
    {
        window.RequireInside(this);
        return new Grid(Crs, Affine.Shift(window.Column, window.Row), window.Rows, window.Columns);
    }

    /// <summary>The grid with each cell split into factor x factor cells.</summary>
    /// <param name="factor">At least 1.</param>
    /// <returns>The finer grid, same outline.</returns>
    public Grid Refine(int factor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        return new Grid(Crs, Affine.Resize(1.0 / factor, 1.0 / factor), checked(Rows * factor), checked(Columns * factor));
    }

    /// <summary>The grid of blocks of factor x factor cells; the last row and column of blocks may extend beyond the edge.</summary>
    /// <param name="factor">At least 1.</param>
    /// <returns>The coarser grid, same origin.</returns>
    public Grid Coarsen(int factor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        return new Grid(Crs, Affine.Resize(factor, factor), (Rows + factor - 1) / factor, (Columns + factor - 1) / factor);
    }

    /// <summary>Whether two grids have the same cells, except for rounding in their files.</summary>
    /// <param name="other">Any grid.</param>
    /// <param name="tolerance">Largest distance of corresponding corners, in cells.</param>
    /// <returns>True if they have the same cells.</returns>
    public bool Matches(Grid other, double tolerance = 1e-3)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Rows != other.Rows || Columns != other.Columns || !Crs.Equals(other.Crs)) return false;
        Affine inverse = Affine.Inverse();
        foreach ((int column, int row) in new[] { (0, 0), (Columns, 0), (0, Rows), (Columns, Rows) })
        {
            (double x, double y) = other.Affine.Apply(column, row);
            (double c, double r) = inverse.Apply(x, y);
            if (!(Math.Abs(c - column) <= tolerance && Math.Abs(r - row) <= tolerance)) return false;
        }

        return true;
    }

    /// <summary>Refuses a grid with different cells.</summary>
    /// <param name="other">The grid of the second raster.</param>
    /// <param name="what">The operation, for the message.</param>
    /// <exception cref="GridMismatchException">Other cells.</exception>
    public void RequireMatch(Grid other, string what)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Matches(other)) return;
        throw new GridMismatchException(
            new Fault($"{what}: the two grids do not have the same cells.", Expected: ToString(), Found: other.ToString(),
            Remedy: "Align one raster to the grid of the other first."));
    }

    /// <summary>A column moved by whole turns of longitude onto the grid, if there is such a place.</summary>
    internal double OnTurn(double column) => ColumnsOfTurn is > 0 and var turn && (column < 0 || column >= Columns)
        ? column - (turn * Math.Floor(column / turn)) : column;

    /// <summary>The part of a row of cells between the poles; below 1 only for rows centred on a pole.</summary>
    internal double ShareBetweenPoles(int row)
    {
        if (!Crs.IsGeographic || !IsRegular) return 1;
        double from = Affine.OriginY + (row * Affine.StepY), to = from + Affine.StepY;
        (double south, double north) = (Math.Min(from, to), Math.Max(from, to));
        double inside = Math.Min(north, 90) - Math.Max(south, -90);
        return inside > 0 && inside < north - south ? inside / (north - south) : 1;
    }

    /// <inheritdoc/>
    public bool Equals(Grid? other) => other is not null && Rows == other.Rows && Columns == other.Columns && Affine == other.Affine
        && Crs.Equals(other.Crs);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Grid);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Crs, Affine, Rows, Columns);

    /// <summary>Prints three lines: shape and cell size, extent, coordinate system.</summary>
    /// <returns>The summary.</returns>
    public override string ToString()
    {
        string unit = Crs.IsGeographic ? "degrees" : Crs.MetresPerUnit == 1 ? "m"
            : string.Create(CultureInfo.InvariantCulture, $"x {Crs.MetresPerUnit:G6} m");
        string turned = !IsRegular ? ", turned or sheared" : (Affine.StepY > 0 ? ", rows from south to north" : "")
            + (Affine.StepX < 0 ? ", columns from east to west" : "");
        return string.Create(CultureInfo.InvariantCulture,
            $"{Rows} rows x {Columns} columns of {Math.Abs(Affine.StepX):G7} x {Math.Abs(Affine.StepY):G7} {unit}{turned}, "
                + $"{(Registration == CellRegistration.Corner ? "corners" : "centres")} quoted\n{Bounds}\n{Crs}");
    }
}
