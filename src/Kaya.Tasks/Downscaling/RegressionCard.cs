using Kaya.Downscaling;
using Kaya.Runs;

namespace Kaya.Tasks;

/// <summary>The card that goes with a stored regression of zones.</summary>
internal static class RegressionCard
{
    public static ModelCard Of(SpatialModel model, string trainedOn) => new()
    {
        Title = $"{model.Name}: emission from drivers",
        IntendedUse = "Weights of cells by which the statistic of a zone is divided.",
        Limits =
        [
            "It knows zones only: within a zone emission follows the drivers as it does between zones.",
            "Plants are in no driver; what a zone emits beyond the model is put on its heaviest cells.",
            model.Extrapolation == Extrapolation.Proportional ? "Outside the range of the zones it goes on in proportion to the drivers."
                : "It is linear through the origin, so a cell of no light and no people gets nothing.",
        ],
        TrainedOn = trainedOn,
        Inputs = [.. model.Predictor.Features.Columns.Select(column => new ModelColumn(column.Name, column.Unit.ToString()))],
        Outputs = [.. model.Predictor.Targets.Columns.Select(column => new ModelColumn(column.Name, column.Unit.ToString()))],
        KayaVersion = TaskRunner.Version,
    };
}
