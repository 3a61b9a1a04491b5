using System.Collections.Immutable;
using System.Globalization;
using Kaya.Figures;
using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="UrbanEvaluateTask"/>.</summary>
public sealed record UrbanEvaluateOptions : UrbanFitOptions
{
    /// <summary>Models.</summary>
    [Option("models by name, separated by commas (default: OpenCarbon, its ablations, and every baseline that the cells allow)")]
    public IReadOnlyList<string>? Models { get; set; }

    /// <summary>Number of seeds.</summary>
    [Option("trainings of each model with seeds of their own", Minimum = 1, Maximum = 100)]
    public int Seeds { get; set; } = 1;

    /// <summary>Points of the grid search.</summary>
    [Option("options of each model that are tried on the validation cells before the seeds; 1 for none", Minimum = 1, Maximum = 200)]
    public int SearchPoints { get; set; } = 1;

    /// <summary>Folds instead of one split.</summary>
    [Option("folds of blocks, each held out once, instead of one split", Minimum = 2, Maximum = 50)]
    public int? Folds { get; set; }

    /// <summary>Level of the intervals.</summary>
    [Option("probability of the intervals whose coverage is measured: 0.5, 0.8 or 0.95")]
    public double Level { get; set; } = 0.8;
}

/// <summary><c>kaya urban evaluate</c>: models of cells on cells held out, beside plain methods.</summary>
public sealed class UrbanEvaluateTask : KayaTask<UrbanEvaluateOptions>
{
    /// <inheritdoc/>
    public override string Name => "urban evaluate";

    /// <inheritdoc/>
    public override string Summary =>
        "Compare OpenCarbon, its ablations and baselines on cells held out: errors in logarithm and tonnes, sums, coverage of intervals.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "./kaya urban evaluate --models OpenCarbon,ridge,boosting --out runs/city-scores --force   # takes 3 minutes",
        "./kaya urban evaluate --seeds 5 --search-points 6 --out runs/city-table   # takes hours",
        "./kaya urban evaluate --cells runs/cells --modalities points --folds 5 --models OpenCarbon,ridge,boosting --out runs/beijing   "
            + "# takes 20 minutes",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(UrbanEvaluateOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Files();
    }

    /// <inheritdoc/>
    public override string Estimate(UrbanEvaluateOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return string.Create(CultureInfo.InvariantCulture, $"about {2 * options.Seeds * (options.Folds ?? 1) * 5} minutes on two cores"
            + $" for 1,000 "
            + $"cells and all models; the search takes {options.SearchPoints - 1} more trainings of each");
    }

    /// <inheritdoc/>
    public override TaskOutcome Execute(UrbanEvaluateOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        session.Report("read the cells");
        using UrbanCells cells = UrbanCells.Load(options.Cells);
        ImmutableArray<UrbanModality> modalities = options.ModalitiesOf(cells.Data);
        UrbanModels models = new(options, modalities);
        ImmutableArray<UrbanSplit> splits = options.Folds is { } folds
            ? UrbanSplit.Folds(cells.Data, modalities, folds, options.Split.Blocks(session.Context))
            : [options.Split.Make(cells.Data, modalities, session.Context, 0.2)];
        UrbanComparison comparison = new(options, cells, splits, session);
        foreach (string name in models.Chosen(options.Models)) comparison.Add(name, models);
        TaskEnvironment.Record(session.Run, options);
        comparison.Record(session.Run);
        session.Write(comparison.Report(session.Run));
        return new TaskOutcome(comparison.Lines(), comparison.Tables(), TablesPrinted: 2);
    }
}
