using System.Numerics;

namespace Kaya.Inversion;

/// <summary>Mass fluxes of air and the number of steps that keeps every cell positive.</summary>
internal sealed class HorizontalPlanner(CellGeometry cells, int layers, TransportOptions options)
{
    private static int Width => Vector<double>.Count;

    private readonly FluxGeometry _geometry = new(cells, options.HorizontalDiffusivity);
    private readonly double[] _after = new double[layers * cells.Rows * cells.Columns];

    /// <summary>Least number of steps within the limits.</summary>
    /// <remarks>Fluxes by van Leer take at most C (2 - C) of a cell, C its Courant number of outflow, monotone parabolas 1 - (1 - C)^3;
    /// mixing takes its part besides.
    /// Density before the second sweep differs from that of the first: both orders are checked.</remarks>
    internal int Steps(HourMeteorology weather)
    {
        double limit = options.CourantLimit;
        int steps = Math.Max(1, (int)Math.Ceiling((3600 / options.MaximumStep) - 1e-9));
        while (true)
        {
            (double courant, double taken) = Largest(weather, 3600.0 / steps);
            if (courant <= limit && taken <= 1) return steps;
            if (steps > 100_000)
                throw new ArgumentException("winds need more than 100,000 steps an hour: check wind and grid", nameof(weather));
            steps = Math.Max(steps + 1, (int)(steps * courant / limit));
        }
    }

