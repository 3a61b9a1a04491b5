using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Tasks;

/// <summary>How to read a file of zones. As a group named <c>Zone</c> of an options record it gives the flags
/// <c>--zone.field</c>, <c>--zone.crs</c> and so on.</summary>
public sealed record ZoneReadingOptions
{
    /// <summary>Field with the code of each polygon; <c>code</c>, or the only field, if none is named.</summary>
    [Option("field with the code of each zone (default: 'code', or the only field)", Group = OptionGroup.Input)]
    public string? Field { get; set; }

    /// <summary>Layer of a vector file; default: the only one with polygons.</summary>
    [Option("layer of a vector file (default: the only one with polygons)", Group = OptionGroup.Input)]
    public string? Layer { get; set; }

    /// <summary>Coordinate system of a file without one, such as a shapefile without .prj.</summary>
    [Option("coordinate system of a zone file without one, such as EPSG:4326", Group = OptionGroup.Input)]
    public string? Crs { get; set; }

    /// <summary>Character encoding of texts in a shapefile without .cpg.</summary>
    [Option("text encoding of a shapefile without .cpg, such as GBK", Group = OptionGroup.Input)]
    public string? Encoding { get; set; }

    /// <summary>Table that maps values of the zone file (zone numbers, or a field of polygons) to codes.</summary>
    [Option("CSV table that maps zone numbers, or values of the field, to codes", Group = OptionGroup.Input)]
    public string? Codes { get; set; }

    /// <summary>Column of <see cref="Codes"/> with the values of the file; default: the first.</summary>
    [Option("column of the table of codes with the values of the zone file (default: the first)", Group = OptionGroup.Input)]
    public string? CodesFrom { get; set; }

    /// <summary>Column of <see cref="Codes"/> with the code; default: <c>code</c>, or the second.</summary>
    [Option("column of the table of codes with the code (default: 'code', or the second)", Group = OptionGroup.Input)]
    public string? CodesTo { get; set; }

    /// <summary>Method for comparing zone names.</summary>
    [Option("how zone codes are matched with the statistics: exactly, or as Chinese provinces in any code or spelling (chinese-provinces)")]
    public ZoneNames Names { get; set; }

    /// <summary>Whether polygons without a code are left out instead of refused.</summary>
    [Option("leave out polygons without a code instead of stopping", Group = OptionGroup.Input)]
    public bool SkipWithoutCode { get; set; }

    /// <summary>Whether polygons with the same code are parts of one zone; otherwise they are refused.</summary>
    [Option("join polygons with the same code to one zone, such as islands, instead of stopping", Group = OptionGroup.Input)]
    public bool Join { get; set; }

    /// <summary>Meaning of an edge that spans more than 180 degrees of longitude.</summary>
    [Option("meaning of an edge longer than 180 degrees of longitude: across (the antimeridian) or as-written; refuse stops",
        Group = OptionGroup.Input)]
    public WideEdges WideEdges { get; set; }
}
