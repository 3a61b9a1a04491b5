using Kaya.Core;

namespace Kaya.Geo;

/// <summary>From one regular grid to another in the same coordinate system, by exact overlaps along each axis.</summary>
/// <remarks>
/// Totals go to target cells by the part of the source cell's area that lies in them, so that a total inside the target is kept;
/// intensive values become means weighted by overlapping area. In degrees, areas are those on the ellipsoid, and longitudes repeat after
/// 360.
/// No-data cells are ignored; a target cell without data is no-data. Codes are refused: see <see cref="Sampling"/>.
/// </remarks>
public sealed class ConservativeRegridding
{
    private readonly Grid _source;
    private readonly Grid _target;
    private readonly (AxisOverlap Rows, AxisOverlap Columns) _fractions;
    private readonly (AxisOverlap Rows, AxisOverlap Columns) _lengths;

    /// <summary>Computes the overlaps once, for all rasters on the source grid.</summary>
    /// <param name="source">Regular.</param>
    /// <param name="target">Regular, in the same coordinate system.</param>
    /// <exception cref="GridMismatchException">A different coordinate system, a rotated grid, or no overlap.</exception>
    public ConservativeRegridding(Grid source, Grid target) : this(source, target, requireOverlap: true)
    {
    }

    internal ConservativeRegridding(Grid source, Grid target, bool requireOverlap)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        RequireAlongAxes(source, target);
        (_source, _target) = (source, target);
        _fractions = Overlaps(source, target, asFraction: true);
        _lengths = Overlaps(source, target, asFraction: false);
        if (requireOverlap
            && (_fractions.Rows.Targets.All(segments => segments.Length == 0)
            || _fractions.Columns.Targets.All(segments => segments.Length == 0)))
            throw NoOverlap(source, target);
    }

    /// <summary>Totals on the target grid.</summary>
    /// <param name="raster">On the source grid.</param>
    /// <returns>Every band, with the same unit.</returns>
    /// <exception cref="GridMismatchException">The raster is on another grid.</exception>
    public ExtensiveRaster Apply(ExtensiveRaster raster) => (ExtensiveRaster)ApplyTo(raster);

    /// <summary>Area-weighted means on the target grid.</summary>
    /// <param name="raster">On the source grid.</param>
    /// <returns>Every band, with the same unit.</returns>
    /// <exception cref="GridMismatchException">The raster is on another grid.</exception>
    public IntensiveRaster Apply(IntensiveRaster raster) => (IntensiveRaster)ApplyTo(raster);

    /// <summary>One band of a source that may be larger than memory, read by rows.</summary>
    /// <param name="source">On the source grid.</param>
    /// <param name="band">Band from 0, extensive or intensive.</param>
    /// <returns>One band on the target grid.</returns>
    /// <exception cref="GridMismatchException">The source is on another grid.</exception>
    /// <exception cref="UnitMismatchException">The band holds codes.</exception>
    public Raster Apply(IRasterSource source, int band)
    {
        BandDescription description = source.RequireAddable(band, _source);
        RowContraction contraction = new(description.Kind, description.Kind == QuantityKind.Extensive ? _fractions : _lengths,
            _target.Columns);
        return RasterExtensions.Make(_target, description.Unit, description.Kind, [description.Name],
            (_, cells) => contraction.Run(source, band, cells));
    }

    /// <summary>The share of each source cell inside the target: row share times column share.</summary>
    /// <returns>Parts by row and by column.</returns>
    public (IReadOnlyList<double> Rows, IReadOnlyList<double> Columns) PartsInTarget() =>
        (_fractions.Rows.Given(_source.Rows), _fractions.Columns.Given(_source.Columns));

    internal static GridMismatchException NoOverlap(Grid source, Grid target) => new(new Fault("The two grids do not overlap.",
        Expected: $"cells within {target.Bounds}", Found: $"cells within {source.Bounds}",
        Remedy: "Check the coordinate systems, the order of longitude and latitude, and the sign of the row step."));

    private Raster ApplyTo(Raster raster)
    {
        ArgumentNullException.ThrowIfNull(raster);
        Raster[] bands = [.. raster.BandNames.Select((_, band) => Apply(raster, band))];
        return bands.Length == 1 ? bands[0]
            : RasterExtensions.Make(_target, raster.Unit, raster.Kind, raster.BandNames, (band, cells) => bands[band].Values()
                .CopyTo(cells));
    }

    private static (AxisOverlap Rows, AxisOverlap Columns) Overlaps(Grid source, Grid target, bool asFraction) =>
        (AxisOverlap.Between(RowEdges(source), RowEdges(target), 0, asFraction),
         AxisOverlap.Between(ColumnEdges(source), ColumnEdges(target), source.Crs.IsGeographic ? 360 : 0, asFraction));

    private static double[] ColumnEdges(Grid grid) =>
        [.. Enumerable.Range(0, grid.Columns + 1).Select(column => grid.Affine.OriginX + (column * grid.Affine.StepX))];

    // Equal steps of the authalic q are equal areas, so overlaps measured in it are overlaps of area.
    private static double[] RowEdges(Grid grid)
    {
        IEnumerable<double> edges = Enumerable.Range(0, grid.Rows + 1).Select(row => grid.Affine.OriginY + (row * grid.Affine.StepY));
        return [.. grid.Crs.IsGeographic ? edges.Select(grid.Crs.Ellipsoid.AuthalicQ) : edges];
    }

    private static void RequireAlongAxes(Grid source, Grid target)
    {
        if (!source.Crs.Equals(target.Crs))
            throw new GridMismatchException(new Fault("The two grids have different coordinate systems.", Expected: target.Crs.ToString(),
                Found: source.Crs.ToString(), Remedy: "Regrid with a transformation between the two systems."));
        if (!source.IsRegular || !target.IsRegular)
            throw new GridMismatchException(new Fault("Regridding along axes requires regular grids.",
                Expected: "a regular grid", Found: (source.IsRegular ? target : source).ToString(),
                    Remedy: "Regrid by overlaps of cells instead."));
    }
}
