using System.Globalization;
using System.Text;
using Kaya.Core;

namespace Kaya.Figures;

/// <summary>Result tables as HTML.</summary>
internal static class ReportTable
{
    private const int TallRows = 24;
    private const int WideColumns = 8;

    public static string Html(ResultTable table, TableStyle style, string id, string? note)
    {
        Dictionary<int, (double Low, double High)> heat = Scales(table, style);
        HashSet<(int Row, int Column)> best = [.. style.SmallestIsBest.SelectMany(name => Smallest(table, table.ColumnOf(name)))];
        StringBuilder html = new();
        string caption = style.Caption ?? table.Description ?? table.Name;
        string tall = table.RowCount > TallRows ? " tall" : "";
        string wide = table.Columns.Count > WideColumns ? " wide" : "";
        html.Append(
            CultureInfo.InvariantCulture, $"<div class=\"table{tall}{wide}\" style=\"--columns:{table.Columns.Count}\" role=\"region\"");
        html.Append(CultureInfo.InvariantCulture, $" aria-labelledby=\"{id}\" tabindex=\"0\"><table><caption id=\"{id}\">");
        html.Append(ReportBuilder.Escape(caption)).Append("</caption>\n<thead><tr>");
        for (int column = 0; column < table.Columns.Count; column++)
            html.Append("<th scope=\"col\"").Append(table.IsNumeric(column) ? " class=\"number\"" : "").Append(Hint(table.Columns[column]))
                .Append('>').Append(Heading(table.Columns[column])).Append("</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        for (int row = 0; row < table.RowCount; row++)
        {
            html.Append("<tr>");
            for (int column = 0; column < table.Columns.Count; column++)
            {
                string text = ReportBuilder.Escape(table.Text(row, column));
                html.Append(Open(table, row, column, heat)).Append(best.Contains((row, column)) ? $"<strong>{text}</strong>" : text)
                    .Append("</td>");
            }

            html.Append("</tr>\n");
        }

        html.Append("</tbody></table></div>");
        if (note is not null) html.Append(CultureInfo.InvariantCulture, $"<p class=\"remark\">{ReportBuilder.Escape(note)}</p>");
        return html.ToString();
    }

    private static string Hint(ResultColumn column) =>
        column.Description is null ? "" : $" title=\"{ReportBuilder.Escape(column.Description)}\"";

    private static string Heading(ResultColumn column)
    {
        string name = ReportBuilder.Escape(column.Name);
        return column.Unit is null || column.Unit == Unit.One ? name
            : $"{name} <span class=\"unit\">({ReportBuilder.Escape(UnitDisplay.Raised(column.Unit))})</span>";
    }

    private static string Open(ResultTable table, int row, int column, Dictionary<int, (double Low, double High)> heat)
    {
        if (!table.IsNumeric(column)) return "<td>";
        double value = table.Number(row, column);
        if (!double.IsFinite(value) || !heat.TryGetValue(column, out (double Low, double High) scale)) return "<td class=\"number\">";
        double share = scale.High > scale.Low ? (value - scale.Low) / (scale.High - scale.Low) : 0;
        return string.Create(CultureInfo.InvariantCulture, $"<td class=\"number heat\" style=\"--heat:{0.05 + (0.45 * share):0.###}\">");
    }

    private static Dictionary<int, (double Low, double High)> Scales(ResultTable table, TableStyle style)
    {
        Dictionary<int, (double Low, double High)> scales = [];
        foreach (int column in style.Heat.Select(table.ColumnOf))
        {
            double[] values = [.. Numbers(table, column)];
            if (values.Length > 0) scales[column] = (values.Min(), values.Max());
        }

        if (!style.SharesScale || scales.Count == 0) return scales;
        (double Low, double High) all = (scales.Values.Min(scale => scale.Low), scales.Values.Max(scale => scale.High));
        return scales.Keys.ToDictionary(column => column, _ => all);
    }

    private static IEnumerable<double> Numbers(ResultTable table, int column) =>
        Enumerable.Range(0, table.RowCount).Select(row => table.Number(row, column)).Where(double.IsFinite);

    private static IEnumerable<(int Row, int Column)> Smallest(ResultTable table, int column)
    {
        double smallest = Numbers(table, column).DefaultIfEmpty(double.NaN).Min();
        return Enumerable.Range(0, table.RowCount).Where(row => table.Number(row, column) == smallest).Select(row => (row, column));
    }
}
