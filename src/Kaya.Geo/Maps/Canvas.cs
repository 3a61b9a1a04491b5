namespace Kaya.Geo;

/// <summary>A picture being drawn: red, green and blue from the upper left.</summary>
internal sealed class Canvas
{
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

    /// <summary>Writes a line of letters whose upper left dot is at a place.</summary>
    public void Text(int x, int y, string text, int size = 2)
    {
        for (int index = 0; index < text.Length; index++)
            for (int row = 0; row < Lettering.Height; row++)
                for (int column = 0; column < 5; column++)
                    if (Lettering.Dot(text[index], row, column))
                        Box(x + (size * ((index * Lettering.Advance) + column)), y + (size * row), size, size, (30, 30, 30));
    }
}
