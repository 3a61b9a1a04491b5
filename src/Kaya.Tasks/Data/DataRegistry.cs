namespace Kaya.Tasks;

/// <summary>External data sources: address, size and terms of use.</summary>
public static class DataRegistry
{
    /// <summary>Every source, in the order of the list command.</summary>
    public static IReadOnlyList<DataSource> All { get; } = Array.AsReadOnly<DataSource>(
    [
        new("carbon-monitor", "Daily CO2 emissions by country and sector, MtCO2 per day, since 2019",
            new Uri("https://carbonmonitor.org"),
            new Uri("https://datas.carbonmonitor.org/API/downloadFullDataset.php?source=carbon_global"),
            "carbon-monitor-global.csv",
            "Fair use with credit, no republication: cite Liu et al. 2020, doi 10.1038/s41467-020-18922-7",
            "Carbon Monitor emissions", IsLiving: true,
            [
                new("the site's own export of 4 October 2025: 13 regions, 2023-01-01 to 2025-05-31, without 2024-02-29", 2872376,
                    "2e53d202c6adbd56278ab68546915fe36eeee848600464b75999c8ecefdec475"),
            ]),
        new("carbon-monitor-power", "Daily electricity generation by country and source, GWh per day, since 2019",
            new Uri("https://power.carbonmonitor.org"),
            new Uri("https://datas.carbonmonitor.org/API/downloadFullDataset.php?source=energy_global"),
            "carbon-monitor-power.csv",
            "Fair use with credit, no republication: cite Carbon Monitor Power (Scientific Data, 2023)",
            "Carbon Monitor Power", IsLiving: true,
            [
                new("12 regions with published emissions, 2023-01-01 to 2025-05-31, daily values rebuilt from 7-day means", 2908318,
                    "f772544c5728c8a88c1c385694c87cab343791974c6656ae747f0516dfd29fdb"),
                new("57 countries without published emissions, 2024, daily values rebuilt from 7-day means", 5706770,
                    "92020233bc134aa5dd7312dfc80f9f1c4198478000f4e2bbac7c45a78d78648b"),
            ]),
    ]);

    /// <summary>A source by name.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The source.</returns>
    /// <exception cref="DataFormatException">No such name; the message suggests one.</exception>
    public static DataSource Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(source => string.Equals(source.Name, name.Trim(), StringComparison.OrdinalIgnoreCase))
            ?? throw Spelling.Unknown("data source", name, All.Select(source => source.Name));
    }
}
