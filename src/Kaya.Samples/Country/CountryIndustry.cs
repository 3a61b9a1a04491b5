using System.Collections.Immutable;
using Kaya.Core;
using static Kaya.Samples.CountryCells;

namespace Kaya.Samples;

/// <summary>What an industrial site does.</summary>
public enum SampleIndustry
{
    /// <summary>Power plant on coal.</summary>
    CoalPower,

    /// <summary>Power plant on natural gas.</summary>
    GasPower,

    /// <summary>Iron and steel, on coke.</summary>
    Steel,

    /// <summary>Cement, on coal.</summary>
    Cement,

    /// <summary>Refinery, at the coast.</summary>
    Refinery,

    /// <summary>Chemicals, on gas and coal.</summary>
    Chemicals,
}

/// <summary>An industrial site of the sample country.</summary>
/// <param name="Industry">What it does.</param>
/// <param name="Row">Row of its middle on the 500 m grid.</param>
/// <param name="Column">Column of its middle on the 500 m grid.</param>
/// <param name="Emission">t of CO2 in the first year, before statistics are rounded.</param>
/// <param name="Growth">Emission of the second year by that of the first.</param>
public sealed record SampleSite(SampleIndustry Industry, int Row, int Column, double Emission, double Growth)
{
    internal int Cell => (Row * CountryCells.Columns) + Column;

    /// <summary>Half the width of its grounds, km.</summary>
    internal double Reach => 0.25 + (0.22 * Math.Pow(Emission / 1e6, 0.4));
}

/// <summary>Puts industry near towns, by rivers, roads and the coast.</summary>
internal static class CountryIndustry
{
    // How many, median emission in t, spread of its logarithm, and whether it stands at the coast.
    private static readonly (SampleIndustry Industry, int Number, double Median, double Spread, bool AtCoast)[] s_kinds =
    [
        (SampleIndustry.CoalPower, 11, 1_300_000, 0.6, false), (SampleIndustry.GasPower, 12, 450_000, 0.5, false),
        (SampleIndustry.Steel, 7, 800_000, 0.8, false), (SampleIndustry.Cement, 22, 250_000, 0.6, false),
        (SampleIndustry.Refinery, 4, 900_000, 0.4, true), (SampleIndustry.Chemicals, 26, 140_000, 0.8, false),
    ];

    public static ImmutableArray<SampleSite> Create(CountryTerrain terrain, CountryWater water, ImmutableArray<SampleTown> towns, CountryRoads roads, RandomSource random)
    {
        SampleTown[] hosts = [.. towns.Where(town => !town.IsVillage)];
        List<SampleSite> sites = [];
        foreach ((SampleIndustry industry, int number, double median, double spread, bool atCoast) in s_kinds)
        {
            RandomSequence sequence = random.Derive(industry.ToString()).Sequence();
            for (int k = 0; k < number; k++)
            {
                double emission = median * Math.Exp(spread * sequence.NextGaussian());
                int cell = Place(hosts, sequence, candidate => Fit(candidate, terrain, water, roads, sites, atCoast));
                sites.Add(new SampleSite(industry, cell / Columns, cell % Columns, Math.Round(emission), Math.Exp(0.08 + (0.14 * sequence.NextGaussian()))));
            }
        }

        return [.. sites];
    }

    /// <summary>How much of each cell is grounds of an industrial site, 0 to 1.</summary>
    public static double[] Grounds(ImmutableArray<SampleSite> sites)
    {
        double[] grounds = new double[Count];
        foreach (SampleSite site in sites)
            foreach ((int cell, double distance) in Around(site.Cell, 3 * site.Reach))
                grounds[cell] = Math.Max(grounds[cell], Math.Exp(-Math.Pow(distance / (1.3 * site.Reach), 2)));
        return grounds;
    }

    // Of some places at the edges of towns, larger towns more often, the one that fits best.
    private static int Place(SampleTown[] hosts, RandomSequence sequence, Func<int, double> fit) => Enumerable.Range(0, 40).Select(_ =>
    {
        SampleTown host = hosts[Math.Min(hosts.Length - 1, (int)(Math.Pow(sequence.NextDouble(), 2) * 120))];
        (double x, double y) = CountryCells.Place(host.Cell);
        double distance = (1.6 * host.Reach) + 1 + (5 * sequence.NextDouble()), angle = 2 * Math.PI * sequence.NextDouble();
        return At(x + (distance * Math.Cos(angle)), y + (distance * Math.Sin(angle)));
    }).ToArray().MaxBy(fit);

    private static double Fit(int cell, CountryTerrain terrain, CountryWater water, CountryRoads roads, List<SampleSite> sites, bool atCoast)
    {
        if (!terrain.IsLand[cell] || water.IsWater[cell]) return -1;
        double crowded = sites.Sum(site => Math.Exp(-Distance(site.Cell, cell) / 3));
        double shore = Math.Exp(-(atCoast ? terrain.ToCoast[cell] / 2 : Math.Min(water.ToRiver[cell], terrain.ToCoast[cell]) / 5));
        return (0.2 + shore) * Math.Exp(-(roads.ToRoad[cell] / 1.5) - (terrain.Slope[cell] / 40) - (2 * crowded));
    }
}
