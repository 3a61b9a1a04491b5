using System.Runtime.CompilerServices;
using Kaya.Core;
using Kaya.Downscaling;
using Kaya.Geo;
using Kaya.Runs;

namespace Kaya.Tasks;

/// <summary>The way from zones to a fine map, as runs and the demo go it.</summary>
/// <param name="Maps">The maps.</param>
/// <param name="Regression">The regression behind them.</param>
/// <param name="Excesses">Zones that emit more than their drivers explain.</param>
/// <param name="Networks">The networks of super-resolution as plain data.</param>
internal sealed record DownscaledCountry(DownscaleMaps Maps, ChosenRegression Regression, IReadOnlyList<ExcessZone> Excesses, ModelState Networks)
{
    // Compiled fully at once: unoptimised code holds all it ever had until it returns.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static DownscaledCountry Make(DownscaleRunOptions options, DownscaleProblem problem, TaskSession session)
    {
        SpatialDownscaling downscaling = new(options.ToOptions());
        session.Report("sum drivers over zones");
        ChosenRegression regression = ChosenRegression.Of(options, problem, session.Context);
        session.Report("divide zones over cells");
        (Apportionment coarse, IReadOnlyList<ExcessZone> excesses) = OptionNames.Told(
            () => downscaling.Coarse(regression.Model.Weights(regression.Smoothing.Drivers), problem.Coverage, problem.Statistics), _ => "--skip-unmatched");
        Zssr zssr = new(options.Network.ToOptions()) { CheckpointFolder = Path.Combine(session.Run.Folder, "checkpoint") };
        using ZssrModel networks = zssr.Train(SpatialDownscaling.Densities(coarse.Map, problem.Areas), session.Context);
        FineMap fine = downscaling.Fine(coarse.Map, problem.Areas, networks, problem.Fine(options.Factor), session.Context);
        return new DownscaledCountry(new DownscaleMaps(problem, regression, coarse, fine), regression, excesses, networks.ToState());
    }

    /// <summary>Checkpoints are of no use once all is written.</summary>
    public static void Finish(ActiveRun run) => Directory.Delete(Path.Combine(run.Folder, "checkpoint"), recursive: true);
}
