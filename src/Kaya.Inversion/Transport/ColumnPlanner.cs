using System.Numerics;

namespace Kaya.Inversion;

/// <summary>Exchange between the layers of every column: vertical wind from continuity, turbulence, and deposition on the
/// ground.</summary>
/// <remarks>
/// Implicit and upwind, so any step is stable and positive. Eddy diffusivity: Troen and Mahrt (1986) with the velocity scale of Holtslag
/// and
/// Boville (1993), K = 0.4 w z (1 - z / h)^2, w^3 = u*^3 + 0.6 w*^3; the heat flux of w* is a fifth of the shortwave radiation (ours).
/// Deposition: resistances in series (Wesely 1989), aerodynamic of neutral air over 0.1 m roughness, 5 / u* for the quasi-laminar layer.
/// </remarks>
internal sealed class ColumnPlanner(HourMeteorology weather, TransportGrid grid, SpeciesTable species, TransportOptions options)
{
    private const double Roughness = 0.1, Karman = 0.4;

    private readonly int _plane = grid.Rows * grid.Columns;
    private readonly double[] _depth = [.. grid.LayerTops.Select((top, layer) => top - (layer == 0 ? 0 : grid.LayerTops[layer - 1]))];

    /// <summary>Dry deposition: velocity times step over the depth of the lowest layer; species x row x column.</summary>
    internal void Dry<T>(T[] rates, double step)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double height = Math.Log(Math.Max(_depth[0] / 2, 2 * Roughness) / Roughness) / Karman;
        Parallel.For(0, grid.Rows, row =>
        {
            for (int cell = row * grid.Columns; cell < (row + 1) * grid.Columns; cell++)
            {
                double air = (height + 5) / Math.Max(0.01, weather.Friction[cell]);
                for (int place = 0; place < species.Count; place++)
                {
                    double surface = SpeciesTable.ConstantsOf(species.Species[place]).SurfaceResistance;
                    if (double.IsFinite(surface))
                        rates[(place * _plane) + cell] = T.CreateTruncating(step / (_depth[0] * (air + surface)));
                }
            }
        });
    }

    /// <summary>Part that a step of rain leaves: species x row x column.</summary>
    internal void Wet<T>(T[] left, double step)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Parallel.For(0, species.Count, place =>
        {
            double rate = SpeciesTable.ConstantsOf(species.Species[place]).Scavenging * step;
            for (int cell = 0; cell < _plane; cell++)
                left[(place * _plane) + cell] = T.CreateTruncating(Math.Exp(-rate * Math.Max(0, weather.Precipitation[cell])));
        });
    }

    /// <summary>The columns of a step.</summary>
    /// <param name="plan">Receives them.</param>
    /// <param name="before">Density after the sweeps, kg m-3; layer x row x column.</param>
    /// <param name="dry">Dry deposition; null for none.</param>
    /// <param name="mixing">Seconds of turbulence; 0 for none.</param>
    internal void Fill<T>(ColumnPlan<T> plan, double[] before, T[]? dry, double mixing)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Parallel.For(0, grid.Rows, row =>
        {
            double[] air = new double[grid.Layers + 1], turbulence = new double[grid.Layers + 1];
            for (int cell = row * grid.Columns; cell < (row + 1) * grid.Columns; cell++)
            {
                double scale = mixing == 0 ? 0 : Scale(cell);
                for (int layer = 0; layer < grid.Layers; layer++)
                {
                    int at = (layer * _plane) + cell;
                    air[layer + 1] = air[layer] + ((before[at] - weather.Density[at]) * _depth[layer]);
                    if (layer + 1 < grid.Layers) turbulence[layer + 1] = mixing * Turbulence(cell, layer, scale);
                }

                Eliminate(plan, cell, air, turbulence);
            }

            Ground(plan, row, dry);
        });
    }

    // Velocity of turbulence, m s-1.
    private double Scale(int cell)
    {
        double friction = weather.Friction[cell], light = Math.Max(0, weather.Shortwave[cell]);
        double convection = 9.81 / weather.Temperature[cell] * 0.2 * light / (weather.Density[cell] * 1005.0)
            * Math.Max(1, weather.BoundaryLayer[cell]);
        return Math.Cbrt((friction * friction * friction) + (0.6 * convection));
    }

    // Air that mixes through the top of a layer, kg m-2 s-1.
    private double Turbulence(int cell, int layer, double scale)
    {
        double height = grid.LayerTops[layer], top = Math.Max(1, weather.BoundaryLayer[cell]), strength = options.LeastVerticalDiffusivity;
        if (height < top) strength += Karman * scale * height * (1 - (height / top)) * (1 - (height / top));
        int at = (layer * _plane) + cell;
        double between = (weather.Density[at] + weather.Density[at + _plane]) / 2;
        return between * strength * 2 / (_depth[layer] + _depth[layer + 1]);
    }

    private void Eliminate<T>(ColumnPlan<T> plan, int cell, double[] air, double[] turbulence)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int layers = grid.Layers;
        plan.TopIn[cell] = T.CreateTruncating(Math.Max(0, -air[layers]) / _depth[^1]);
        plan.TopOut[cell] = T.CreateTruncating(Math.Max(0, air[layers]) / _depth[^1]);
        (double above, double below) = (0, 0);
        for (int layer = layers - 1; layer >= 0; layer--)
        {
            int at = (layer * _plane) + cell;
            double up = air[layer + 1], down = air[layer], scale = 1 / _depth[layer];
            double diagonal = weather.Density[at]
                + ((Math.Max(up, 0) + turbulence[layer + 1] - Math.Min(down, 0) + turbulence[layer]) * scale);
            if (layer < layers - 1)
            {
                // above is one over the diagonal of the layer above after its elimination, below what couples that layer to this one.
                double back = (Math.Min(up, 0) - turbulence[layer + 1]) * scale * above;
                plan.Back[at] = T.CreateTruncating(back);
                diagonal -= back * below;
            }

            below = -(Math.Max(down, 0) + turbulence[layer]) * scale;
            above = 1 / diagonal;
            plan.Inverse[at] = T.CreateTruncating(above);
            plan.Forward[at] = T.CreateTruncating(below * above);
        }
    }

    private void Ground<T>(ColumnPlan<T> plan, int row, T[]? dry)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int first = row * grid.Columns;
        ReadOnlySpan<T> inverse = plan.Inverse.AsSpan(first, grid.Columns);
        for (int place = 0; place < species.Count; place++)
        {
            Span<T> bottom = plan.Bottom.AsSpan((place * _plane) + first, grid.Columns);
            inverse.CopyTo(bottom);
            if (dry is null || !double.IsFinite(SpeciesTable.ConstantsOf(species.Species[place]).SurfaceResistance)) continue;
            ReadOnlySpan<T> deposited = dry.AsSpan((place * _plane) + first, grid.Columns);
            for (int i = 0; i < bottom.Length; i++)
                bottom[i] /= T.One + (bottom[i] * T.CreateTruncating(weather.Density[first + i]) * deposited[i]);
        }
    }
}
