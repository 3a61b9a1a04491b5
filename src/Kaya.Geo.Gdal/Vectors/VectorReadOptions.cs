namespace Kaya.Geo.Gdal;

/// <summary>How zones are read from a vector file.</summary>
public sealed record VectorReadOptions
{
    /// <summary>Field with the code of each zone; required.</summary>
    public required string CodeField { get; init; }

    /// <summary>Field with the name; default: the code.</summary>
    public string? NameField { get; init; }

    /// <summary>Layer; default: the only one with polygons.</summary>
    public string? Layer { get; init; }

    /// <summary>For files without a coordinate system, such as a shapefile without a .prj.</summary>
    public CoordinateSystem? Crs { get; init; }

    /// <summary>Character encoding of the texts, such as <c>GBK</c>; default: that of the .cpg file, otherwise UTF-8.</summary>
    public string? Encoding { get; init; }

    /// <summary>Leaves out features without a code; otherwise they are an error.</summary>
    public bool LeaveOutFeaturesWithoutCode { get; init; }

    /// <summary>Joins features with the same code to one zone; otherwise they are an error.</summary>
    public bool JoinFeatures { get; init; }

    /// <summary>Meaning of edges longer than 180 degrees of longitude.</summary>
    public WideEdges WideEdges { get; init; }
}
