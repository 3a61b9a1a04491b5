using System.Text;
using System.Text.RegularExpressions;
using Kaya.Core;

namespace Kaya.Figures;

/// <summary>How loud a callout is.</summary>
public enum CalloutKind
{
    /// <summary>Good to know.</summary>
    Note,

    /// <summary>A result that was reached.</summary>
    Success,

    /// <summary>A limit that the reader must keep in mind.</summary>
    Warning,
}

/// <summary>How a table is shown in a report.</summary>
public sealed record TableStyle
{
    /// <summary>Names of number columns with cells shaded by value; empty for none.</summary>
    public IReadOnlyList<string> Heat { get; init; } = [];

    /// <summary>Whether all tinted columns share one scale; otherwise each has its own.</summary>
    public bool SharesScale { get; init; }

    /// <summary>Names of number columns whose smallest value is marked.</summary>
    public IReadOnlyList<string> SmallestIsBest { get; init; } = [];

    /// <summary>A line above the table; the description of the table when left out.</summary>
    public string? Caption { get; init; }
}

/// <summary>Puts a report together: one HTML page that needs nothing but itself.</summary>
/// <remarks>
/// Texts are plain; between backticks they are shown as code, between double asterisks strong. Everything is escaped. The
/// page has no script and loads nothing; its charts are SVG inside it; it follows the light or dark theme and prints well.
/// </remarks>
public sealed partial class ReportBuilder
{
    private readonly StringBuilder _body = new();
    private readonly List<(string Id, string Heading)> _sections = [];
    private readonly List<(string Label, string Value)> _facts = [];
    private readonly List<Chart> _charts = [];
    private int _tables;

    /// <summary>Begins a report.</summary>
    /// <param name="title">What it is about.</param>
    /// <param name="subtitle">One sentence below the title: the answer in short.</param>
    public ReportBuilder(string title, string? subtitle = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(title);
        (Title, Subtitle) = (title, subtitle);
    }

    /// <summary>What it is about.</summary>
    public string Title { get; }

    /// <summary>One sentence below the title.</summary>
    public string? Subtitle { get; }

    /// <summary>Origin of its data; null if it has no data.</summary>
    public DataOrigin? Data { get; init; }

    /// <summary>Note on every figure and table of made-up data; null for real data.</summary>
    internal string? SampleNote => Data is { IsSample: true } ? "made-up sample, not real data" : null;

    /// <summary>The charts so far, in order.</summary>
    public IReadOnlyList<Chart> Charts => _charts;

    /// <summary>Adds a figure to the strip at the top.</summary>
    /// <param name="label">What it is, in few words.</param>
    /// <param name="value">The figure with its unit.</param>
    /// <returns>This.</returns>
    public ReportBuilder Fact(string label, string value)
    {
        _facts.Add((label, value));
        return this;
    }

    /// <summary>Begins a section.</summary>
    /// <param name="heading">Its heading.</param>
    /// <returns>This.</returns>
    public ReportBuilder Section(string heading)
    {
        ArgumentException.ThrowIfNullOrEmpty(heading);
        string id = $"section-{_sections.Count + 1}";
        _sections.Add((id, heading));
        return Add($"<h2 id=\"{id}\">{Escape(heading)}</h2>");
    }

    /// <summary>Adds a paragraph.</summary>
    /// <param name="text">Plain text with code and strong marks.</param>
    /// <returns>This.</returns>
    public ReportBuilder Paragraph(string text) => Add($"<p>{Inline(text)}</p>");

    /// <summary>Adds a list.</summary>
    /// <param name="items">Its items, with code and strong marks.</param>
    /// <returns>This.</returns>
    public ReportBuilder Bullets(IEnumerable<string> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Add($"<ul>{string.Concat(items.Select(item => $"<li>{Inline(item)}</li>"))}</ul>");
    }

    /// <summary>Adds a command line or other text to be copied as it is.</summary>
    /// <param name="text">The text.</param>
    /// <returns>This.</returns>
    public ReportBuilder Code(string text) => Add($"<pre><code>{Escape(text)}</code></pre>");

    /// <summary>Adds a highlighted box.</summary>
    /// <param name="kind">How loud it is.</param>
    /// <param name="heading">Its first words.</param>
    /// <param name="text">The text.</param>
    /// <returns>This.</returns>
    public ReportBuilder Callout(CalloutKind kind, string heading, string text) =>
        Add($"<aside class=\"callout "
            + $"{kind.ToString().ToLowerInvariant()}\"><strong>{Escape(heading)}</strong><p>{Inline(text)}</p></aside>");

    /// <summary>Adds a chart.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="caption">What to see in it.</param>
    /// <returns>This.</returns>
    public ReportBuilder Chart(Chart chart, string? caption = null)
    {
        ArgumentNullException.ThrowIfNull(chart);
        return Add(Figure(chart, caption));
    }

    /// <summary>Adds charts side by side, if the page is wide enough.</summary>
    /// <param name="charts">Two to four charts of equal size.</param>
    /// <returns>This.</returns>
    public ReportBuilder ChartRow(params IReadOnlyList<Chart> charts)
    {
        ArgumentNullException.ThrowIfNull(charts);
        return Add($"<div class=\"row\">{string.Concat(charts.Select(chart => Figure(chart, null)))}</div>");
    }

    /// <summary>Adds a picture, such as a map; it becomes a part of the page.</summary>
    /// <param name="path">A PNG file.</param>
    /// <param name="caption">What to see in it.</param>
    /// <returns>This.</returns>
    public ReportBuilder Picture(string path, string caption)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(caption);
        string note = SampleNote is null ? "" : $" <em>{Escape(SampleNote)}</em>";
        string data = Convert.ToBase64String(File.ReadAllBytes(path));
        return Add(
            $"<figure><img alt=\"{Escape(caption)}\" "
            + $"src=\"data:image/png;base64,{data}\"/><figcaption>{Inline(caption)}{note}</figcaption></figure>");
    }

    /// <summary>Adds a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="style">Tints, marks and caption.</param>
    /// <returns>This.</returns>
    /// <exception cref="ArgumentException">The style names a column the table does not have.</exception>
    public ReportBuilder Table(ResultTable table, TableStyle? style = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        return Add(ReportTable.Html(table, style ?? new TableStyle(), $"table-{++_tables}", SampleNote));
    }

    /// <summary>The whole page.</summary>
    /// <returns>HTML that loads nothing from anywhere.</returns>
    public string ToHtml() => ReportPage.Html(this, _body.ToString(), _sections, _facts);

    /// <summary>Writes the page.</summary>
    /// <param name="path">The file to appear; whole or not at all.</param>
    public void Write(string path) => AtomicFile.WriteText(path, ToHtml());

    internal static string Escape(string text) => SvgCanvas.Escape(text);

    private static string Inline(string text) =>
        Strong().Replace(CodeSpan().Replace(Escape(text), "<code>$1</code>"), "<strong>$1</strong>");

    private string Figure(Chart chart, string? caption)
    {
        Chart noted = chart.Note is null ? chart with { Note = SampleNote } : chart;
        _charts.Add(noted);
        string below = caption is null ? "" : $"<figcaption>{Inline(caption)}</figcaption>";
        return $"<figure>{noted.Render($"chart-{_charts.Count}", isStandalone: false)}{below}</figure>";
    }

    private ReportBuilder Add(string html)
    {
        _body.Append(html).Append('\n');
        return this;
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"\*\*(.+?)\*\*")]
    private static partial Regex Strong();
}
