using Kaya.Downscaling;
using System.Globalization;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Learning;

namespace Kaya.Tasks;

/// <summary>Values of two maps on a common grid and in a common unit.</summary>
/// <param name="Map">Values of the map.</param>
/// <param name="Reference">Values of the reference, for the same cells.</param>
/// <param name="Description">Description of both after conversion.</param>
/// <param name="OnGridOfMap">Whether the reference was regridded to the map's grid, not the reverse.</param>
/// <param name="Note">Description of the conversion; null if there was none.</param>
internal sealed record ComparedCells(IReadOnlyList<double> Map, IReadOnlyList<double> Reference, BandDescription Description,
    bool OnGridOfMap, string? Note)
{
    /// <summary>Agreement in tonnes, at the cell and on blocks; null for values that do not add up.</summary>
    public MapAgreement? Agreement { get; init; }

    /// <summary>Map - reference on the grid of the comparison; no-data where one has none.</summary>
    public required Raster Differences { get; init; }

    /// <summary>Whether some cells are above 0 in both, so that logarithms can be compared.</summary>
    public bool IsPositive => Positive().Count > 1;

    public static ComparedCells Of(OpenedRaster map, OpenedRaster reference, RasterCompareOptions options)
    {
        (bool relative, double cover) = (options.Relative, options.Cover);
        (double factor, string? note) = relative ? (1, null) : Factor(map, reference);
        bool onMap = RasterText.CellArea(map.Grid).Largest > RasterText.CellArea(reference.Grid).Largest;
        Grid grid = onMap ? map.Grid : reference.Grid;
        CellAreas? areas = map.Description.Kind == reference.Description.Kind ? null : GdalCoordinateSystems.CellAreas(grid);
        BandDescription common = Common(map, reference, areas);
        Unit unit = OutputUnits.Asked(options.OutputUnit, common.Unit, new SourceLocation(Variable: reference.Label));
        double into = common.Unit.FactorTo(unit);
        common = common with { Unit = unit };
        double[] left = On(map, grid, cover, areas), right = [.. On(reference, grid, cover, areas).Select(value => value * into)];
        int[] both = [.. Enumerable.Range(0, left.Length).Where(cell => !double.IsNaN(left[cell]) && !double.IsNaN(right[cell]))];
        if (both.Length < 2)
            throw new GridMismatchException(
                new Fault("The two maps have no common cells with data.", Expected: $"data within {map.Grid.Bounds} in both",
                Found: $"{both.Length} cells",
                Remedy: "Check the areas and the no-data values with `kaya raster info`, or lower --cover."));
        factor *= into;
        double[] observed = [.. both.Select(cell => right[cell])], asked = [.. both.Select(cell => left[cell])];
        if (relative) factor = observed.Sum() / asked.Sum();
        double[] scaled = [.. left.Select(value => value * factor)];
        return new ComparedCells([.. asked.Select(value => value * factor)], observed, common, onMap, note)
        {
            Agreement = common.Kind == QuantityKind.Extensive ? MapAgreement.Of(scaled, right, grid) : null,
            Differences = Difference(grid, common, [.. scaled.Zip(right, (value, known) => value - known)]),
        };
    }

    private static Raster Difference(Grid grid, BandDescription common, double[] cells) => common.Kind == QuantityKind.Extensive
        ? ExtensiveRaster.Of(grid, common.Unit, cells, "difference") : IntensiveRaster.Of(grid, common.Unit, cells, "difference");

    /// <summary>The measures, each with its unit.</summary>
    public ResultTable Table()
    {
        double[] map = [.. Map], reference = [.. Reference];
        RegressionScore score = RegressionScore.Of(reference, map);
        string unit = Description.Unit.ToString();
        List<(double Map, double Reference)> positive = Positive();
        double[] logMap = [.. positive.Select(pair => Math.Log(pair.Map))],
            logReference = [.. positive.Select(pair => Math.Log(pair.Reference))];
        bool adds = Description.Kind == QuantityKind.Extensive;
        return new ResultTable("comparison", [new("measure"), new("value"), new("unit"), new("means")],
        [
            ["cells", map.Length, "1", "cells with data in both"],
            [adds ? "total of the map" : "mean of the map", adds ? map.Sum() : map.Average(), unit, "over these cells"],
            [adds ? "total of the reference" : "mean of the reference", adds ? reference.Sum() : reference.Average(), unit,
                "over these cells"],
            ["ratio", reference.Sum() == 0 ? null : map.Sum() / reference.Sum(), "1", "map / reference"],
            ["R2", score.RSquared, "1", "share of the reference's variance explained by the map"],
            ["Spearman", score.Spearman, "1", "rank correlation"],
            .. InTonnes(),
            ["bias", score.Bias, unit, "mean of map - reference"],
            ["RMSE", score.RootMeanSquaredError, unit, "root mean squared error"],
            ["positive cells", positive.Count, "1", "above 0 in both"],
            ["log RMSE", positive.Count < 2 ? null : Metrics.RootMeanSquaredError(logReference, logMap), "1",
                "of natural logarithms, positive cells"],
            ["log R2", positive.Count < 2 || !logReference.AsSpan().ContainsAnyExcept(logReference[0]) ? null
                : Metrics.RSquared(logReference, logMap), "1", "of natural logarithms, positive cells"],
        ]);
    }

    private IEnumerable<IReadOnlyList<object?>> InTonnes() => Agreement is not { } agreement ? [] :
    [
        ["misplaced share", agreement.Misplaced, "1", "half the sum of absolute differences of the maps, each divided by its total"],
        ["misplaced share, blocks", agreement.BlockMisplaced, "1", "the same after summing 5 x 5 cells"],
        ["R2, blocks", agreement.BlockRSquared, "1", "of sums of 5 x 5 cells that are above 0 in the reference"],
    ];

    private List<(double Map, double Reference)> Positive() => [.. Map.Zip(Reference).Where(pair => pair.First > 0 && pair.Second > 0)];

    private static double[] On(OpenedRaster raster, Grid grid, double cover, CellAreas? areas)
    {
        double[] values = raster.On(grid).Values().ToArray();
        if (areas is not null && raster.Description.Kind == QuantityKind.Intensive)
            for (int cell = 0; cell < values.Length; cell++) values[cell] *= areas.At(cell / grid.Columns, cell % grid.Columns);
        if (cover <= 0 || raster.Grid.Matches(grid)) return values;
        using AlignedSource known = new(new CoveredArea(raster), 0, grid, GdalTransformation.Between);
        ReadOnlySpan<double> part = known.Whole().Values(), whole = CoveredArea.Whole(grid);
        for (int cell = 0; cell < values.Length; cell++)
            if (!(part[cell] >= (cover - 1e-6) * whole[cell])) values[cell] = double.NaN;
        return values;
    }

    // From the unit and basis of the map to those of the reference; a density is multiplied by an area in m2.
    private static (double Factor, string? Note) Factor(OpenedRaster map, OpenedRaster reference)
    {
        Unit from = Total(map, reference), to = Total(reference, map);
        if (!from.IsConvertibleTo(to))
            throw Refused("The two maps have different quantities.", map, reference,
                "Give the units by FILE@unit=, or compare only the pattern by --relative.");
        (MassBasis? left, MassBasis? right) = (map.Description.Basis, reference.Description.Basis);
        if (left is null != right is null)
            throw Refused("The mass basis of one of the two maps is unknown; C and CO2 differ by a factor of 44/12.", map, reference,
                $"Give it by FILE@basis=C or FILE@basis=CO2, or compare only the pattern by --relative.");
        double factor = from.FactorTo(to) * (left is null ? 1 : left.FactorTo(right!));
        return (factor, factor == 1 ? null
            : string.Create(
            CultureInfo.InvariantCulture,
            $"{map.Label} was converted from {RasterText.Unit(map.Description)} to {RasterText.Unit(reference.Description)}: "
                + $"x {factor:G6}"));
    }

    private static Unit Total(OpenedRaster raster, OpenedRaster other) =>
        raster.Description.Kind == QuantityKind.Intensive && other.Description.Kind == QuantityKind.Extensive
            ? (raster.Description.Unit * s_squareMetres).Reduced() : raster.Description.Unit;

    private static BandDescription Common(OpenedRaster map, OpenedRaster reference, CellAreas? areas) =>
        areas is null ? reference.Description : reference.Description with { Kind = QuantityKind.Extensive, Unit = Total(reference, map) };

    private static UnitMismatchException Refused(string what, OpenedRaster map, OpenedRaster reference, string remedy) =>
        new(new Fault(what,
        Expected: $"{reference.Label}: {RasterText.Unit(reference.Description)}",
            Found: $"{map.Label}: {RasterText.Unit(map.Description)}", Remedy: remedy));

    private static readonly Unit s_squareMetres = Unit.Parse("m2");
}
