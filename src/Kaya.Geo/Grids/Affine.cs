namespace Kaya.Geo;

/// <summary>Affine transform of a grid: x = OriginX + column StepX + row ShearX, y = OriginY + column ShearY + row StepY.</summary>
/// <remarks>The six numbers and their order are those of a GDAL geotransform. On a north-up grid the shears are 0 and StepY is
/// negative.</remarks>
/// <param name="OriginX">x of the point with column 0 and row 0, in units of the coordinate system.</param>
/// <param name="StepX">Change of x with the column.</param>
/// <param name="ShearX">Change of x with the row.</param>
/// <param name="OriginY">y of the point with column 0 and row 0.</param>
/// <param name="ShearY">Change of y with the column.</param>
/// <param name="StepY">Change of y with the row; negative on a north-up grid.</param>
public readonly record struct Affine(double OriginX, double StepX, double ShearX, double OriginY, double ShearY, double StepY)
{
    /// <summary>Whether rows run along x and columns along y, so that the grid is the product of two axes.</summary>
    public bool IsAxisAligned => ShearX == 0 && ShearY == 0;

    /// <summary>Signed area of one cell, in squared units of the coordinate system; negative on a north-up grid.</summary>
    public double Determinant => (StepX * StepY) - (ShearX * ShearY);

    /// <summary>A north-up transform of square or rectangular cells.</summary>
    /// <param name="west">x of the left edge.</param>
    /// <param name="north">y of the upper edge.</param>
    /// <param name="width">Width of a cell, positive.</param>
    /// <param name="height">Height of a cell, positive.</param>
    /// <returns>The transform from corners.</returns>
    public static Affine NorthUp(double west, double north, double width, double height) => new(west, width, 0, north, 0, -height);

    /// <summary>The point at a fractional column and row; integers are corners, halves are centres.</summary>
    /// <param name="column">Column, any real number.</param>
    /// <param name="row">Row, any real number.</param>
    /// <returns>x and y in the coordinate system.</returns>
    public (double X, double Y) Apply(double column, double row) =>
        (OriginX + (column * StepX) + (row * ShearX), OriginY + (column * ShearY) + (row * StepY));

    /// <summary>The transform from coordinates to column (X) and row (Y).</summary>
    /// <returns>The inverse.</returns>
    /// <exception cref="InvalidOperationException">Cells without area.</exception>
    public Affine Inverse()
    {
        double determinant = Determinant;
        if (determinant == 0 || !double.IsFinite(determinant)) throw new InvalidOperationException(
            "A transform whose cells have no area cannot be inverted.");
        double stepX = StepY / determinant, shearX = -ShearX / determinant, shearY = -ShearY / determinant, stepY = StepX / determinant;
        return new Affine(-((OriginX * stepX) + (OriginY * shearX)), stepX, shearX, -((OriginX * shearY) + (OriginY * stepY)), shearY,
            stepY);
    }

    /// <summary>The same cells with another origin.</summary>
    /// <param name="columns">Columns to move the origin by.</param>
    /// <param name="rows">Rows to move the origin by.</param>
    /// <returns>The transform whose origin is there.</returns>
    public Affine Shift(double columns, double rows)
    {
        (double x, double y) = Apply(columns, rows);
        return this with { OriginX = x, OriginY = y };
    }

    /// <summary>Cells of another size from the same origin.</summary>
    /// <param name="columns">Factor of the width.</param>
    /// <param name="rows">Factor of the height.</param>
    /// <returns>The transform of the resized cells.</returns>
    public Affine Resize(double columns, double rows) =>
        new(OriginX, StepX * columns, ShearX * rows, OriginY, ShearY * columns, StepY * rows);
}
