using Kaya.Core;

namespace Kaya.Samples;

/// <summary>Gradient noise in two dimensions (Perlin 2002) and fractal noise, the sum of several octaves of it.</summary>
internal sealed class FractalNoise
{
    private readonly byte[] _order = new byte[512];
    private readonly double[] _cosine = new double[256];
    private readonly double[] _sine = new double[256];

    public FractalNoise(RandomSource random)
    {
        RandomSequence sequence = random.Sequence();
        for (int i = 0; i < 256; i++) _order[i] = (byte)i;
        sequence.Shuffle(_order.AsSpan(0, 256));
        _order.AsSpan(0, 256).CopyTo(_order.AsSpan(256));
        for (int i = 0; i < 256; i++) (_sine[i], _cosine[i]) = Math.SinCos(2 * Math.PI * sequence.NextDouble());
    }

    /// <summary>One octave: values about -0.7 to 0.7, wavelength about 1.</summary>
    public double At(double x, double y)
    {
        int column = (int)Math.Floor(x), row = (int)Math.Floor(y);
        double u = x - column, v = y - row, s = Fade(u), t = Fade(v);
        double upper = Mix(Corner(column, row, u, v), Corner(column + 1, row, u - 1, v), s);
        double lower = Mix(Corner(column, row + 1, u, v - 1), Corner(column + 1, row + 1, u - 1, v - 1), s);
        return Mix(upper, lower, t);
    }

    /// <summary>Sum of octaves, about -1 to 1. From one to the next the wavelength is halved; the amplitude changes by a factor.</summary>
    /// <param name="x">Coordinate.</param>
    /// <param name="y">Coordinate.</param>
    /// <param name="octaves">Number of octaves.</param>
    /// <param name="gain">Factor of the amplitude.</param>
    public double Sum(double x, double y, int octaves, double gain = 0.5)
    {
        double sum = 0, amplitude = 1;
        for (int octave = 0; octave < octaves; octave++, amplitude *= gain)
        {
            sum += amplitude * At(x, y);
            // The shift keeps the zeros of the octaves at different points.
            (x, y) = ((2 * x) + 17.3, (2 * y) - 9.7);
        }

        return sum;
    }

    /// <summary>Ridged noise, as for mountain ranges: 0 to about 2.</summary>
    public double Ridges(double x, double y, int octaves)
    {
        double sum = 0, amplitude = 1;
        for (int octave = 0; octave < octaves; octave++, amplitude *= 0.5)
        {
            double crest = 1 - (2 * Math.Abs(At(x, y)));
            sum += amplitude * crest * crest;
            (x, y) = ((2 * x) + 17.3, (2 * y) - 9.7);
        }

        return sum;
    }

    private static double Fade(double t) => t * t * t * ((t * ((t * 6) - 15)) + 10);

    private static double Mix(double from, double to, double part) => from + (part * (to - from));

    private double Corner(int column, int row, double u, double v)
    {
        int gradient = _order[_order[column & 255] + (row & 255)];
        return (_cosine[gradient] * u) + (_sine[gradient] * v);
    }
}
