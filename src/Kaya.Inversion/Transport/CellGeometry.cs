using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Inversion;

/// <summary>True areas of cells, lengths of their faces and distances of their centres, m and m2; and where they lie.</summary>
internal sealed class CellGeometry
{
    private CellGeometry(Grid grid) => (Rows, Columns) = (grid.Rows, grid.Columns);

    internal int Rows { get; }

    internal int Columns { get; }

    /// <summary>row x column.</summary>
    internal double[] Area { get; private init; } = [];

    /// <summary>Length of western and eastern faces: row x (columns + 1).</summary>
    internal double[] EastWestFace { get; private init; } = [];

    /// <summary>Length of northern and southern faces: (rows + 1) x column.</summary>
    internal double[] NorthSouthFace { get; private init; } = [];

    /// <summary>Distance of the centres on both sides of a western face; the first and last of a row are not used.</summary>
    internal double[] EastWestDistance { get; private init; } = [];

    /// <summary>Distance of the centres on both sides of a northern face.</summary>
    internal double[] NorthSouthDistance { get; private init; } = [];

    /// <summary>Degrees north, row x column.</summary>
    internal double[] Latitude { get; private init; } = [];

    /// <summary>Degrees east, row x column.</summary>
    internal double[] Longitude { get; private init; } = [];

    internal static CellGeometry Of(Grid grid, TransportOptions options)
    {
        bool plane = grid.Crs.Kind == CoordinateSystemKind.Local
            || (grid.Crs.Kind == CoordinateSystemKind.Projected && options.ToDegrees is null && options.IgnoreMapFactors);
        if (plane) return OnPlane(grid, options);
        if (!grid.Crs.IsGeographic && options.ToDegrees is null)
            throw new GridMismatchException(new Fault("True areas and lengths of these cells need a way back to longitude and latitude.",
                Expected: $"{nameof(TransportOptions)}.{nameof(TransportOptions.ToDegrees)}", Found: grid.Crs.ToString(),
                Remedy: $"Give the transformation, or set {nameof(TransportOptions.IgnoreMapFactors)} for lengths as on the map."));
        return OnEarth(grid, grid.Crs.IsGeographic ? null : options.ToDegrees);
    }

    private static CellGeometry OnPlane(Grid grid, TransportOptions options)
    {
        double unit = grid.Crs.MetresPerUnit;
        double along = unit * Math.Sqrt((grid.Affine.StepX * grid.Affine.StepX) + (grid.Affine.ShearY * grid.Affine.ShearY));
        double across = unit * Math.Sqrt((grid.Affine.StepY * grid.Affine.StepY) + (grid.Affine.ShearX * grid.Affine.ShearX));
        int cells = grid.Rows * grid.Columns, eastWest = grid.Rows * (grid.Columns + 1), northSouth = (grid.Rows + 1) * grid.Columns;
        return new CellGeometry(grid)
        {
            Area = Filled(cells, unit * unit * Math.Abs(grid.Affine.Determinant)),
            EastWestFace = Filled(eastWest, across), EastWestDistance = Filled(eastWest, along),
            NorthSouthFace = Filled(northSouth, along), NorthSouthDistance = Filled(northSouth, across),
            Latitude = Filled(cells, options.PlaneLatitude), Longitude = Filled(cells, options.PlaneLongitude),
        };
    }

    private static CellGeometry OnEarth(Grid grid, ICoordinateTransformation? toDegrees)
    {
        int rows = grid.Rows, columns = grid.Columns;
        Ellipsoid ellipsoid = (toDegrees?.Target ?? grid.Crs).Ellipsoid;
        CellAreas areas = CellAreas.Of(grid, toDegrees);
        (double[] x, double[] y) = Points(grid, 0, rows + 1, columns + 1, toDegrees);
        (double[] longitude, double[] latitude) = Points(grid, 0.5, rows, columns, toDegrees);
        double[] area = new double[rows * columns], eastWest = new double[rows * (columns + 1)], alongRow = new double[eastWest.Length];
        double[] northSouth = new double[(rows + 1) * columns], alongColumn = new double[northSouth.Length];
        for (int row = 0; row <= rows; row++)
            for (int column = 0; column <= columns; column++)
            {
                int corner = (row * (columns + 1)) + column, cell = (row * columns) + column;
                if (row < rows && column < columns) area[cell] = areas.At(row, column);
                if (row < rows) eastWest[corner] = Distance(ellipsoid, x, y, corner, corner + columns + 1);
                if (column < columns) northSouth[cell] = Distance(ellipsoid, x, y, corner, corner + 1);
                if (row < rows && column > 0 && column < columns)
                    alongRow[corner] = Distance(ellipsoid, longitude, latitude, cell - 1, cell);
                if (column < columns && row > 0 && row < rows)
                    alongColumn[cell] = Distance(ellipsoid, longitude, latitude, cell - columns, cell);
            }

        return new CellGeometry(grid)
        {
            Area = area, EastWestFace = eastWest, EastWestDistance = alongRow, NorthSouthFace = northSouth,
            NorthSouthDistance = alongColumn, Latitude = latitude, Longitude = longitude,
        };
    }

    private static (double[] X, double[] Y) Points(Grid grid, double offset, int rows, int columns, ICoordinateTransformation? toDegrees)
    {
        double[] x = new double[rows * columns], y = new double[rows * columns];
        for (int i = 0; i < x.Length; i++) (x[i], y[i]) = grid.Affine.Apply((i % columns) + offset, (i / columns) + offset);
        toDegrees?.Transform(x, y);
        return (x, y);
    }

    // Along the ellipsoid between neighbours: radii of curvature at the latitude between them.
    private static double Distance(Ellipsoid ellipsoid, double[] longitude, double[] latitude, int from, int to)
    {
        double middle = (latitude[from] + latitude[to]) / 2 * (Math.PI / 180), e = ellipsoid.Eccentricity;
        double bend = 1 - (e * e * Math.Sin(middle) * Math.Sin(middle));
        double across = ellipsoid.SemiMajor / Math.Sqrt(bend), along = across * (1 - (e * e)) / bend;
        double turn = longitude[to] - longitude[from];
        turn = turn > 180 ? turn - 360 : turn < -180 ? turn + 360 : turn;
        double east = across * Math.Cos(middle) * turn * (Math.PI / 180);
        double north = along * (latitude[to] - latitude[from]) * (Math.PI / 180);
        return Math.Sqrt((east * east) + (north * north));
    }

    private static double[] Filled(int count, double value)
    {
        double[] values = new double[count];
        Array.Fill(values, value);
        return values;
    }
}
