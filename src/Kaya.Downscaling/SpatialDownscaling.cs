using System.Runtime.CompilerServices;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Downscaling;

/// <summary>Which totals the fine map keeps.</summary>
public enum ConservedTotals
{
    /// <summary>Those of coarse cells and of zones: super-resolution moves emissions inside of coarse cells only.</summary>
    Cells,

    /// <summary>Those of zones only, as in Liu et al. 2023: super-resolution may move emissions from one coarse cell to another.</summary>
    Zones,
}

/// <summary>Settings of downscaling, from zone totals to a fine map.</summary>
public sealed record DownscalingOptions
{
    /// <summary>The zone regression that gives the weights of cells.</summary>
    public SpatialRegression Regression { get; init; } = SpatialRegression.Mixture;

    /// <summary>The networks that refine the coarse map.</summary>
    public ZeroShotSuperResolution SuperResolution { get; init; } = new();

    /// <summary>The grid of the coarse map; null for that of the first driver.</summary>
    public Grid? Grid { get; init; }

    /// <summary>
    /// Makes a transformation between two coordinate systems, such as <c>GdalTransformation.Between</c>. Required if the grid uses a
    /// map projection, or if zones or drivers use a different system than the grid.
    /// </summary>
    public Func<CoordinateSystem, CoordinateSystem, ICoordinateTransformation>? Between { get; init; }

    /// <summary>Fine cells along one side of a coarse cell, 2 or more.</summary>
    public int Factor { get; init; } = 2;

    /// <summary>Sources with a known location, in the coordinate system of the grid; placed before anything else.</summary>
    public IReadOnlyList<PointSource> Points { get; init; } = [];

    /// <summary>Share of a zone's cells that receive emissions not explained by the drivers; 0, the default, distributes these over all
    /// cells. See <see cref="ZonalPointSources"/>.</summary>
    public double PointSourceShare { get; init; }

    /// <summary>Ratio to the expected total above which a coarse cell has a point source; infinite for none. See
    /// <see cref="BlockPointSources"/>.</summary>
    public double PointSourceRatio { get; init; } = 2;

    /// <summary>Which totals the fine map keeps.</summary>
    public ConservedTotals Conserve { get; init; }

    /// <summary>Treatment of zones and statistics that do not match.</summary>
    public ApportionmentOptions Matching { get; init; } = new();
}

/// <summary>Totals of zones and their unit.</summary>
/// <param name="Values">By code of the zone, 0 or more.</param>
/// <param name="Unit">Of every value, such as <c>t</c>.</param>
public sealed record ZoneStatistics(IReadOnlyDictionary<string, double> Values, Unit Unit);

/// <summary>A fine map that conserves totals, with diagnostics.</summary>
/// <param name="Emission">The map, its certificate, and zones treated specially.</param>
/// <param name="StandardDeviation">Standard deviation of the logarithm of emissions over networks and rotations; unit 1.</param>
/// <param name="PointSourceBlocks">Coarse cells with a point source: one fine cell receives the amount beyond the ratio.</param>
/// <param name="EqualWeightBlocks">Coarse cells with all fine weights 0, divided evenly.</param>
public sealed record FineMap(Apportionment Emission, IntensiveRaster StandardDeviation, int PointSourceBlocks, int EqualWeightBlocks);

/// <summary>The result of <see cref="SpatialDownscaling.Run"/>.</summary>
/// <param name="Fine">The fine map: conserves the totals of coarse cells and the statistics of zones.</param>
/// <param name="Coarse">The coarse map: the statistics of zones distributed by weights of cells.</param>
/// <param name="PointSources">Zones with higher emissions than their drivers explain.</param>
/// <param name="Regression">The regression behind the weights.</param>
/// <param name="Smoothing">The drivers as used, and their smoothing width.</param>
/// <param name="SuperResolution">The networks for the detail of the fine map.</param>
/// <param name="Points">Sources with a known location, and those outside.</param>
public sealed record DownscaledMap(
    FineMap Fine, Apportionment Coarse, IReadOnlyList<PointSourceResidual> PointSources,
    SpatialModel Regression, SmoothingChoice Smoothing, SuperResolutionModel SuperResolution, PlacedPoints Points);

/// <summary>Downscaling of zone totals to coarse cells and then to fine cells; every map conserves the statistics (Liu et al. 2023,
/// equation 3).</summary>
/// <param name="options">Settings.</param>
public sealed class SpatialDownscaling(DownscalingOptions? options = null)
{
    private static readonly Unit s_squareKilometre = Unit.Parse("km2");

