using Kaya.Downscaling;
using Kaya.Runs;

namespace Kaya.Tasks;

/// <summary>Options of tasks that start from zones, their statistics and drivers; the sample country where none is named.</summary>
public abstract record DownscaleDataOptions : ComputeOptions
{
    /// <summary>The zones.</summary>
    [Option("zones: polygons, or a raster of zone numbers (default: the sample country)", Group = OptionGroup.Input)]
    public string? Zones { get; set; }

    /// <summary>What the zone file does not say itself.</summary>
    public ZoneReadingOptions Zone { get; set; } = new();

    /// <summary>Totals of the zones.</summary>
    [Option("CSV table with the emission of each zone, such as outputs/emission.csv of 'inventory compute'", Group = OptionGroup.Input)]
    public string? Statistics { get; set; }

    /// <summary>What the table of statistics does not say itself.</summary>
    public StatisticReadingOptions Statistic { get; set; } = new();

    /// <summary>Layers that emission goes with.</summary>
    [Option("drivers, separated by commas: FILE[#BAND]@kind=...@unit=..., such as lights.tif@kind=intensive@unit=1",
        Group = OptionGroup.Input)]
    public IReadOnlyList<RasterInput>? Drivers { get; set; }

    /// <summary>Drivers in which no-data means that there is none.</summary>
    [Option("names of drivers in which no-data means that there is none of it, such as masked night lights", Group = OptionGroup.Input)]
    public IReadOnlyList<string>? MissingIsZero { get; set; }

    /// <summary>Smallest correlation of a driver that is used.</summary>
    [Option("leave out drivers whose zonal totals correlate less than this with emission, whatever the sign", Group = OptionGroup.Model,
        Minimum = 0, Maximum = 1)]
    public double LeastCorrelation { get; set; }

    /// <summary>The grid of the coarse map.</summary>
    [Option("raster whose cells the coarse map has (default: those of the first driver)", Group = OptionGroup.Input)]
    public RasterInput? Like { get; set; }

    /// <summary>By how much drivers are spread on the ground; decided by zones left out where not given.</summary>
    [Option("standard deviation in km by which drivers are spread, as emission is around lamps and beds (default: of 0, 1, 2, 3 the "
        + "smallest that gives zones left out about best)", Group = OptionGroup.Model, Minimum = 0, Maximum = 50)]
    public double? SpreadKilometres { get; set; }

    /// <summary>Zones without a statistic, and the reverse, are left out and listed.</summary>
    [Option("leave out zones without a statistic and statistics without a zone, and list them, instead of stopping",
        Group = OptionGroup.Input)]
    public bool SkipUnmatched { get; set; }

    /// <summary>What maps and reports are called.</summary>
    [Option("title of maps and reports (default: the name of the table of statistics)", Group = OptionGroup.Output)]
    public string? Title { get; set; }

    /// <summary>Year of the sample country.</summary>
    [Option("year of the sample country, where no files are named (default: its second)", Group = OptionGroup.Input)]
    public int? SampleYear { get; set; }

    /// <summary>What regressions see.</summary>
    [Option("what regressions of zones see: densities per km2, or raw sums as in the paper", Group = OptionGroup.Model)]
    public ZonalScale Scale { get; set; }

    /// <summary>Logarithms on both sides of the regressions.</summary>
    [Option("let regressions see ln(1 + x) on both sides (the mixture is fitted to logarithms always)", Group = OptionGroup.Model)]
    public bool Logarithms { get; set; } = true;
}
