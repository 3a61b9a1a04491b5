using Kaya.Core;
using Kaya.Downscaling;
using Kaya.Inventory;
using static Kaya.Samples.CountryCells;

namespace Kaya.Samples;

/// <summary>CO2 emissions of one year by cell and fuel: homes, workshops (diffuse industry), traffic, farms and industrial sites.</summary>
internal sealed class CountryEmissions
{
    private static readonly int s_fuels = InventoryFuels.All.Count;

    // Shares of CO2 in the order coal, coke, crude oil, gasoline, kerosene, diesel oil, fuel oil, natural gas.
    private static ReadOnlySpan<double> HomeShares => [0.25, 0, 0, 0, 0.1, 0.05, 0.05, 0.55];

    private static ReadOnlySpan<double> WorkshopShares => [0.42, 0.04, 0, 0, 0, 0.1, 0.1, 0.34];

    private static ReadOnlySpan<double> TrafficShares => [0, 0, 0, 0.46, 0.05, 0.49, 0, 0];

    private static ReadOnlySpan<double> FarmShares => [0, 0, 0, 0.05, 0, 0.95, 0, 0];

    private readonly double[] _byProvince = new double[(CountryProvinces.Number + 1) * s_fuels];

    private CountryEmissions(CountryLand land, CountrySettlement settlement, CountryActivity activity, bool isSecond)
    {
        double[] streets = CountrySmoothing.Gaussian(settlement.BuiltUp, 0.5);
        double[] feeders = CountrySmoothing.Gaussian(land.Roads.Traffic, 0.6);
        for (int cell = 0; cell < Count; cell++)
        {
            int province = land.ProvinceOf[cell];
            if (province == 0 || land.Water.IsWater[cell]) continue;
            double people = settlement.People[cell], builtUp = settlement.BuiltUp[cell];
            double vehicles = (0.006 * land.Roads.Traffic[cell]) + (0.02 * feeders[cell]) + (0.9 * people * (0.5 + builtUp));
            double slope = land.Terrain.Slope[cell], height = land.Terrain.Height[cell];
            Add(cell, province, HomeShares, 1.5 * people * activity.Homes[province]);
            Add(cell, province, WorkshopShares, 1100 * builtUp * (0.25 + streets[cell]) * activity.Workshops[province]);
            Add(cell, province, TrafficShares, vehicles * activity.Traffic[province]);
            Add(cell, province, FarmShares, 30 * (1 - builtUp) * Math.Exp(-(slope / 60) - (height / 400)));
        }

        foreach (SampleSite site in land.Sites) AddSite(site, land, isSecond ? site.Growth : 1);
    }

    /// <summary>CO2 emissions of each cell, t, before they are scaled to the rounded statistics.</summary>
    public double[] Cells { get; } = new double[Count];

    /// <param name="land">The country.</param>
    /// <param name="settlement">Built-up land and people of the year.</param>
    /// <param name="activity">Activity of the provinces in the year.</param>
    /// <param name="isSecond">Whether this is the second year, in which sites emit <see cref="SampleSite.Growth"/> times as much.</param>
    public static CountryEmissions Create(CountryLand land, CountrySettlement settlement, CountryActivity activity, bool isSecond) =>
        new(land, settlement, activity, isSecond);

    /// <summary>Fuel statistics of the year, rounded to 100 t and 10 000 m3.</summary>
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

    private static ReadOnlySpan<double> Shares(SampleIndustry industry) => industry switch
    {
        SampleIndustry.CoalPower => [0.97, 0, 0, 0, 0, 0, 0.03, 0],
        SampleIndustry.GasPower => [0, 0, 0, 0, 0, 0.02, 0, 0.98],
        SampleIndustry.Steel => [0.28, 0.66, 0, 0, 0, 0, 0, 0.06],
        SampleIndustry.Cement => [0.9, 0, 0, 0, 0, 0.02, 0.08, 0],
        SampleIndustry.Refinery => [0, 0, 0.35, 0, 0, 0, 0.4, 0.25],
        _ => [0.35, 0.03, 0, 0, 0, 0, 0.06, 0.56],
    };

    private void Add(int cell, int province, ReadOnlySpan<double> shares, double tonnes)
    {
        Cells[cell] += tonnes;
        for (int fuel = 0; fuel < s_fuels; fuel++) _byProvince[(province * s_fuels) + fuel] += shares[fuel] * tonnes;
    }

    // A site emits from the cells of its grounds that are land of its own province.
    private void AddSite(SampleSite site, CountryLand land, double growth)
    {
        int province = land.ProvinceOf[site.Cell];
        (int Cell, double Weight)[] parts = [.. Around(site.Cell, 2 * site.HalfWidth)
            .Where(near => land.ProvinceOf[near.Cell] == province && !land.Water.IsWater[near.Cell])
            .Select(near => (near.Cell, land.Grounds[near.Cell] * Math.Exp(-Math.Pow(near.Distance / site.HalfWidth, 2))))];
        double sum = parts.Sum(part => part.Weight);
        foreach ((int cell, double weight) in parts) Add(cell, province, Shares(site.Industry), site.Emission * growth * weight / sum);
    }
}
