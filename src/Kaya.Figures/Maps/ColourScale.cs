using System.Globalization;
using Kaya.Geo;

namespace Kaya.Figures;

/// <summary>Which value has which place on the ramp.</summary>
internal sealed class ColourScale
{
    private const double Low = 0.02;
    private const double High = 0.995;

    // Values that span more than three decades would be one dark area on an even scale.
    private const double DecadesOfLog = 1e3;

    // Values more than five decades below the maximum get the darkest colour, so that tiny values do not use most of the scale.
    private const double MostOfLog = 1e5;

    private readonly bool _logarithmic;
    private readonly double _low;
    private readonly double _high;

    private ColourScale(bool logarithmic, double low, double high) => (_logarithmic, _low, _high) = (logarithmic, low, high);

    public static ColourScale For(double[] values, MapOptions options, QuantityKind kind)
    {
        double[] finite = [.. values.Where(double.IsFinite).Order()], positive = [.. finite.Where(value => value > 0)];
        bool logarithmic = options.Logarithmic
            ?? (kind != QuantityKind.Category && positive.Length > 1 && finite[0] >= 0 && Part(positive, High) > DecadesOfLog
            * Part(positive, Low));
        double[] sorted = logarithmic ? positive : finite;
        double low = options.Lowest ?? (sorted.Length == 0 ? 0 : logarithmic ? Math.Max(Part(sorted, Low), Part(sorted, High) / MostOfLog)
            : sorted[0]);
        double high = options.Highest ?? (sorted.Length == 0 ? 1 : Part(sorted, High));
        if (logarithmic && !(low > 0)) low = high > 0 ? high / 1e6 : 1e-6;
        // Values that differ by rounding only are one value: ticks between them would have no end.
        if (!(high - low > 1e-9 * Math.Max(Math.Abs(high), Math.Abs(low)))) high = logarithmic ? low * 10 : low + 1;
        return new ColourScale(logarithmic, low, high);
    }

    /// <summary>Options with which any values get the places of this scale.</summary>
    public MapOptions Fixed(MapOptions options) => options with { Logarithmic = _logarithmic, Lowest = _low, Highest = _high };

    private static double Part(double[] sorted, double part) => sorted[(int)(part * (sorted.Length - 1))];

    /// <summary>From 0 to 1 between the ends; beyond them less or more.</summary>
    public double Place(double value) => _logarithmic
        ? value <= 0 ? 0 : Math.Log(value / _low) / Math.Log(_high / _low)
        : (value - _low) / (_high - _low);

    /// <summary>Round values to write beside the ramp.</summary>
    public IEnumerable<(double Place, string Text)> Ticks()
    {
        if (_logarithmic)
        {
            int first = (int)Math.Ceiling(Math.Log10(_low) - 1e-9), last = (int)Math.Floor(Math.Log10(_high) + 1e-9);
            if (last - first >= 1)
            {
                int step = Math.Max(1, (last - first + 5) / 6);
                for (int power = first; power <= last; power += step) yield return (
                    Place(Math.Pow(10, power)), power is >= -3 and <= 3 ? Text(Math.Pow(10, power)) : Power(power));
                yield break;
            }

            foreach (double part in new[] { 0.0, 0.5, 1.0 }) yield return (part, Text(_low * Math.Pow(_high / _low, part)));
            yield break;
        }

        double width = RoundStep((_high - _low) / 5);
        for (double tick = Math.Ceiling((_low / width) - 1e-9) * width; tick <= _high + (1e-9 * width); tick += width)
            yield return (Place(tick), Text(Math.Abs(tick) < width / 1e6 ? 0 : tick));
    }

    /// <summary>The number 1, 2 or 5 times a power of ten that is nearest below.</summary>
    public static double RoundStep(double length)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(length)));
        return length / power >= 5 ? 5 * power : length / power >= 2 ? 2 * power : power;
    }

    private static string Text(double value)
    {
        if (Math.Abs(value) is < 99_999.5 and >= 1e-3 or 0) return value.ToString("G5", CultureInfo.InvariantCulture);
        string[] text = value.ToString("0.##e+0", CultureInfo.InvariantCulture).Replace("e+", "e", StringComparison.Ordinal).Split('e');
        string power = Power(int.Parse(text[1], CultureInfo.InvariantCulture));
        return text[0] == "1" ? power : $"{text[0]} × {power}";
    }

    private static string Power(int exponent) => $"10{UnitDisplay.Superscript(exponent)}";
}
