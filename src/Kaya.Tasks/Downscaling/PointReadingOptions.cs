using Kaya.Core;

namespace Kaya.Tasks;

/// <summary>How files of point sources are read. As a group named <c>Point</c> it gives the flags <c>--point.unit</c> and so on.</summary>
public sealed record PointReadingOptions
{
    /// <summary>Deviation assigned to reported sources that exceed the statistic of their zone and are to be scaled.</summary>
    internal const double Overrun = 0.5;

    /// <summary>Column with the emission.</summary>
    [Option("column of the point sources with their emission (default: 'emission', 'emissions' or 'co2'; without one, emissions are "
        + "capacity x load hours x CO2 per electricity)", Group = OptionGroup.Input)]
    public string? Column { get; set; }

    /// <summary>Unit of the emission.</summary>
    [Option("unit of the emission of point sources if the heading has none: a mass, such as t, over the period of the statistics, or a "
        + "rate, such as t a-1", Group = OptionGroup.Input)]
    public string? Unit { get; set; }

    /// <summary>Mass basis of the emission.</summary>
    [Option("mass basis of the emission of point sources: CO2 or C", Group = OptionGroup.Input)]
    public MassBasis Basis { get; set; } = MassBasis.CO2;

    /// <summary>Coordinate system.</summary>
    [Option("coordinate system of point sources in a table (default: EPSG:4326), or in a vector file without one",
        Group = OptionGroup.Input)]
    public string? Crs { get; set; }

    /// <summary>Text encoding of a shapefile without one.</summary>
    [Option("text encoding of a shapefile of point sources without .cpg, such as GBK", Group = OptionGroup.Input)]
    public string? Encoding { get; set; }

    /// <summary>Layer of a vector file.</summary>
    [Option("layer of a vector file of point sources (default: the only one)", Group = OptionGroup.Input)]
    public string? Layer { get; set; }

    /// <summary>Load hours by fuel.</summary>
    [Option("hours of full load in a year by fuel, where the file has none, such as coal=5000,gas=3000 (default: coal, lignite and gas "
        + "4293, oil and diesel 1121)", Group = OptionGroup.Input)]
    public IReadOnlyList<string>? Hours { get; set; }

    /// <summary>CO2 per electricity by fuel.</summary>
    [Option("t of CO2 per MWh of electricity by fuel, such as coal=0.9 (default: coal 0.848, gas 0.413 and so on, from IPCC factors and "
        + "average efficiencies)", Group = OptionGroup.Input)]
    public IReadOnlyList<string>? Factors { get; set; }

    /// <summary>Plants that are counted although they are not at work.</summary>
    [Option("plants that are counted although their status says otherwise: shut, building", Group = OptionGroup.Input)]
    public IReadOnlyList<string>? Include { get; set; }

    /// <summary>Standard deviation of the logarithm of an emission that is computed from a capacity.</summary>
    [Option("standard deviation of the logarithm of an emission computed from capacity: the statistic of a zone is divided between its "
        + "plants and the rest accordingly; 0: as computed", Minimum = 0, Maximum = 3, Group = OptionGroup.Model)]
    public double Uncertainty { get; set; } = 0.5;

    /// <summary>Accuracy of the locations.</summary>
    [Option("accuracy of the locations of point sources, km: intervals are wider in cells within this distance", Minimum = 0, Maximum = 50,
        Group = OptionGroup.Model)]
    public double Accuracy { get; set; } = 1;
}
