using System.Globalization;
using Kaya.Figures;
using Kaya.Geo;
using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary>Pictures, tables and report of a prediction of cells.</summary>
internal sealed class UrbanPredictReport(UrbanPredictOptions options, TrainedUrban trained, UrbanCells cells, UrbanBands bands)
{
    private static readonly Unit s_tonne = Unit.Parse("t");

    /// <summary>The map that adds up to known totals; null without them.</summary>
    public Apportionment? FixedTotals { get; init; }

    /// <summary>Probability of the intervals.</summary>
    public required double Level { get; init; }

    private string LevelText => Level.ToString("P0", CultureInfo.InvariantCulture);

    public void Draw(ActiveRun run)
    {
        double[] shown = [.. Enumerable.Range(0, bands.Count).Select(at => bands.Value(UrbanBands.Emission, bands.Cell(at)))
            .Where(value => value > 0).Order()];
        (double low, double high) = shown.Length == 0 ? (1, 10) : (shown[shown.Length / 50], shown[^1]);
        void Map(string file, IRasterSource source, int band, string title, bool scaled)
        {
            MapOptions map = new() { Title = $"{title}: {cells.Origin.Label}", IsSample = cells.Origin.IsSample, Basis = MassBasis.CO2 };
            if (scaled) map = map with { Logarithmic = true, Lowest = low, Highest = high > low ? high : low * 10 };
            else map = map with { Basis = null };
            foreach (string warning in MapPicture.Write(run.OutputPath(file), source, band, map)) run.Log(warning, level: "warning");
        }

        Map("emission.png", bands, UrbanBands.Emission, "Predicted emission of cells", scaled: true);
        if (Enumerable.Range(0, bands.Count).Any(at => double.IsFinite(cells.Data.Target(bands.Cell(at)))))
            Map("target.png", OfCells("target", cells.Data.Target), 0, "Target", scaled: true);
        Map("interval.png", OfCells("upper less lower limit", cell => bands.Value(UrbanBands.Upper, cell)
            - bands.Value(UrbanBands.Lower, cell)), 0, $"Upper less lower limit, {LevelText}", scaled: true);
        Map("applicability.png", bands, UrbanBands.Distance, "Distance to the training cells, 1: as usual among them", scaled: false);
    }

    /// <summary>Mean weight of each modality by emission, as the charts show it.</summary>
    public IEnumerable<ResultTable> Weights() => Charts().Select(chart => UrbanViews.Table(chart.Name, chart.Chart,
        $"Mean weight of each modality in ten groups of equally many cells of rising emission, of the {chart.Of}."));

    /// <summary>Sums of all cells and of each region, with intervals where no total is known.</summary>
    public ResultTable Sums(FitContext context)
    {
        List<IReadOnlyList<object?>> rows = [];
        UrbanPrediction all = bands.Prediction;
        void Add(string name, Func<int, bool> belongs)
        {
            UrbanPrediction part = all.Of(belongs);
            if (part.Cells.IsEmpty) return;
            (double lower, double upper) = trained.Model.Errors.SumInterval(cells.Data, part, Level, context.Random.Derive(name));
            double sum = 0, target = 0;
            foreach (int cell in part.Cells)
            {
                double value = bands.Value(UrbanBands.Emission, cell);
                sum += double.IsNaN(value) ? 0 : value;
                target += cells.Data.Target(cell);
            }

            rows.Add([name, (long)part.Cells.Length, sum, FixedTotals is null ? lower : null, FixedTotals is null ? upper : null,
                double.IsNaN(target) ? null : target]);
        }

        Add("all cells", _ => true);
        for (int region = 0; region < cells.Data.Tables.Regions.Length && !cells.Data.Tables.RegionOf.IsEmpty; region++)
        {
            int one = region;
            Add(cells.Data.Tables.Regions[region], cell => cells.Data.Tables.RegionOf[cell] == one);
        }

        return new ResultTable("sums",
            [new("region"), new("cells", Decimals: 0), new("emission", s_tonne, 0), new("lower", s_tonne, 0), new("upper", s_tonne, 0),
                new("target", s_tonne, 0)], rows, FixedTotals is null
            ? $"Sums of cells with intervals of {LevelText}. They know errors that neighbours share, not one that a whole region shares."
            : "Sums of cells, made to add up to the known totals.");
    }

    public void Record(ActiveRun run, ResultTable sums)
    {
        run.SetMetric("cells", bands.Count);
        run.SetMetric("total", sums.Number(0, sums.ColumnOf("emission")), s_tonne);
        foreach (CellNearness nearness in Enum.GetValues<CellNearness>())
            run.SetMetric($"cells {nearness.ToString().ToLowerInvariant()}", bands.CountOf(nearness));
        foreach (string line in Remarks()) run.Log(line, level: "warning");
    }

