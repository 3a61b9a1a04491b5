using Kaya.Core;

namespace Kaya.Samples;

/// <summary>Decides the use of a quarter from the distance to centres and industrial zones, from hills, and by chance.</summary>
internal sealed class CityZoning(CityPlan plan, CityTerrain terrain, RandomSource random)
{
    private readonly FractalNoise _noise = new(random);

    public CityQuarter Quarter(int number, double x, double y, RandomSequence sequence)
    {
        // Dense at the centres, 0 far outside; shaken so that a city has gaps and spurs.
        double density = plan.Centres.Sum(centre => centre.Weight * Math.Exp(-Math.Sqrt(centre.Squared(x, y))))
            * Math.Exp(0.5 * _noise.Sum(x / 2600, y / 2600, 3));
        CityLandUse use = Use(x, y, density, sequence);
        CityIndustry branch = Branch(x, y, sequence);
        // How high and how busy: it changes over some 2 km, and is not seen from above.
        double rank = Math.Exp((2.1 * _noise.Sum((x / 2300) + 130, (y / 2300) - 70, 2)) + (0.2 * sequence.NextGaussian()));
        double angle = (0.9 * _noise.At(x / 2200, (y / 2200) + 60)) + (0.25 * sequence.NextGaussian());
        (double cover, double storeys, double block) = use switch
        {
            CityLandUse.LowHousing => (0.16 + (0.22 * Math.Min(1, density)), 1.5 * Math.Pow(rank, 0.35), 95),
            CityLandUse.HighHousing => (0.2 + (0.12 * sequence.NextDouble()), 2 + (plan.Height * (4 + (7 * density)) * rank), 150),
            CityLandUse.Commerce => (0.4 + (0.25 * sequence.NextDouble()), 1.5 + (plan.Height * 8 * density * rank), 115),
            CityLandUse.Institution => (0.2 + (0.1 * sequence.NextDouble()), 3 + (2 * plan.Height * rank), 180),
            CityLandUse.Industry => (0.22 + (0.38 * sequence.NextDouble()), 1, 260),
            CityLandUse.Farmland => (0, 0, 210),
            _ => (0, 0, 160),
        };
        return new CityQuarter
        {
            X = x,
            Y = y,
            Use = use,
            Branch = branch,
            Number = number,
            Turn = (Math.Cos(angle), Math.Sin(angle)),
            Block = (block * (0.8 + (0.5 * sequence.NextDouble())), block * (0.7 + (0.4 * sequence.NextDouble()))),
            Cover = cover,
            Storeys = storeys,
            Intensity = Math.Exp(1.8 * _noise.Sum((x / 2000) - 210, (y / 2000) + 15, 2)),
            Known = Math.Clamp(0.7 + (0.9 * _noise.Sum((x / 3500) + 300, (y / 3500) + 300, 2)), 0.35, 1),
            HasTanks = sequence.NextDouble() < (branch is CityIndustry.Chemicals or CityIndustry.Metal ? 0.55 : 0.08),
            Tone = sequence.NextDouble(),
        };
    }

    private CityLandUse Use(double x, double y, double density, RandomSequence sequence)
    {
        double zone = plan.Zones.Sum(disc => Math.Exp(-disc.Squared(x, y))), chance = sequence.NextDouble();
        if (terrain.Height.At(x, y) > 110 && density < 0.7) return CityLandUse.Forest;
        if (zone > 0.3 + (0.4 * sequence.NextDouble())) return CityLandUse.Industry;
        return density switch
        {
            > 0.55 => Pick(chance, 0.34 * plan.Visitors, 0.4 * plan.Height, 0.12, 0.11 * plan.Visitors, 0.07, 0.01, 0),
            > 0.27 => Pick(chance, 0.1 * plan.Visitors, 0.4 * plan.Height, 0.34, 0.07 * plan.Visitors, 0.07, 0.04, 0.02),
            > 0.12 => Pick(chance, 0.025, 0.11 * plan.Height, 0.45, 0.025, 0.06, 0.06, 0.27),
            _ => Pick(chance, 0, 0, 0.075, 0.003, 0.1, 0.02, 0.8),
        };
    }

    // Weights of commerce, high and low housing, institutions, parks and woods, industry, farmland.
    private static CityLandUse Pick(double chance, params ReadOnlySpan<double> weights)
    {
        ReadOnlySpan<CityLandUse> uses = [CityLandUse.Commerce, CityLandUse.HighHousing, CityLandUse.LowHousing, CityLandUse.Institution,
            weights[^1] > 0.5 ? CityLandUse.Forest : CityLandUse.Park, CityLandUse.Industry, CityLandUse.Farmland];
        double total = 0;
        foreach (double weight in weights) total += weight;
        double left = chance * total;
        for (int i = 0; i < uses.Length; i++)
        {
            left -= weights[i];
            if (left < 0) return uses[i];
        }

        return CityLandUse.Farmland;
    }

    // Factories of one branch stand together.
    private CityIndustry Branch(double x, double y, RandomSequence sequence)
    {
        double heaviness = (1.9 * _noise.At((x / 3200) + 90, y / 3200)) + (0.35 * sequence.NextGaussian()) + (0.45 * (plan.Heavy - 1));
        return heaviness switch
        {
            < -0.2 => CityIndustry.Workshops,
            < 0.35 => CityIndustry.Assembly,
            < 0.8 => CityIndustry.Chemicals,
            _ => CityIndustry.Metal,
        };
    }
}
