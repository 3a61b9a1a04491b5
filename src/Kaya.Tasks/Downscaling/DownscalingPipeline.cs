using System.Runtime.CompilerServices;
using Kaya.Downscaling;
using Kaya.Geo;

namespace Kaya.Tasks;

/// <summary>The steps from zones to a fine map, used by runs and by the demo.</summary>
/// <param name="Maps">The maps.</param>
/// <param name="Regression">The regression behind them.</param>
/// <param name="PointSources">Zones with higher emissions than their drivers explain.</param>
/// <param name="Networks">The networks of super-resolution as plain data.</param>
internal sealed record DownscalingPipeline(DownscaleMaps Maps, FittedRegression Regression,
    IReadOnlyList<PointSourceResidual> PointSources, ModelState Networks)
{
    /// <summary>Makes the maps.</summary>
    /// <param name="options">Regression, networks, totals that are kept.</param>
    /// <param name="problem">Zones, statistics and drivers.</param>
    /// <param name="session">The run.</param>
    /// <param name="part">Name of the part of the run that this is, for networks of its own; null for a run with one map.</param>
    // Fully optimised at once: unoptimised code keeps references alive until it returns.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static DownscalingPipeline Make(DownscaleRunOptions options, DownscaleProblem problem, TaskSession session,
        string? part = null)
    {
        SpatialDownscaling downscaling = new(options.ToOptions());
        session.Report("sum drivers over zones");
        problem.Place(options, options.Factor, session.Context);
        FittedRegression regression = FittedRegression.Of(options, problem, session.Context);
        session.Report("divide zones over cells");
        (Apportionment coarse, IReadOnlyList<PointSourceResidual> pointSources) = ReaderFaults.WithFlags(
            () => downscaling.Coarse(regression.Model.Weights(regression.Smoothing.Drivers), problem.Coverage, problem.Statistics,
                problem.Points),
                _ => "--skip-unmatched");
        FitContext context = session.Context with { CheckpointFolder = session.Part.CheckpointPath };
        if (part is not null) context = context.Derive(part);
        ExtensiveRaster spread = problem.Points?.Without(coarse.Map, options.Factor) ?? coarse.Map;
        // Also where a resumed run has the networks already, so that their share of the work counts as done.
        session.Report("learn the map's own detail");
        SuperResolutionModel networks = options.Network.ToEstimator().Fit(SpatialDownscaling.Densities(spread, problem.Areas), context);
        FineMap fine = downscaling.Fine(spread, problem.Areas, networks, problem.Fine(options.Factor), session.Context);
        // The networks are done with, and what they needed is as large as the maps that are written next.
        SystemCalls.GiveBackFreedMemory();
        return new DownscalingPipeline(
            new DownscaleMaps(problem, regression, coarse, fine, pointSources, options.Point.Accuracy), regression, pointSources,
            networks.ToState());
    }

    /// <summary>Writes maps, models and figures to the run; the maps are not drawn.</summary>
    /// <param name="options">Level of the intervals, unit of the tables.</param>
    /// <param name="session">The run, or a part of it.</param>
    /// <returns>Tables of zones, of point sources if there are any, and of drivers.</returns>
    public IReadOnlyList<ResultTable> Write(DownscaleRunOptions options, TaskSession session)
    {
        DownscaleProblem problem = Maps.Problem;
        Maps.Write(session, options.Level);
        Regression.Save(session.Part, problem.Label);
        session.Part.WriteModel(Networks, DownscaleMaps.NetworkCard(problem), "super-resolution");
        TaskEnvironment.Record(session.Run, options);
        ResultTable zones = OutputUnits.Of(DownscaleTables.Zones(Maps.Fine.Emission, PointSources, problem), options.OutputUnit);
        Maps.Record(session.Part);
        ResultTable[] points = problem.Points is { } placed ? [PointFindings.Table(placed)] : [];
        return [zones, .. points, DownscaleTables.Ranking(Regression.Ranking)];
    }
}
