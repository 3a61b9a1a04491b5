using Kaya.Energy;

namespace Kaya.Tasks;

/// <summary>The model card of a stored energy model.</summary>
internal static class EnergyModelCard
{
    public static ModelCard Of(string name, EnergyInput input) => new()
    {
        Title = $"{name}: energy mix to sectoral CO2, and the reverse",
        IntendedUse =
            "Daily CO2 of a region by sector from its generation by source, the reverse, and the effect of a changed mix or sector.",
        Limits =
        [
            "Emissions outside the power sector are inferred from regions with a similar mix. This is a correlation, not a cause.",
            "For regions outside the training data, intervals come from left-out training regions, and the applicability flag shows how "
                + "far the mix lies from them.",
            "International aviation is not part of single regions in the training data.",
            "A what-if is the difference of two predictions. The model does not include the electricity grid, prices or plants.",
        ],
        TrainedOn =
            $"{input.Origin.Label}: {string.Join(", ", input.Dataset.Regions)}; {input.Dataset.Days[0]:yyyy-MM-dd} to "
            + $"{input.Dataset.Days[^1]:yyyy-MM-dd}, {input.Dataset.Count} region-days",
        Inputs = [.. EnergySources.All.Select(source => new ModelColumn(source.Label(), "GWh"))],
        Outputs = [.. Sectors.All.Select(sector => new ModelColumn(sector.Label(), "Mt d-1"))],
        KayaVersion = TaskRunner.Version,
    };
}
