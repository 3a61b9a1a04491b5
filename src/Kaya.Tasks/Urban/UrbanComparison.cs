using System.Collections.Immutable;
using System.Globalization;
using Kaya.Figures;
using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary>Models of cells side by side on the same splits and seeds.</summary>
internal sealed class UrbanComparison(UrbanEvaluateOptions options, UrbanCells cells, ImmutableArray<UrbanSplit> splits,
    TaskSession session)
{
    private const double FirstShare = 0.25, Kept = 0.34;
    private readonly UrbanLedger _ledger = new(session.Run);
    private readonly List<UrbanResult> _results = [];
    private readonly List<ResultTable> _searches = [];
    private readonly List<string> _left = [];

    /// <summary>Every result so far.</summary>
    public IReadOnlyList<UrbanResult> Results => _results;

    /// <summary>Searches, trains with every seed on every split, and judges.</summary>
    public void Add(string name, UrbanModels models)
    {
        for (int fold = 0; fold < splits.Length; fold++)
        {
            UrbanTrainingData data = new(cells.Data, splits[fold]);
            string where = splits.Length == 1 ? name : $"{name}, {splits[fold].Name}";
            int best = Search(name, where, models, data);
            for (int seed = 0; seed < options.Seeds; seed++)
            {
                session.Cancellation.ThrowIfCancellationRequested();
                session.Report($"judge {where}", seed, options.Seeds);
                UrbanSearchPoint point = models.Point(name, best);
                ulong number = options.Seed + (ulong)seed;
                _results.Add(_ledger.Take($"{where}-{seed}", () => Judge(point.At(1), data, number) with { Name = name }));
                if (Directory.Exists(session.Run.CheckpointPath)) session.Run.RemoveCheckpoints();
            }
        }
    }

    public IReadOnlyList<ResultTable> Tables() =>
    [
        UrbanResults.Scores(_results, "scores", $"Errors on the cells held out ({Where}). Cells without emission count in t and not in"
            + $" ln t; "
            + "means over seeds and folds."),
        UrbanResults.Differences(_results, _results[0].Name), UrbanResults.Totals(_results), .. _searches,
    ];

    public void Record(ActiveRun run)
    {
        foreach (IGrouping<string, UrbanResult> model in _results.GroupBy(one => one.Name))
        {
            run.SetMetric($"{model.Key}/log/r2", model.Average(one => one.Score.Log.RSquared ?? double.NaN));
            run.SetMetric($"{model.Key}/log/mae", model.Average(one => one.Score.Log.MeanAbsoluteError));
            run.SetMetric($"{model.Key}/coverage", model.Average(one => one.Coverage));
        }
    }

    public IReadOnlyList<string> Lines() =>
    [
        string.Create(CultureInfo.InvariantCulture, $"{cells.Origin.Label}, {Where}: {_results.GroupBy(one => one.Name).Count()} models, "
            + $"{options.Seeds} seeds."),
        .. _left,
    ];

    public ReportBuilder Report(ActiveRun run)
    {
        ReportBuilder page = new("Models of cells compared", cells.Origin.Label) { Data = cells.Origin };
        IReadOnlyList<ResultTable> tables = Tables();
        IGrouping<string, UrbanResult>[] models = [.. _results.GroupBy(one => one.Name)];
        page.Fact("models", $"{models.Length}").Fact("seeds", $"{options.Seeds}").Fact("held out", Where);
        BarChart chart = new("R2 of ln t on cells held out", [.. models.Select(model => model.Key)], new ChartAxis("R2 of ln t"),
            [new BarSeries("mean over seeds", [.. models.Select(model => model.Average(one => one.Score.Log.RSquared ?? double.NaN))])
            {
                Low = [.. models.Select(model => model.Min(one => one.Score.Log.RSquared ?? double.NaN))],
                High = [.. models.Select(model => model.Max(one => one.Score.Log.RSquared ?? double.NaN))],
            }]);
        chart.WriteSvg(run.OutputPath("scores.svg"));
        page.Section("Errors").Table(tables[0], new TableStyle { Heat = ["R2 of ln t"] }).Chart(chart, "Whiskers: lowest and highest"
            + " seed.");
        page.Section("Differences").Table(tables[1]);
        page.Section("Sums").Table(tables[2]);
        if (_searches.Count > 0)
        {
            page.Section("Search").Paragraph("Each model may try the same number of options. All get a quarter of the training, the"
                + " better third "
                + "of them the whole; the lowest error on the validation cells is taken. The cells held out are not looked at.");
            foreach (ResultTable search in _searches) page.Table(search);
        }

        if (_left.Count + cells.Data.Tables.Notes.Length > 0) page.Section("What to know").Bullets([.. _left, .. cells.Data.Tables.Notes]);
        return page;
    }

    // A training that was stopped goes on from its checkpoint; how long it took is then not known.
    private UrbanResult Judge(IUrbanEstimator estimator, UrbanTrainingData data, ulong seed)
    {
        string folder = session.Run.CheckpointPath;
        bool goesOn = session.Resumed && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any();
        UrbanResult result = UrbanJudgement.Of(estimator, data, options.Level, session.Context with
        {
            Random = new RandomSource(seed), Progress = null, CheckpointFolder = folder,
        }).Result;
        return goesOn ? result with { Seconds = double.NaN } : result;
    }

    private string Where => splits.Length == 1 ? splits[0].Name : $"{splits.Length} folds of blocks";

    private int Search(string name, string where, UrbanModels models, UrbanTrainingData data)
    {
        int count = Math.Min(options.SearchPoints, models.PointCount(name));
        if (count < options.SearchPoints && !_left.Any(line => line.StartsWith(name + " ", StringComparison.Ordinal)))
            _left.Add($"{name} has {models.PointCount(name)} options to try, fewer than the {options.SearchPoints} wanted.");
        if (count <= 1) return 0;
        UrbanSearchPoint[] points = [.. Enumerable.Range(0, count).Select(i => models.Point(name, i))];
        session.Report($"search {where}");
        UrbanSearchResult[] results = _ledger.Take($"{where}-search", () =>
            UrbanSearch.Find(points, data, FirstShare, Kept, session.Context).Results.ToArray());
        _searches.Add(UrbanResults.Search(where, results));
        return Array.FindIndex(points, point => point.Options == results[0].Options);
    }
}
