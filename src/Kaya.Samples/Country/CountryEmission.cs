using Kaya.Core;
using Kaya.Downscaling;
using Kaya.Inventory;
using static Kaya.Samples.CountryCells;

namespace Kaya.Samples;

/// <summary>Who burns which fuel where in one year: homes, diffuse industry, traffic, farms and single sites.</summary>
internal sealed class CountryEmission
{
    private static readonly int s_fuels = InventoryFuels.All.Count;

    // Shares of CO2 in the order coal, coke, crude oil, gasoline, kerosene, diesel oil, fuel oil, natural gas.
    private static readonly double[] s_homes = [0.25, 0, 0, 0, 0.1, 0.05, 0.05, 0.55], s_workshops = [0.42, 0.04, 0, 0, 0, 0.1, 0.1, 0.34];
    private static readonly double[] s_traffic = [0, 0, 0, 0.46, 0.05, 0.49, 0, 0], s_farms = [0, 0, 0, 0.05, 0, 0.95, 0, 0];

    private readonly double[] _byProvince = new double[(CountryProvinces.Number + 1) * s_fuels];

    private CountryEmission(CountryLand land, CountrySettlement settlement, CountryHabits habits, bool isSecond)
    {
        double[] streets = CountrySmoothing.Gaussian(settlement.BuiltUp, 0.5);
        double[] feeders = CountrySmoothing.Gaussian(land.Roads.Traffic, 0.6);
        for (int cell = 0; cell < Count; cell++)
        {
            int province = land.ProvinceOf[cell];
            if (province == 0 || land.Water.IsWater[cell]) continue;
            double people = settlement.People[cell], builtUp = settlement.BuiltUp[cell];
            Add(cell, province, s_homes, 1.5 * people * habits.Homes[province]);
            Add(cell, province, s_workshops, 1100 * builtUp * (0.25 + streets[cell]) * habits.Workshops[province]);
            Add(cell, province, s_traffic, ((0.006 * land.Roads.Traffic[cell]) + (0.02 * feeders[cell]) + (0.9 * people * (0.5 + builtUp))) * habits.Traffic[province]);
            Add(cell, province, s_farms, 30 * (1 - builtUp) * Math.Exp(-(land.Terrain.Slope[cell] / 60) - (land.Terrain.Height[cell] / 400)));
        }

        foreach (SampleSite site in land.Sites) AddSite(site, land, isSecond ? site.Growth : 1);
    }

    /// <summary>t of CO2 of each cell, before statistics are rounded.</summary>
    public double[] Cells { get; } = new double[Count];

    public static CountryEmission Create(CountryLand land, CountrySettlement settlement, CountryHabits habits, bool isSecond) => new(land, settlement, habits, isSecond);

    /// <summary>The statistics of a year as an office prints them: 100 t, 10 000 m3.</summary>
    public FuelUse Statistics(IReadOnlyList<string> codes)
    {
        double[] amounts = new double[CountryProvinces.Number * s_fuels];
        for (int at = 0; at < amounts.Length; at++)
        {
            FuelFactor factor = FuelFactor.Of((InventoryFuel)(at % s_fuels));
            double step = factor.IsByVolume ? 10_000 : 100;
            amounts[at] = step * Math.Round(_byProvince[at + s_fuels] / factor.TonnesPerAmount / step);
        }

        return new FuelUse(codes, amounts);
    }

    private static double[] Shares(SampleIndustry industry) => industry switch
    {
        SampleIndustry.CoalPower => [0.97, 0, 0, 0, 0, 0, 0.03, 0],
        SampleIndustry.GasPower => [0, 0, 0, 0, 0, 0.02, 0, 0.98],
        SampleIndustry.Steel => [0.28, 0.66, 0, 0, 0, 0, 0, 0.06],
        SampleIndustry.Cement => [0.9, 0, 0, 0, 0, 0.02, 0.08, 0],
        SampleIndustry.Refinery => [0, 0, 0.35, 0, 0, 0, 0.4, 0.25],
        _ => [0.35, 0.03, 0, 0, 0, 0, 0.06, 0.56],
    };

    private void Add(int cell, int province, double[] shares, double tonnes)
    {
        Cells[cell] += tonnes;
        for (int fuel = 0; fuel < s_fuels; fuel++) _byProvince[(province * s_fuels) + fuel] += shares[fuel] * tonnes;
    }

    // Chimneys and furnaces stand within the grounds, on land of the province in which the site is counted.
    private void AddSite(SampleSite site, CountryLand land, double growth)
    {
        int province = land.ProvinceOf[site.Cell];
        (int Cell, double Weight)[] parts = [.. Around(site.Cell, 2 * site.Reach)
            .Where(near => land.ProvinceOf[near.Cell] == province && !land.Water.IsWater[near.Cell])
            .Select(near => (near.Cell, land.Grounds[near.Cell] * Math.Exp(-Math.Pow(near.Distance / site.Reach, 2))))];
        double sum = parts.Sum(part => part.Weight);
        foreach ((int cell, double weight) in parts) Add(cell, province, Shares(site.Industry), site.Emission * growth * weight / sum);
    }
}
