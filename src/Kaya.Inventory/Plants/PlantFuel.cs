using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Inventory;

/// <summary>The fuel of power plants: hours of full load in a year and CO2 per electricity, with their sources.</summary>
/// <remarks>
/// Load hours of coal and gas: average of China's thermal plants of 6 MW and more in 2019 (National Energy Administration, January
/// 2020).
/// Load hours of oil: capacity factor of steam turbines, 12.8 % (US EIA, Electric Power Annual, table 4.08.A, 2019). Efficiency of coal:
/// 306.4 g of coal equivalent per kWh supplied (National Energy Administration, 2019). Efficiency of gas and oil: heat rates of 7,725 and
/// 11,205 Btu per kWh of gross calorific value (US EIA, table 8.1, 2019), of which 90 and 95 % are net calorific value (IPCC 2006, volume
/// 2, section 1.4.1.2). CO2 per fuel energy: IPCC 2006, volume 2, table 2.2. Fuels from biomass, waste gas and sources without combustion
/// have no fossil CO2 of their own. Averages: a single plant differs by a factor of 1.5 and more.
/// </remarks>
/// <param name="Name">Name in tables, such as <c>coal</c>.</param>
/// <param name="LoadHours">Hours of full load in a year.</param>
/// <param name="TonnesPerMegawattHour">t of CO2 per MWh of electricity; 0 for a fuel without fossil CO2.</param>
public sealed record PlantFuel(string Name, double LoadHours, double TonnesPerMegawattHour)
{
    /// <summary>Where the defaults come from, in one sentence.</summary>
    public const string Source = "load hours: China's thermal plants 2019 (NEA), oil: US EIA 2019; efficiency: NEA and US EIA 2019; "
        + "CO2 per fuel energy: IPCC 2006, volume 2, table 2.2";

    private const double ThermalHours = 4293;
    private const double OilHours = 0.128 * 8760;
    private const double GramOfCoalEquivalent = 29307.6e-6;
    private const double MegajoulePerBtu = 1055.06e-6;

    private static readonly ImmutableArray<(PlantFuel Fuel, ImmutableArray<string> Names)> s_fuels =
    [
        (Of("coal", ThermalHours, Fuel.BituminousCoal, 3.6 / (306.4 * GramOfCoalEquivalent)),
            ["hard coal", "bituminous coal", "anthracite", "steam coal", "sub-bituminous coal"]),
        (Of("lignite", ThermalHours, Fuel.Lignite, 3.6 / (306.4 * GramOfCoalEquivalent)), ["brown coal"]),
        (Of("gas", ThermalHours, Fuel.NaturalGas, 3.6 / (7725 * MegajoulePerBtu * 0.9)), ["natural gas", "lng", "ccgt", "fossil gas"]),
        (Of("oil", OilHours, Fuel.ResidualFuelOil, 3.6 / (11205 * MegajoulePerBtu * 0.95)),
            ["fuel oil", "heavy fuel oil", "residual fuel oil", "crude oil"]),
        (Of("diesel", OilHours, Fuel.DieselOil, 3.6 / (11205 * MegajoulePerBtu * 0.95)), ["diesel oil", "gas oil"]),
        (Of("petcoke", ThermalHours, Fuel.PetroleumCoke, 3.6 / (306.4 * GramOfCoalEquivalent)), ["petroleum coke"]),
        (new("none", 0, 0), ["biomass", "landfill gas", "coal mine methane", "biogas", "waste", "wood", "bagasse", "nuclear", "hydro",
            "wind", "solar", "geothermal", "wave and tidal", "storage"]),
    ];

    /// <summary>Whether plants of this fuel emit fossil CO2.</summary>
    public bool IsFossil => TonnesPerMegawattHour > 0;

    /// <summary>All fuels.</summary>
    public static IReadOnlyList<PlantFuel> All { get; } = Array.AsReadOnly([.. s_fuels.Select(fuel => fuel.Fuel)]);

    /// <summary>Finds a fuel by a name that tables use.</summary>
    /// <param name="name">Such as <c>Natural Gas</c>, in any case.</param>
    /// <returns>The fuel; null for an unknown name.</returns>
    public static PlantFuel? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string plain = name.Trim().ToLowerInvariant().Replace('_', ' ');
        return s_fuels.Where(fuel => fuel.Fuel.Name == plain || fuel.Names.Contains(plain)).Select(fuel => fuel.Fuel).FirstOrDefault();
    }

    /// <summary>Every name that <see cref="Find"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } =
        Array.AsReadOnly([.. s_fuels.SelectMany(fuel => fuel.Names.Prepend(fuel.Fuel.Name))]);

    /// <summary>CO2 of a plant in a year: capacity x load hours x CO2 per electricity.</summary>
    /// <param name="megawatts">Electric capacity, MW.</param>
    /// <returns>t of CO2 per calendar year.</returns>
    public double TonnesPerYear(double megawatts) => megawatts * LoadHours * TonnesPerMegawattHour;

    private static PlantFuel Of(string name, double hours, Fuel fuel, double efficiency) =>
        new(name, hours, EmissionFactor.Ipcc2006(fuel).PerElectricity(efficiency).Value.Amount.To(Unit.Parse("t MWh-1")).Value);
}
