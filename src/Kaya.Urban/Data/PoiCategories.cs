using System.Collections.Immutable;

namespace Kaya.Urban;

/// <summary>The fourteen categories of points of interest to which sources are mapped unless another map is given.</summary>
public static class PoiCategories
{
    /// <summary>Names, in the order in which counts are kept.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        "food", "hotel", "shopping", "daily service", "sport and leisure", "attraction", "education", "health care", "finance", "company",
        "car service", "transport", "residence", "government",
    ];
}
