using Kaya.Core;

namespace Kaya.Geo;

/// <summary>Regridding between any two grids, by a coordinate transformation and exact overlaps of cells.</summary>
/// <remarks>
/// The corners of each source cell are transformed to the target; the cell is the quadrilateral between them, and its shares in the target
/// cells
/// are computed exactly. Shares of one source cell sum to 1, so totals inside the target are conserved to rounding in any projection.
/// Areas are in the plane of the target, proportional to true areas inside a target cell except for the curvature of the cell.
/// Neighbouring cells share corners, so there are no gaps or overlaps between them.
/// </remarks>
public sealed class OverlapRegridding
{
    private readonly Grid _source;
    private readonly Grid _target;
    private readonly ICoordinateTransformation? _transformation;
    private readonly bool _requireOverlap;
    private readonly SourceColumns _columns;

    /// <summary>Prepares a regridding.</summary>
    /// <param name="source">Any grid.</param>
    /// <param name="target">Any grid.</param>
    /// <param name="transformation">From the source's coordinate system to the target's; null if they are the same.</param>
    /// <exception cref="GridMismatchException">The transformation does not connect the two systems.</exception>
    public OverlapRegridding(Grid source, Grid target, ICoordinateTransformation? transformation)
        : this(source, target, transformation, requireOverlap: true)
    {
    }

    internal OverlapRegridding(Grid source, Grid target, ICoordinateTransformation? transformation, bool requireOverlap)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        if (!(transformation?.Source ?? target.Crs).Equals(source.Crs) || !(transformation?.Target ?? source.Crs).Equals(target.Crs))
            throw new GridMismatchException(
                new Fault("The transformation does not connect the two grids.", Expected: $"from {source.Crs} to {target.Crs}",
                Found: transformation is null ? "none" : $"from {transformation.Source} to {transformation.Target}",
                    Remedy: "Create one between the systems of the two grids."));
        (_source, _target, _transformation, _requireOverlap) = (source, target, transformation, requireOverlap);
        _columns = SourceColumns.Of(source, transformation?.Target.Seam);
    }

    /// <summary>Totals on the target grid.</summary>
    /// <param name="raster">On the source grid.</param>
    /// <returns>Every band, with the same unit.</returns>
    public ExtensiveRaster Apply(ExtensiveRaster raster) => (ExtensiveRaster)ApplyTo(raster);

    /// <summary>Area-weighted means on the target grid.</summary>
    /// <param name="raster">On the source grid.</param>
    /// <returns>Every band, with the same unit.</returns>
    public IntensiveRaster Apply(IntensiveRaster raster) => (IntensiveRaster)ApplyTo(raster);

    /// <summary>One band of a source that may be larger than memory, read by rows.</summary>
    /// <param name="source">On the source grid.</param>
    /// <param name="band">Band from 0, extensive or intensive.</param>
    /// <returns>One band on the target grid.</returns>
    /// <exception cref="GridMismatchException">The source is on another grid, or none of its cells is inside the target.</exception>
    /// <exception cref="UnitMismatchException">The band holds codes.</exception>
    public Raster Apply(IRasterSource source, int band)
    {
        BandDescription description = source.RequireAddable(band, _source);
        return RasterExtensions.Make(_target, description.Unit, description.Kind, [description.Name],
            (_, cells) => Distribute(source, band, description.Kind == QuantityKind.Extensive, cells));
    }

    private Raster ApplyTo(Raster raster)
    {
        ArgumentNullException.ThrowIfNull(raster);
        Raster[] bands = [.. raster.BandNames.Select((_, band) => Apply(raster, band))];
        return RasterExtensions.Make(_target, raster.Unit, raster.Kind, raster.BandNames, (band, cells) => bands[band].Values()
            .CopyTo(cells));
    }

    private void Distribute(IRasterSource source, int band, bool extensive, Span<double> sums)
    {
        double[] weights = new double[sums.Length];
        sums.Clear();
        double[] values = new double[_source.Columns];
        CellQuadrilateral quadrilateral = new(_target, extensive, sums, weights);
        (double[] X, double[] Y) upper = CornerLine(0);
        for (int row = 0; row < _source.Rows; row++)
        {
            (double[] X, double[] Y) lower = CornerLine(row + 1);
            source.Read(band, new Window(row, 0, 1, _source.Columns), values);
            for (int part = 0; part < _columns.Owners.Length; part++)
            {
                int column = _columns.Owners[part];
                if (column >= 0 && !double.IsNaN(values[column]))
                    quadrilateral.Add(extensive ? values[column] * _columns.Shares[part] : values[column], upper, lower, part);
            }

            upper = lower;
        }

        bool any = false;
        for (int cell = 0; cell < sums.Length; cell++)
        {
            any |= weights[cell] > 0;
            sums[cell] = weights[cell] <= 0 ? double.NaN : extensive ? sums[cell] : sums[cell] / weights[cell];
        }

        if (!any && _requireOverlap && !Overlaps()) throw ConservativeRegridding.NoOverlap(_source, _target);
    }

    private bool Overlaps()
    {
        for (int row = 0; row <= _source.Rows; row++)
        {
            (double[] x, double[] y) = CornerLine(row);
            for (int column = 0; column < x.Length; column++)
                if (x[column] >= 0 && y[column] >= 0 && x[column] <= _target.Columns && y[column] <= _target.Rows) return true;
        }

        return false;
    }

    // The corners between two rows of source cells, as columns and rows of the target.
    private (double[] X, double[] Y) CornerLine(int row)
    {
        double[] x = new double[_columns.Edges.Length], y = new double[_columns.Edges.Length];
        for (int column = 0; column < x.Length; column++) (x[column], y[column]) = _source.Affine.Apply(_columns.Edges[column], row);
        // Rows centred on a pole end there.
        for (int column = 0; _source.Crs.IsGeographic && column < y.Length; column++) y[column] = Math.Clamp(y[column], -90, 90);
        _transformation?.Transform(x, y);
        Affine inverse = _target.Affine.Inverse();
        for (int column = 0; column < x.Length; column++) (x[column], y[column]) = inverse.Apply(x[column], y[column]);
        return (x, y);
    }
}
