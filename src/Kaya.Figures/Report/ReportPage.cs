using System.Globalization;
using System.Reflection;
using System.Text;

namespace Kaya.Figures;

/// <summary>The page around the body of a report.</summary>
internal static class ReportPage
{
    public static string Html(
        ReportBuilder report, string body, IReadOnlyList<(string Id, string Heading)> sections,
            IReadOnlyList<(string Label, string Value)> facts)
    {
        string title = ReportBuilder.Escape(report.Title);
        string subtitle = report.Subtitle is null ? "" : $"<p class=\"lead\">{ReportBuilder.Escape(report.Subtitle)}</p>";
        string banner = report.SampleNote is null ? "" : $"<p class=\"banner\">{ReportBuilder.Escape(report.SampleNote)}</p>";
        // The policy makes "loads nothing" a promise that the browser keeps.
        return string.Create(CultureInfo.InvariantCulture, $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{title}</title>
            <style>
            {Style()}</style>
            </head>
            <body>
            <main>
            <header>
            <h1>{title}</h1>
            {subtitle}{banner}
            {Facts(facts)}{Contents(sections)}</header>
            {body}</main>
            </body>
            </html>

            """);
    }

    private static string Facts(IReadOnlyList<(string Label, string Value)> facts)
    {
        if (facts.Count == 0) return "";
        StringBuilder html = new("<dl class=\"facts\">");
        foreach ((string label, string value) in facts)
            html.Append(
                CultureInfo.InvariantCulture, $"<div><dt>{ReportBuilder.Escape(label)}</dt><dd>{ReportBuilder.Escape(value)}</dd></div>");
        return html.Append("</dl>\n").ToString();
    }

    private static string Contents(IReadOnlyList<(string Id, string Heading)> sections)
    {
        if (sections.Count < 3) return "";
        IEnumerable<string> links = sections.Select(section => $"<a href=\"#{section.Id}\">{ReportBuilder.Escape(section.Heading)}</a>");
        return $"<nav aria-label=\"Contents\">{string.Concat(links)}</nav>\n";
    }

    private static string Style()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Kaya.Figures.report.css")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
