using System.Globalization;
using Kaya.Figures;

namespace Kaya.Tasks;

/// <summary>The report of a series of maps.</summary>
internal static class SeriesReport
{
    /// <summary>Totals, the maps of all periods, zones, and how well they are known.</summary>
    public static ReportBuilder Of(IReadOnlyList<MappedPeriod> made, SeriesTables tables, TaskSession session)
    {
        (MappedPeriod first, MappedPeriod last) = (made[0], made[^1]);
        ReportBuilder report = new("CO2 emissions on maps of several periods", first.Label) { Data = first.Origin };
        report.Fact("periods", made.Count == 1 ? $"{first.Period}" : $"{first.Period} to {last.Period} ({made.Count})")
            .Fact($"CO2 {last.Period}", Text($"{last.Total / 1e6:0.0} Mt")).Fact("zones", $"{last.Zones.RowCount}")
            .Fact("fine cells", Text($"{last.Fine.CellCount:N0}"));
        report.Section("Totals").Table(tables.Totals);
        if (made.Count > 1) report.Chart(tables.Chart());
        report.Section("Maps").Paragraph("Emissions per km2 after super-resolution. All maps of the run have the same colours, "
            + $"`outputs/{first.Name}/coarse.png` and those of the other periods too. Each period has a regression and networks of its "
            + "own: two maps differ by the statistics, by the drivers that are of the period, and in detail by the networks.");
        foreach (MappedPeriod map in made)
            report.Picture(session.Within(map.Name).Part.OutputPath("fine.png"),
                $"{map.Period}: {Text($"{map.Total / 1e6:0.0}")} Mt of CO2.");
        report.Section("Zone totals").Paragraph("The cells of each zone sum to the zone's statistic. The certificates in the files can be "
            + $"checked: `kaya verify outputs/*/{DownscaleMaps.FineFile}` recomputes every sum. `outputs/zones.csv` has all columns.")
            .Table(tables.ByZone());
        foreach (string notice in Notices(made)) report.Callout(CalloutKind.Warning, "Not as the zones say", notice);
        if (PointNotes(made) is { Count: > 0 } notes) report.Section("Point sources").Bullets(notes);
        report.Section("Uncertainty").Table(tables.Regressions()).Paragraph(DownscaleReports.Intervals($"outputs/{first.Name}")
            + " The intervals are those of one period; errors of two periods are not independent.");
        report.Section("Drivers").Table(tables.Drivers);
        return DownscaleReports.Limits(report);
    }

    /// <summary>What does not reach the maps, or otherwise than its zone says; what is true of some periods only begins with
    /// these.</summary>
    public static IReadOnlyList<string> Notices(IReadOnlyList<MappedPeriod> made) => InWhich(made, map => map.Notices);

    /// <summary>What was assumed and left out of the point sources, in the same way.</summary>
    public static IReadOnlyList<string> PointNotes(IReadOnlyList<MappedPeriod> made) => InWhich(made, map => map.PointNotes);

    private static IReadOnlyList<string> InWhich(IReadOnlyList<MappedPeriod> made, Func<MappedPeriod, IReadOnlyList<string>> of) =>
        [.. made.SelectMany(map => of(map).Select(text => (map.Period, text))).GroupBy(said => said.text, said => said.Period)
            .Select(said => said.Count() == made.Count ? said.Key : $"{string.Join(", ", said)}: {said.Key}")];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
