using System.Numerics;

namespace Kaya.Inversion;

/// <summary>Exchange between the layers of every column: vertical wind from continuity, turbulence, and deposition on the
/// ground.</summary>
/// <remarks>
/// Implicit and upwind, so any step is stable and positive. Eddy diffusivity: Troen and Mahrt (1986) with the velocity scale of Holtslag
/// and Boville (1993), K = 0.4 w z (1 - z / h)^2, w^3 = u*^3 + 0.6 w*^3; the heat flux of w* is a fifth of the shortwave radiation (ours).
/// Deposition: resistances in series (Wesely 1989), aerodynamic of neutral air over 0.1 m roughness, 5 / u* for the quasi-laminar layer.
/// </remarks>
internal sealed class ColumnPlanner(HourMeteorology weather, TransportGrid grid, SpeciesTable species, TransportOptions options)
{
    private const double Roughness = 0.1, Karman = 0.4;

    private static int Width => Vector<double>.Count;

    private readonly double[] _depth = [.. grid.LayerTops.Select((top, layer) => top - grid.BottomOf(layer))];

    /// <summary>Dry deposition: velocity times step over the depth of the lowest layer; a line for each species.</summary>
    internal void Dry<T>(RowField<T> rates, double step)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double height = Math.Log(Math.Max(_depth[0] / 2, 2 * Roughness) / Roughness) / Karman;
        Parallel.For(0, grid.Rows, options.Parallel, () => new ColumnRow(grid), (row, _, work) =>
        {
            work.Read(weather, row);
            for (int place = 0; place < species.Count; place++)
            {
                double surface = SpeciesTable.ConstantsOf(species.Species[place]).SurfaceResistance;
                if (!double.IsFinite(surface)) continue;
                for (int column = 0; column < grid.Columns; column += Width)
                {
                    Vector<double> air = new Vector<double>(height + 5)
                        / Vector.Max(new Vector<double>(0.01), DoubleRows.At(work.Friction, column));
                    DoubleRows.Put(new Vector<double>(step) / ((air + new Vector<double>(surface)) * _depth[0]), work.Narrowed, column);
                }

                DoubleRows.Narrow(work.Narrowed, rates.Line(row, place));
            }

            return work;
        }, _ => { });
    }

    /// <summary>Part that a step of rain leaves: a line for each species.</summary>
    internal void Wet<T>(RowField<T> left, double step)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Parallel.For(0, grid.Rows, options.Parallel, row =>
        {
            ReadOnlySpan<float> rain = weather.Precipitation.AsSpan(row * grid.Columns, grid.Columns);
            for (int place = 0; place < species.Count; place++)
            {
                double rate = SpeciesTable.ConstantsOf(species.Species[place]).Scavenging * step;
                Span<T> parts = left.Line(row, place);
                if (rate == 0) parts.Fill(T.One);
                else
                    for (int column = 0; column < parts.Length; column++)
                        parts[column] = T.CreateTruncating(Math.Exp(-rate * Math.Max(0, rain[column])));
            }
        });
    }

    /// <summary>The columns of a step.</summary>
    /// <param name="plan">Receives them.</param>
    /// <param name="before">Density after the sweeps, kg m-3; layer x row x column.</param>
    /// <param name="dry">Dry deposition; null for none.</param>
    /// <param name="mixing">Seconds of turbulence; 0 for none.</param>
    internal void Fill<T>(ColumnPlan<T> plan, double[] before, RowField<T>? dry, double mixing)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Parallel.For(0, grid.Rows, options.Parallel, () => new ColumnRow(grid), (row, _, work) =>
        {
            work.Read(weather, row);
            work.ReadBefore(before, row);
            for (int column = 0; column < grid.Columns; column += Width)
            {
                Air(work, column, mixing);
                Eliminate(work, column);
            }

            work.Store(plan, row);
            Ground(plan, row, dry);
            return work;
        }, _ => { });
    }

    // What goes through the top of every layer in the step, kg m-2: air, and what turbulence exchanges.
    private void Air(ColumnRow work, int column, double mixing)
    {
        Vector<double> top = Vector.Max(Vector<double>.One, DoubleRows.At(work.BoundaryLayer, column));
        Vector<double> scale = mixing == 0 ? Vector<double>.Zero : Scale(work, column, top);
        for (int layer = 0; layer < grid.Layers; layer++)
        {
            Vector<double> density = DoubleRows.At(work.Density[layer], column);
            work.Air[layer + 1] = work.Air[layer] + ((DoubleRows.At(work.Before[layer], column) - density) * _depth[layer]);
            if (layer + 1 == grid.Layers || mixing == 0) continue;
            Vector<double> height = new(grid.LayerTops[layer]), part = Vector<double>.One - (height / top);
            Vector<double> inside = scale * (Karman * grid.LayerTops[layer]) * part * part;
            Vector<double> strength = new Vector<double>(options.LeastVerticalDiffusivity)
                + Vector.ConditionalSelect(Vector.LessThan(height, top), inside, Vector<double>.Zero);
            Vector<double> between = (density + DoubleRows.At(work.Density[layer + 1], column)) * 0.5;
            work.Turbulence[layer + 1] = between * strength * (mixing * 2 / (_depth[layer] + _depth[layer + 1]));
        }
    }

    // Velocity of turbulence, m s-1. The cube root by logarithm: 0 stays 0.
    private static Vector<double> Scale(ColumnRow work, int column, Vector<double> top)
    {
        Vector<double> friction = Vector.Max(Vector<double>.Zero, DoubleRows.At(work.Friction, column));
        Vector<double> light = Vector.Max(Vector<double>.Zero, DoubleRows.At(work.Shortwave, column));
        Vector<double> convection = light * (9.81 * 0.2 / 1005.0)
            / (DoubleRows.At(work.Temperature, column) * DoubleRows.At(work.Density[0], column)) * top;
        return Vector.Exp(Vector.Log((friction * friction * friction) + (convection * 0.6)) * (1.0 / 3));
    }

    private void Eliminate(ColumnRow work, int column)
    {
        (int top, Vector<double> zero) = (grid.Layers - 1, Vector<double>.Zero);
        DoubleRows.Put(Vector.Max(zero, -work.Air[top + 1]) * (1 / _depth[top]), work.TopIn, column);
        DoubleRows.Put(Vector.Max(zero, work.Air[top + 1]) * (1 / _depth[top]), work.TopOut, column);
        // above is one over the diagonal of the layer above after its elimination, below what couples that layer to this one.
        (Vector<double> above, Vector<double> below) = (zero, zero);
        for (int layer = top; layer >= 0; layer--)
        {
            Vector<double> up = work.Air[layer + 1], down = work.Air[layer], scale = new(1 / _depth[layer]);
            Vector<double> diagonal = DoubleRows.At(work.Density[layer], column)
                + ((Vector.Max(up, zero) + work.Turbulence[layer + 1] - Vector.Min(down, zero) + work.Turbulence[layer]) * scale);
            if (layer < top)
            {
                Vector<double> back = (Vector.Min(up, zero) - work.Turbulence[layer + 1]) * scale * above;
                DoubleRows.Put(back, work.Back[layer], column);
                diagonal -= back * below;
            }

            below = -(Vector.Max(down, zero) + work.Turbulence[layer]) * scale;
            above = Vector<double>.One / diagonal;
            DoubleRows.Put(above, work.Inverse[layer], column);
            DoubleRows.Put(below * above, work.Forward[layer], column);
        }
    }

    private void Ground<T>(ColumnPlan<T> plan, int row, RowField<T>? dry)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (dry is null) return;
        int first = row * grid.Columns;
        ReadOnlySpan<T> inverse = plan.Inverse.Line(row);
        for (int place = 0; place < species.Count; place++)
        {
            Span<T> bottom = plan.Bottom!.Line(row, place);
            inverse.CopyTo(bottom);
            if (!double.IsFinite(SpeciesTable.ConstantsOf(species.Species[place]).SurfaceResistance)) continue;
            ReadOnlySpan<T> deposited = dry.Line(row, place);
            for (int i = 0; i < bottom.Length; i++)
                bottom[i] /= T.One + (bottom[i] * T.CreateTruncating(weather.Density[first + i]) * deposited[i]);
        }
    }
}

