using System.Xml.Linq;
using Kaya.Core;

namespace Kaya.Figures.Tests;

public sealed class ReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ToHtml_EverythingOnce_IsSelfContainedAndEscaped()
    {
        string html = SampleReport.Make().ToHtml();
        if (Environment.GetEnvironmentVariable("KAYA_SAMPLE_REPORT") is { Length: > 0 } path) File.WriteAllText(path, html);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=", html.Replace("default-src", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("<link", html, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", html, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", html, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "http", html.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal)
            .Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme: dark", html, StringComparison.Ordinal);
        Assert.Contains("Mt\u00A0d\u207B\u00B9", System.Net.WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Equal(html, SampleReport.Make().ToHtml());
    }

    [Fact]
    public void WriteSvg_EachChart_IsAnSvgFileOfItsOwn()
    {
        string file = _folder.Of("chart.svg");
        foreach (Chart chart in SampleReport.Make().Charts)
        {
            chart.WriteSvg(file);
            XElement svg = XDocument.Load(file).Root!;
            Assert.Equal("svg", svg.Name.LocalName);
            Assert.NotEmpty(svg.Element(svg.Name.Namespace + "title")!.Value);
            Assert.NotEmpty(svg.Element(svg.Name.Namespace + "desc")!.Value);
            string text = File.ReadAllText(file);
            Assert.DoesNotContain("var(", text, StringComparison.Ordinal);
            Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
            Assert.Contains("made-up sample, not real data", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Table_BestAndHeat_AreMarked()
    {
        string html = new ReportBuilder("t")
            .Table(new ResultTable("x", [new("a"), new("e", Unit.One)], [["one", 3.0], ["two", 1.0], ["three", double.NaN]]),
            new TableStyle { Heat = ["e"], SmallestIsBest = ["e"] }).ToHtml();
        Assert.Contains("--heat:0.5\">3</td>", html, StringComparison.Ordinal);
        Assert.Contains("--heat:0.05\"><strong>1</strong></td>", html, StringComparison.Ordinal);
        Assert.Contains("<td class=\"number\">&#8211;</td>", html.Replace("\u2013", "&#8211;", StringComparison.Ordinal),
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(
            () => new ReportBuilder("t").Table(new ResultTable("x", [new("a")], []), new TableStyle { Heat = ["b"] }));
    }

    public static TheoryData<Chart> HardCases =>
    [
        new LineChart("Nothing", new ChartAxis("x"), new ChartAxis("y"), []),
        new LineChart("One point", ChartAxis.Dates(), new ChartAxis("y"), [new ChartSeries("a", [738000], [5])]),
        new LineChart("Constant", new ChartAxis("x"), new ChartAxis("y"), [new ChartSeries("a", [1, 2], [0, 0])]),
        new LineChart("No number", new ChartAxis("x"), new ChartAxis("y"),
            [new ChartSeries("a", [1, 2], [double.NaN, double.PositiveInfinity])]),
        new LineChart("Logarithm", new ChartAxis("x") { IsLogarithmic = true }, new ChartAxis("y") { IsLogarithmic = true },
            [new ChartSeries("a", [1, 10, 1000], [0, -1, 1e-6])]),
        new LineChart("Huge", new ChartAxis("x"), new ChartAxis("y"), [new ChartSeries("a", [1, 2], [1e300, -1e300])]),
        new LineChart("Tiny", new ChartAxis("x"), new ChartAxis("y"), [new ChartSeries("a", [1e-12, 2e-12], [1, 1 + 1e-12])]),
        new BarChart("What moves", ["power", "industry"], new ChartAxis("Change", Unit.Parse("kt d-1")),
            [new BarSeries("before to after", [-12.5, 3.25]) { Low = [-15, 1], High = [-9, 5] }]),
        new LineChart("Loss by epoch", new ChartAxis("Epoch"), new ChartAxis("Loss") { IsLogarithmic = true },
            [new ChartSeries("training", [.. Enumerable.Range(1, 100).Select(i => (double)i)],
                [.. Enumerable.Range(1, 100).Select(i => 2.0 / i / i)]),
                new ChartSeries("validation", [.. Enumerable.Range(1, 100).Select(i => (double)i)],
                [.. Enumerable.Range(1, 100).Select(i => 0.002 + (2.2 / i / i))]) { IsDashed = true }]),
        new LineChart("Two weeks", ChartAxis.Dates(), new ChartAxis("Generation", Unit.Parse("GWh")),
            [ChartSeries.OverDays("coal", Period.Parse("2024-12-25/2025-01-08").Days(),
            [.. Enumerable.Range(1, 15).Select(i => 100000.0 + (i * 700))])]),
        new BarChart("Nothing", [], new ChartAxis("y"), []),
        new BarChart("Negative", ["a", "b"], new ChartAxis("y"), [new BarSeries("s", [-1, double.NaN])]),
        new BarChart("Many", [.. Enumerable.Range(0, 60).Select(i => $"region number {i}")], new ChartAxis("y"),
            [new BarSeries("s", [.. Enumerable.Range(0, 60).Select(i => (double)i)])]),
        new ScatterChart("Nothing", new ChartAxis("x"), new ChartAxis("y"), []) { IsParity = true },
        new ScatterChart("Many", new ChartAxis("x"), new ChartAxis("y"),
            [new ChartSeries("a", [.. Enumerable.Range(0, 50000).Select(i => (double)i)],
            [.. Enumerable.Range(0, 50000).Select(i => (double)i)])]),
    ];

    [Theory]
    [MemberData(nameof(HardCases))]
    public void ToSvg_HardData_IsStillAPicture(Chart chart)
    {
        string svg = chart.ToSvg();
        Assert.Equal("svg", XDocument.Parse(svg).Root!.Name.LocalName);
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("\u221E", svg, StringComparison.Ordinal);
        Assert.True(svg.Length < 600_000, $"{svg.Length} characters");
    }

    [Fact]
    public void ToSvg_UnequalLengths_Throws() => Assert.Throws<ArgumentException>(() =>
        new LineChart("x", new ChartAxis("x"), new ChartAxis("y"), [new ChartSeries("a", [1], [1, 2])]).ToSvg());
}
