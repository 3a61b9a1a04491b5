using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Samples;

/// <summary>A plane wave that moves over the country and grows and fades in some days.</summary>
/// <param name="X">Wave number to the east, rad per km.</param>
/// <param name="Y">Wave number to the north, rad per km.</param>
/// <param name="Frequency">rad per hour.</param>
/// <param name="Phase">rad.</param>
/// <param name="Amplitude">Largest amplitude.</param>
/// <param name="Fading">Frequency of growing and fading, rad per hour.</param>
internal readonly record struct TravellingWave(double X, double Y, double Frequency, double Phase, double Amplitude, double Fading)
{
    /// <summary>Amplitude at a time, between a fifth of the largest and the largest.</summary>
    public double AmplitudeAt(double hours) => Amplitude * (0.6 + (0.4 * Math.Sin((Fading * hours) + (3 * Phase))));
}

/// <summary>A sum of moving waves: a function of place and time that can be read at any hour.</summary>
/// <param name="waves">The waves.</param>
internal sealed class TravellingWaves(ImmutableArray<TravellingWave> waves)
{
    /// <summary>Draws waves that move to the east.</summary>
    /// <param name="random">Source of the draws.</param>
    /// <param name="number">Number of waves.</param>
    /// <param name="length">Shortest and longest wavelength, km.</param>
    /// <param name="speed">Slowest and fastest speed, km per hour.</param>
    /// <param name="amplitude">Amplitude as a function of the wave number, rad per km.</param>
    public static TravellingWaves Draw(
        RandomSource random, int number, (double Shortest, double Longest) length, (double Slowest, double Fastest) speed,
        Func<double, double> amplitude)
    {
        RandomSequence sequence = random.Sequence();
        TravellingWave[] waves = new TravellingWave[number];
        for (int k = 0; k < number; k++)
        {
            // Spread evenly over the logarithm of the wavelength, with a draw in each part.
            double part = (k + sequence.NextDouble()) / number;
            double wavenumber = 2 * Math.PI / (length.Shortest * Math.Pow(length.Longest / length.Shortest, part));
            double direction = (sequence.NextDouble() - 0.5) * 2.2;
            double frequency = wavenumber * (speed.Slowest + ((speed.Fastest - speed.Slowest) * sequence.NextDouble()));
            double days = 5 + (9 * sequence.NextDouble());
            waves[k] = new TravellingWave(
                wavenumber * Math.Cos(direction), wavenumber * Math.Sin(direction), frequency, 2 * Math.PI * sequence.NextDouble(),
                amplitude(wavenumber), 2 * Math.PI / (24 * days));
        }

        return new TravellingWaves([.. waves]);
    }

    /// <summary>The sum at the crossings of lines, added to what is there.</summary>
    /// <param name="place">Columns, km to the east, and rows, km to the north.</param>
    /// <param name="hours">Time.</param>
    /// <param name="shift">Added to the phase of every wave, rad.</param>
    /// <param name="scale">Factor of the sum.</param>
    /// <param name="sums">row x column.</param>
    public void AddTo(GridLines place, double hours, double shift, double scale, Span<double> sums)
    {
        int columns = place.X.Length;
        // sin(a + b) from the sines and cosines of rows and columns: two of each a wave and line instead of one for every crossing.
        double[] sine = new double[columns], cosine = new double[columns];
        foreach (TravellingWave wave in waves)
        {
            double amplitude = scale * wave.AmplitudeAt(hours);
            for (int c = 0; c < columns; c++) (sine[c], cosine[c]) = Math.SinCos(wave.X * place.X[c]);
            for (int r = 0; r < place.Y.Length; r++)
            {
                (double s, double k) = Math.SinCos((wave.Y * place.Y[r]) - (wave.Frequency * hours) + wave.Phase + shift);
                Span<double> row = sums.Slice(r * columns, columns);
                for (int c = 0; c < columns; c++) row[c] += amplitude * ((sine[c] * k) + (cosine[c] * s));
            }
        }
    }
}

/// <summary>Places of the lines of a grid from the middle of the country, km: columns to the east, rows to the north.</summary>
/// <param name="X">One for each column.</param>
/// <param name="Y">One for each row, the northernmost first.</param>
internal sealed record GridLines(ImmutableArray<double> X, ImmutableArray<double> Y)
{
    /// <summary>Middles of cells.</summary>
    public static GridLines Centres(int rows, int columns, double size) => Of(rows, columns, size, rows / 2.0 - 0.5, columns / 2.0 - 0.5);

    /// <summary>Corners of cells, one row and one column more.</summary>
    public static GridLines Corners(int rows, int columns, double size) => Of(rows + 1, columns + 1, size, rows / 2.0, columns / 2.0);

    private static GridLines Of(int rows, int columns, double size, double middleRow, double middleColumn) => new(
        [.. Enumerable.Range(0, columns).Select(c => (c - middleColumn) * size)],
        [.. Enumerable.Range(0, rows).Select(r => (middleRow - r) * size)]);
}
