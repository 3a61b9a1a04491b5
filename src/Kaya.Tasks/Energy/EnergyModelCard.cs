using Kaya.Core;
using Kaya.Energy;
using Kaya.Runs;

namespace Kaya.Tasks;

/// <summary>The card that goes with a stored energy model.</summary>
internal static class EnergyModelCard
{
    public static ModelCard Of(string name, EnergyInput input) => new()
    {
        Title = $"{name}: energy mix and sectoral CO2, both ways",
        IntendedUse =
            "Daily CO2 of a region by sector from its generation by source, the reverse, and the change that a changed mix or sector "
            + "makes.",
        Limits =
        [
            "Emission outside the power sector is inferred from how regions of a similar mix behave; it does not cause it.",
            "Regions the model was not trained on: the interval is that of left-out training regions, and the applicability flag says how "
                + "far the mix lies from them.",
            "International aviation is not part of single regions in the training data.",
            "A what-if is the model's difference between two mixes; it knows no grid, prices or plants.",
        ],
        TrainedOn =
            $"{input.Origin.Label}: {string.Join(", ", input.Dataset.Regions)}; {input.Dataset.Days[0]:yyyy-MM-dd} to "
            + $"{input.Dataset.Days[^1]:yyyy-MM-dd}, {input.Dataset.Count} region-days",
        Inputs = [.. EnergySources.All.Select(source => new ModelColumn(source.Label(), "GWh"))],
        Outputs = [.. Sectors.All.Select(sector => new ModelColumn(sector.Label(), "Mt d-1"))],
        KayaVersion = TaskRunner.Version,
    };
}