/// <summary>What the columns of one row are planned from, and their plan, in double precision. Work of one thread.</summary>
internal sealed class ColumnRow(TransportGrid grid)
{
    private readonly int _columns = grid.Columns, _plane = grid.Rows * grid.Columns;

    internal double[] Temperature { get; } = Ones(grid);

    internal double[] BoundaryLayer { get; } = Ones(grid);

    internal double[] Friction { get; } = Ones(grid);

    internal double[] Shortwave { get; } = Ones(grid);

    internal double[] Narrowed { get; } = Ones(grid);

    internal double[] TopIn { get; } = Ones(grid);

    internal double[] TopOut { get; } = Ones(grid);

    /// <summary>Of every layer.</summary>
    internal double[][] Density { get; } = Layers(grid);

    internal double[][] Before { get; } = Layers(grid);

    internal double[][] Back { get; } = Layers(grid);

    internal double[][] Inverse { get; } = Layers(grid);

    internal double[][] Forward { get; } = Layers(grid);

    /// <summary>Through the top of every layer, and through the ground, of a few columns.</summary>
    internal Vector<double>[] Air { get; } = new Vector<double>[grid.Layers + 1];

    internal Vector<double>[] Turbulence { get; } = new Vector<double>[grid.Layers + 1];

    internal void Read(HourMeteorology weather, int row)
    {
        DoubleRows.Widen(weather.Temperature.AsSpan(row * _columns, _columns), Temperature);
        DoubleRows.Widen(weather.BoundaryLayer.AsSpan(row * _columns, _columns), BoundaryLayer);
        DoubleRows.Widen(weather.Friction.AsSpan(row * _columns, _columns), Friction);
        DoubleRows.Widen(weather.Shortwave.AsSpan(row * _columns, _columns), Shortwave);
        for (int layer = 0; layer < Density.Length; layer++)
            DoubleRows.Widen(weather.Density.AsSpan((layer * _plane) + (row * _columns), _columns), Density[layer]);
    }

    internal void ReadBefore(double[] before, int row)
    {
        for (int layer = 0; layer < Before.Length; layer++)
            before.AsSpan((layer * _plane) + (row * _columns), _columns).CopyTo(Before[layer]);
        Array.Clear(Turbulence);
    }

    internal void Store<T>(ColumnPlan<T> plan, int row)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        DoubleRows.Narrow(TopIn, plan.TopIn.Line(row));
        DoubleRows.Narrow(TopOut, plan.TopOut.Line(row));
        for (int layer = 0; layer < Density.Length; layer++)
        {
            DoubleRows.Narrow(Back[layer], plan.Back.Line(row, layer));
            DoubleRows.Narrow(Inverse[layer], plan.Inverse.Line(row, layer));
            DoubleRows.Narrow(Forward[layer], plan.Forward.Line(row, layer));
        }
    }

    private static double[][] Layers(TransportGrid grid) => [.. Enumerable.Range(0, grid.Layers).Select(_ => Ones(grid))];

    private static double[] Ones(TransportGrid grid)
    {
        double[] values = new double[grid.Columns + DoubleRows.Room];
        Array.Fill(values, 1);
        return values;
    }
}
