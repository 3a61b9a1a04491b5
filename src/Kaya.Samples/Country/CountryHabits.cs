using Kaya.Core;

namespace Kaya.Samples;

/// <summary>How provinces differ in one year; arrays by number of the province, 0 unused.</summary>
/// <param name="Population">Residents by those of the first year.</param>
/// <param name="Homes">Heating and cooking by the country's mean.</param>
/// <param name="Workshops">Diffuse industry by the country's mean.</param>
/// <param name="Traffic">Driving by the country's mean.</param>
/// <param name="Lighting">Light of a built-up km2 by the country's mean.</param>
/// <param name="Productivity">GDP per head by the country's mean.</param>
internal sealed record CountryHabits(double[] Population, double[] Homes, double[] Workshops, double[] Traffic, double[] Lighting, double[] Productivity)
{
    public static (CountryHabits First, CountryHabits Second) Create(RandomSource random)
    {
        double[] Near(string name, double middle, double spread)
        {
            RandomSequence sequence = random.Derive(name).Sequence();
            return [.. Enumerable.Range(0, CountryProvinces.Number + 1).Select(_ => middle * Math.Exp(spread * sequence.NextGaussian()))];
        }

        double[] Times(double[] left, double[] right) => [.. left.Zip(right, (a, b) => a * b)];
        double[] none = [.. Enumerable.Repeat(1.0, CountryProvinces.Number + 1)];
        CountryHabits first = new(none, Near("homes", 1, 0.15), Near("workshops", 1, 0.35), Near("traffic", 1, 0.12), Near("lighting", 1, 0.12), Near("productivity", 1, 0.5));
        CountryHabits second = new(Near("growth", 1.1, 0.06), Times(first.Homes, Near("homes later", 0.97, 0.04)), Times(first.Workshops, Near("workshops later", 1.08, 0.1)),
            Times(first.Traffic, Near("traffic later", 1.12, 0.05)), Times(first.Lighting, Near("lighting later", 1.06, 0.04)), Times(first.Productivity, Near("productivity later", 1.2, 0.08)));
        return (first, second);
    }
}
