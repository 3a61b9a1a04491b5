using Kaya.Core;
using Kaya.Energy;
using Kaya.Figures;
using Kaya.Runs;

namespace Kaya.Tasks;

/// <summary>The report of an evaluation.</summary>
internal static class EvaluationReport
{
    public static ReportBuilder Of(EnergyInput input, IReadOnlyList<EvaluationScore> scores, IReadOnlyList<ResultTable> tables, IReadOnlyList<SplitKind> splits)
    {
        ReportBuilder report = new("Energy and emission: eight models, three splits", input.Label) { FigureNote = input.Sample is null ? null : input.Label };
        report.Fact("regions", $"{input.Dataset.Regions.Count}").Fact("region-days", $"{input.Dataset.Count}").Fact("models", $"{scores.Select(score => score.Model).Distinct().Count()}");
        report.Section("Errors of totals").Paragraph("Mean absolute percentage error as a fraction. The random split is the paper's and is optimistic: the days before and after each test day were trained on. The last days are what a forecast meets; a region left out is what a region that nobody reports meets.");
        for (int i = 0; i < splits.Count; i++)
            report.Table(tables[i], new TableStyle { SmallestIsBest = [.. tables[i].Columns.Skip(1).Select(column => column.Name)] });
        foreach (SplitKind split in splits) report.Chart(Bars(scores, split));
        report.Section("Intervals").Table(tables[splits.Count]);
        report.Section("Sectors and sources").Table(tables[splits.Count + 1]).Table(tables[splits.Count + 2]);
        report.Section("Regions").Table(tables[splits.Count + 3]);
        report.Section("Times").Table(tables[splits.Count + 4]);
        EnergyReports.DataCard(report, input);
        return report;
    }

    private static BarChart Bars(IReadOnlyList<EvaluationScore> scores, SplitKind split)
    {
        int least = scores.Min(score => score.SyntheticRegions);
        EvaluationScore[] own = [.. scores.Where(score => score.Split == split && score.SyntheticRegions == least)];
        string[] models = [.. own.Select(score => score.Model).Distinct()];
        return new BarChart($"MAPE, {EvaluationTables.Title(split)}", models, new ChartAxis("MAPE", Unit.Percent),
            [Series("energy to emission", Direction.EnergyToEmission), Series("emission to energy", Direction.EmissionToEnergy)]) { Subtitle = $"n = {least}" };

        BarSeries Series(string name, Direction direction) =>
            new(name, [.. models.Select(model => 100 * own.First(score => score.Model == model && score.Direction == direction).Mape)]);
    }
}
