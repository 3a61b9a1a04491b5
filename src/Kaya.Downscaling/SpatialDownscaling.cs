using System.Runtime.CompilerServices;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Downscaling;

/// <summary>Settings of the way from zone totals to a fine map.</summary>
public sealed record DownscalingOptions
{
    /// <summary>Fine cells along one side of a coarse cell, 2 or more.</summary>
    public int Factor { get; init; } = 2;

    /// <summary>Share of a zone's cells that get what its drivers do not explain; 0 to divide it like the rest. See <see cref="ZonalPointSources"/>.</summary>
    public double PointSourceShare { get; init; } = ZonalPointSources.DefaultShare;

    /// <summary>How many times the expected total of a coarse cell is not yet a point source; infinite for none. See <see cref="BlockPointSources"/>.</summary>
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

/// <summary>From totals of zones to coarse cells, from coarse cells to fine ones; every map adds up to the statistics (Liu et al. 2023, equation 3).</summary>
/// <param name="options">Settings.</param>
public sealed class SpatialDownscaling(DownscalingOptions? options = null)
{
    private static readonly Unit s_squareKilometre = Unit.Parse("km2");

    /// <summary>Settings.</summary>
    public DownscalingOptions Options { get; } = options ?? new DownscalingOptions();

    /// <summary>Divides the statistics of zones by weights of cells.</summary>
    /// <param name="weights">Predicted emission of cells in the unit of the statistics; see <see cref="SpatialModel.Weights"/>.</param>
    /// <param name="coverage">Zones on the grid of the weights.</param>
    /// <param name="statistics">Totals of the zones.</param>
    /// <returns>The coarse map with its certificate, and the zones with a point-source residual.</returns>
    /// <exception cref="GridMismatchException">Weights and zones are on different grids.</exception>
    /// <exception cref="DataNotFoundException">A zone without a statistic, or a statistic without a zone.</exception>
    /// <exception cref="DataFormatException">A negative statistic, or a zone without any cell that has data.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public (Apportionment Emission, IReadOnlyList<PointSourceResidual> PointSources) Coarse(IRasterSource weights, ZoneCoverage coverage, ZoneStatistics statistics)
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
        return new FineMap(Conservation.ToZones(fine, zones.Coverage, zones.Statistics.Values, zones.Statistics.Unit, Options.Matching), deviation, pointSources, equal);
    }

    /// <summary>Makes fine cells add up to their coarse cell, with point sources on one cell each.</summary>
    /// <param name="fine">Expected totals of fine cells.</param>
    /// <param name="coarse">Totals of coarse cells.</param>
    /// <returns>The fine map, the number of coarse cells with a point source, and of those divided evenly.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public (ExtensiveRaster Map, int PointSourceBlocks, int EqualWeightBlocks) AddUp(ExtensiveRaster fine, ExtensiveRaster coarse)
    {
        int pointSources = 0;
        if (double.IsFinite(Options.PointSourceRatio)) (fine, pointSources) = BlockPointSources.Of(fine, coarse, Options.Factor, Options.PointSourceRatio);
        (ExtensiveRaster map, int equal) = Conservation.ToBlocks(fine, coarse, Options.Factor);
        return (map, pointSources, equal);
    }
}

/// <summary>Zones on the fine grid.</summary>
/// <param name="Coverage">Which part of each fine cell each zone covers.</param>
/// <param name="Areas">Areas of the fine cells.</param>
/// <param name="Statistics">Totals of the zones.</param>
public sealed record FineZones(ZoneCoverage Coverage, CellAreas Areas, ZoneStatistics Statistics);
