using Kaya.Core;

namespace Kaya.Samples;

/// <summary>Activity of the provinces in one year. Each array is indexed by province number; index 0 is not used.</summary>
/// <param name="Population">Residents relative to the first year.</param>
/// <param name="Homes">Heating and cooking per resident relative to the mean of the country in the first year.</param>
/// <param name="Workshops">Diffuse industry, relative likewise.</param>
/// <param name="Traffic">Driving, relative likewise.</param>
/// <param name="Lighting">Light per built-up km2, relative likewise.</param>
/// <param name="Productivity">GDP per resident, relative likewise.</param>
internal sealed record CountryActivity(
    double[] Population, double[] Homes, double[] Workshops, double[] Traffic, double[] Lighting, double[] Productivity)
{
    public static (CountryActivity First, CountryActivity Second) Create(RandomSource random)
    {
        double[] LogNormal(string name, double median, double standardDeviation)
        {
            RandomSequence sequence = random.Derive(name).Sequence();
            return [.. Enumerable.Range(0, CountryProvinces.Number + 1)
                .Select(_ => median * Math.Exp(standardDeviation * sequence.NextGaussian()))];
        }

        double[] Times(double[] left, double[] right) => [.. left.Zip(right, (a, b) => a * b)];
        double[] unchanged = [.. Enumerable.Repeat(1.0, CountryProvinces.Number + 1)];
        CountryActivity first = new(
            unchanged,
            LogNormal("homes", 1, 0.15),
            LogNormal("workshops", 1, 0.35),
            LogNormal("traffic", 1, 0.12),
            LogNormal("lighting", 1, 0.12),
            LogNormal("productivity", 1, 0.5));
        CountryActivity second = new(
            LogNormal("growth", 1.1, 0.06),
            Times(first.Homes, LogNormal("homes later", 0.97, 0.04)),
            Times(first.Workshops, LogNormal("workshops later", 1.08, 0.1)),
            Times(first.Traffic, LogNormal("traffic later", 1.12, 0.05)),
            Times(first.Lighting, LogNormal("lighting later", 1.06, 0.04)),
            Times(first.Productivity, LogNormal("productivity later", 1.2, 0.08)));
        return (first, second);
    }
}
