using Kaya.Core;
using Kaya.Geo;
using Kaya.Inventory;
using Kaya.Runs;

namespace Kaya.Tasks;

/// <summary>What holds for every raster file of a command unless <c>FILE@key=value</c> says otherwise.</summary>
public abstract record RasterOptions : WorkOptions
{
    /// <summary>Unit of the values.</summary>
    [Option("unit of the values where the file does not say, such as t or kg m-2", Group = OptionGroup.Input)]
    public string? Unit { get; set; }

    /// <summary>Whether values add up, average, or are codes.</summary>
    [Option("whether values add up (extensive), average (intensive) or are codes (category), where the file does not say",
        Group = OptionGroup.Input)]
    public QuantityKind? Kind { get; set; }

    /// <summary>As what a mass is counted.</summary>
    [Option("as what a mass is counted where the file does not say: C or CO2", Group = OptionGroup.Input)]
    public MassBasis? Basis { get; set; }

    /// <summary>A value that stands for no-data.</summary>
    [Option("a value that stands for no-data besides the file's own", Group = OptionGroup.Input)]
    public double? NoData { get; set; }

    /// <summary>A published inventory whose convention the file follows.</summary>
    [Option("inventory whose unit, mass basis and corners the file follows: odiac, ffdas, cdiac, edgar-txt, edgar-nc",
        Group = OptionGroup.Input)]
    public InventoryFormat? Format { get; set; }

    private protected virtual string? FileCrs => null;

    internal RasterReading Reading => new()
    {
        Unit = Unit is null ? null : RasterReading.UnitOf(Unit), Kind = Kind, Basis = Basis, NoData = NoData, Format = Format,
            Crs = FileCrs,
    };
}

/// <summary>The same, with the coordinate system of files that have none.</summary>
public abstract record PlacedRasterOptions : RasterOptions
{
    /// <summary>Coordinate system of files that have none.</summary>
    [Option("coordinate system of files that have none, such as EPSG:4326", Group = OptionGroup.Input)]
    public string? Crs { get; set; }

    private protected override string? FileCrs => Crs;
}
