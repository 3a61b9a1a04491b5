using System.Globalization;
using Kaya.Geo;

namespace Kaya.Figures;

/// <summary>Layout of a map in its picture, with boundaries, graticule and scale bar.</summary>
internal sealed class MapFrame(Box box, Grid grid)
{
    private const double Size = 12;

    // Light over dark: seen on every colour.
    private static readonly Pen s_under = new(new Colour(20, 20, 30), 2.4, Opacity: 0.55);
    private static readonly Pen s_over = new(new Colour(232, 238, 244), 1.1);
    private static readonly Colour s_dot = new(250, 250, 250);
    private static readonly Pen s_rim = new(new Colour(20, 20, 30), 3.4, Opacity: 0.85);
    private static readonly Pen s_ring = new(s_dot, 1.5);
    private static readonly Pen s_graticule = new(new Colour(150, 150, 160), 0.8, Opacity: 0.6);

    private readonly Bounds _bounds = grid.Bounds;

    /// <summary>The map's rectangle, whole pixels.</summary>
    public Box Box => box;

    /// <summary>Ratio of width to height of a degree, correct at the centre of the map; 1 for projected systems.</summary>
    public static double Stretch(Grid grid) =>
        grid.Crs.IsGeographic ? Math.Max(0.2, Math.Cos((grid.Bounds.North + grid.Bounds.South) / 2 * (Math.PI / 180))) : 1;

    /// <summary>Draws boundaries as far as they lie on the map.</summary>
    public void Draw(SkiaCanvas canvas, MapOutlines outlines)
    {
        LinePath path = new();
        foreach ((double X, double Y)[] line in outlines.Lines)
        {
            (double X, double Y) last = (double.NegativeInfinity, 0);
            for (int point = 0; point < line.Length; point++)
            {
                (double x, double y) = (X(line[point].X), Y(line[point].Y));
                // Many points of a coast fall on one pixel.
                if (point > 0 && point < line.Length - 1 && Math.Abs(x - last.X) + Math.Abs(y - last.Y) < 0.7) continue;
                path.Add(x, y);
                last = (x, y);
            }

            path.Lift();
        }

        canvas.Within(box, () =>
        {
            canvas.Stroke(path, s_under);
            canvas.Stroke(path, s_over);
        });
    }

    /// <summary>Draws dots and rings: light with a dark rim, seen on every colour.</summary>
    public void Draw(SkiaCanvas canvas, IReadOnlyList<MapPoint> points)
    {
        canvas.Within(box, () =>
        {
            foreach (MapPoint point in points)
            {
                (double x, double y) = (X(point.X), Y(point.Y));
                LinePath ring = Ring(x, y, 3.6);
                canvas.Stroke(ring, s_rim);
                if (point.IsHollow) canvas.Stroke(ring, s_ring);
                else canvas.Circle(x, y, 3.2, s_dot);
            }
        });
    }

    private static LinePath Ring(double x, double y, double radius)
    {
        const int corners = 16;
        LinePath path = new();
        for (int corner = 0; corner < corners; corner++)
        {
            double angle = 2 * Math.PI * corner / corners;
            path.Add(x + (radius * Math.Cos(angle)), y + (radius * Math.Sin(angle)));
        }

        return path.Close();
    }

    /// <summary>Draws parallels and meridians with their degrees; nothing for projected systems, which have a scale bar alone.</summary>
    public void Graticule(SkiaCanvas canvas)
    {
        if (!grid.Crs.IsGeographic) return;
        double step = Degrees(Math.Max((_bounds.East - _bounds.West) / 6, (_bounds.North - _bounds.South) / 6));
        foreach (double longitude in Lines(_bounds.West, _bounds.East, step))
        {
            canvas.Line(X(longitude), box.Y, X(longitude), box.Y + box.Height, s_graticule);
            // Longitudes beyond 180 degrees east are western.
            double named = longitude > 180 ? longitude - 360 : longitude;
            canvas.Text(X(longitude), box.Y + box.Height + 15, Name(named, step, "E", "W"), new Lettering(Size, Tone.Muted, Anchor.Middle));
        }

        foreach (double latitude in Lines(_bounds.South, _bounds.North, step))
        {
            canvas.Line(box.X, Y(latitude), box.X + box.Width, Y(latitude), s_graticule);
            canvas.Text(box.X - 6, Y(latitude) + 4, Name(latitude, step, "N", "S"), new Lettering(Size, Tone.Muted, Anchor.End));
        }
    }

    /// <summary>Draws a scale bar, correct at the centre of the map, and the name of the coordinate system.</summary>
    public void Scale(Canvas canvas, double y)
    {
        double metresPerUnit = grid.Crs.IsGeographic ? grid.Crs.Ellipsoid.SemiMajor * Math.PI / 180 * Stretch(grid)
            : grid.Crs.MetresPerUnit;
        double metresPerPixel = (_bounds.East - _bounds.West) * metresPerUnit / box.Width,
            metres = ColourScale.RoundStep(box.Width / 3 * metresPerPixel);
        double width = metres / metresPerPixel, x = box.X;
        canvas.Bar(new Box(x, y + 6, width, 2), Tone.Ink);
        canvas.Bar(new Box(x, y, 2, 14), Tone.Ink);
        canvas.Bar(new Box(x + width - 2, y, 2, 14), Tone.Ink);
        string text = metres >= 1000 ? $"{Number(metres / 1000)} km" : $"{Number(metres)} m";
        canvas.Text(x + width + 10, y + 12, text, new Lettering(13, Tone.Ink));
        double end = x + width + 22 + canvas.TextWidth(text, 13);
        string system = grid.Crs.ToString();
        // Next to the bar if there is space, otherwise below it.
        bool isBeside = end + canvas.TextWidth(system, Size) < box.X + box.Width;
        canvas.Text(isBeside ? box.X + box.Width : x, isBeside ? y + 12 : y + 32, system,
            new Lettering(Size, Tone.Muted, isBeside ? Anchor.End : Anchor.Start));
    }

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    private static double Degrees(double least)
    {
        double[] steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 45];
        return steps.FirstOrDefault(step => step >= 0.7 * least, 45);
    }

    private static IEnumerable<double> Lines(double from, double to, double step)
    {
        // A line on the edge of the map would be its frame.
        for (double at = Math.Ceiling((from / step) + 0.02) * step; at < to - (0.02 * step); at += step) yield return Math.Round(at, 6);
    }

    private static string Name(double degrees, double step, string positive, string negative)
    {
        string number = Math.Abs(degrees).ToString(step < 0.1 ? "0.00" : step < 1 ? "0.0" : "0", CultureInfo.InvariantCulture);
        return $"{number}°{(degrees == 0 || Math.Abs(degrees) == 180 ? "" : degrees > 0 ? " " + positive : " " + negative)}";
    }

    private double X(double x) => box.X + ((x - _bounds.West) / (_bounds.East - _bounds.West) * box.Width);

    private double Y(double y) => box.Y + ((_bounds.North - y) / (_bounds.North - _bounds.South) * box.Height);
}
