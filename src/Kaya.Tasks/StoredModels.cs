using Kaya.Downscaling;
using Kaya.Energy;
using Kaya.Inversion;
using Kaya.Learning;
using Kaya.Learning.LibSvm;
using Kaya.Learning.XGBoost;
using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary>Every kind of model that a run can contain.</summary>
internal static class StoredModels
{
    public static PredictorCatalog Catalog { get; } = UrbanBaselines.Catalog(PredictorCatalog.Managed
        .With(SvrPredictor.Kind, SvrPredictor.FromState)
        .With(TreeEnsemblePredictor.Kind, TreeEnsemblePredictor.FromState)
        .With(TabularEnergyPredictor.Kind, TabularEnergyPredictor.FromState)
        .With(CleanModel.Kind, CleanModel.FromState)
        .With(SpatialModel.Kind, SpatialModel.FromState)
        .With(SuperResolutionModel.Kind, SuperResolutionModel.FromState)
        .With(SurrogateModel.Kind, SurrogateModel.FromState)
        .With(OpenCarbonModel.Kind, OpenCarbonModel.FromState)
        .With(CalibratedUrbanModel.Kind, CalibratedUrbanModel.FromState));
}
