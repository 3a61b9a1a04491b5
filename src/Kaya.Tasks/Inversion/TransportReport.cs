using System.Globalization;
using Kaya.Figures;
using Kaya.Inversion;

namespace Kaya.Tasks;

/// <summary>The report of a transport run.</summary>
internal static class TransportReport
{
    public static ReportBuilder Of(TransportOutput output, ResultTable concentrations, ResultTable budget, ActiveRun run)
    {
        ReportBuilder report = new("Concentrations at the ground", $"{output.Given.Origin.Label}, {output.Whole}")
            { Data = output.Given.Origin };
        report.Fact("hours", Text($"{output.Hours}")).Fact("cells", Text($"{output.Grid.Rows} x {output.Grid.Columns}"))
            .Fact("layers", Text($"{output.Grid.Layers}"));
        foreach (Pollutant pollutant in AtmosphericSpecies.Pollutants)
            report.Fact($"mean {pollutant.Symbol()}",
                $"{NumberText.ForPeople(output.Mean(pollutant), 1)} {TransportOutput.UnitOf(pollutant)}");
        report.Section("Means and maxima").Paragraph(output.SpinUp == 0 ? "All hours count; no spin-up was left out."
            : Text($"The first {output.SpinUp} hours are spin-up and do not count: the run begins with background air everywhere."))
            .Table(concentrations);
        report.Section("Maps");
        foreach (Pollutant pollutant in AtmosphericSpecies.Pollutants)
            report.Picture(run.OutputPath(TransportOutput.MapFile(pollutant)),
                $"{pollutant.Symbol()}, mean at the ground in {TransportOutput.UnitOf(pollutant)}, {output.Evaluated}.");
        report.Section("Mass budget")
            .Paragraph("What was in the air at the start, emitted and carried in equals what was carried out, deposited and is left. "
                + Text($"The largest gap is {output.LargestGap:0.0E+0} of what came in."))
            .Table(budget);
        report.Section("Inputs, assumptions and what is left out").Bullets(output.Remarks);
        report.Callout(CalloutKind.Warning, "Limits of the model",
            "The embedded model has few layers and a short chemical mechanism: ozone by the Generic Reaction Set, sulphate, nitrate and "
            + "ammonium by simple rules, no secondary organic particles, no chemistry inside clouds. It shows how concentrations "
            + "answer to emissions; it does not replace CMAQ.");
        report.Section("Files").Paragraph($"`outputs/{TransportOutput.ConcentrationFile}` has every hour of the run, in the layout of "
            + "CMAQ's combined ACONC files (IOAPI): NO2, SO2 and O3 in ppbV, PM25_TOT in ug m-3.");
        return report;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
