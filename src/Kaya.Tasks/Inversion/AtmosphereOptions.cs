using Kaya.Inversion;
using Kaya.Samples;

namespace Kaya.Tasks;

/// <summary>Options of tasks that start from emissions and weather: which files, which hours.</summary>
public abstract record AtmosphereOptions : ComputeOptions
{
    /// <summary>METCRO2D.</summary>
    [Option("METCRO2D files of MCIP, separated by commas, one after another in time (default: the sample atmosphere)",
        Group = OptionGroup.Input)]
    public IReadOnlyList<string>? Surface { get; set; }

    /// <summary>METCRO3D.</summary>
    [Option("METCRO3D files of MCIP", Group = OptionGroup.Input)]
    public IReadOnlyList<string>? Volume { get; set; }

    /// <summary>METDOT3D.</summary>
    [Option("METDOT3D files of MCIP", Group = OptionGroup.Input)]
    public IReadOnlyList<string>? Wind { get; set; }

    /// <summary>WRF output.</summary>
    [Option("wrfout files as the weather, instead of the three kinds of MCIP: steps are instants, the grid is theirs",
        Group = OptionGroup.Input)]
    public IReadOnlyList<string>? Wrf { get; set; }

    /// <summary>Emissions.</summary>
    [Option("emission files with the species names of CMAQ (CB6 or SAPRC-07 with AERO6)", Group = OptionGroup.Input)]
    public IReadOnlyList<string>? Emissions { get; set; }

    /// <summary>Further emissions.</summary>
    [Option("files with further emissions that are added, such as biogenic ones", Group = OptionGroup.Input)]
    public IReadOnlyList<string>? OtherEmissions { get; set; }

    /// <summary>ICON.</summary>
    [Option("concentrations at the start: an ICON file of CMAQ, or another on the same cells and layers (default: the same air everywhere)",
        Group = OptionGroup.Input)]
    public IReadOnlyList<string>? Initial { get; set; }

    /// <summary>BCON.</summary>
    [Option("concentrations around the grid: BCON files of CMAQ (default: the same air everywhere)", Group = OptionGroup.Input)]
    public IReadOnlyList<string>? Boundary { get; set; }

    /// <summary>What a step of the meteorology stands for.</summary>
    [Option("what a step of the meteorology files stands for: an instant, as MCIP writes it, or the mean of the hour that begins at it",
        Group = OptionGroup.Input)]
    public HourlyStamp MeteorologySteps { get; set; } = HourlyStamp.Instant;

    /// <summary>Tops of the layers of the model.</summary>
    [Option("tops of the model's layers above the ground, in m, rising, such as 60,400,1500 (default: the layers of the files)",
        Group = OptionGroup.Model, Minimum = 1)]
    public IReadOnlyList<double>? LayerTops { get; set; }

    /// <summary>Tops of the layers of the emission files.</summary>
    [Option("tops of the layers of the emission files above the ground, in m, rising (default: the lowest layers of the model)",
        Group = OptionGroup.Input, Minimum = 1)]
    public IReadOnlyList<double>? EmissionTops { get; set; }

    /// <summary>Cells of the sample atmosphere.</summary>
    [Option("rows and columns of the sample atmosphere (default: 48; 36 for an inversion)", Minimum = 8, Maximum = 400)]
    public int? SampleCells { get; set; }

    /// <summary>Length of its cells.</summary>
    [Option("length of a cell of the sample atmosphere in km; 432 km in all cover the sample country (default: 432 / --sample-cells)",
        Minimum = 1, Maximum = 100)]
    public double? SampleCellSize { get; set; }

    /// <summary>The first hour.</summary>
    [Option("first hour in UTC, such as 2015-01-01T06 (default: the first of the files; 2015-01-01T00 for the sample atmosphere)")]
    public UtcHour? First { get; set; }

    /// <summary>Number of hours.</summary>
    [Option("number of hours (default: all hours of the files; for the sample atmosphere 48)", Minimum = 1, Maximum = 100000)]
    public int? Hours { get; set; }

    /// <summary>The sample atmosphere on the cells that are asked for.</summary>
    /// <param name="usual">Cells where none are asked for.</param>
    internal SampleAtmosphereOptions SampleOf(SampleAtmosphereOptions usual)
    {
        int cells = SampleCells ?? usual.Rows;
        return usual with
        {
            Rows = cells, Columns = cells, CellSize = SampleCellSize ?? (usual.CellSize * usual.Rows / cells),
        };
    }

    internal bool IsSample => Surface is null && Volume is null && Wind is null && Wrf is null && Emissions is null
        && OtherEmissions is null && Initial is null && Boundary is null;
}
