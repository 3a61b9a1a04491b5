using System.Globalization;
using System.Net;
using System.Text;

namespace Kaya.Figures;

/// <summary>Writes one SVG picture.</summary>
internal sealed class SvgCanvas(double width, double height, bool isStandalone) : Canvas(width, height)
{
    private const string Font = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";

    // The reader's fonts are narrower than the one that is measured here: Arial is 0.9 times as wide as DejaVu Sans.
    private const double WidthOfUsualFonts = 0.92;

    private readonly StringBuilder _body = new();
    private readonly FontSet _fonts = new([]);

    public override double TextWidth(string text, double size) => WidthOfUsualFonts * _fonts.Width(text, size);

    public override void Dispose() => _fonts.Dispose();

    public override void Stroke(LinePath path, Pen pen)
    {
        IReadOnlyList<(PathStep Step, double X, double Y)> steps = path.Steps;
        if (steps is [(PathStep.Move, double x1, double y1), (PathStep.Line, double x2, double y2)])
            Append($"<line x1='{x1:0.#}' y1='{y1:0.#}' x2='{x2:0.#}' y2='{y2:0.#}'{Drawn(pen)}/>\n");
        else
            Append($"<path d='{Data(path)}' fill='none' stroke-linejoin='round' stroke-linecap='round'{Drawn(pen)}/>\n");
    }

    public override void Fill(LinePath path, Colour colour, double opacity = 1, string? hint = null) =>
        Append($"<path d='{Data(path)}'{Filled(colour, opacity)}{Hinted("path", hint)}\n");

    public override void Rectangle(Box box, Colour colour, double opacity = 1, string? hint = null)
    {
        string place = Invariant($"x='{box.X:0.#}' y='{box.Y:0.#}' width='{box.Width:0.#}' height='{box.Height:0.#}' rx='2'");
        _body.Append($"<rect {place}{Filled(colour, opacity)}{Hinted("rect", hint)}\n");
    }

    public override void Circle(double x, double y, double radius, Colour colour, double opacity = 1, string? hint = null) =>
        Append($"<circle cx='{x:0.#}' cy='{y:0.#}' r='{radius:0.#}'{Filled(colour, opacity)}{Hinted("circle", hint)}\n");

    public override void Text(double x, double y, string text, Lettering lettering)
    {
        string weight = lettering.IsBold ? " font-weight='600'" : "";
        string halo = lettering.HasHalo ? $" stroke='{Name(Tone.Surface)}' stroke-width='3' stroke-linejoin='round' paint-order='stroke'"
            : "";
        string turned = lettering.Turn == 0 ? "" : Invariant($" transform='rotate({lettering.Turn:0.#} {x:0.#} {y:0.#})'");
        string anchor = lettering.Anchor.ToString().ToLowerInvariant();
        string place = Invariant($"x='{x:0.#}' y='{y:0.#}' font-size='{lettering.Size:0.#}'");
        _body.Append($"<text {place} fill='{Name(lettering.Colour)}' text-anchor='{anchor}'{weight}{halo}{turned}>{Escape(text)}</text>\n");
    }

    /// <summary>The complete picture, with a title and a description for screen readers.</summary>
    public string Close(string id, string title, string description)
    {
        string background = isStandalone ? $"<rect width='100%' height='100%' fill='{Name(Tone.Surface)}'/>\n" : "";
        string size = Invariant($"viewBox='0 0 {Width:0.#} {Height:0.#}' width='{Width:0.#}' height='{Height:0.#}'");
        return $"""
            <svg xmlns='http://www.w3.org/2000/svg' {size} role='img' aria-labelledby='{id}-title {id}-description' font-family="{Font}">
            <title id='{id}-title'>{Escape(title)}</title>
            <desc id='{id}-description'>{Escape(description)}</desc>
            {background}{_body}</svg>
            """;
    }

    /// <summary>Text that is safe in HTML and XML; characters that XML forbids are left out.</summary>
    public static string Escape(string text) =>
        WebUtility.HtmlEncode(Core.HarmlessText.Shown(text, keepsLines: true));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Data(LinePath path)
    {
        StringBuilder data = new();
        foreach ((PathStep step, double x, double y) in path.Steps)
        {
            if (step == PathStep.Close) data.Append('Z');
            else data.Append(CultureInfo.InvariantCulture, $"{(step == PathStep.Move ? 'M' : 'L')}{x:0.#} {y:0.#}");
        }

        return data.ToString();
    }

    private static string Hinted(string element, string? hint) => hint is null ? "/>" : $"><title>{Escape(hint)}</title></{element}>";

    private void Append(FormattableString text) => _body.Append(Invariant(text));

    private string Filled(Colour colour, double opacity) => Invariant($" fill='{Name(colour)}' fill-opacity='{opacity:0.##}'");

    private string Drawn(Pen pen) =>
        Invariant($" stroke='{Name(pen.Colour)}' stroke-width='{pen.Thickness:0.##}'")
        + (pen.Opacity < 1 ? Invariant($" stroke-opacity='{pen.Opacity:0.##}'") : "") + (pen.IsDashed ? " stroke-dasharray='5 4'" : "");

    // In a page colours follow its theme; a file of its own may end in a paper or a viewer that knows no variables.
    private string Name(Colour colour) => isStandalone || colour.Role is not { } role ? colour.Hex
        : $"var(--{(role >= Tone.Series1 ? $"series-{role - Tone.Series1 + 1}" : role.ToString().ToLowerInvariant())})";
}
