using Kaya.Inversion;

namespace Kaya.Tasks;

/// <summary>Forms of station tables.</summary>
public enum StationForm
{
    /// <summary>A value a line: station,lon,lat,time,pollutant,value,unit.</summary>
    Table,

    /// <summary>The long form that OpenAQ exports.</summary>
    Openaq,

    /// <summary>AirNow's tables of one pollutant.</summary>
    Airnow,

    /// <summary>A folder with sites.csv and a table for each station, as the UCI repository has it for Beijing.</summary>
    Beijing,
}

/// <summary>Options about station measurements.</summary>
public sealed record StationOptions
{
    /// <summary>The file or folder.</summary>
    [Option("measurements of stations (default: those of the sample)", Group = OptionGroup.Input)]
    public string? File { get; set; }

    /// <summary>Its form.</summary>
    [Option("form of the measurements: table (CSV with station,lon,lat,time,pollutant,value,unit), openaq, airnow, beijing (a folder)",
        Group = OptionGroup.Input)]
    public StationForm Form { get; set; }

    /// <summary>Temperature that mass concentrations of gases refer to.</summary>
    [Option("temperature in degC that ug/m3 of gases refer to (China: 0 until 2018, 25 since; EU: 20)", Group = OptionGroup.Input,
        Minimum = -50, Maximum = 50)]
    public double Temperature { get; set; } = 25;

    /// <summary>Difference of local times from UTC.</summary>
    [Option("difference in hours of local times from UTC, where the file does not say it (default: UTC; Beijing: 8)",
        Group = OptionGroup.Input, Minimum = -14, Maximum = 14)]
    public double? UtcOffset { get; set; }

    /// <summary>Whether a time is the end of its hour.</summary>
    [Option("the time of a value is the end of its hour instead of its begin", Group = OptionGroup.Input)]
    public bool StampedAtEnd { get; set; }

    /// <summary>Whether negative values are left out.</summary>
    [Option("leave out negative values instead of stopping", Group = OptionGroup.Input)]
    public bool SkipNegative { get; set; }

    /// <summary>Distance within which stations are one cluster.</summary>
    [Option("distance in km within which stations are one cluster, which is held out whole", Minimum = 0)]
    public double ClusterDistance { get; set; } = 30;

    /// <summary>The file or folder, where one is given.</summary>
    internal IEnumerable<TaskInput> Inputs() => File is null ? []
        : [new TaskInput("stations", File, Form == StationForm.Beijing ? "station folder" : "station table")];

    internal StationObservations Read()
    {
        StationReadingOptions options = new()
        {
            Conversion = new ConcentrationConversion(Temperature + 273.15), LeavesOutNegative = SkipNegative,
            UtcOffset = UtcOffset is { } hours ? TimeSpan.FromHours(hours) : null, IsStampedAtEnd = StampedAtEnd,
        };
        return Form switch
        {
            StationForm.Openaq => StationTables.ReadOpenAq(File!, options),
            StationForm.Airnow => StationTables.ReadAirNow(File!, options),
            StationForm.Beijing => BeijingStations.Read(File!, options),
            _ => StationTables.ReadOwn(File!, options),
        };
    }
}
