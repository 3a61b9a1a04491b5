using System.Runtime.CompilerServices;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Downscaling;

/// <summary>Settings of the way from zone totals to a fine map.</summary>
public sealed record DownscalingOptions
{
    /// <summary>The regression of zones that gives cells their weights.</summary>
    public SpatialRegression Regression { get; init; } = SpatialRegression.Mixture;

    /// <summary>The networks that refine the coarse map.</summary>
    public ZeroShotSuperResolution SuperResolution { get; init; } = new();

    /// <summary>The grid of the coarse map; that of the first driver where null.</summary>
    public Grid? Grid { get; init; }

    /// <summary>
    /// Makes a transformation between two coordinate systems, such as <c>GdalTransformation.Between</c>. Needed where the grid is on a
    /// map projection, or zones or drivers are in another system than the grid.
    /// </summary>
    public Func<CoordinateSystem, CoordinateSystem, ICoordinateTransformation>? Between { get; init; }

    /// <summary>Fine cells along one side of a coarse cell, 2 or more.</summary>
    public int Factor { get; init; } = 2;

    /// <summary>Share of a zone's cells that get what its drivers do not explain; 0 to divide it like the rest. See
    /// <see cref="ZonalPointSources"/>.</summary>
    public double PointSourceShare { get; init; } = ZonalPointSources.DefaultShare;

    /// <summary>How many times the expected total of a coarse cell is not yet a point source; infinite for none. See
    /// <see cref="BlockPointSources"/>.</summary>
    public double PointSourceRatio { get; init; } = 2;

    /// <summary>What to do about zones and statistics that do not match.</summary>
    public ApportionmentOptions Matching { get; init; } = new();
}

/// <summary>Totals of zones and the unit they are in.</summary>
/// <param name="Values">By code of the zone, 0 or more.</param>
/// <param name="Unit">Of every value, such as <c>t</c>.</param>
public sealed record ZoneStatistics(IReadOnlyDictionary<string, double> Values, Unit Unit);

/// <summary>A fine map that adds up, with what is known of its making.</summary>
/// <param name="Emission">The map, its certificate, and zones out of the ordinary.</param>
/// <param name="StandardDeviation">Standard deviation of the logarithm of emission over networks and turns; unit 1.</param>
/// <param name="PointSourceBlocks">Coarse cells with a point source: one fine cell holds what is beyond the ratio.</param>
/// <param name="EqualWeightBlocks">Coarse cells whose fine weights were all 0 and were divided evenly.</param>
public sealed record FineMap(Apportionment Emission, IntensiveRaster StandardDeviation, int PointSourceBlocks, int EqualWeightBlocks);

/// <summary>What <see cref="SpatialDownscaling.Run"/> makes.</summary>
/// <param name="Fine">The fine map: adds up to the coarse one cell by cell, and to the statistics zone by zone.</param>
/// <param name="Coarse">The coarse map: the statistics of zones divided by weights of cells.</param>
/// <param name="PointSources">Zones that emit more than their drivers explain.</param>
/// <param name="Regression">The regression behind the weights.</param>
/// <param name="Smoothing">The drivers as they were used, and how far they were smoothed.</param>
/// <param name="SuperResolution">The networks behind the detail of the fine map.</param>
public sealed record DownscaledMap(
    FineMap Fine, Apportionment Coarse, IReadOnlyList<PointSourceResidual> PointSources,
    SpatialModel Regression, SmoothingChoice Smoothing, SuperResolutionModel SuperResolution);

/// <summary>From totals of zones to coarse cells, from coarse cells to fine ones; every map adds up to the statistics (Liu et al. 2023,
/// equation 3).</summary>
/// <param name="options">Settings.</param>
public sealed class SpatialDownscaling(DownscalingOptions? options = null)
{
    private static readonly Unit s_squareKilometre = Unit.Parse("km2");

    /// <summary>Settings.</summary>
    public DownscalingOptions Options { get; } = options ?? new DownscalingOptions();

