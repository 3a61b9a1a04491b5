using Kaya.Geo;

namespace Kaya.Figures;

/// <summary>A picture being drawn: red, green and blue from the upper left.</summary>
internal sealed class Canvas
{
    private static readonly (byte R, byte G, byte B) s_ink = (34, 34, 40);

    public Canvas(int width, int height)
    {
        (Width, Height) = (width, height);
        Pixels = new byte[3 * width * height];
        Array.Fill(Pixels, (byte)255);
    }

    public int Width { get; }

    public int Height { get; }

    public byte[] Pixels { get; }

    public void Set(int x, int y, (byte R, byte G, byte B) colour)
    {
        if ((uint)x >= (uint)Width || (uint)y >= (uint)Height) return;
        int at = 3 * ((y * Width) + x);
        (Pixels[at], Pixels[at + 1], Pixels[at + 2]) = colour;
    }

    public void Box(int x, int y, int width, int height, (byte R, byte G, byte B) colour)
    {
        for (int row = y; row < y + height; row++)
            for (int column = x; column < x + width; column++) Set(column, row, colour);
    }

    /// <summary>Draws a smooth line as far as it lies inside a frame.</summary>
    public void Line(Stroke line, (byte R, byte G, byte B) colour, double width, Frame frame)
    {
        double reach = (width / 2) + 1;
        int left = (int)Math.Max(frame.X, Math.Min(line.X0, line.X1) - reach), right = (int)Math.Min(frame.X + frame.Width - 1, Math.Max(line.X0, line.X1) + reach);
        int top = (int)Math.Max(frame.Y, Math.Min(line.Y0, line.Y1) - reach), bottom = (int)Math.Min(frame.Y + frame.Height - 1, Math.Max(line.Y0, line.Y1) + reach);
        for (int y = top; y <= bottom; y++)
            for (int x = left; x <= right; x++) Blend(x, y, colour, Cover(line.DistanceOf(x + 0.5, y + 0.5), width));
    }

    /// <summary>Writes a line of letters whose upper left dot is at a place; what follows a <c>^</c> up to a blank is raised.</summary>
    /// <returns>Where it ends.</returns>
    public double Text(double x, double y, string text, double dot = 2)
    {
        foreach ((char letter, bool raised) in Letters(text))
        {
            (double size, double up) = raised ? (0.7 * dot, 1.5 * dot) : (dot, 0);
            Letter(x, y - up, letter, size);
            x += DotLettering.Advance * size;
        }

        return x;
    }

    /// <summary>Width of a line of letters.</summary>
    public static double WidthOf(string text, double dot = 2) => Letters(text).Sum(letter => DotLettering.Advance * (letter.Raised ? 0.7 * dot : dot));

    private static IEnumerable<(char Letter, bool Raised)> Letters(string text)
    {
        bool raised = false;
        foreach (char letter in text)
        {
            if (letter == ' ') raised = false;
            if (letter == '^') raised = true;
            else yield return (letter, raised);
        }
    }

    private void Letter(double x, double y, char letter, double dot)
    {
        IReadOnlyList<Stroke> strokes = DotLettering.Strokes(letter);
        if (strokes.Count == 0) return;
        double width = Math.Max(1.3, 0.95 * dot);
        for (int row = (int)(y - dot); row <= y + ((DotLettering.Height + 3) * dot); row++)
            for (int column = (int)(x - dot); column <= x + (DotLettering.Advance * dot); column++)
            {
                double nearest = double.PositiveInfinity;
                foreach (Stroke stroke in strokes)
                    nearest = Math.Min(nearest, dot * stroke.DistanceOf(((column + 0.5 - x) / dot) - 0.5, ((row + 0.5 - y) / dot) - 0.5));
                Blend(column, row, s_ink, Cover(nearest, width));
            }
    }

    private static double Cover(double distance, double width) => Math.Clamp((width / 2) + 0.5 - distance, 0, 1);

    private void Blend(int x, int y, (byte R, byte G, byte B) colour, double part)
    {
        if (part <= 0 || (uint)x >= (uint)Width || (uint)y >= (uint)Height) return;
        int at = 3 * ((y * Width) + x);
        byte Mix(byte below, byte above) => (byte)Math.Round(below + (part * (above - below)));
        (Pixels[at], Pixels[at + 1], Pixels[at + 2]) = (Mix(Pixels[at], colour.R), Mix(Pixels[at + 1], colour.G), Mix(Pixels[at + 2], colour.B));
    }
}

/// <summary>A rectangle of a picture.</summary>
internal readonly record struct Frame(int X, int Y, int Width, int Height);
