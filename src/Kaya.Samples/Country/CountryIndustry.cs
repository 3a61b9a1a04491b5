using System.Collections.Immutable;
using Kaya.Core;
using static Kaya.Samples.CountryCells;

namespace Kaya.Samples;

/// <summary>Branches of industry in the sample country.</summary>
public enum SampleIndustry
{
    /// <summary>Coal-fired power plant.</summary>
    CoalPower,

    /// <summary>Gas-fired power plant.</summary>
    GasPower,

    /// <summary>Iron and steel works; mostly coke.</summary>
    Steel,

    /// <summary>Cement works; mostly coal.</summary>
    Cement,

    /// <summary>Oil refinery, always at the coast.</summary>
    Refinery,

    /// <summary>Chemical works; gas and coal.</summary>
    Chemicals,
}

/// <summary>An industrial site of the sample country.</summary>
/// <param name="Industry">Its branch.</param>
/// <param name="Row">Row of its centre on the 500 m grid, from 0 in the north.</param>
/// <param name="Column">Column of its centre on the 500 m grid, from 0 in the west.</param>
/// <param name="Emission">CO2 emissions in the first year, t, before the map is scaled to the rounded statistics.</param>
/// <param name="Growth">Emissions of the second year relative to the first.</param>
public sealed record SampleSite(SampleIndustry Industry, int Row, int Column, double Emission, double Growth)
{
    internal int Cell => (Row * CountryCells.Columns) + Column;

    /// <summary>Half the width of its grounds, km.</summary>
    internal double HalfWidth => 0.25 + (0.22 * Math.Pow(Emission / 1e6, 0.4));
}

/// <summary>Places industrial sites near towns, rivers, roads and the coast.</summary>
internal static class CountryIndustry
{
    // Number of sites, median of their emissions in t, standard deviation of the logarithm, and whether they are at the coast.
    private static readonly ImmutableArray<(SampleIndustry Industry, int Number, double Median, double Deviation, bool AtCoast)> s_kinds =
    [
        (SampleIndustry.CoalPower, 11, 1_300_000, 0.6, false), (SampleIndustry.GasPower, 12, 450_000, 0.5, false),
        (SampleIndustry.Steel, 7, 800_000, 0.8, false), (SampleIndustry.Cement, 22, 250_000, 0.6, false),
        (SampleIndustry.Refinery, 4, 900_000, 0.4, true), (SampleIndustry.Chemicals, 26, 140_000, 0.8, false),
    ];

    public static ImmutableArray<SampleSite> Create(
        CountryTerrain terrain, CountryWater water, ImmutableArray<SampleTown> towns, CountryRoads roads, RandomSource random)
    {
        SampleTown[] hosts = [.. towns.Where(town => !town.IsVillage)];
        List<SampleSite> sites = [];
        foreach ((SampleIndustry industry, int number, double median, double deviation, bool atCoast) in s_kinds)
        {
            RandomSequence sequence = random.Derive(industry.ToString()).Sequence();
            for (int k = 0; k < number; k++)
            {
                double emission = median * Math.Exp(deviation * sequence.NextGaussian());
                int cell = ChooseCell(hosts, sequence, candidate => Suitability(candidate, terrain, water, roads, sites, atCoast));
                double growth = Math.Exp(0.08 + (0.14 * sequence.NextGaussian()));
                sites.Add(new SampleSite(industry, cell / Columns, cell % Columns, Math.Round(emission), growth));
            }
        }

        return [.. sites];
    }

    /// <summary>Fraction of each cell that belongs to an industrial site, 0 to 1.</summary>
    public static double[] Grounds(ImmutableArray<SampleSite> sites)
    {
        double[] grounds = new double[Count];
        foreach (SampleSite site in sites)
            foreach ((int cell, double distance) in Around(site.Cell, 3 * site.HalfWidth))
                grounds[cell] = Math.Max(grounds[cell], Math.Exp(-Math.Pow(distance / (1.3 * site.HalfWidth), 2)));
        return grounds;
    }

    // Draws 40 candidates at the edges of towns, larger towns more often, and takes the most suitable one.
    private static int ChooseCell(SampleTown[] hosts, RandomSequence sequence, Func<int, double> suitability) =>
        Enumerable.Range(0, 40).Select(_ => Candidate(hosts, sequence)).ToArray().MaxBy(suitability);

    private static int Candidate(SampleTown[] hosts, RandomSequence sequence)
    {
        SampleTown host = hosts[Math.Min(hosts.Length - 1, (int)(Math.Pow(sequence.NextDouble(), 2) * 120))];
        (double x, double y) = CentreOf(host.Cell);
        double distance = (1.6 * host.DecayLength) + 1 + (5 * sequence.NextDouble()), angle = 2 * Math.PI * sequence.NextDouble();
        return CellAt(x + (distance * Math.Cos(angle)), y + (distance * Math.Sin(angle)));
    }

    private static double Suitability(
        int cell, CountryTerrain terrain, CountryWater water, CountryRoads roads, List<SampleSite> sites, bool atCoast)
    {
        if (!terrain.IsLand[cell] || water.IsWater[cell]) return -1;
        double crowded = sites.Sum(site => Math.Exp(-Distance(site.Cell, cell) / 3));
        double shore = Math.Exp(-(atCoast ? terrain.ToCoast[cell] / 2 : Math.Min(water.ToRiver[cell], terrain.ToCoast[cell]) / 5));
        return (0.2 + shore) * Math.Exp(-(roads.ToRoad[cell] / 1.5) - (terrain.Slope[cell] / 40) - (2 * crowded));
    }
}
