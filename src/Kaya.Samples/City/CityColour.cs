namespace Kaya.Samples;

/// <summary>A colour, 0 to 255 for each of red, green and blue, with fractions.</summary>
internal readonly record struct CityColour(double Red, double Green, double Blue)
{
    public static CityColour operator *(CityColour colour, double factor) =>
        new(colour.Red * factor, colour.Green * factor, colour.Blue * factor);

    public static CityColour operator +(CityColour left, CityColour right) =>
        new(left.Red + right.Red, left.Green + right.Green, left.Blue + right.Blue);

    /// <summary>This colour with a share of another.</summary>
    public CityColour Mix(CityColour other, double share) => (this * (1 - share)) + (other * share);
}
