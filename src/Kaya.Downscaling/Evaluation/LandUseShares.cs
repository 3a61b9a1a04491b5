using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Downscaling;

/// <summary>How land-use types are assigned to a cell.</summary>
public enum LandUseMatching
{
    /// <summary>By area: the emissions of a cell are divided by the area shares of land-use types. The default.</summary>
    AreaShares,

    /// <summary>All emissions of a cell are assigned to the land-use type at its centre.</summary>
    CellCentre,
}

/// <summary>Shares of emissions by land-use type.</summary>
/// <param name="Zone">Code of the zone; empty for the whole map.</param>
/// <param name="Shares">By <see cref="LandUse"/>, of the emissions with known land use; they sum to 1, or are all 0 if there is
/// none.</param>
/// <param name="Emission">Emissions with known land use, in the unit of the map.</param>
/// <param name="Unclassified">Emissions with unknown land use, in the unit of the map.</param>
public sealed record ZoneLandUse(string Zone, ImmutableArray<double> Shares, double Emission, double Unclassified)
{
    /// <summary>The share of one land-use type.</summary>
    /// <param name="use">A land-use type.</param>
    /// <returns>From 0 to 1.</returns>
    public double this[LandUse use] => Shares[(int)use];
}

/// <summary>Shares of emissions by land-use type, in total and by zone.</summary>
/// <param name="All">The whole map.</param>
/// <param name="Zones">By zone, in the order of the coverage; empty if none was given.</param>
public sealed record LandUseShares(ZoneLandUse All, ImmutableArray<ZoneLandUse> Zones)
{
    /// <summary>Computes the shares of a map.</summary>
    /// <remarks>
    /// The grid of the land cover may differ from that of the map: with <see cref="LandUseMatching.AreaShares"/> its classes
    /// are regridded to the map's cells by exact overlaps. Division by area is conservative: built-up land in a half-built
    /// cell has more than half of the emissions.
    /// </remarks>
    /// <param name="map">Emissions of cells; no-data cells are ignored.</param>
    /// <param name="landUse">As <see cref="LandUses.OfIgbp(Raster, IgbpCoding)"/> gives it, in the coordinate system of the map.</param>
    /// <param name="coverage">Zones on the grid of the map; null for the whole map only.</param>
    /// <param name="matching">How land-use types are assigned.</param>
    /// <returns>The shares.</returns>
    /// <exception cref="GridMismatchException">Another coordinate system, no overlap, or zones on another grid.</exception>
    public static LandUseShares Of(ExtensiveRaster map, CategoryRaster landUse, ZoneCoverage? coverage = null,
        LandUseMatching matching = LandUseMatching.AreaShares)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(landUse);
        coverage?.Grid.RequireMatch(map.Grid, "Shares of zones");
        LandUseSums sums = new(map, coverage);
        // One type at a time: seven shares of a large country would not fit into memory.
        foreach (LandUse use in LandUses.All) sums.Add(use, Parts(map.Grid, landUse, use, matching));
        return new LandUseShares(sums.All, sums.Zones);
    }

    private static IntensiveRaster Parts(Grid grid, CategoryRaster landUse, LandUse use, LandUseMatching matching)
    {
        IntensiveRaster share = landUse.ShareOf(use.Label(), (double)(int)use);
        if (share.Grid.Matches(grid)) return share;
        return matching == LandUseMatching.CellCentre ? (IntensiveRaster)Sampling.At(share, grid, null)
            : new ConservativeRegridding(share.Grid, grid).Apply(share);
    }
}
