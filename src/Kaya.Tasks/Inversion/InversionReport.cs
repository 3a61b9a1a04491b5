using System.Collections.Immutable;
using System.Globalization;
using Kaya.Figures;
using Kaya.Inversion;

namespace Kaya.Tasks;

/// <summary>Parts of reports that inversions share.</summary>
internal static class InversionReport
{
    private const string Reading = "Read the change of a cell together with the map of what is informed. The stations can only tell about "
        + "emissions whose air reaches them, and about the sum of sources that they cannot tell apart. An error of the transport model, "
        + "of the "
        + "weather or of the air around the grid is taken for an error of the emissions, unless the observation error covers it.";

    public static ReportBuilder Of(InversionProblem problem, string title)
    {
        TimeBlocks blocks = problem.Layout.Blocks;
        ReportBuilder report = new(title, string.Create(CultureInfo.InvariantCulture, $"{problem.Given.Origin.Label}, "
            + $"{blocks.Start.UtcDateTime:yyyy-MM-dd HH:mm} to {blocks.End.UtcDateTime:yyyy-MM-dd HH:mm} UTC"))
        {
            Data = problem.Given.Origin,
        };
        return report.Fact("hours", Number(blocks.Hours)).Fact("spin-up, hours", Number(problem.SpinUp))
            .Fact("cells", $"{problem.Layout.Rows} x {problem.Layout.Columns}")
            .Fact("cells with stations", Number(problem.Given.Stations.Sites.Select(site => site.Cell).Distinct().Count()))
            .Fact("hourly observations", Number(problem.Observations.Count)).Fact("factors", Number(problem.Layout.Count));
    }

    public static void Pictures(ReportBuilder report, string heading, IEnumerable<(string Path, string Caption)> pictures)
    {
        report.Section(heading);
        foreach ((string path, string caption) in pictures) report.Picture(path, caption);
    }

    public static void Close(ReportBuilder report, InversionProblem problem, IEnumerable<string> more)
    {
        report.Section("Inputs, assumptions and what is left out").Bullets(problem.Remarks.Concat(more).Where(line => line.Length > 0));
        report.Callout(CalloutKind.Warning, "What an inversion cannot say", Reading);
    }

    /// <summary>Loss, penalty and their sum.</summary>
    public static Chart History(ImmutableArray<UpdatePoint> history)
    {
        double[] steps = [.. history.Select(point => (double)point.Iteration)];
        return new LineChart("The cost falls step by step", new ChartAxis("Step"), new ChartAxis("Cost") { IsLogarithmic = true },
        [
            new ChartSeries("observations", steps, [.. history.Select(point => point.Loss)]),
            new ChartSeries("distance from the prior", steps, [.. history.Select(point => point.Penalty)]) { IsDashed = true },
            new ChartSeries("both", steps, [.. history.Select(point => point.Loss + point.Penalty)]),
        ]);
    }

    /// <summary>Observed, prior and updated hours of the cells with the most values, used and held out.</summary>
    public static void Series(ReportBuilder report, InversionProblem problem, InversionFindings findings)
    {
        const int cellsOfKind = 2;
        ImmutableArray<StationPoints> all = StationPoints.Of(problem);
        ILookup<int, ObservedSite> sites = problem.Given.Stations.Sites.ToLookup(site => site.Cell);
        report.Section("Hours at stations").Paragraph(string.Create(CultureInfo.InvariantCulture,
            $"Cells with the most values: {cellsOfKind} of those that were held out and {cellsOfKind} of those that were used. Day 0 "
                + $"begins at "
                + $"{problem.Given.Hours.Start.UtcDateTime:yyyy-MM-dd HH:mm} UTC."));
        foreach (bool isHeldOut in new[] { true, false })
        {
            int[] cells = [.. all.Where(one => one.IsHeldOut == isHeldOut).GroupBy(one => one.Cell)
                .OrderByDescending(group => group.Sum(one => one.Points.Length)).Take(cellsOfKind).Select(group => group.Key)];
            foreach (int cell in cells)
            {
                string name = string.Join(", ", sites[cell].Select(site => site.Name).Take(2))
                    + (sites[cell].Count() > 2 ? $" and {sites[cell].Count() - 2} more" : "");
                Chart[] charts = [.. all.Where(one => one.Cell == cell).Select(one => Chart(one,
                    $"{one.Pollutant.Symbol()} at {name}", isHeldOut ? "held out: the update has not seen it" : "used by the update",
                    (problem, findings)))];
                foreach (Chart[] row in charts.Chunk(2))
                    if (row.Length == 2) report.ChartRow(row);
                    else report.Chart(row[0]);
            }
        }
    }

    /// <summary>Degrees of freedom for signal; more than one digit would say more than is known.</summary>
    public static string Degrees(InformationContent information) =>
        information.DegreesOfFreedom.ToString("0.0", CultureInfo.InvariantCulture);

    public static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static LineChart Chart(StationPoints one, string title, string subtitle,
        (InversionProblem Problem, InversionFindings Findings) of)
    {
        int hours = of.Problem.Given.Hours.Hours;
        ReadOnlyMemory<double> observed = of.Problem.Observations.Values.ToArray();
        ObservationPoint[] points = of.Problem.Observations.Points.ToArray();
        double[] x = [.. Enumerable.Range(of.Problem.SpinUp, hours - of.Problem.SpinUp).Select(hour => hour / 24.0)];
        double[] Line(ReadOnlyMemory<double> values)
        {
            double[] line = new double[x.Length];
            Array.Fill(line, double.NaN);
            foreach (int n in one.Points) line[points[n].Hour - of.Problem.SpinUp] = values.Span[n];
            return line;
        }

        return new LineChart(title, new ChartAxis("Day"), new ChartAxis(one.Pollutant.Symbol(), TransportOutput.UnitOf(one.Pollutant)),
        [
            new ChartSeries("observed", x, Line(observed)) { IsObserved = true },
            new ChartSeries("prior", x, Line(of.Findings.WithPrior)) { IsDashed = true },
            new ChartSeries("updated", x, Line(of.Findings.WithUpdate)),
        ]) { Subtitle = subtitle };
    }
}
