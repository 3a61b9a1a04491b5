using System.Numerics;

namespace Kaya.Inversion;

/// <summary>Mass fluxes of air and the number of steps that keeps every cell positive.</summary>
internal sealed class HorizontalPlanner
{
    private readonly CellGeometry _cells;
    private readonly int _layers;
    private readonly double[] _density, _after, _air, _mix, _airAcross, _mixAcross;

    internal HorizontalPlanner(CellGeometry cells, int layers)
    {
        (_cells, _layers) = (cells, layers);
        (int rows, int columns) = (cells.Rows, cells.Columns);
        (_density, _after) = (new double[layers * rows * columns], new double[layers * rows * columns]);
        (_air, _mix) = (new double[layers * rows * (columns + 1)], new double[layers * rows * (columns + 1)]);
        (_airAcross, _mixAcross) = (new double[layers * (rows + 1) * columns], new double[layers * (rows + 1) * columns]);
    }

    /// <summary>Fluxes through faces in kg of air per second and m of depth, positive towards rising columns and rows.</summary>
    internal void Load(HourMeteorology weather, double diffusivity)
    {
        (int rows, int columns, CellGeometry cells) = (_cells.Rows, _cells.Columns, _cells);
        for (int cell = 0; cell < _density.Length; cell++) _density[cell] = weather.Density[cell];
        Parallel.For(0, _layers * rows, line =>
        {
            int row = line % rows, first = line * (columns + 1), cell = line * columns;
            for (int face = 0; face <= columns; face++)
            {
                int here = first + face, there = (row * (columns + 1)) + face;
                bool inside = face > 0 && face < columns;
                double density = (_density[cell + Math.Max(0, face - 1)] + _density[cell + Math.Min(columns - 1, face)]) / 2;
                _air[here] = density * weather.WindEast[here] * cells.EastWestFace[there];
                if (inside) _mix[here] = density * diffusivity * cells.EastWestFace[there] / cells.EastWestDistance[there];
            }
        });
        Parallel.For(0, _layers * (rows + 1), line =>
        {
            int layer = line / (rows + 1), row = line % (rows + 1);
            bool inside = row > 0 && row < rows;
            int north = ((layer * rows) + Math.Max(0, row - 1)) * columns, south = ((layer * rows) + Math.Min(rows - 1, row)) * columns;
            for (int column = 0; column < columns; column++)
            {
                int here = (line * columns) + column, there = (row * columns) + column;
                double density = (_density[north + column] + _density[south + column]) / 2;
                // Wind is positive towards the first row, flux towards the last.
                _airAcross[here] = -density * weather.WindNorth[here] * cells.NorthSouthFace[there];
                if (inside) _mixAcross[here] = density * diffusivity * cells.NorthSouthFace[there] / cells.NorthSouthDistance[there];
            }
        });
    }

    /// <summary>Least number of steps within the limits.</summary>
    /// <remarks>Fluxes by van Leer take at most C (2 - C) of a cell, C its Courant number of outflow; mixing takes its part besides.
    /// Density
    /// before the second sweep differs from that of the first: both orders are checked.</remarks>
    internal int Steps(double courantLimit, double longest)
    {
        int steps = Math.Max(1, (int)Math.Ceiling((3600 / longest) - 1e-9));
        while (true)
        {
            (double courant, double taken) = Largest(3600.0 / steps);
            if (courant <= courantLimit && taken <= 1) return steps;
            if (steps > 100_000)
                throw new ArgumentException("winds need more than 100,000 steps an hour: check wind and grid", nameof(courantLimit));
            steps = Math.Max(steps + 1, (int)(steps * courant / courantLimit));
        }
    }

