using System.Collections.Immutable;
using Kaya.Samples;
using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary>A model of one region in another.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="From">Region that it learnt in.</param>
/// <param name="To">Region that it predicted.</param>
/// <param name="Spearman">Rank correlation with the true emissions.</param>
/// <param name="Cells">Number of cells.</param>
internal sealed record UrbanTransfer(string Model, string From, string To, double Spearman, int Cells)
{
    /// <summary>All ordered pairs of the towns of the sample.</summary>
    public static IReadOnlyList<UrbanTransfer> OfSample(UrbanTransferOptions options, TaskSession session) => Between(options,
        [.. Enum.GetValues<SamplePlace>().Where(place => place != SamplePlace.City)
            .Select(place => (Func<UrbanCells>)(() => UrbanCells.Sample(place)))],
        session);

    /// <summary>All ordered pairs of prepared cells.</summary>
    public static IReadOnlyList<UrbanTransfer> Of(UrbanTransferOptions options, IReadOnlyList<string> paths, TaskSession session) =>
        Between(options, [.. paths.Select(path => (Func<UrbanCells>)(() => UrbanCells.Load(path)))], session);

    private static List<UrbanTransfer> Between(UrbanTransferOptions options, IReadOnlyList<Func<UrbanCells>> open, TaskSession session)
    {
        List<UrbanCells> regions = [];
        try
        {
            foreach (Func<UrbanCells> one in open) regions.Add(one());
            ImmutableArray<UrbanModality> modalities = options.Modalities is { Count: > 0 } given ? [.. given]
                : [.. regions[0].Data.Modalities.Where(one => regions.All(region => region.Data.Modalities.Contains(one)))];
            UrbanModels models = new(options, modalities);
            UrbanLedger ledger = new(session.Run);
            List<UrbanTransfer> pairs = [];
            int done = 0;
            IReadOnlyList<string> names = models.Chosen(options.Models);
            foreach (string name in names)
                for (int from = 0; from < regions.Count; from++)
                {
                    session.Cancellation.ThrowIfCancellationRequested();
                    session.Report($"transfer {name}", done++, names.Count * regions.Count);
                    int one = from;
                    pairs.AddRange(ledger.Take($"transfer-{name}-{from}", () => Pairs(name, models.Point(name, 0).At(1), one, regions,
                        options, session)));
                }

            return pairs;
        }
        finally
        {
            regions.ForEach(region => region.Dispose());
        }
    }

    private static List<UrbanTransfer> Pairs(string name, IUrbanEstimator estimator, int from, List<UrbanCells> regions,
        UrbanTransferOptions options, TaskSession session)
    {
        FitContext context = session.Context with { Progress = null };
        UrbanDataset data = regions[from].Data;
        UrbanSplit split = UrbanSplit.ByBlocks(data, estimator.Modalities, 0, options.Split.Blocks(context));
        IUrbanModel model = estimator.Fit(new UrbanTrainingData(data, split), context);
        List<UrbanTransfer> pairs = [];
        foreach (UrbanCells to in regions.Where(to => to != regions[from]))
        {
            (double spearman, int cells) = UrbanJudgement.Transfer(model, to.Data, context);
            pairs.Add(new UrbanTransfer(name, regions[from].Origin.Label, to.Origin.Label, spearman, cells));
        }

        return pairs;
    }
}
