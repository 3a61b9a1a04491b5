using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Downscaling;

/// <summary>How a cell of a map is given its kinds of land.</summary>
public enum LandUseMatching
{
    /// <summary>By area: a cell's emission is divided by the part of the cell that each kind covers. The default.</summary>
    AreaShares,

    /// <summary>All of a cell's emission goes to the kind of land under its centre.</summary>
    CellCentre,
}

/// <summary>The share of emission on each kind of land.</summary>
/// <param name="Zone">Code of the zone; empty for the whole map.</param>
/// <param name="Shares">By <see cref="LandUse"/>, of the emission whose land is known; they add up to 1, or are all 0 where there is
/// none.</param>
/// <param name="Emission">Emission whose land is known, in the unit of the map.</param>
/// <param name="Unclassified">Emission on land of no known kind, in the unit of the map.</param>
public sealed record ZoneLandUse(string Zone, ImmutableArray<double> Shares, double Emission, double Unclassified)
{
    /// <summary>The share of one kind of land.</summary>
    /// <param name="use">A kind of land.</param>
    /// <returns>From 0 to 1.</returns>
    public double this[LandUse use] => Shares[(int)use];
}

/// <summary>Shares of emission on the seven kinds of land, in all and by zone.</summary>
/// <param name="All">The whole map.</param>
/// <param name="Zones">By zone, in the order of the coverage; empty where none was given.</param>
public sealed record LandUseShares(ZoneLandUse All, ImmutableArray<ZoneLandUse> Zones)
{
    /// <summary>Measures a map.</summary>
    /// <remarks>
    /// Land cover may be finer or coarser than the map or shifted against it: with <see cref="LandUseMatching.AreaShares"/> its classes
    /// are brought to the map's cells by exact overlaps. Dividing a cell's emission by area is cautious: built-up land in a half-built
    /// cell emits more than half.
    /// </remarks>
    /// <param name="map">Emission of cells; no-data counts nothing.</param>
    /// <param name="landUse">As <see cref="LandUses.OfIgbp(Raster, IgbpCoding)"/> gives it, in the coordinate system of the map.</param>
    /// <param name="coverage">Zones on the grid of the map; null for the whole map only.</param>
    /// <param name="matching">How a cell gets its kinds of land.</param>
    /// <returns>The shares.</returns>
    /// <exception cref="GridMismatchException">Another coordinate system, no overlap, or zones on another grid.</exception>
    public static LandUseShares Of(ExtensiveRaster map, CategoryRaster landUse, ZoneCoverage? coverage = null,
        LandUseMatching matching = LandUseMatching.AreaShares)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(landUse);
        coverage?.Grid.RequireMatch(map.Grid, "Shares of zones");
        LandUseSums sums = new(map, coverage);
        // One kind at a time: seven shares of a large country would not fit into memory together.
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
