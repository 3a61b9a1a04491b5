using System.Collections.Immutable;
using Kaya.Learning;

namespace Kaya.Urban;

/// <summary>The baselines of paper 001 and what reads them back.</summary>
/// <remarks>Estimators of tables are given from outside: support vectors and trees need native libraries that this assembly does not
/// load.</remarks>
public static class UrbanBaselines
{
    /// <summary>READ (Han et al. 2020): a frozen encoder, its vectors reduced, a regression; with counts of points, as the paper adds
    /// them.</summary>
    /// <remarks>READ's own weights cannot be had; another encoder stands in, and the name of the model says which.</remarks>
    /// <param name="encoder">The encoder.</param>
    /// <param name="regression">The regression on components and counts.</param>
    /// <param name="components">Largest number of components.</param>
    /// <returns>The estimator.</returns>
    public static TabularUrbanEstimator Read(ImageEncoder encoder, IEstimator regression, int components = 32)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        return new TabularUrbanEstimator(regression, new CellFeatureOptions { Images = encoder, Components = components })
        {
            Title = $"READ (with {encoder.Name})",
        };
    }

    /// <summary>A stacked forest (Zhang et al. 2022) on vectors of images and counts of points.</summary>
    /// <param name="forest">A random forest.</param>
    /// <param name="features">Which numbers describe a cell.</param>
    /// <returns>The estimator.</returns>
    public static TabularUrbanEstimator StackedForest(IEstimator forest, CellFeatureOptions features) =>
        new(new Stacked(forest, forest), features) { Title = "Stacked RFR" };

    /// <summary>A list of kinds with those of this assembly.</summary>
    /// <param name="catalog">The list, with the kinds of the estimators of tables.</param>
    /// <returns>The longer list.</returns>
    public static PredictorCatalog Catalog(PredictorCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog
            .With(ImageEncoder.Kind, ImageEncoder.FromState)
            .With(TabularUrbanModel.Kind, TabularUrbanModel.FromState)
            .With(VectorNetworkModel.Kind, VectorNetworkModel.FromState)
            .With(PairedImageModel.Kind, PairedImageModel.FromState);
    }
}