    /// <summary>Fills the coefficients of both sweeps and gives the density after both.</summary>
    internal double[] Fill<T>(HourMeteorology weather, SweepPlan<T> along, SweepPlan<T> across, double step)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (int rows, int columns) = (cells.Rows, cells.Columns);
        Parallel.For(0, layers * rows, options.Parallel, () => new FillRows(weather, _geometry, step), (line, _, work) =>
        {
            (int layer, int row) = (line / rows, line % rows);
            work.Fluxes.Load(line);
            work.Densities(row);
            DoubleRows.Narrow(work.First, along.InverseSecond.Line(row, layer));
            DoubleRows.Narrow(work.Second, across.InverseSecond.Line(row, layer));
            work.After.AsSpan(0, columns).CopyTo(_after.AsSpan(line * columns));
            work.Along(row);
            work.Store(along, row, layer);
            work.Across(row, isLast: false);
            work.Store(across, row, layer);
            if (row < rows - 1) return work;
            work.Across(row, isLast: true);
            work.Store(across, rows, layer);
            return work;
        }, _ => { });
        return _after;
    }

    private (double Courant, double Taken) Largest(HourMeteorology weather, double step)
    {
        (double Courant, double Taken)[] lines = new (double, double)[layers * cells.Rows];
        Parallel.For(0, lines.Length, options.Parallel, () => new RowFluxes(weather, _geometry), (line, _, row) =>
        {
            row.Load(line);
            lines[line] = Largest(row, line % cells.Rows * _geometry.Stride, step);
            return row;
        }, _ => { });
        return (lines.Max(line => line.Courant), lines.Max(line => line.Taken));
    }

    // Behind the last cell of a row one over the area is 0: nothing is taken there.
    private (double Courant, double Taken) Largest(RowFluxes row, int area, double step)
    {
        Vector<double> zero = Vector<double>.Zero, courant = zero, taken = zero, least = new(double.MaxValue);
        for (int column = 0; column < cells.Columns; column += Width)
        {
            Vector<double> west = DoubleRows.At(row.East, column), east = DoubleRows.At(row.East, column + 1);
            Vector<double> north = DoubleRows.At(row.North, column), south = DoubleRows.At(row.South, column);
            Vector<double> density = DoubleRows.At(row.Density, column + 1);
            Vector<double> scale = DoubleRows.At(_geometry.InverseArea, area + column) * step;
            Vector<double> first = density - (scale * (east - west)), other = density - (scale * (south - north));
            least = Vector.Min(least, Vector.Min(Vector.Min(first, other), first - (scale * (south - north))));
            Vector<double> outflow = scale * (Vector.Max(east, zero) - Vector.Min(west, zero));
            Vector<double> outflowAcross = scale * (Vector.Max(south, zero) - Vector.Min(north, zero));
            Vector<double> part = outflow / density, partAcross = outflowAcross / density;
            courant = Vector.Max(courant, Vector.Max(part, partAcross));
            Vector<double> mixing = scale * (DoubleRows.At(row.MixEast, column) + DoubleRows.At(row.MixEast, column + 1));
            Vector<double> mixingAcross = scale * (DoubleRows.At(row.MixNorth, column) + DoubleRows.At(row.MixSouth, column));
            taken = Vector.Max(taken, ((outflow * Steepest(part)) + mixing) / Vector.Min(density, other));
            taken = Vector.Max(taken, ((outflowAcross * Steepest(partAcross)) + mixingAcross) / Vector.Min(density, first));
        }

        return (Largest(courant), Vector.GreaterThanAll(least, zero) ? Largest(taken) : double.PositiveInfinity);
    }

    // Largest amount in the air that leaves a cell, over the mean of the cell.
    private Vector<double> Steepest(Vector<double> part) => options.Advection == AdvectionScheme.VanLeer
        ? new Vector<double>(2) - part : new Vector<double>(3) - (part * (new Vector<double>(3) - part));

    private static double Largest(Vector<double> values)
    {
        double largest = values[0];
        for (int i = 1; i < Width; i++) largest = Math.Max(largest, values[i]);
        return largest;
    }

    /// <summary>The coefficients of one row. Work of one thread.</summary>
    private sealed class FillRows(HourMeteorology weather, FluxGeometry geometry, double step)
    {
        private readonly double[] _left = new double[geometry.Stride], _right = new double[geometry.Stride];
        private readonly double[] _slopeLeft = new double[geometry.Stride], _slopeRight = new double[geometry.Stride];

        internal RowFluxes Fluxes { get; } = new(weather, geometry);

        /// <summary>One over the density before the sweep along rows where it is the second.</summary>
        internal double[] First { get; } = new double[geometry.Stride];

        /// <summary>One over the density before the sweep across rows where it is the second.</summary>
        internal double[] Second { get; } = new double[geometry.Stride];

        /// <summary>Density after both.</summary>
        internal double[] After { get; } = new double[geometry.Stride];

        internal void Densities(int row)
        {
            for (int column = 0, area = row * geometry.Stride; column < geometry.Columns; column += Width, area += Width)
            {
                Vector<double> scale = DoubleRows.At(geometry.InverseArea, area) * step;
                Vector<double> density = DoubleRows.At(Fluxes.Density, column + 1);
                Vector<double> across = scale * (DoubleRows.At(Fluxes.South, column) - DoubleRows.At(Fluxes.North, column));
                Vector<double> first = density - (scale * (DoubleRows.At(Fluxes.East, column + 1) - DoubleRows.At(Fluxes.East, column)));
                DoubleRows.Put(Vector<double>.One / (density - across), First, column);
                DoubleRows.Put(Vector<double>.One / first, Second, column);
                DoubleRows.Put(first - across, After, column);
            }
        }

        internal void Along(int row)
        {
            for (int face = 0, area = row * geometry.Stride; face <= geometry.Columns; face += Width, area += Width)
                Face(face, DoubleRows.At(Fluxes.East, face), DoubleRows.At(Fluxes.MixEast, face),
                    DoubleRows.At(Fluxes.Density, face) * DoubleRows.At(geometry.Area, area),
                    DoubleRows.At(Fluxes.Density, face + 1) * DoubleRows.At(geometry.Area, area + 1));
            (_slopeLeft[0], _slopeRight[geometry.Columns]) = (0, 0);
        }

        /// <summary>Northern faces of the row, or the southern ones of the last.</summary>
        internal void Across(int row, bool isLast)
        {
            double[] north = isLast ? Fluxes.Density : Fluxes.DensityNorth;
            (double[] air, double[] mix) = isLast ? (Fluxes.South, Fluxes.MixSouth) : (Fluxes.North, Fluxes.MixNorth);
            int here = row * geometry.Stride, beside = (isLast ? row : Math.Max(0, row - 1)) * geometry.Stride;
            for (int column = 0; column < geometry.Columns; column += Width)
                Face(column, DoubleRows.At(air, column), DoubleRows.At(mix, column),
                    DoubleRows.At(north, column + 1) * DoubleRows.At(geometry.Area, beside + column + 1),
                    DoubleRows.At(Fluxes.Density, column + 1) * DoubleRows.At(geometry.Area, here + column + 1));
            if (isLast) Array.Clear(_slopeRight);
            else if (row == 0) Array.Clear(_slopeLeft);
        }

        internal void Store<T>(SweepPlan<T> plan, int row, int layer)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            DoubleRows.Narrow(_left, plan.Left.Line(row, layer));
            DoubleRows.Narrow(_right, plan.Right.Line(row, layer));
            DoubleRows.Narrow(_slopeLeft, plan.SlopeLeft.Line(row, layer));
            DoubleRows.Narrow(_slopeRight, plan.SlopeRight.Line(row, layer));
        }

        // heldBefore and heldAfter: air of the cells on both sides.
        private void Face(int at, Vector<double> flux, Vector<double> exchange, Vector<double> heldBefore, Vector<double> heldAfter)
        {
            Vector<double> zero = Vector<double>.Zero, one = Vector<double>.One, air = flux * step, mix = exchange * step;
            Vector<double> right = Vector.Max(air, zero), left = Vector.Min(air, zero);
            Vector<double> held = Vector.ConditionalSelect(Vector.GreaterThan(air, zero), heldBefore, heldAfter);
            Vector<double> slope = one - Vector.Min(one, Vector.Abs(air) / held);
            DoubleRows.Put(right + mix, _left, at);
            DoubleRows.Put(left - mix, _right, at);
            DoubleRows.Put(right * slope, _slopeLeft, at);
            DoubleRows.Put(-left * slope, _slopeRight, at);
        }
    }
}
