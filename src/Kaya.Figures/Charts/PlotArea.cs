namespace Kaya.Figures;

/// <summary>One entry of a legend.</summary>
internal sealed record LegendEntry(string Name, Colour Tone, LegendMark Mark, double Opacity = 1)
{
    /// <summary>Form of the mark of a scatter chart.</summary>
    public MarkShape Shape { get; init; }
}

/// <summary>The symbol of a legend entry.</summary>
internal enum LegendMark
{
    Line,
    Dash,
    Box,
    Dot,
}

/// <summary>The rectangle data is drawn in, with heading, legend, grid and axes around it.</summary>
internal sealed class PlotArea
{
    private const double Size = 12;
    private readonly Canvas _canvas;
    private readonly AxisScale? _x;
    private readonly AxisScale _y;

    private PlotArea(Canvas canvas, AxisScale? x, AxisScale y, Box box) =>
        (_canvas, _x, _y, Left, Top, Right, Bottom) = (canvas, x, y, box.X, box.Y, box.X + box.Width, box.Y + box.Height);

    public double Left { get; }

    public double Top { get; }

    public double Right { get; }

    public double Bottom { get; }

    public double X(double value) => Left + (_x!.Map(value) * (Right - Left));

    public double Y(double value) => Bottom - (_y.Map(value) * (Bottom - Top));

    public bool Shows(double x, double y) => _x!.Shows(x) && _y.Shows(y);

    /// <summary>Draws everything but the data. Without an x scale the room below is left for the names of groups.</summary>
    public static PlotArea Frame(Canvas canvas, Chart chart, (ChartAxis Axis, AxisScale Scale)? x, (ChartAxis Axis, AxisScale Scale) y,
        IReadOnlyList<LegendEntry> legend, double roomBelow = 0)
    {
        double top = Heading(canvas, chart);
        if (legend.Count > 1 || legend.Any(entry => entry.Mark == LegendMark.Box)) top = Legend(canvas, legend, top);
        if (y.Axis.Caption.Length > 0)
        {
            canvas.Text(16, top + 4, y.Axis.Caption, new Lettering(Size));
            top += 16;
        }

        double left = 22 + y.Scale.Ticks.Max(tick => canvas.TextWidth(tick.Label, Size));
        double below = x is null ? roomBelow : 24 + (x.Value.Axis.Caption.Length > 0 ? 20 : 0);
        double bottom = canvas.Height - below - (chart.Note is null ? 8 : 18);
        double right = canvas.Width - 24;
        if (chart is ScatterChart { IsParity: true })
        {
            double side = Math.Min(right - left, bottom - top);
            right = left + side;
        }

        PlotArea area = new(canvas, x?.Scale, y.Scale, new Box(left, top, right - left, bottom - top));
        area.Axes(x, y, hasUprights: chart is ScatterChart || x?.Scale.IsLogarithmic == true);
        return area;
    }

    private void Axes((ChartAxis Axis, AxisScale Scale)? x, (ChartAxis Axis, AxisScale Scale) y, bool hasUprights)
    {
        foreach ((double value, string label) in y.Scale.Ticks)
        {
            double at = Y(value);
            bool isZero = value == 0 && !y.Scale.IsLogarithmic;
            _canvas.Line(Left, at, Right, at, isZero ? new Pen(Tone.Muted, 1.2) : new Pen(Tone.Grid));
            _canvas.Text(Left - 8, at + 4, label, new Lettering(Size, Tone.Muted, Anchor.End));
        }

        if (x is null) return;
        _canvas.Line(Left, Bottom, Right, Bottom, new Pen(Tone.Muted));
        double free = double.NegativeInfinity;
        foreach ((double value, string label) in x.Value.Scale.Ticks)
        {
            double at = X(value), half = _canvas.TextWidth(label, Size) / 2;
            if (hasUprights) _canvas.Line(at, Top, at, Bottom, new Pen(Tone.Grid));
            _canvas.Line(at, Bottom, at, Bottom + 4, new Pen(Tone.Muted));
            // A label that would touch its neighbour is left out; its tick stays.
            if (at - half < free || at + half > _canvas.Width) continue;
            _canvas.Text(at, Bottom + 18, label, new Lettering(Size, Tone.Muted, Anchor.Middle));
            free = at + half + 6;
        }

        if (x.Value.Axis.Caption.Length > 0) _canvas.Text((Left + Right) / 2, Bottom + 38, x.Value.Axis.Caption,
            new Lettering(Size, Tone.Muted, Anchor.Middle));
    }

    private static double Heading(Canvas canvas, Chart chart)
    {
        canvas.Text(16, 26, chart.Title, new Lettering(15, Tone.Ink) { IsBold = true });
        if (chart.Subtitle is null) return 48;
        canvas.Text(16, 45, chart.Subtitle, new Lettering(12.5));
        return 66;
    }

    private static double Legend(Canvas canvas, IReadOnlyList<LegendEntry> entries, double top)
    {
        double x = 16, y = top;
        foreach (LegendEntry entry in entries)
        {
            double needed = 24 + canvas.TextWidth(entry.Name, Size) + 16;
            if (x + needed > canvas.Width && x > 16) (x, y) = (16, y + 19);
            if (entry.Mark == LegendMark.Box) canvas.Rectangle(new Box(x, y - 9, 16, 11), entry.Tone, entry.Opacity);
            else if (entry.Mark == LegendMark.Dot) canvas.Mark(entry.Shape, x + 8, y - 4, 4, (entry.Tone, 0.9));
            else canvas.Line(x, y - 4, x + 17, y - 4, new Pen(entry.Tone, 2.4, entry.Mark == LegendMark.Dash));
            canvas.Text(x + 23, y, entry.Name, new Lettering(Size, Tone.Ink));
            x += needed;
        }

        return y + 22;
    }
}