    /// <summary>Fills the coefficients of both sweeps and gives the density after both.</summary>
    internal double[] Fill<T>(SweepPlan<T> along, SweepPlan<T> across, double step)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (int rows, int columns) = (_cells.Rows, _cells.Columns);
        Parallel.For(0, _layers * rows, line =>
        {
            for (int column = 0; column < columns; column++)
            {
                Cell cell = At(line, column);
                double first = cell.Density - (step * cell.Divergence / cell.Area);
                double other = cell.Density - (step * cell.DivergenceAcross / cell.Area);
                _after[cell.Index] = first - (step * cell.DivergenceAcross / cell.Area);
                along.InverseSecond[cell.Index] = T.CreateTruncating(1 / other);
                across.InverseSecond[cell.Index] = T.CreateTruncating(1 / first);
            }

            for (int face = 0; face <= columns; face++)
            {
                int here = (line * (columns + 1)) + face, cell = line * columns;
                int up = Math.Clamp(_air[here] > 0 ? face - 1 : face, 0, columns - 1);
                double held = _density[cell + up] * _cells.Area[(line % rows * columns) + up];
                Face(along, here, step * _air[here], step * _mix[here], held);
            }
        });
        Parallel.For(0, _layers * (rows + 1), line =>
        {
            int layer = line / (rows + 1), row = line % (rows + 1);
            for (int column = 0; column < columns; column++)
            {
                int here = (line * columns) + column;
                int up = Math.Clamp(_airAcross[here] > 0 ? row - 1 : row, 0, rows - 1);
                double held = _density[(((layer * rows) + up) * columns) + column] * _cells.Area[(up * columns) + column];
                Face(across, here, step * _airAcross[here], step * _mixAcross[here], held);
            }
        });
        return _after;
    }

    private static void Face<T>(SweepPlan<T> plan, int face, double air, double mix, double held)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double right = Math.Max(air, 0), left = Math.Min(air, 0), slope = 1 - Math.Min(1, Math.Abs(air) / held);
        plan.Left[face] = T.CreateTruncating(right + mix);
        plan.Right[face] = T.CreateTruncating(left - mix);
        plan.SlopeLeft[face] = T.CreateTruncating(right * slope);
        plan.SlopeRight[face] = T.CreateTruncating(-left * slope);
    }

    private (double Courant, double Taken) Largest(double step)
    {
        (double Courant, double Taken)[] lines = new (double, double)[_layers * _cells.Rows];
        Parallel.For(0, lines.Length, line =>
        {
            (double courant, double taken) = (0, 0);
            for (int column = 0; column < _cells.Columns; column++)
            {
                Cell cell = At(line, column);
                double scale = step / cell.Area;
                double first = cell.Density - (scale * cell.Divergence), other = cell.Density - (scale * cell.DivergenceAcross);
                double last = first - (scale * cell.DivergenceAcross);
                double c = scale * cell.Outflow / cell.Density, cAcross = scale * cell.OutflowAcross / cell.Density;
                courant = Math.Max(courant, Math.Max(c, cAcross));
                if (!(first > 0 && other > 0 && last > 0)) taken = double.PositiveInfinity;
                double least = Math.Min(cell.Density, other), leastAcross = Math.Min(cell.Density, first);
                taken = Math.Max(taken, ((scale * cell.Outflow * (2 - c)) + (scale * cell.Mixing)) / least);
                taken = Math.Max(taken, ((scale * cell.OutflowAcross * (2 - cAcross)) + (scale * cell.MixingAcross)) / leastAcross);
            }

            lines[line] = (courant, taken);
        });
        return (lines.Max(line => line.Courant), lines.Max(line => line.Taken));
    }

    private Cell At(int line, int column)
    {
        (int rows, int columns) = (_cells.Rows, _cells.Columns);
        int layer = line / rows, row = line % rows, west = (line * (columns + 1)) + column;
        int north = (((layer * (rows + 1)) + row) * columns) + column, south = north + columns;
        return new Cell((line * columns) + column, _density[(line * columns) + column], _cells.Area[(row * columns) + column],
            _air[west + 1] - _air[west], _airAcross[south] - _airAcross[north])
        {
            Outflow = Math.Max(_air[west + 1], 0) - Math.Min(_air[west], 0),
            OutflowAcross = Math.Max(_airAcross[south], 0) - Math.Min(_airAcross[north], 0),
            Mixing = _mix[west] + _mix[west + 1], MixingAcross = _mixAcross[north] + _mixAcross[south],
        };
    }

    private readonly record struct Cell(int Index, double Density, double Area, double Divergence, double DivergenceAcross)
    {
        internal double Outflow { get; init; }

        internal double OutflowAcross { get; init; }

        internal double Mixing { get; init; }

        internal double MixingAcross { get; init; }
    }
}
