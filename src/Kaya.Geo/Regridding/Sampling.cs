using Kaya.Core;

namespace Kaya.Geo;

/// <summary>Interpolation of a value between the cells of a source.</summary>
public enum SamplingMethod
{
    /// <summary>The cell that contains the point: for codes.</summary>
    Nearest,

    /// <summary>Between the four nearest centres; cells without data are ignored and the weights are renormalised.</summary>
    Bilinear,
}

/// <summary>Samples a raster at the cell centres of another grid: for codes and smooth fields. Totals are not conserved.</summary>
public static class Sampling
{
    /// <summary>Values at the centres of the target's cells.</summary>
    /// <param name="source">Codes or intensive values, bands of one unit and kind; held in memory as they are stored. Totals are refused,
    /// since they would not be conserved.</param>
    /// <param name="target">Any grid.</param>
    /// <param name="fromTarget">From the target's coordinate system to the raster's; null if they are the same.</param>
    /// <param name="method">Bilinear only for intensive rasters.</param>
    /// <returns>A raster of the same type on the target; no-data outside the source.</returns>
    /// <exception cref="GridMismatchException">The transformation does not connect the two systems.</exception>
    /// <exception cref="UnitMismatchException">Totals, or codes to be interpolated.</exception>
    public static Raster At(IRasterSource source, Grid target, ICoordinateTransformation? fromTarget,
        SamplingMethod method = SamplingMethod.Nearest)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        if (!(fromTarget?.Source ?? source.Grid.Crs).Equals(target.Crs) || !(fromTarget?.Target ?? target.Crs).Equals(source.Grid.Crs))
            throw new GridMismatchException(
                new Fault("The transformation does not connect the two grids.", Expected: $"from {target.Crs} to {source.Grid.Crs}",
                Found: fromTarget is null ? "none" : $"from {fromTarget.Source} to {fromTarget.Target}",
                    Remedy: "Create one between the systems of the two grids."));
        if (source.Bands[0].Kind == QuantityKind.Extensive
            || (source.Bands[0].Kind == QuantityKind.Category && method != SamplingMethod.Nearest))
            throw new UnitMismatchException(
            new Fault("These values cannot be interpolated between cells.", Expected: "intensive values, or codes from the nearest cell",
                Found: source.Bands[0].Kind.ToString().ToLowerInvariant(),
                    Remedy: "Regrid totals conservatively; read codes from the nearest cell."));
        ICellValues cells = source as ICellValues ?? StoredRaster.Of(source);
        Affine inverse = source.Grid.Affine.Inverse();
        return RasterExtensions.Make(target, source.Bands[0].Unit, source.Bands[0].Kind, [.. source.Bands.Select(band => band.Name)],
            (band, sampled) =>
        {
            double[] x = new double[target.Columns], y = new double[target.Columns];
            for (int row = 0; row < target.Rows; row++)
            {
                for (int column = 0; column < x.Length; column++) (x[column], y[column]) = target.CentreOf(row, column);
                fromTarget?.Transform(x, y);
                for (int column = 0; column < x.Length; column++)
                {
                    (double c, double r) = inverse.Apply(x[column], y[column]);
                    c = source.Grid.OnTurn(c);
                    sampled[(row * target.Columns) + column] = method == SamplingMethod.Nearest ? Nearest(cells, band, r, c)
                        : Bilinear(cells, band, r, c);
                }
            }
        });
    }

    private static double Nearest(ICellValues cells, int band, double row, double column) =>
        row >= 0 && column >= 0 && row < cells.Grid.Rows && column < cells.Grid.Columns ? cells[band, (int)row, (int)column] : double.NaN;

    private static double Bilinear(ICellValues cells, int band, double row, double column)
    {
        if (!(row >= 0 && column >= 0 && row < cells.Grid.Rows && column < cells.Grid.Columns)) return double.NaN;
        // Values are at centres, half a cell from the corners that rows and columns refer to.
        (double r, double c) = (row - 0.5, column - 0.5);
        (int r0, int c0) = ((int)Math.Floor(r), (int)Math.Floor(c));
        // Around the whole Earth the last column is next to the first.
        bool isRound = Math.Abs(cells.Grid.ColumnsOfTurn - cells.Grid.Columns) < 1e-6;
        (double sum, double weights) = (0, 0);
        for (int k = 0; k < 4; k++)
        {
            (int dr, int dc) = (k >> 1, k & 1);
            double weight = (dr == 1 ? r - r0 : 1 - (r - r0)) * (dc == 1 ? c - c0 : 1 - (c - c0));
            int next = isRound ? (c0 + dc + cells.Grid.Columns) % cells.Grid.Columns : Math.Clamp(c0 + dc, 0, cells.Grid.Columns - 1);
            double value = cells[band, Math.Clamp(r0 + dr, 0, cells.Grid.Rows - 1), next];
            if (double.IsNaN(value) || weight <= 0) continue;
            sum += weight * value;
            weights += weight;
        }

        return weights > 0 ? sum / weights : double.NaN;
    }
}
