using Kaya.Core;

namespace Kaya.Learning;

/// <summary>A fitted model: immutable, thread-safe, saveable, with nothing to
/// dispose.</summary>
/// <remarks>
/// A fitted model keeps its parameters in managed memory. Native objects are created for one call, or are a copy of a network
/// that is freed after the model itself. Each kind has a constant <c>Kind</c>, a version of its state, and a static <c>FromState</c> that
/// reads the output of <see cref="ToState"/>; a <see cref="PredictorCatalog"/> lists the kinds that a program reads.
/// </remarks>
public interface IFittedModel
{
    /// <summary>The model as plain data.</summary>
    /// <returns>The complete state, for identical predictions.</returns>
    ModelState ToState();
}

/// <summary>A model fitted to tables.</summary>
public interface IPredictor : IFittedModel
{
    /// <summary>The required feature columns.</summary>
    FeatureSchema Features { get; }

    /// <summary>The target columns.</summary>
    FeatureSchema Targets { get; }

    /// <summary>Predicts each row independently of the others.</summary>
    /// <param name="features">Row x feature, in exactly the schema <see cref="Features"/>.</param>
    /// <returns>Row x target.</returns>
    /// <exception cref="SchemaMismatchException">A column is missing, extra, in a different position or in a different unit.</exception>
    /// <exception cref="NonFiniteException">The prediction overflows for a row.</exception>
    FeatureTable Predict(FeatureTable features);
}
