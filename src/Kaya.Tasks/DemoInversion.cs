using System.Globalization;
using Kaya.Figures;
using Kaya.Inversion;
using Kaya.Samples;

namespace Kaya.Tasks;

/// <summary>The inversion part of the demo: emissions of the sample country updated from made-up measurements, compared with the true
/// ones.</summary>
internal sealed class DemoInversion
{
    private const EmittedSpecies Shown = EmittedSpecies.Nox;
    private readonly InversionFindings _found;
    private readonly ResultTable _errors, _truth;
    private readonly EmissionScore _score;
    private readonly IReadOnlyList<(string Path, string Caption)> _maps;
    private readonly string _size;

    private DemoInversion(InversionProblem problem, InversionFindings found, ActiveRun run)
    {
        _found = found;
        TwinScore score = new(problem.Given.Twin!, problem.Update, found.Information);
        TwinTables truth = new(score, found.Factors);
        _score = score.Emissions(found.Factors, Shown, InformedRule.VarianceReduction);
        (_errors, _truth) = (new InversionTables(problem).Errors(found), truth.Emissions());
        _maps = [.. new InversionFigures(problem, run).DrawChange(Shown, found)];
        _size = string.Create(CultureInfo.InvariantCulture, $"{problem.Layout.Rows} x {problem.Layout.Columns} cells of "
            + $"{problem.Given.CellKilometres:0} km, {problem.Layout.Blocks.Hours} hours, "
            + $"{problem.Given.Stations.Sites.Select(site => site.Cell).Distinct().Count()} cells with stations");
    }

    public IReadOnlyList<ResultTable> Tables => [_errors, _truth];

    /// <summary>Updates the emissions and draws the maps.</summary>
    public static DemoInversion Make(DemoOptions options, TaskSession session)
    {
        // Few large cells, and more stations for their number than a country has: a minute has to do.
        InversionRunOptions small = new()
        {
            Seed = options.Seed, Threads = options.Threads, SampleCells = 16, Hours = 32, SpinUp = 12, Directions = 16, Iterations = 5,
            StationDensity = 0.06,
        };
        FitContext context = session.Context with { CheckpointFolder = null };
        using InversionProblem problem = InversionProblem.Load(small, context.Derive("inversion"));
        using FactorSearch search = FactorSearch.Begin(small, problem, context);
        return new DemoInversion(problem, InversionRunTask.Findings(problem, search, search.Find()), session.Run);
    }

    public IEnumerable<string> Lines()
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"The same country, with a prior inventory that is wrong by 0.7 to 1.4 "
            + $"for each province and species: made-up measurements ({_size}) corrected it through the transport model.");
        yield return string.Create(CultureInfo.InvariantCulture, $"The stations inform {_score.Share:P0} of the {Shown.Symbol()} "
            + $"emissions; there the error falls from {_score.Prior:P0} to {_score.Updated:P0}. "
            + $"A map shows where a change means something.");
    }

    public void Record(ActiveRun run)
    {
        run.SetMetric("inversion/degrees of freedom", _found.Information.DegreesOfFreedom);
        run.SetMetric("inversion/informed/share", _score.Share);
        run.SetMetric("inversion/informed/error/prior", _score.Prior);
        run.SetMetric("inversion/informed/error/updated", _score.Updated);
    }

    public void Report(ReportBuilder report)
    {
        report.Section("From measured concentrations to emissions").Paragraph("A transport model computes from the prior emissions and the "
            + "weather what stations should measure. Its derivative says which emissions the differences come from; errors of the prior "
            + $"and of the measurements say how far to follow ({_size}). The true concentrations come of the model on a grid twice as "
            + $"fine. "
            + "`kaya inversion run` does this in full; `kaya inversion evaluate` judges it.");
        foreach ((string path, string caption) in _maps) report.Picture(path, caption);
        report.Table(_errors).Table(_truth);
    }
}
