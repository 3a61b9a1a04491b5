using Kaya.Core;

namespace Kaya.Geo;

/// <summary>Regrids a band by the method for its kind.</summary>
public static class Alignment
{
    /// <summary>Totals by sums, intensive values by means, both by exact overlaps; codes from the cell at each centre.</summary>
    /// <param name="source">The source.</param>
    /// <param name="band">Band from 0.</param>
    /// <param name="target">The grid to be on.</param>
    /// <param name="between">Makes a transformation between two coordinate systems; disposed of here if possible.</param>
    /// <returns>One band on the target; the source itself if it is already on the target grid.</returns>
    /// <exception cref="GridMismatchException">No transformation, or no overlap.</exception>
    public static Raster To(IRasterSource source, int band, Grid target, Func<CoordinateSystem, CoordinateSystem,
        ICoordinateTransformation> between)
    {
        using AlignedSource aligned = new(source, band, target, between);
        return aligned.Whole();
    }

    internal static GridMismatchException NoCentre(Grid source, Grid target) =>
        new(new Fault("No target cell centre is on a cell with a code.",
        Expected: $"cells within {target.Bounds}", Found: $"cells within {source.Bounds}",
            Remedy: "Check the coordinate systems, and that the file covers the area."));
}
