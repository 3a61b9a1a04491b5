using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Learning;

namespace Kaya.Downscaling;

/// <summary>Gridded emissions with mass basis: a map, or a published inventory.</summary>
/// <param name="Raster">Totals of cells, or densities per area.</param>
/// <param name="Basis">Mass basis: CO2 for maps, C for ODIAC, FFDAS and CDIAC.</param>
public sealed record CountedEmission(Raster Raster, MassBasis Basis)
{
    /// <summary>Zones that its emissions come from, on its grid: of a cell on their border, only the covered part is known. Null: cells
    /// with data are known as a whole.</summary>
    public ZoneCoverage? Zones { get; init; }

    /// <summary>Cell totals in another unit and mass basis.</summary>
    /// <param name="unit">Unit of a mass, such as <c>t</c>.</param>
    /// <param name="basis">A basis of the same element.</param>
    /// <param name="areas">Areas of the cells; needed for densities only.</param>
    /// <returns>The totals.</returns>
    /// <exception cref="UnitMismatchException">Not a mass, a different element, or codes.</exception>
    public ExtensiveRaster Totals(Unit unit, MassBasis basis, CellAreas? areas = null)
    {
        ExtensiveRaster totals = Raster switch
        {
            ExtensiveRaster extensive => extensive,
            IntensiveRaster intensive => intensive.TimesArea(areas ?? CellAreas.Of(intensive.Grid), Unit.Parse("m2")),
            _ => throw new UnitMismatchException(
                new Fault("A categorical raster does not contain emissions.", Expected: "totals or densities", Found: "codes",
                    Remedy: "Choose another band.")),
        };
        return totals.In(unit).Times(Basis.FactorTo(basis));
    }
}

/// <summary>Comparison of a map with an inventory on the grid of the inventory.</summary>
public sealed record InventoryComparison
{
    /// <summary>R2, MAE, RMSE, rank correlation and bias of the map's cells against those of the inventory, in the unit and basis of the
    /// map.</summary>
    public required RegressionScore Cells { get; init; }

    /// <summary>The same after scaling the map to the inventory's total over the compared cells: compares only the spatial
    /// pattern.</summary>
    public required RegressionScore Scaled { get; init; }

    /// <summary>The same cells in tonnes: misplaced shares, and R2 after summing 5 x 5 cells.</summary>
    public required MapAgreement Agreement { get; init; }

    /// <summary>Total of the map over the compared cells.</summary>
    public required double MapTotal { get; init; }

    /// <summary>Total of the inventory over the compared cells, in the unit and basis of the map.</summary>
    public required double InventoryTotal { get; init; }

    /// <summary>Compares a map with an inventory.</summary>
    /// <remarks>
    /// The map is regridded to the inventory's grid by exact overlaps, never the reverse. A cell is compared if the map covers at least a
    /// given share of its area and the inventory has data. Cells without emissions are included, to penalise false emissions there.
    /// </remarks>
    /// <param name="map">Emissions of cells; no-data where unknown.</param>
    /// <param name="inventory">The inventory, regular and in the coordinate system of the map.</param>
    /// <param name="leastCovered">Smallest share of a cell's area that the map must cover, above 0 and at most 1.</param>
    /// <returns>The comparison.</returns>
    /// <exception cref="GridMismatchException">Another coordinate system, or no overlap.</exception>
    /// <exception cref="DataNotFoundException">No cell is covered enough.</exception>
    /// <exception cref="UnitMismatchException">The inventory is not a mass, or is based on a different element.</exception>
    public static InventoryComparison Of(CountedEmission map, CountedEmission inventory, double leastCovered = 0.5)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(inventory);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(leastCovered);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(leastCovered, 1);
        Unit unit = map.Raster is IntensiveRaster ? Unit.Parse("t") : map.Raster.Unit;
        ExtensiveRaster totals = map.Totals(unit, map.Basis), others = inventory.Totals(unit, map.Basis);
        ConservativeRegridding regridding = new(totals.Grid, others.Grid);
        ExtensiveRaster onGrid = regridding.Apply(totals);
        (int[] used, double[] ofMap, double[] ofInventory) = Pairs(onGrid, others, Covered(totals, map.Zones, others.Grid, regridding),
            leastCovered);
        double[] compared = new double[others.Grid.CellCount];
        Array.Fill(compared, double.NaN);
        foreach (int cell in used) compared[cell] = onGrid.Values()[cell];
        (double mapTotal, double inventoryTotal) = (ofMap.Sum(), ofInventory.Sum());
        double factor = mapTotal > 0 ? inventoryTotal / mapTotal : 1;
        return new InventoryComparison
        {
            Cells = RegressionScore.Of(ofInventory, ofMap),
            Scaled = RegressionScore.Of(ofInventory, [.. ofMap.Select(value => value * factor)]),
            Agreement = MapAgreement.Of(compared, others.Values(), others.Grid),
            MapTotal = mapTotal,
            InventoryTotal = inventoryTotal,
        };
    }

    // The share of each inventory cell covered by map cells with data, and by their zones.
    private static IntensiveRaster Covered(ExtensiveRaster map, ZoneCoverage? zones, Grid target, ConservativeRegridding regridding)
    {
        zones?.Grid.RequireMatch(map.Grid, "Zones of a map");
        ImmutableArray<double>? shares = zones?.CellShares();
        Unit squareMetre = Unit.Parse("m2");
        CellAreas areas = CellAreas.Of(map.Grid);
        ExtensiveRaster known = new(map.Grid, squareMetre, ["area"], (_, cells) =>
        {
            for (int cell = 0; cell < cells.Length; cell++)
                cells[cell] = double.IsNaN(map.Values()[cell]) ? double.NaN
                    : areas.At(cell / map.Grid.Columns, cell % map.Grid.Columns) * Math.Min(1, shares?[cell] ?? 1);
        });
        return regridding.Apply(known).PerArea(CellAreas.Of(target), squareMetre);
    }

    private static (int[] Used, double[] Map, double[] Inventory) Pairs(
        ExtensiveRaster map, ExtensiveRaster inventory, IntensiveRaster covered, double leastCovered)
    {
        int[] used = [.. Enumerable.Range(0, map.Values().Length).Where(cell =>
            covered.Values()[cell] >= leastCovered && !double.IsNaN(map.Values()[cell]) && !double.IsNaN(inventory.Values()[cell]))];
        if (used.Length == 0)
            throw new DataNotFoundException(
                new Fault("The map covers too little of every inventory cell.",
                Expected: FormattableString.Invariant($"at least {leastCovered:P0} of a cell"),
                Found: "less in every cell", Remedy: "Compare with a finer inventory, or allow a smaller covered share."));
        return (used, [.. used.Select(cell => map.Values()[cell])],
            [.. used.Select(cell => inventory.Values()[cell])]);
    }
}
