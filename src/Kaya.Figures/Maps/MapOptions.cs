using Kaya.Core;

namespace Kaya.Figures;

/// <summary>A dot on a map, in its coordinate system.</summary>
/// <param name="X">x.</param>
/// <param name="Y">y.</param>
/// <param name="IsHollow">A ring instead of a dot.</param>
public sealed record MapPoint(double X, double Y, bool IsHollow = false);

/// <summary>How a map is drawn.</summary>
public sealed record MapOptions
{
    /// <summary>Written above the map, in any script that a font here has.</summary>
    public string Title { get; init; } = "";

    /// <summary>Width of the map itself, in pixels; the height follows from the area shown.</summary>
    public int Width { get; init; } = 900;

    /// <summary>Whether the colour scale is logarithmic; null: if positive values span more than three decades.</summary>
    public bool? Logarithmic { get; init; }

    /// <summary>Boundaries drawn over the map, in its coordinate system.</summary>
    public MapOutlines? Outlines { get; init; }

    /// <summary>Dots drawn over the map, such as stations.</summary>
    public IReadOnlyList<MapPoint> Points { get; init; } = [];

    /// <summary>Value of the darkest colour; null: the 2nd percentile of the positive values (logarithm) or the smallest value.</summary>
    public double? Lowest { get; init; }

    /// <summary>Value of the lightest colour; null: the 99.5th percentile.</summary>
    public double? Highest { get; init; }

    /// <summary>Whether the colours go from blue over white to red, for changes: set <see cref="Lowest"/> and <see cref="Highest"/> as
    /// far from 0.</summary>
    public bool IsDiverging { get; init; }

    /// <summary>Period of the values, next to the unit in the legend; null: that of the band.</summary>
    public Period? Period { get; init; }

    /// <summary>Mass basis, in the unit of the legend; null: that of the band.</summary>
    public MassBasis? Basis { get; init; }

    /// <summary>Names and colours of classes, for a band of codes; codes that are not among them are shown as numbers.</summary>
    public IReadOnlyList<MapClass> Classes { get; init; } = [];

    /// <summary>Total of the map with its unit, written below it; null: for a band of totals, the sum of its cells.</summary>
    public string? Total { get; init; }

    /// <summary>Where the data come from, written below the map; null for nothing.</summary>
    public string? Source { get; init; }

    /// <summary>Whether the data is a made-up sample, which is noted in the picture.</summary>
    public bool IsSample { get; init; }
}
