using Kaya.Energy;
using Kaya.Figures;

namespace Kaya.Tasks;

/// <summary>The report of an evaluation.</summary>
internal static class EvaluationReport
{
    public static ReportBuilder Of(EnergyInput input, IReadOnlyList<EvaluationScore> scores, IReadOnlyList<ResultTable> tables,
        IReadOnlyList<SplitKind> splits)
    {
        ReportBuilder report = new("Evaluation of eight models on three splits", input.Origin.Label) { Data = input.Origin };
        report.Fact("regions", $"{input.Dataset.Regions.Count}").Fact("region-days", $"{input.Dataset.Count}")
            .Fact("models", $"{scores.Select(score => score.Model).Distinct().Count()}");
        report.Section("Errors of totals")
            .Paragraph(
                $"{EnergyReports.Mape} Here it is a fraction: 0.05 is 5 %. The random split is that of the paper; it is optimistic: the "
                    + "days before and after each test day were in the training data. The split by last days resembles a forecast; the "
                    + "split by region resembles a region without reported emissions.")
            .Paragraph(
                "CLEAN-MLP and CLEAN-CNN are ensembles of neural networks (multilayer perceptrons, convolutional networks) trained in "
                    + "both directions together; n is the number of synthetic regions, mixtures of real ones, that were added to the "
                    + "training data.");
        foreach (SplitKind split in splits)
        {
            ResultTable errors = Named(EvaluationTables.ErrorsName(split));
            report.Table(
                errors, new TableStyle
                { SmallestIsBest = [.. errors.Columns.Where((_, column) => errors.IsNumeric(column)).Select(column => column.Name)] });
        }

        foreach (SplitKind split in splits) report.Chart(Bars(scores, split));
        if (Named("coverage") is { RowCount: > 0 } coverage)
            report.Section("Intervals")
                .Paragraph(
                    "The share of test days on which the interval contains the reported value. It should be close to the interval's "
                        + "probability.").Table(coverage);
        report.Section("Sectors and sources").Table(Named("sectors")).Table(Named("sources"));
        report.Section("Regions").Table(Named("regions"));
        report.Section("Times").Table(Named("times"));
        EnergyReports.DataCard(report, input);
        return report;

        ResultTable Named(string name) => tables.First(table => table.Name == name);
    }

    private static BarChart Bars(IReadOnlyList<EvaluationScore> scores, SplitKind split)
    {
        int least = scores.Min(score => score.SyntheticRegions);
        EvaluationScore[] own = [.. scores.Where(score => score.Split == split && score.SyntheticRegions == least)];
        string[] models = [.. own.Select(score => score.Model).Distinct()];
        return new BarChart($"MAPE, {EvaluationTables.Title(split)}", models, new ChartAxis("MAPE", Unit.Percent),
            [Series("energy to emission", Direction.EnergyToEmission), Series("emission to energy", Direction.EmissionToEnergy)])
                { Subtitle = $"n = {least}" };

        BarSeries Series(string name, Direction direction) =>
            new(name, [.. models.Select(model => 100 * own.First(score => score.Model == model && score.Direction == direction).Mape)]);
    }
}
