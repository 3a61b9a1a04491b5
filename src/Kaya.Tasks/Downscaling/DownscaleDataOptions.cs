using Kaya.Downscaling;

namespace Kaya.Tasks;

/// <summary>Options of tasks that use zones, their statistics and drivers; the default is the sample country.</summary>
public abstract record DownscaleDataOptions : ComputeOptions
{
    /// <summary>The zones.</summary>
    [Option("zones: polygons, or a raster of zone numbers (default: the sample country)", Group = OptionGroup.Input)]
    public string? Zones { get; set; }

    /// <summary>How the zone file is read, where the file does not specify it.</summary>
    public ZoneReadingOptions Zone { get; set; } = new();

    /// <summary>Totals of the zones.</summary>
    [Option("CSV table with the emissions of each zone, such as outputs/emission.csv from 'inventory compute'", Group = OptionGroup.Input)]
    public string? Statistics { get; set; }

    /// <summary>How the table of statistics is read, where the file does not specify it.</summary>
    public StatisticReadingOptions Statistic { get; set; } = new();

    /// <summary>Gridded predictors of emissions.</summary>
    [Option("drivers, separated by commas: FILE[#BAND]@kind=...@unit=..., such as lights.tif@kind=intensive@unit=1",
        Group = OptionGroup.Input)]
    public IReadOnlyList<RasterInput>? Drivers { get; set; }

    /// <summary>Files of sources with a known location.</summary>
    [Option("files of point sources, such as power plants: CSV or vector points with longitude, latitude, and emission, or capacity and "
        + "fuel; placed first, the drivers distribute the rest", Group = OptionGroup.Input)]
    public IReadOnlyList<string>? Points { get; set; }

    /// <summary>How the files of point sources are read.</summary>
    public PointReadingOptions Point { get; set; } = new();

    /// <summary>Whether sources of a zone that exceed its statistic are scaled instead of refused.</summary>
    [Option("if the point sources of a zone emit more than its statistic, divide the statistic between them and the rest, instead of "
        + "stopping", Group = OptionGroup.Input)]
    public bool ScalePoints { get; set; }

    /// <summary>Drivers in which no-data means zero.</summary>
    [Option("names of drivers in which no-data means zero, such as masked night lights", Group = OptionGroup.Input)]
    public IReadOnlyList<string>? MissingIsZero { get; set; }

    /// <summary>Smallest correlation of a driver that is used.</summary>
    [Option("leave out drivers whose zonal totals have an absolute correlation with emissions below this value", Group = OptionGroup.Model,
        Minimum = 0, Maximum = 1)]
    public double LeastCorrelation { get; set; }

    /// <summary>Grid of the coarse map.</summary>
    [Option("raster with the grid of the coarse map (default: the first driver)", Group = OptionGroup.Input)]
    public RasterInput? Like { get; set; }

    /// <summary>Width of the Gaussian smoothing of drivers; chosen by how well they predict each other if not given.</summary>
    [Option("standard deviation, in km, of the Gaussian that smooths the drivers (default: for each driver 0, 1, 2 or 3, so that the "
        + "drivers predict each other best)",
        Group = OptionGroup.Model, Minimum = 0, Maximum = 50)]
    public double? SpreadKilometres { get; set; }

    /// <summary>Zones without a statistic, and the reverse, are left out and listed.</summary>
    [Option("leave out zones without a statistic and statistics without a zone, and list them, instead of stopping",
        Group = OptionGroup.Input)]
    public bool SkipUnmatched { get; set; }

    /// <summary>Zones partly off the grid: their whole statistic goes to the part on it.</summary>
    [Option("for zones that are partly off the grid: spread the whole statistic over the part on it, and report it, instead of stopping",
        Group = OptionGroup.Input)]
    public bool SpreadCovered { get; set; }

    /// <summary>Zones partly off the grid: only the covered share of their statistic is spread.</summary>
    [Option("for zones that are partly off the grid: spread only the covered share of the statistic; the certificate has both numbers",
        Group = OptionGroup.Input)]
    public bool KeepUncoveredShare { get; set; }

    /// <summary>Title of maps and reports.</summary>
    [Option("title of maps and reports (default: the name of the table of statistics)", Group = OptionGroup.Output)]
    public string? Title { get; set; }

    /// <summary>Year of the sample country.</summary>
    [Option("year of the sample country, if no files are given (default: its second)", Group = OptionGroup.Input)]
    public int? SampleYear { get; set; }

    /// <summary>Scale of the regression variables.</summary>
    [Option("variables of the zone regression: densities per km2, or raw sums as in the paper", Group = OptionGroup.Model)]
    public ZonalScale Scale { get; set; }

    /// <summary>Whether the regressions use logarithms of predictors and target.</summary>
    [Option("use ln(1 + x) of predictors and target in the regressions (the mixture model always uses logarithms)",
        Group = OptionGroup.Model)]
    public bool Logarithms { get; set; } = true;
}