    public IReadOnlyList<string> Lines(ActiveRun run, ResultTable sums) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"{cells.Origin.Label}: "
            + $"{sums.Number(0, sums.ColumnOf("emission")) / 1e6:0.000} Mt of CO2 "
            + $"in {bands.Count} cells, by {trained.Model.Name}."),
        $"{Path.GetRelativePath(Environment.CurrentDirectory, run.OutputPath(UrbanPredictTask.MapFile))} has emission, limits of"
            + $" {LevelText}, "
            + "distance to the training cells and weights of the modalities as bands.",
        .. Remarks(),
    ];

    public ReportBuilder Page(ActiveRun run, ResultTable sums)
    {
        ReportBuilder report = new("CO2 of each cell", cells.Origin.Label) { Data = cells.Origin };
        report.Fact("CO2", string.Create(CultureInfo.InvariantCulture, $"{sums.Number(0, sums.ColumnOf("emission")) / 1e6:0.000} Mt"))
            .Fact("cells", $"{bands.Count}").Fact("model", trained.Model.Name)
            .Fact("outside of the training", $"{bands.CountOf(CellNearness.Outside)} cells");
        report.Section("Map").Picture(run.OutputPath("emission.png"), "Predicted emission of each cell.");
        if (File.Exists(run.OutputPath("target.png")))
            report.Picture(run.OutputPath("target.png"), "Targets of the same cells, same colours. Cells that the model learnt from"
                + " are among "
                + "them: how good it is elsewhere, `kaya urban evaluate` tells.");
        report.Picture(run.OutputPath("interval.png"), $"Upper less lower limit of the {LevelText} interval of each cell, same colours.")
            .Picture(run.OutputPath("applicability.png"), "Distance of a cell's inputs to the nearest training cell. 1 is what 95 of 100 "
                + "training cells stay below; beyond it the prediction is an extrapolation.");
        report.Section("Sums").Table(sums);
        if (Remarks().ToList() is { Count: > 0 } remarks) report.Section("What to know").Bullets(remarks);
        report.Section("Weights of the modalities").Paragraph("The network weighs each modality in the representation of a cell and of its "
            + "neighbourhood. A weight tells what the network uses, not what causes emissions.");
        foreach ((_, _, LineChart chart) in Charts()) report.Chart(chart);
        report.Callout(CalloutKind.Warning, "Limits",
            $"The interval of a cell comes from cells of the validation, near those that were learnt from. In another city it holds"
                + $" less often. "
                + $"Targets of the training: {trained.Model.Name} repeats their errors and their downscaling.");
        return report;
    }

    private IEnumerable<string> Remarks()
    {
        if (options.Level > Level + 1e-9)
            yield return $"Intervals have probability {LevelText}: there were too few validation cells for {options.Level:P0}.";
        int missing = cells.Data.Count - bands.Count;
        if (missing > 0) yield return $"{missing} of {cells.Data.Count} cells lack an input that the model needs "
            + $"({string.Join(", ", trained.Model.Model.Modalities).ToLowerInvariant()}): no prediction.";
        int outside = bands.CountOf(CellNearness.Outside);
        if (outside > 0) yield return $"{outside} cells are farther from every training cell than any training cell is: extrapolation.";
        if (FixedTotals is { EqualWeightZones: { Length: > 0 } equal })
            yield return $"All predictions are 0, the total is spread evenly: {string.Join(", ", equal)}.";
        if (FixedTotals is not null) yield return "Emissions and their limits are scaled to the known totals, region by region.";
        foreach (string note in cells.Data.Tables.Notes) yield return note;
    }

    private IEnumerable<(string Name, string Of, LineChart Chart)> Charts()
    {
        double[] emission = [.. Enumerable.Range(0, bands.Count).Select(bands.Predicted)];
        foreach (bool ofNeighbourhood in new[] { false, true })
        {
            string of = ofNeighbourhood ? "neighbourhood" : "cell";
            if (UrbanViews.Attention(emission, bands.Weights(ofNeighbourhood), of) is { } chart)
                yield return ($"attention-{of}", of, chart);
        }
    }

    // Values in t of the predicted cells, for a picture.
    private ComputedCells OfCells(string name, Func<int, double> value)
    {
        int[] cellAt = new int[cells.Data.Grid.CellCount];
        for (int at = 0; at < bands.Count; at++) cellAt[cells.Data.Tables.Cells[bands.Cell(at)]] = bands.Cell(at) + 1;
        return new ComputedCells(cells.Data.Grid, new BandDescription(name, s_tonne, QuantityKind.Extensive),
            place => cellAt[place] == 0 ? double.NaN : value(cellAt[place] - 1));
    }
}
