namespace Kaya.Geo.Gdal;

/// <summary>How zones are read from a vector file.</summary>
public sealed record VectorReadOptions
{
    /// <summary>Field with the code of each zone; needed.</summary>
    public required string CodeField { get; init; }

    /// <summary>Field with the name; the code stands for it where none is given.</summary>
    public string? NameField { get; init; }

    /// <summary>Layer; the first where none is given.</summary>
    public string? Layer { get; init; }

    /// <summary>For files without a coordinate system, such as a shapefile without a .prj.</summary>
    public CoordinateSystem? Crs { get; init; }

    /// <summary>Character encoding of the texts, such as <c>GBK</c>; where none is given, that of the .cpg file, else UTF-8.</summary>
    public string? Encoding { get; init; }

    /// <summary>Leaves out features without a code; otherwise they are an error.</summary>
    public bool LeaveOutFeaturesWithoutCode { get; init; }
}
