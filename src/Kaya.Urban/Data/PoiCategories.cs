using System.Collections.Immutable;

namespace Kaya.Urban;

/// <summary>The fourteen categories of points of interest to which sources are mapped unless another map is given: the first level of
/// Chinese map services.</summary>
public static class PoiCategories
{
    /// <summary>Names, in the order in which counts are kept.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        "food", "accommodation", "shopping", "life services", "sports and leisure", "tourist sites", "education and culture", "healthcare",
            "finance", "companies",
        "automobile", "transport", "residence and business", "government",
    ];
}
