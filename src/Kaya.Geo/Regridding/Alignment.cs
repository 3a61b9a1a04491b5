using Kaya.Core;

namespace Kaya.Geo;

/// <summary>Brings a band to another grid in the way its kind asks for.</summary>
public static class Alignment
{
    /// <summary>Totals by sums, intensive values by means, both by exact overlaps; codes from the cell under each centre.</summary>
    /// <param name="source">Where to read.</param>
    /// <param name="band">Band from 0.</param>
    /// <param name="target">The grid to be on.</param>
    /// <param name="between">Makes a transformation between two coordinate systems; disposed of here where it can be.</param>
    /// <returns>One band on the target; the source itself where it is there already.</returns>
    /// <exception cref="GridMismatchException">No transformation, or no overlap.</exception>
    public static Raster To(IRasterSource source, int band, Grid target, Func<CoordinateSystem, CoordinateSystem, ICoordinateTransformation> between)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(between);
        if (source.Grid.Matches(target)) return source.ReadAll(band);
        bool sameSystem = source.Grid.Crs.Equals(target.Crs);
        if (source.Bands[band].Kind == QuantityKind.Category)
            return With(sameSystem ? null : between(target.Crs, source.Grid.Crs), back => Nearest(source, band, target, back));
        if (sameSystem && source.Grid.IsRegular && target.IsRegular) return new ConservativeRegridding(source.Grid, target).Apply(source, band);
        return With(sameSystem ? null : between(source.Grid.Crs, target.Crs), forth => new OverlapRegridding(source.Grid, target, forth).Apply(source, band));
    }

    private static Raster Nearest(IRasterSource source, int band, Grid target, ICoordinateTransformation? back)
    {
        Raster sampled = Sampling.At(source.ReadAll(band), target, back);
        foreach (double value in sampled.Values())
            if (!double.IsNaN(value)) return sampled;
        throw new GridMismatchException(new Fault("No centre of the target lies on a cell with a code.", Expected: $"cells within {target.Bounds}", Found: $"cells within {source.Grid.Bounds}",
            Remedy: "Check the coordinate systems, and that the file covers the area."));
    }

    private static Raster With(ICoordinateTransformation? transformation, Func<ICoordinateTransformation?, Raster> work)
    {
        try
        {
            return work(transformation);
        }
        finally
        {
            (transformation as IDisposable)?.Dispose();
        }
    }
}
