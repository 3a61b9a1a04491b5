using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Urban;

namespace Kaya.Samples;

/// <summary>Points of interest of a place, as a map would list them: not all are known, and some uses are listed far more
/// than others.</summary>
internal static class CityPoints
{
    // Points for each hectare of a quarter, by what there is on a hectare; in the order of PoiCategories.
    private static readonly ImmutableArray<(string Category, double People, double Commerce, double Institution, double Other)> s_rates =
    [
        ("food", 0.0016, 0.075, 0.01, 0.003), ("accommodation", 0.0001, 0.014, 0, 0.001), ("shopping", 0.0017, 0.09, 0, 0.002),
        ("life services", 0.0018, 0.03, 0, 0.002), ("sports and leisure", 0.0004, 0.015, 0.006, 0.004),
        ("tourist sites", 0.00004, 0.002, 0.006, 0.012), ("education and culture", 0.0005, 0.004, 0.06, 0), ("healthcare", 0.0004, 0.003,
            0.045, 0),
        ("finance", 0.0002, 0.02, 0.003, 0), ("companies", 0.0002, 0.06, 0.004, 0), ("automobile", 0.0003, 0.003, 0, 0.004),
        ("transport", 0.0006, 0.008, 0.01, 0.006), ("residence and business", 0.0011, 0.001, 0, 0), ("government", 0.0002, 0.002, 0.04,
            0.001),
    ];

    /// <summary>Points of all cells.</summary>
    /// <returns>First point of each cell and the number of points; the points.</returns>
    public static (ImmutableArray<int> Start, ImmutableArray<PointOfInterest> Points) Draw(
        CityPlan plan, CityCover cover, RandomSource random)
    {
        ImmutableArray<int>.Builder start = ImmutableArray.CreateBuilder<int>();
        ImmutableArray<PointOfInterest>.Builder points = ImmutableArray.CreateBuilder<PointOfInterest>();
        double[] rates = new double[s_rates.Length];
        for (int cell = 0; cell < plan.Size * plan.Size; cell++)
        {
            RandomSequence sequence = random.Derive($"cell {cell}").Sequence();
            start.Add(points.Count);
            int patch = 0;
            foreach (CityQuarter? quarter in cover.Of(cell))
            {
                (int row, int column) = Math.DivRem(patch++, CityCover.Patches);
                if (quarter is null) continue;
                double total = Rates(quarter, rates);
                for (int left = Poisson(total * CityCover.PatchArea, sequence); left > 0; left--)
                    points.Add(new PointOfInterest(Place(row, sequence), Place(column, sequence),
                        Choose(rates, total * sequence.NextDouble())));
            }
        }

        start.Add(points.Count);
        return (start.ToImmutable(), points.ToImmutable());
    }

    private static double Rates(CityQuarter quarter, double[] rates)
    {
        double other = quarter.Use is CityLandUse.Park ? 1 : quarter.Use is CityLandUse.Farmland ? 0.15 : 0, total = 0;
        for (int i = 0; i < rates.Length; i++)
        {
            rates[i] = quarter.Known * ((s_rates[i].People * quarter.People) + (s_rates[i].Commerce * quarter.Commerce)
                + (s_rates[i].Institution * quarter.Institution) + (s_rates[i].Other * other) + Factory(quarter, s_rates[i].Category));
            total += rates[i];
        }

        return total;
    }

    // Many small workshops are listed one by one; a steel works of the same size is one company.
    private static double Factory(CityQuarter quarter, string category) => quarter.Sheds * (category, quarter.Branch) switch
    {
        ("companies", CityIndustry.Workshops) => 3,
        ("companies", CityIndustry.Assembly) => 0.6,
        ("companies", _) => 0.16,
        ("automobile", CityIndustry.Workshops) => 0.5,
        ("automobile", CityIndustry.Assembly) => 0.25,
        ("food", CityIndustry.Workshops or CityIndustry.Assembly) => 0.2,
        ("transport", _) => 0.12,
        _ => 0,
    };

    private static int Poisson(double mean, RandomSequence sequence)
    {
        double limit = Math.Exp(-mean), product = sequence.NextDouble();
        int count = 0;
        while (product > limit)
        {
            count++;
            product *= sequence.NextDouble();
        }

        return count;
    }

    private static ushort Choose(double[] rates, double place)
    {
        for (int i = 0; i < rates.Length - 1; i++)
        {
            place -= rates[i];
            if (place < 0) return (ushort)i;
        }

        return (ushort)(rates.Length - 1);
    }

    private static ushort Place(int patch, RandomSequence sequence) =>
        (ushort)((patch + sequence.NextDouble()) / CityCover.Patches * 65536);
}
