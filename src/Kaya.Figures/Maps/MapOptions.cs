using Kaya.Geo;

namespace Kaya.Figures;

/// <summary>How a map is drawn.</summary>
public sealed record MapOptions
{
    /// <summary>Written above the map; unit and band are added to the legend.</summary>
    public string Title { get; init; } = "";

    /// <summary>Width of the map itself, in pixels; the height follows from the area shown.</summary>
    public int Width { get; init; } = 900;

    /// <summary>Colours by the logarithm: for emissions and other values over many orders of magnitude; where not said, by whether positive values span more than three decades.</summary>
    public bool? Logarithmic { get; init; }

    /// <summary>Zones whose outlines are drawn, in the coordinate system of the map.</summary>
    public ZoneSet? Outlines { get; init; }

    /// <summary>Value of the darkest colour; where not given, the 2nd percentile of the positive values (log) or the smallest.</summary>
    public double? Lowest { get; init; }

    /// <summary>Value of the lightest colour; where not given, the 99.5th percentile.</summary>
    public double? Highest { get; init; }
}
