using Kaya.Downscaling;

namespace Kaya.Tasks;

/// <summary>The model card of a stored regression of zones.</summary>
internal static class RegressionCard
{
    public static ModelCard Of(SpatialModel model, string trainedOn) => new()
    {
        Title = $"{model.Name}: emissions from drivers",
        IntendedUse = "Weights of grid cells for distributing the statistic of a zone.",
        Limits =
        [
            "It is fitted to zones. Within a zone it assumes the same relation between drivers and emissions as between zones.",
            "Drivers do not show individual plants; emissions of a zone beyond the model are placed on its cells with the highest weights.",
            model.Extrapolation == Extrapolation.Proportional ? "Outside the range of the zones it extrapolates in proportion to "
                + "the drivers."
                : "It is linear through the origin, so a cell without light and population has no emissions.",
        ],
        TrainedOn = trainedOn,
        Inputs = [.. model.Predictor.Features.Columns.Select(column => new ModelColumn(column.Name, column.Unit.ToString()))],
        Outputs = [.. model.Predictor.Targets.Columns.Select(column => new ModelColumn(column.Name, column.Unit.ToString()))],
        KayaVersion = TaskRunner.Version,
    };
}
