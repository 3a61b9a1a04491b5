namespace Kaya.Figures;

/// <summary>How a line is drawn.</summary>
internal readonly record struct Pen(Colour Colour, double Thickness = 1, bool IsDashed = false, double Opacity = 1);

/// <summary>A rectangle from its upper left corner.</summary>
internal readonly record struct Box(double X, double Y, double Width, double Height);

/// <summary>Alignment of text relative to its position, along the line.</summary>
internal enum Anchor
{
    Start,
    Middle,
    End,
}

/// <summary>How a text is set; the place given is its baseline at the start, middle or end.</summary>
internal readonly record struct Lettering(double Size, Colour Colour, Anchor Anchor = Anchor.Start)
{
    /// <summary>Muted, as for ticks and captions.</summary>
    public Lettering(double size)
        : this(size, Tone.Muted)
    {
    }

    public bool IsBold { get; init; }

    /// <summary>Turn around the place, in degrees.</summary>
    public double Turn { get; init; }

    /// <summary>Whether the background shows around the letters, so that lines below do not cross them.</summary>
    public bool HasHalo { get; init; }
}

/// <summary>Forms of marks: with seven colours they tell 35 series apart, in print without colour five.</summary>
internal enum MarkShape
{
    Circle,
    Square,
    Triangle,
    Diamond,
    TriangleDown,
}

/// <summary>A canvas of any output format. Coordinates in pixels from the upper left, y downwards.</summary>
internal abstract class Canvas(double width, double height) : IDisposable
{
    /// <summary>Width of the picture.</summary>
    public double Width { get; } = width;

    /// <summary>Height of the picture.</summary>
    public double Height { get; } = height;

    /// <summary>Strokes a path.</summary>
    public abstract void Stroke(LinePath path, Pen pen);

    /// <summary>Fills a path; a hint is shown as tooltip, if the format supports it.</summary>
    public abstract void Fill(LinePath path, Colour colour, double opacity = 1, string? hint = null);

    /// <summary>Fills a rectangle whose corners are rounded by two pixels.</summary>
    public abstract void Rectangle(Box box, Colour colour, double opacity = 1, string? hint = null);

    /// <summary>Fills a circle.</summary>
    public abstract void Circle(double x, double y, double radius, Colour colour, double opacity = 1, string? hint = null);

    /// <summary>Writes one line of text.</summary>
    public abstract void Text(double x, double y, string text, Lettering lettering);

    /// <summary>How wide a text will be.</summary>
    public abstract double TextWidth(string text, double size);

    /// <summary>Frees the drawing resources.</summary>
    public abstract void Dispose();

    /// <summary>Draws a straight line.</summary>
    public void Line(double x1, double y1, double x2, double y2, Pen pen) => Stroke(new LinePath().MoveTo(x1, y1).LineTo(x2, y2), pen);

    /// <summary>Fills a rectangle with sharp corners.</summary>
    public void Bar(Box box, Colour colour) => Fill(LinePath.Of(box), colour);

    /// <summary>Draws a mark; all forms cover about the same area.</summary>
    public void Mark(MarkShape shape, double x, double y, double radius, (Colour Colour, double Opacity) paint, string? hint = null)
    {
        if (shape == MarkShape.Circle)
        {
            Circle(x, y, radius, paint.Colour, paint.Opacity, hint);
            return;
        }

        double half = 0.89 * radius, tip = 1.25 * radius;
        (double X, double Y)[] corners = shape switch
        {
            MarkShape.Square => [(-half, -half), (half, -half), (half, half), (-half, half)],
            MarkShape.Triangle => [(0, -1.4 * radius), (tip, 0.85 * radius), (-tip, 0.85 * radius)],
            MarkShape.TriangleDown => [(0, 1.4 * radius), (tip, -0.85 * radius), (-tip, -0.85 * radius)],
            _ => [(0, -tip), (tip, 0), (0, tip), (-tip, 0)],
        };
        LinePath path = new();
        foreach ((double dx, double dy) in corners) path.Add(x + dx, y + dy);
        Fill(path.Close(), paint.Colour, paint.Opacity, hint);
    }
}
