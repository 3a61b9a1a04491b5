using System.Numerics;

namespace Kaya.Inversion;

/// <summary>Lengths of faces and areas of cells as <see cref="RowFluxes"/> reads them: rows with a cell more on both sides, and room.
/// </summary>
internal sealed class FluxGeometry
{
    internal FluxGeometry(CellGeometry cells, double diffusivity)
    {
        (Rows, Columns, Stride) = (cells.Rows, cells.Columns, cells.Columns + 2 + DoubleRows.Room);
        (Area, InverseArea) = (new double[Rows * Stride], new double[Rows * Stride]);
        (FaceEast, MixEast) = (new double[Rows * Stride], new double[Rows * Stride]);
        (FaceSouth, MixSouth) = (new double[(Rows + 1) * Stride], new double[(Rows + 1) * Stride]);
        for (int row = 0; row <= Rows; row++)
            for (int column = 0; column <= Columns; column++)
            {
                int at = (row * Stride) + column, face = (row * (Columns + 1)) + column, cell = (row * Columns) + column;
                if (row < Rows) Area[at] = cells.Area[(row * Columns) + Math.Max(0, column - 1)];
                if (row < Rows && column == Columns) Area[at + 1] = Area[at];
                if (row < Rows && column < Columns) InverseArea[at] = 1 / cells.Area[cell];
                if (row < Rows) FaceEast[at] = cells.EastWestFace[face];
                if (row < Rows && column > 0 && column < Columns)
                    MixEast[at] = diffusivity * cells.EastWestFace[face] / cells.EastWestDistance[face];
                if (column < Columns) FaceSouth[at] = cells.NorthSouthFace[cell];
                if (column < Columns && row > 0 && row < Rows)
                    MixSouth[at] = diffusivity * cells.NorthSouthFace[cell] / cells.NorthSouthDistance[cell];
            }
    }

    internal int Rows { get; }

    internal int Columns { get; }

    internal int Stride { get; }

    /// <summary>m2; the first cell of a row stands at 1, its copy at 0.</summary>
    internal double[] Area { get; }

    /// <summary>m-2; the first cell of a row stands at 0; 0 behind the last.</summary>
    internal double[] InverseArea { get; }

    /// <summary>m.</summary>
    internal double[] FaceEast { get; }

    /// <summary>Diffusivity times length over distance, m2 s-1; 0 on the sides of the domain.</summary>
    internal double[] MixEast { get; }

    /// <summary>m; northern faces of the row.</summary>
    internal double[] FaceSouth { get; }

    internal double[] MixSouth { get; }
}

/// <summary>Air that passes the faces of one row of cells, and what diffusion exchanges, in kg per second and m of depth, positive towards
/// rising columns and rows. Work of one thread.</summary>
internal sealed class RowFluxes(HourMeteorology weather, FluxGeometry geometry)
{
    private static int Width => Vector<double>.Count;

    private readonly double[] _wind = new double[geometry.Stride];
    private int _line = -1;

    /// <summary>kg m-3; the first cell stands at 1; cells beyond the sides are as those beside them.</summary>
    internal double[] Density { get; private set; } = Ones(geometry.Stride);

    /// <summary>Density of the row before; of this one in the first row.</summary>
    internal double[] DensityNorth { get; private set; } = Ones(geometry.Stride);

    private double[] DensitySouth { get; set; } = Ones(geometry.Stride);

    /// <summary>Through western faces; one more than there are columns.</summary>
    internal double[] East { get; } = new double[geometry.Stride];

    internal double[] MixEast { get; } = new double[geometry.Stride];

    /// <summary>Through northern faces.</summary>
    internal double[] North { get; private set; } = new double[geometry.Stride];

    internal double[] MixNorth { get; private set; } = new double[geometry.Stride];

    /// <summary>Through southern faces.</summary>
    internal double[] South { get; private set; } = new double[geometry.Stride];

    internal double[] MixSouth { get; private set; } = new double[geometry.Stride];

    internal void Load(int line)
    {
        (int rows, int columns) = (geometry.Rows, geometry.Columns);
        int layer = line / rows, row = line % rows;
        // What lies between this row and the one before is known where that one was loaded last.
        bool follows = row > 0 && line == _line + 1;
        if (follows)
        {
            (DensityNorth, Density, DensitySouth) = (Density, DensitySouth, DensityNorth);
            (North, MixNorth, South, MixSouth) = (South, MixSouth, North, MixNorth);
        }
        else
        {
            Read(Density, line);
            Read(DensityNorth, row == 0 ? line : line - 1);
            Across((layer * (rows + 1)) + row, row, DensityNorth, North, MixNorth);
        }

        _line = line;
        Read(DensitySouth, row == rows - 1 ? line : line + 1);
        DoubleRows.Widen(weather.WindEast.AsSpan(line * (columns + 1), columns + 1), _wind);
        for (int face = 0, at = row * geometry.Stride; face <= columns; face += Width, at += Width)
        {
            Vector<double> density = (DoubleRows.At(Density, face) + DoubleRows.At(Density, face + 1)) * 0.5;
            DoubleRows.Put(density * DoubleRows.At(_wind, face) * DoubleRows.At(geometry.FaceEast, at), East, face);
            DoubleRows.Put(density * DoubleRows.At(geometry.MixEast, at), MixEast, face);
        }

        Across((layer * (rows + 1)) + row + 1, row + 1, DensitySouth, South, MixSouth);
    }

    private void Across(int faces, int row, double[] beside, double[] air, double[] mix)
    {
        DoubleRows.Widen(weather.WindNorth.AsSpan(faces * geometry.Columns, geometry.Columns), _wind);
        for (int column = 0, at = row * geometry.Stride; column < geometry.Columns; column += Width, at += Width)
        {
            Vector<double> density = (DoubleRows.At(beside, column + 1) + DoubleRows.At(Density, column + 1)) * 0.5;
            // Wind is positive towards the first row, flux towards the last.
            DoubleRows.Put(-density * DoubleRows.At(_wind, column) * DoubleRows.At(geometry.FaceSouth, at), air, column);
            DoubleRows.Put(density * DoubleRows.At(geometry.MixSouth, at), mix, column);
        }
    }

    private void Read(double[] density, int line)
    {
        DoubleRows.Widen(weather.Density.AsSpan(line * geometry.Columns, geometry.Columns), density.AsSpan(1));
        (density[0], density[geometry.Columns + 1]) = (density[1], density[geometry.Columns]);
    }

    private static double[] Ones(int count)
    {
        double[] values = new double[count];
        Array.Fill(values, 1);
        return values;
    }
}