    /// <summary>The whole way: fits the regression, divides zones over coarse cells, and coarse cells over fine ones.</summary>
    /// <param name="zones">Polygons, by the codes of the statistics.</param>
    /// <param name="drivers">Layers that emission goes with, on any grid; how far they are smoothed is decided by zones left out.</param>
    /// <param name="statistics">Totals of the zones.</param>
    /// <param name="context">Randomness, progress, device, cancellation, checkpoints.</param>
    /// <returns>The maps and the models behind them.</returns>
    /// <exception cref="ArgumentException">No drivers, or too few zones for the regression.</exception>
    /// <exception cref="GridMismatchException">Another coordinate system and no transformation, or no overlap.</exception>
    /// <exception cref="DataNotFoundException">A zone without a statistic, or a statistic without a zone.</exception>
    /// <exception cref="DataFormatException">A negative statistic, a zone without any cell that has data, or a map too small to
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
        SmoothingChoice smoothing = SmoothingChoice.Of(aligned, coverage, statistics, Options.Regression, context);
        SpatialModel regression = Options.Regression.Fit(smoothing.Table, context);
        (Apportionment coarse, IReadOnlyList<PointSourceResidual> pointSources) = Coarse(regression.Weights(smoothing.Drivers), coverage,
            statistics);
        SuperResolutionModel networks = Options.SuperResolution.Fit(Densities(coarse.Map, aligned.Areas), context);
        FineZones fine = new(ZoneCoverage.Of(polygons, fineGrid), Areas(fineGrid), statistics);
        return new DownscaledMap(Fine(coarse.Map, aligned.Areas, networks, fine, context), coarse, pointSources, regression, smoothing,
            networks);
    }

    /// <summary>Divides the statistics of zones by weights of cells.</summary>
    /// <param name="weights">Predicted emission of cells in the unit of the statistics; see <see cref="SpatialModel.Weights"/>.</param>
    /// <param name="coverage">Zones on the grid of the weights.</param>
    /// <param name="statistics">Totals of the zones.</param>
    /// <returns>The coarse map with its certificate, and the zones with a point-source residual.</returns>
    /// <exception cref="GridMismatchException">Weights and zones are on different grids.</exception>
    /// <exception cref="DataNotFoundException">A zone without a statistic, or a statistic without a zone.</exception>
    /// <exception cref="DataFormatException">A negative statistic, or a zone without any cell that has data.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public (Apportionment Emission, IReadOnlyList<PointSourceResidual> PointSources) Coarse(
        IRasterSource weights, ZoneCoverage coverage, ZoneStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(statistics);
        ExtensiveRaster expected = (ExtensiveRaster)weights.ReadAll(0);
        IReadOnlyList<PointSourceResidual> pointSources = [];
        if (Options.PointSourceShare > 0)
        {
            ZonalPointSources concentrated = ZonalPointSources.Of(expected, coverage, statistics.Values, Options.PointSourceShare);
            (expected, pointSources) = (concentrated.Weights, concentrated.Zones);
        }

        return (Conservation.ToZones(expected, coverage, statistics.Values, statistics.Unit, Options.Matching), pointSources);
    }

    /// <summary>The densities that super-resolution learns from and refines.</summary>
    /// <param name="coarse">A coarse map of totals.</param>
    /// <param name="areas">Areas of its cells.</param>
    /// <returns>Per km2.</returns>
    public static IntensiveRaster Densities(ExtensiveRaster coarse, CellAreas areas)
    {
        ArgumentNullException.ThrowIfNull(coarse);
        return coarse.PerArea(areas, s_squareKilometre);
    }

    /// <summary>Cuts every coarse cell, makes the parts add up to it, then the zones to their statistics.</summary>
    /// <param name="coarse">The coarse map.</param>
    /// <param name="areas">Areas of the cells of the coarse map.</param>
    /// <param name="model">Networks that have learnt from <see cref="Densities"/> of the coarse map.</param>
    /// <param name="zones">Zones on the coarse grid refined by the factor, the areas of its cells, and the totals of the zones.</param>
    /// <param name="context">Progress and cancellation.</param>
    /// <returns>The fine map.</returns>
    // Compiled fully at once: code that runs only once otherwise holds every map until it returns, and a map of a country is 0.3 GB.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public FineMap Fine(ExtensiveRaster coarse, CellAreas areas, SuperResolutionModel model, FineZones zones, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(coarse);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(zones);
        (IntensiveRaster density, IntensiveRaster deviation) = model.Refine(Densities(coarse, areas), Options.Factor, context);
        (ExtensiveRaster fine, int pointSources, int equal) = AddUp(density.TimesArea(zones.Areas, s_squareKilometre), coarse);
        Apportionment emission = Conservation.ToZones(fine, zones.Coverage, zones.Statistics.Values, zones.Statistics.Unit,
            Options.Matching);
        return new FineMap(emission, deviation, pointSources, equal);
    }

    /// <summary>Makes fine cells add up to their coarse cell, with point sources on one cell each.</summary>
    /// <param name="fine">Expected totals of fine cells.</param>
    /// <param name="coarse">Totals of coarse cells.</param>
    /// <returns>The fine map, the number of coarse cells with a point source, and of those divided evenly.</returns>
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
        "Two inputs are in different coordinate systems.", Expected: $"{to}", Found: $"{from}",
        Remedy: "Give DownscalingOptions.Between, such as GdalTransformation.Between, or bring the inputs to one system."));
}

/// <summary>Zones on the fine grid.</summary>
/// <param name="Coverage">Which part of each fine cell each zone covers.</param>
/// <param name="Areas">Areas of the fine cells.</param>
/// <param name="Statistics">Totals of the zones.</param>
public sealed record FineZones(ZoneCoverage Coverage, CellAreas Areas, ZoneStatistics Statistics);
