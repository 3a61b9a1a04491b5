using System.Globalization;
using Kaya.Figures;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="UrbanTransferTask"/>.</summary>
public sealed record UrbanTransferOptions : UrbanFitOptions
{
    /// <summary>The regions.</summary>
    [Option("files of prepared cells of two or more regions, separated by commas (default: the four towns of the sample)",
        Group = OptionGroup.Input)]
    public IReadOnlyList<string>? Between { get; set; }

    /// <summary>Models.</summary>
    [Option("models by name, separated by commas")]
    public IReadOnlyList<string> Models { get; set; } = ["OpenCarbon", "ridge"];
}

/// <summary><c>kaya urban transfer</c>: models of one region on the others, as rank correlations.</summary>
public sealed class UrbanTransferTask : KayaTask<UrbanTransferOptions>
{
    /// <inheritdoc/>
    public override string Name => "urban transfer";

    /// <inheritdoc/>
    public override string Summary => "Train in each of several regions and predict the others: rank correlation of every ordered pair.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "./kaya urban transfer --models OpenCarbon,ridge --training.epochs 20 --out runs/towns --force   # takes 3 minutes",
        "./kaya urban transfer --between runs/beijing,runs/shanghai --modalities points --out runs/transfer   # takes 5 minutes",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(UrbanTransferOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Cells is not null)
            throw new DataFormatException(new Fault("A transfer is between regions.", new SourceLocation(Variable: "--cells"),
                "--between A,B",
                "--cells", "Name the files of all regions by --between."));
        if (options.Between is { Count: 1 })
            throw new DataFormatException(new Fault("A transfer needs two regions.", new SourceLocation(Variable: "--between"),
                "two or more files", "1", "Name another region too."));
        return [.. (options.Between ?? []).Select((path, i) => UrbanCells.Listed(path, $"cells {i + 1}")), .. options.Files()];
    }

    /// <inheritdoc/>
    public override string Estimate(UrbanTransferOptions options) => "about a minute for each region of 250 cells and model on two cores";

    /// <inheritdoc/>
    public override TaskOutcome Execute(UrbanTransferOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        session.Report("read the cells");
        IReadOnlyList<UrbanTransfer> pairs = options.Between is { Count: > 0 } paths ? UrbanTransfer.Of(options, paths, session)
            : UrbanTransfer.OfSample(options, session);
        ResultTable table = new("transfer",
            [new("model"), new("learnt in"), new("predicted"), new("rank correlation", Decimals: 3), new("cells", Decimals: 0)],
            [.. pairs.Select(pair => (IReadOnlyList<object?>)[pair.Model, pair.From, pair.To, pair.Spearman, (long)pair.Cells])],
            "Spearman's correlation of predicted and true emission of all cells of the second region, for a model of the first.");
        ResultTable means = new("means", [new("model"), new("mean", Decimals: 3), new("lowest", Decimals: 3), new("highest", Decimals: 3),
            new("pairs", Decimals: 0)],
            [.. pairs.GroupBy(pair => pair.Model).Select(model => (IReadOnlyList<object?>)[model.Key, model.Average(one => one.Spearman),
                model.Min(one => one.Spearman), model.Max(one => one.Spearman), (long)model.Count()])],
            "Over all ordered pairs. Paper 001: OpenCarbon 0.62 over 12 pairs of English counties.");
        foreach (IGrouping<string, UrbanTransfer> model in pairs.GroupBy(pair => pair.Model))
            session.Run.SetMetric($"{model.Key}/spearman", model.Average(one => one.Spearman));
        TaskEnvironment.Record(session.Run, options);
        string[] regions = [.. pairs.Select(pair => pair.From).Distinct()];
        ReportBuilder page = new("Transfer between regions", string.Join(", ", regions))
        {
            Data = new DataOrigin(string.Join(", ", regions), options.Between is not { Count: > 0 }),
        };
        page.Section("Rank correlations").Table(means).Table(table, new TableStyle { Heat = ["rank correlation"] });
        session.Write(page);
        return new TaskOutcome([string.Create(CultureInfo.InvariantCulture, $"{regions.Length} regions, {pairs.Count} pairs.")], [means,
            table]);
    }
}
