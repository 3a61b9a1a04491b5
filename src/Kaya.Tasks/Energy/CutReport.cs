using System.Globalization;
using Kaya.Energy;
using Kaya.Figures;

namespace Kaya.Tasks;

/// <summary>The report of a cut of a sector: what is cut, and apart what goes with it in the data.</summary>
internal static class CutReport
{
    public static TaskOutcome Of(string question, TrainedEnergyModel trained, (RegionDay Before, EmissionProfile After) cut,
        (WhatIfAnswer Answer, bool First) association, TaskSession session)
    {
        EmissionProfile before = cut.Before.Emission!, after = cut.After;
        double power = before[Sector.Power] > 0 ? 1 - after[Sector.Power] / before[Sector.Power] : 0;
        ResultTable goes = ScenarioTables.Association(association.Answer);
        ResultTable[] physical = power > 0 ? [ScenarioTables.Cut(before, after), ScenarioTables.Behind(cut.Before.Energy, power)]
            : [ScenarioTables.Cut(before, after)];
        ReportBuilder report = new("Cut of a sector", question) { Data = trained.Origin };
        if (association.First) ScenarioReports.Associated(report, association.Answer, goes);
        report.Section("What is cut").Paragraph($"{Sentence(before, after)} "
            + (power > 0 ? "Generation falls with the power sector if all sources that emit fall in the same proportion."
                : "No generation follows from it by physics: other sectors burn their own fuel."));
        foreach (ResultTable table in physical) report.Table(table);
        if (!association.First) ScenarioReports.Associated(report, association.Answer, goes);
        session.Write(report);
        Unit mass = Unit.Parse("Mt");
        session.Run.SetMetric("emission/before", before.Total, mass);
        session.Run.SetMetric("emission/after", after.Total, mass);
        session.Run.SetMetric("emission/difference", after.Total - before.Total, mass);
        EnergyTables.Record(association.Answer, session.Run);
        EnergyReports.Bars(association.Answer).WriteSvg(session.Run.OutputPath("change.svg"));
        return new TaskOutcome([question, association.First ? ScenarioReports.Goes(association.Answer) : Sentence(before, after)],
            association.First ? [goes, .. physical] : [.. physical, goes]);
    }

    private static string Sentence(EmissionProfile before, EmissionProfile after) => string.Create(CultureInfo.InvariantCulture,
        $"Emissions: {before.Total:0.0000} to {after.Total:0.0000} Mt a day ({after.Total / before.Total - 1:+0.00%;-0.00%}).");
}
