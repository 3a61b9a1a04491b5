using System.Globalization;
using Kaya.Downscaling;
using Kaya.Figures;
using Kaya.Geo;
using Kaya.Learning;

namespace Kaya.Tasks;

/// <summary>The downscaling part of the demo: statistics of the sample country as a map, compared with the true emissions.</summary>
internal sealed class DemoCountry
{
    private readonly DownscalingPipeline _made;
    private readonly ResultTable _land, _zones;
    private readonly LandUseShares _before, _after, _truth;
    private readonly double _rank;

    private DemoCountry(DownscalingPipeline made, DownscaleProblem problem, int factor)
    {
        _made = made;
        ExtensiveRaster fine = made.Maps.Fine.Emission.Map, truth = problem.Sample!.Emission;
        CategoryRaster cover = LandUses.OfIgbp(problem.Sample.LandCover, IgbpCoding.WaterIsSeventeen);
        ZoneCoverage zones = problem.Fine(factor).Coverage;
        (_before, _after, _truth) = (LandUseShares.Of(made.Maps.Coarse.Map, cover, problem.Coverage), LandUseShares.Of(fine, cover, zones),
            LandUseShares.Of(truth, cover, zones));
        (_land, _zones) = (DownscaleTables.LandUse(_before, _after, _truth),
            DownscaleTables.Zones(made.Maps.Fine.Emission, made.PointSources, problem));
        int[] cells = [
            .. Enumerable.Range(0, fine.Values().Length)
            .Where(cell => !double.IsNaN(fine.Values()[cell]) && !double.IsNaN(truth.Values()[cell]))];
        _rank = Metrics.Spearman([.. cells.Select(cell => truth.Values()[cell])], [.. cells.Select(cell => fine.Values()[cell])]);
    }

    public IReadOnlyList<ResultTable> Tables => [_land, _zones];

    /// <summary>Computes the maps and writes them to the run folder.</summary>
    public static DemoCountry Make(DemoOptions options, TaskSession session)
    {
        DownscaleRunOptions run = new() { Seed = options.Seed, Threads = options.Threads,
            Network = new SuperResolutionOptions { Members = 2, Steps = options.MapSteps } };
        using DownscaleProblem problem = DownscaleProblem.Load(run);
        DownscalingPipeline made = DownscalingPipeline.Make(run, problem, session);
        made.Maps.Write(session, run.Level);
        made.Maps.Draw(session);
        made.Maps.Draw(session.Part, "truth.png", problem.Sample!.Emission, "True emissions");
        return new DemoCountry(made, problem, run.Factor);
    }

    public IEnumerable<string> Lines()
    {
        FineMap fine = _made.Maps.Fine;
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"A made-up country of 12 provinces: fuel statistics were downscaled to a map of {fine.Emission.Map.Grid.Rows} x "
            + $"{fine.Emission.Map.Grid.Columns} cells of 500 m. The cells of every province sum exactly to its statistic.");
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"Compared with the true emissions: rank correlation {_rank:0.00} over cells; share on built-up land "
                + $"{_before.All[LandUse.BuiltUp]:P1} before and {_after.All[LandUse.BuiltUp]:P1} after super-resolution, true share "
                + $"{_truth.All[LandUse.BuiltUp]:P1}.");
    }

    public void Record(ActiveRun run)
    {
        run.SetMetric("country/spearman", _rank);
        run.SetMetric("country/built-up/coarse", _before.All[LandUse.BuiltUp]);
        run.SetMetric("country/built-up/fine", _after.All[LandUse.BuiltUp]);
        run.SetMetric("country/built-up/truth", _truth.All[LandUse.BuiltUp]);
    }

    public void Report(ReportBuilder report, ActiveRun run) => report.Section("From fuel statistics to a map")
        .Paragraph(
            "Twelve made-up provinces burn eight fuels. Equation 1 of the inventory (fuel use x calorific value x carbon content x "
                + "oxidised share x 44/12) gives their CO2; a regression on night light, population and GDP distributes it over cells of "
                + "1 km; networks trained on that map alone refine it to 500 m. The cells of each province sum to its statistic; `kaya "
                + "verify outputs/fine.tif` checks this.")
        .Picture(run.OutputPath("fine.png"), "The map at 500 m.").Picture(
            run.OutputPath("truth.png"), "The true emissions, not used in any step. Same colour scale.").Table(_land).Table(_zones);
}
