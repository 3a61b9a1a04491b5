using System.Globalization;
using System.Net;
using System.Text;

namespace Kaya.Figures;

/// <summary>Roles of colours in a chart.</summary>
internal enum Tone
{
    Ink,
    Muted,
    Grid,
    Surface,
    Series1,
    Series2,
    Series3,
    Series4,
    Series5,
    Series6,
    Series7,
}

/// <summary>How a line is drawn.</summary>
internal readonly record struct Pen(Tone Tone, double Thickness = 1, string? Dash = null);

/// <summary>A rectangle from its upper left corner.</summary>
internal readonly record struct Box(double X, double Y, double Width, double Height);

/// <summary>How a text is set; the place given is its baseline at the start, middle or end.</summary>
internal readonly record struct Lettering(double Size, Tone Tone = Tone.Muted, string Anchor = "start")
{
    public bool IsBold { get; init; }

    /// <summary>Turn around the place, in degrees.</summary>
    public double Turn { get; init; }

    /// <summary>Whether the background shows around the letters, so that lines below do not cross them.</summary>
    public bool HasHalo { get; init; }
}

/// <summary>Writes one SVG picture. Coordinates in pixels, y downwards, as SVG has them.</summary>
internal sealed class SvgCanvas(double width, double height, bool isStandalone)
{
    private const string Font = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";
    private readonly StringBuilder _body = new();

    /// <summary>Width of the picture.</summary>
    public double Width => width;

    /// <summary>Height of the picture.</summary>
    public double Height => height;

    /// <summary>About how wide a text is at a font size: close enough to place labels without a font engine.</summary>
    public static double TextWidth(string text, double size) =>
        size * text.Sum(letter => letter is 'i' or 'l' or 'j' or '.' or ',' or ':' or '\u2009' ? 0.28 : char.IsUpper(letter) || letter is 'm' or 'w' or '%' ? 0.74 : 0.56);

    public void Line(double x1, double y1, double x2, double y2, Pen pen) =>
        _body.Append(CultureInfo.InvariantCulture, $"<line x1='{x1:0.#}' y1='{y1:0.#}' x2='{x2:0.#}' y2='{y2:0.#}'{Drawn(pen)}/>\n");

    public void Stroke(string path, Pen pen) =>
        _body.Append(CultureInfo.InvariantCulture, $"<path d='{path}' fill='none' stroke-linejoin='round' stroke-linecap='round'{Drawn(pen)}/>\n");

    public void Fill(string path, Tone tone, double opacity) =>
        _body.Append(CultureInfo.InvariantCulture, $"<path d='{path}' fill='{Colour(tone)}' fill-opacity='{opacity:0.##}'/>\n");

    public void Rectangle(Box box, Tone tone, string? hint = null, double opacity = 1) =>
        _body.Append(CultureInfo.InvariantCulture, $"<rect x='{box.X:0.#}' y='{box.Y:0.#}' width='{box.Width:0.#}' height='{box.Height:0.#}' rx='2' fill='{Colour(tone)}' fill-opacity='{opacity:0.##}'{Hinted("rect", hint)}\n");

    public void Dot(double x, double y, double radius, Tone tone, double opacity, string? hint = null) =>
        _body.Append(CultureInfo.InvariantCulture, $"<circle cx='{x:0.#}' cy='{y:0.#}' r='{radius:0.#}' fill='{Colour(tone)}' fill-opacity='{opacity:0.##}'{Hinted("circle", hint)}\n");

    public void Text(double x, double y, string text, Lettering lettering)
    {
        string weight = lettering.IsBold ? " font-weight='600'" : "";
        string halo = lettering.HasHalo ? $" stroke='{Colour(Tone.Surface)}' stroke-width='3' stroke-linejoin='round' paint-order='stroke'" : "";
        string turned = lettering.Turn == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" transform='rotate({lettering.Turn:0.#} {x:0.#} {y:0.#})'");
        _body.Append(CultureInfo.InvariantCulture, $"<text x='{x:0.#}' y='{y:0.#}' font-size='{lettering.Size:0.#}' fill='{Colour(lettering.Tone)}' text-anchor='{lettering.Anchor}'{weight}{halo}{turned}>{Escape(text)}</text>\n");
    }

    /// <summary>The whole picture, with a title and a description for those who cannot see it.</summary>
    public string Close(string id, string title, string description)
    {
        string background = isStandalone ? $"<rect width='100%' height='100%' fill='{Colour(Tone.Surface)}'/>\n" : "";
        return string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width:0.#} {height:0.#}' width='{width:0.#}' height='{height:0.#}' role='img' aria-labelledby='{id}-title {id}-description' font-family="{Font}">
            <title id='{id}-title'>{Escape(title)}</title>
            <desc id='{id}-description'>{Escape(description)}</desc>
            {background}{_body}</svg>
            """);
    }

    /// <summary>Text that is safe in HTML and XML; characters that XML forbids are left out.</summary>
    public static string Escape(string text) =>
        WebUtility.HtmlEncode(string.Concat(text.Where(letter => !char.IsControl(letter) || letter is '\n' or '\t')));

    private string Drawn(Pen pen)
    {
        string dash = pen.Dash is null ? "" : $" stroke-dasharray='{pen.Dash}'";
        return string.Create(CultureInfo.InvariantCulture, $" stroke='{Colour(pen.Tone)}' stroke-width='{pen.Thickness:0.##}'{dash}");
    }

    private static string Hinted(string element, string? hint) => hint is null ? "/>" : $"><title>{Escape(hint)}</title></{element}>";

    // In a page colours follow its theme; a file of its own may end in a paper or a viewer that knows no variables.
    private string Colour(Tone tone) => isStandalone
        ? tone switch
        {
            Tone.Ink => "#1b1f24",
            Tone.Muted => "#57606a",
            Tone.Grid => "#e3e7eb",
            Tone.Surface => "#ffffff",
            Tone.Series1 => "#0072b2",
            Tone.Series2 => "#d55e00",
            Tone.Series3 => "#00875f",
            Tone.Series4 => "#b0578d",
            Tone.Series5 => "#4aa3d8",
            Tone.Series6 => "#c28a00",
            _ => "#7a828c",
        }
        : $"var(--{(tone >= Tone.Series1 ? $"series-{tone - Tone.Series1 + 1}" : tone.ToString().ToLowerInvariant())})";
}
