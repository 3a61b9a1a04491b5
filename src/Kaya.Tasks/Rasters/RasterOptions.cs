using Kaya.Geo;
using Kaya.Inventory;

namespace Kaya.Tasks;

/// <summary>Options for every raster file of a command; <c>FILE@key=value</c> takes precedence.</summary>
public abstract record RasterOptions : WorkOptions
{
    /// <summary>Unit of the values.</summary>
    [Option("unit of the values, if the file does not specify it, such as t or kg m-2", Group = OptionGroup.Input)]
    public string? Unit { get; set; }

    /// <summary>Kind of the values: extensive, intensive or category.</summary>
    [Option("kind of the values, if the file does not specify it: extensive (totals), intensive (densities) or category (codes)",
        Group = OptionGroup.Input)]
    public QuantityKind? Kind { get; set; }

    /// <summary>Mass basis.</summary>
    [Option("mass basis, if the file does not specify it: C or CO2", Group = OptionGroup.Input)]
    public MassBasis? Basis { get; set; }

    /// <summary>A value that stands for no-data.</summary>
    [Option("an additional no-data value, besides that of the file", Group = OptionGroup.Input)]
    public double? NoData { get; set; }

    /// <summary>The published inventory format of the file.</summary>
    [Option("inventory format that sets unit, mass basis and cell reference: odiac, ffdas, cdiac, edgar-txt, edgar-nc",
        Group = OptionGroup.Input)]
    public InventoryFormat? Format { get; set; }

    /// <summary>Whether unit, kind and basis may contradict the file.</summary>
    [Option("use unit, kind, basis and format as given, though the file says otherwise or they contradict each other",
        Group = OptionGroup.Input)]
    public bool Override { get; set; }

    private protected virtual string? FileCrs => null;

    internal RasterReading Reading => new()
    {
        Unit = Unit is null ? null : RasterReading.UnitOf(Unit), Kind = Kind, Basis = Basis, NoData = NoData, Format = Format,
            Crs = FileCrs, Override = Override,
    };
}

/// <summary>The same, with the coordinate system of files without one.</summary>
public abstract record PlacedRasterOptions : RasterOptions
{
    /// <summary>Coordinate system of files without one.</summary>
    [Option("coordinate system of files without one, such as EPSG:4326", Group = OptionGroup.Input)]
    public string? Crs { get; set; }

    private protected override string? FileCrs => Crs;
}

/// <summary>The same, of commands that write files beside what they print.</summary>
public abstract record WritingRasterOptions : PlacedRasterOptions
{
    /// <summary>Whether existing files may be replaced.</summary>
    [Option("replace an existing file", Group = OptionGroup.Output)]
    public bool Force { get; set; }
}
