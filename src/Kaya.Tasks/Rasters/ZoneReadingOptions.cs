using Kaya.Geo.Gdal;
using Kaya.Runs;

namespace Kaya.Tasks;

/// <summary>What a file of zones does not say itself. As a group named <c>Zone</c> of an options record it gives the flags
/// <c>--zone.field</c>, <c>--zone.crs</c> and so on.</summary>
public sealed record ZoneReadingOptions
{
    /// <summary>Field with the code of each polygon; <c>code</c>, or the only field, where none is named.</summary>
    [Option("field with the code of each zone (default: 'code', or the only field)", Group = OptionGroup.Input)]
    public string? Field { get; set; }

    /// <summary>Layer of a vector file; the first where none is named.</summary>
    [Option("layer of a vector file (default: the first)", Group = OptionGroup.Input)]
    public string? Layer { get; set; }

    /// <summary>Coordinate system of a file that has none, such as a shapefile without .prj.</summary>
    [Option("coordinate system of zones that have none, such as EPSG:4326", Group = OptionGroup.Input)]
    public string? Crs { get; set; }

    /// <summary>Character encoding of texts in a shapefile without .cpg.</summary>
    [Option("encoding of the texts of a shapefile without .cpg, such as GBK", Group = OptionGroup.Input)]
    public string? Encoding { get; set; }

    /// <summary>Table that gives another code for what the file has: numbers of a zone raster, or a field of polygons.</summary>
    [Option("CSV table that turns numbers of a zone raster, or values of the field, into codes", Group = OptionGroup.Input)]
    public string? Codes { get; set; }

    /// <summary>Column of <see cref="Codes"/> with what the file has; the first where none is named.</summary>
    [Option("column of the table of codes with what the zone file has (default: the first)", Group = OptionGroup.Input)]
    public string? CodesFrom { get; set; }

    /// <summary>Column of <see cref="Codes"/> with the code; <c>code</c>, or the second, where none is named.</summary>
    [Option("column of the table of codes with the code (default: 'code', or the second)", Group = OptionGroup.Input)]
    public string? CodesTo { get; set; }

    /// <summary>How names of zones are compared.</summary>
    [Option("how codes of zones and of statistics are compared: as they are written, or as provinces of China, whatever code or spelling a "
        + "table has for them")]
    public ZoneNames Names { get; set; }

    /// <summary>Whether polygons without a code are left out instead of refused.</summary>
    [Option("leave out polygons without a code instead of stopping", Group = OptionGroup.Input)]
    public bool SkipWithoutCode { get; set; }
}