    /// <summary>Settings.</summary>
    public DownscalingOptions Options { get; } = options ?? new DownscalingOptions();

    /// <summary>Runs all steps: fits the regression, distributes zones over coarse cells, and coarse cells over fine cells.</summary>
    /// <param name="zones">Polygons with the codes of the statistics.</param>
    /// <param name="drivers">Gridded predictors of emissions, on any grid; their smoothing width is chosen by <see
    /// cref="SmoothingChoice"/>.</param>
    /// <param name="statistics">Totals of the zones.</param>
    /// <param name="context">Randomness, progress, device, cancellation, checkpoints.</param>
    /// <returns>The maps and the models behind them.</returns>
    /// <exception cref="ArgumentException">No drivers, or too few zones for the regression.</exception>
    /// <exception cref="GridMismatchException">A different coordinate system without a transformation, or no overlap.</exception>
    /// <exception cref="DataNotFoundException">A zone without a statistic, or a statistic without a zone.</exception>
    /// <exception cref="DataFormatException">A negative statistic, a zone without cells with data, or a map too small to
    /// refine.</exception>
    public DownscaledMap Run(ZoneSet zones, IReadOnlyList<Driver> drivers, ZoneStatistics statistics, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(zones);
        ArgumentNullException.ThrowIfNull(drivers);
        ArgumentNullException.ThrowIfNull(statistics);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfZero(drivers.Count, nameof(drivers));
        Grid grid = Options.Grid ?? drivers[0].Source.Grid, fineGrid = grid.Refine(Options.Factor);
        ZoneSet polygons = zones.Crs.Equals(grid.Crs) ? zones : Between(zones.Crs, grid.Crs, zones.Transform);
        ZoneCoverage coverage = ZoneCoverage.Of(polygons, grid);
        DriverSet aligned = new(Areas(grid), [.. drivers.Select(driver => On(grid, driver))]);
        ZoneCoverage fineCoverage = ZoneCoverage.Of(polygons, fineGrid);
        PlacedPoints points = PlacedPoints.Of(Options.Points, fineCoverage, statistics.Values);
        ZoneStatistics rest = points.Rest(statistics);
        SmoothingChoice smoothing = SmoothingChoice.Of(aligned, coverage, rest, context.Cancellation);
        SpatialModel regression = Options.Regression.Fit(smoothing.Table, context);
        (Apportionment coarse, IReadOnlyList<PointSourceResidual> pointSources) = Coarse(regression.Weights(smoothing.Drivers), coverage,
            statistics, points);
        ExtensiveRaster spread = points.Without(coarse.Map, Options.Factor);
        SuperResolutionModel networks = Options.SuperResolution.Fit(Densities(spread, aligned.Areas), context);
        FineZones fine = new(fineCoverage, Areas(fineGrid), statistics) { Points = points };
        return new DownscaledMap(Fine(spread, aligned.Areas, networks, fine, context), coarse, pointSources, regression, smoothing,
            networks, points);
    }

    /// <summary>Distributes the statistics of zones by weights of cells.</summary>
    /// <param name="weights">Predicted emissions of cells in the unit of the statistics; see <see cref="SpatialModel.Weights"/>.</param>
    /// <param name="coverage">Zones on the grid of the weights.</param>
    /// <param name="statistics">Totals of the zones.</param>
    /// <param name="points">Sources that are placed first, on the grid refined by the factor; null for none.</param>
    /// <returns>The coarse map with its certificate, and the zones with a point-source residual.</returns>
    /// <exception cref="GridMismatchException">Weights and zones are on different grids.</exception>
    /// <exception cref="DataNotFoundException">A zone without a statistic, or a statistic without a zone.</exception>
    /// <exception cref="DataFormatException">A negative statistic, or a zone without cells with data.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public (Apportionment Emission, IReadOnlyList<PointSourceResidual> PointSources) Coarse(
        IRasterSource weights, ZoneCoverage coverage, ZoneStatistics statistics, PlacedPoints? points = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(statistics);
        ExtensiveRaster expected = (ExtensiveRaster)weights.ReadAll(0);
        IReadOnlyList<PointSourceResidual> pointSources = [];
        if (Options.PointSourceShare > 0)
        {
            ZonalPointSources concentrated = ZonalPointSources.Of(
                expected, coverage, (points?.Rest(statistics) ?? statistics).Values, Options.PointSourceShare);
            (expected, pointSources) = (concentrated.Weights, concentrated.Zones);
        }

