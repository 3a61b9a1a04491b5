using Kaya.Core;

namespace Kaya.Energy;

/// <summary>The six sectors of daily CO2 emissions that Carbon Monitor reports (Liu et al. 2020, doi 10.1038/s41467-020-18922-7).</summary>
public enum Sector
{
    /// <summary>Electricity generation.</summary>
    Power,

    /// <summary>Industry, including process emissions of cement.</summary>
    Industry,

    /// <summary>Road and other ground transport.</summary>
    GroundTransport,

    /// <summary>Households, public and commercial buildings.</summary>
    Residential,

    /// <summary>Flights within the region.</summary>
    DomesticAviation,

    /// <summary>Flights across borders; zero for every single country of the provider.</summary>
    InternationalAviation,
}

/// <summary>The list of sectors, with display names and the nearest categories of the IPCC 2006 guidelines.</summary>
public static class Sectors
{
    /// <summary>All sectors, in the order of their values.</summary>
    public static IReadOnlyList<Sector> All { get; } = Array.AsReadOnly(Enum.GetValues<Sector>());

    /// <summary>The name for tables and messages, such as <c>ground transport</c>.</summary>
    /// <param name="sector">A sector.</param>
    /// <returns>Lower case, separate words.</returns>
    public static string Label(this Sector sector) => sector switch
    {
        Sector.Power => "power",
        Sector.Industry => "industry",
        Sector.GroundTransport => "ground transport",
        Sector.Residential => "residential",
        Sector.DomesticAviation => "domestic aviation",
        Sector.InternationalAviation => "international aviation",
        _ => throw new ArgumentOutOfRangeException(nameof(sector), sector, null),
    };

    /// <summary>The nearest category of the IPCC 2006 guidelines, volume 1, table 8.2.</summary>
    /// <param name="sector">A sector.</param>
    /// <returns>Such as 1.A.1.a for power; the sectors of the provider are somewhat broader than the category (industry has the processes
    /// of
    /// 2 too).</returns>
    public static IpccSector ToIpcc(this Sector sector) => IpccSector.Parse(sector switch
    {
        Sector.Power => "1.A.1.a",
        Sector.Industry => "1.A.2",
        Sector.GroundTransport => "1.A.3.b",
        Sector.Residential => "1.A.4",
        Sector.DomesticAviation => "1.A.3.a.ii",
        Sector.InternationalAviation => "1.A.3.a.i",
        _ => throw new ArgumentOutOfRangeException(nameof(sector), sector, null),
    });

    /// <summary>Reads a label in any case; hyphens and underscores are read as spaces.</summary>
    /// <param name="name">Such as <c>Ground Transport</c> or <c>ground-transport</c>.</param>
    /// <param name="where">The location in the input, for the message.</param>
    /// <returns>The sector.</returns>
    /// <exception cref="DataFormatException">No such sector; the message suggests one.</exception>
    public static Sector Parse(string name, SourceLocation? where = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        string label = name.Trim().Replace('-', ' ').Replace('_', ' ').ToLowerInvariant();
        foreach (Sector sector in All)
        {
            if (sector.Label() == label) return sector;
        }

        throw Spelling.Unknown("sector", name, All.Select(sector => sector.Label()), where);
    }
}
