using System.Globalization;
using Kaya.Core;

namespace Kaya.Geo;

/// <summary>One bracketed element of well-known text: a keyword, its values and nested elements.</summary>
internal sealed class WktNode
{
    private WktNode(string keyword, List<string> values, List<WktNode> children) =>
        (Keyword, Values, Children) = (keyword, values, children);

    /// <summary>In capitals, such as PROJCS.</summary>
    public string Keyword { get; }

    /// <summary>Quoted names and numbers, in order, without quotes.</summary>
    public IReadOnlyList<string> Values { get; }

    public IReadOnlyList<WktNode> Children { get; }

    public static WktNode Parse(string text)
    {
        int at = 0;
        WktNode node = Read(text, ref at, 0);
        return text[at..].Trim().Length == 0 ? node : throw Broken(text, at);
    }

    /// <summary>The first nested element, at any depth, with one of the keywords.</summary>
    public WktNode? Find(params ReadOnlySpan<string> keywords)
    {
        foreach (WktNode child in Children)
        {
            if (keywords.Contains(child.Keyword)) return child;
            if (child.Find(keywords) is { } found) return found;
        }

        return null;
    }

    /// <summary>The first direct child with one of the keywords.</summary>
    public WktNode? Child(params ReadOnlySpan<string> keywords)
    {
        foreach (WktNode child in Children)
            if (keywords.Contains(child.Keyword)) return child;
        return null;
    }

    /// <summary>The value at an index as a number; NaN if it is not a number.</summary>
    public double Number(int index) => index < Values.Count
        && double.TryParse(Values[index], NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN;

    private static WktNode Read(string text, ref int at, int depth)
    {
        if (depth > 64) throw Broken(text, at);
        int start = at;
        while (at < text.Length && text[at] is not ('[' or '(')) at++;
        if (at == text.Length || text[start..at].Trim().Length == 0) throw Broken(text, start);
        string keyword = text[start..at].Trim().ToUpperInvariant();
        at++;
        List<string> values = [];
        List<WktNode> children = [];
        while (true)
        {
            Skip(text, ref at);
            if (at >= text.Length) throw Broken(text, at);
            if (text[at] is ']' or ')') { at++; return new WktNode(keyword, values, children); }
            if (text[at] == ',') at++;
            else if (text[at] == '"') values.Add(Quoted(text, ref at));
            else ReadBare(text, ref at, depth, values, children);
        }
    }

    // A bare word is a number, an enumeration value such as east, or the keyword of a nested element.
    private static void ReadBare(string text, ref int at, int depth, List<string> values, List<WktNode> children)
    {
        int end = at;
        while (end < text.Length && text[end] is not (',' or '[' or '(' or ']' or ')')) end++;
        if (end < text.Length && text[end] is '[' or '(') children.Add(Read(text, ref at, depth + 1));
        else
        {
            values.Add(text[at..end].Trim());
            at = end;
        }
    }

    private static string Quoted(string text, ref int at)
    {
        int end = text.IndexOf('"', at + 1);
        while (end >= 0 && end + 1 < text.Length && text[end + 1] == '"') end = text.IndexOf('"', end + 2);
        if (end < 0) throw Broken(text, at);
        string value = text[(at + 1)..end].Replace("\"\"", "\"", StringComparison.Ordinal);
        at = end + 1;
        return value;
    }

    private static void Skip(string text, ref int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
    }

    private static DataFormatException Broken(string text, int at) => new(new Fault("The coordinate system is not well-known text.",
        new SourceLocation(Column: at + 1), Expected: "such as GEOGCS[\"WGS 84\",...], or EPSG:4326",
        Found: text.Length > 60 ? text[..60] + "..." : text, Remedy: "Give an EPSG code or the WKT of the coordinate system."));
}