        ApportionmentOptions matching = Options.Matching with { Given = points?.Amounts(Options.Factor) ?? [] };
        return (Conservation.ToZones(expected, coverage, statistics.Values, statistics.Unit, matching), pointSources);
    }

    /// <summary>The densities for training and applying super-resolution.</summary>
    /// <param name="coarse">A coarse map of totals.</param>
    /// <param name="areas">Areas of its cells.</param>
    /// <returns>Per km2.</returns>
    public static IntensiveRaster Densities(ExtensiveRaster coarse, CellAreas areas)
    {
        ArgumentNullException.ThrowIfNull(coarse);
        return coarse.PerArea(areas, s_squareKilometre);
    }

    /// <summary>Refines every coarse cell, then adjusts the fine cells to the totals of coarse cells and zones.</summary>
    /// <param name="coarse">The coarse map without its point sources.</param>
    /// <param name="areas">Areas of the cells of the coarse map.</param>
    /// <param name="model">Networks trained on the <see cref="Densities"/> of the coarse map.</param>
    /// <param name="zones">Zones on the coarse grid refined by the factor, the areas of its cells, and the totals of the zones.</param>
    /// <param name="context">Progress and cancellation.</param>
    /// <returns>The fine map.</returns>
    // Fully optimised at once: unoptimised code keeps every map until it returns, and a map of a country is 0.3 GB.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public FineMap Fine(ExtensiveRaster coarse, CellAreas areas, SuperResolutionModel model, FineZones zones, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(coarse);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(zones);
        (IntensiveRaster density, IntensiveRaster deviation) = model.Refine(Densities(coarse, areas), Options.Factor, context);
        ExtensiveRaster expected = density.TimesArea(zones.Areas, s_squareKilometre);
        (ExtensiveRaster fine, int pointSources, int equal) = Options.Conserve == ConservedTotals.Zones ? (expected, 0, 0)
            : AddUp(expected, coarse);
        Apportionment emission = Conservation.ToZones(fine, zones.Coverage, zones.Statistics.Values, zones.Statistics.Unit,
            Options.Matching with { Given = zones.Points?.Amounts() ?? [] });
        return new FineMap(emission, deviation, pointSources, equal);
    }

    /// <summary>Adjusts fine cells to the total of their coarse cell, with point sources on one cell each.</summary>
    /// <param name="fine">Expected totals of fine cells.</param>
    /// <param name="coarse">Totals of coarse cells.</param>
    /// <returns>The fine map, the number of coarse cells with a point source, and the number divided evenly.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public (ExtensiveRaster Map, int PointSourceBlocks, int EqualWeightBlocks) AddUp(ExtensiveRaster fine, ExtensiveRaster coarse)
    {
        int pointSources = 0;
        if (double.IsFinite(Options.PointSourceRatio)) (fine, pointSources) = BlockPointSources.Of(
            fine, coarse, Options.Factor, Options.PointSourceRatio);
        (ExtensiveRaster map, int equal) = Conservation.ToBlocks(fine, coarse, Options.Factor);
        return (map, pointSources, equal);
    }

    private Driver On(Grid grid, Driver driver) => driver.Source.Grid.Matches(grid) ? driver
        : driver with { Source = Alignment.To(driver.Source, driver.Band, grid, Options.Between ?? NoWay), Band = 0 };

    private CellAreas Areas(Grid grid) => grid.Crs.Kind != CoordinateSystemKind.Projected || Options.Between is null ? CellAreas.Of(grid)
        : Between(grid.Crs, CoordinateSystem.LongitudeLatitude, back => CellAreas.Of(grid, back));

    private T Between<T>(CoordinateSystem from, CoordinateSystem to, Func<ICoordinateTransformation, T> work)
    {
        ICoordinateTransformation way = (Options.Between ?? NoWay)(from, to);
        using IDisposable? native = way as IDisposable;
        return work(way);
    }

    private static ICoordinateTransformation NoWay(CoordinateSystem from, CoordinateSystem to) => throw new GridMismatchException(new Fault(
        "Two inputs have different coordinate systems.", Expected: $"{to}", Found: $"{from}",
        Remedy: "Give DownscalingOptions.Between, such as GdalTransformation.Between, or convert the inputs to one system."));
}

/// <summary>Zones on the fine grid.</summary>
/// <param name="Coverage">The share of each fine cell covered by each zone.</param>
/// <param name="Areas">Areas of the fine cells.</param>
/// <param name="Statistics">Totals of the zones.</param>
public sealed record FineZones(ZoneCoverage Coverage, CellAreas Areas, ZoneStatistics Statistics)
{
    /// <summary>Sources with a known location, part of the statistics; null for none.</summary>
    public PlacedPoints? Points { get; init; }
}
