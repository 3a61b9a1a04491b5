using Kaya.Core;

namespace Kaya.Learning;

/// <summary>What a fit gives, whatever it was fitted to: immutable, safe to use from several threads, saveable, with nothing to
/// dispose.</summary>
/// <remarks>
/// A fitted model keeps its numbers in managed memory. Native objects that it needs are made for one call, or are a copy of a network
/// that is freed after the model itself. Each kind has a constant <c>Kind</c>, a version of its state, and a static <c>FromState</c> that
/// reads what <see cref="ToState"/> gave; a <see cref="PredictorCatalog"/> lists the kinds that a program reads.
/// </remarks>
public interface IFittedModel
{
    /// <summary>The model as plain data.</summary>
    /// <returns>Everything needed to predict the same numbers, bit by bit.</returns>
    ModelState ToState();
}

/// <summary>A model fitted to tables.</summary>
public interface IPredictor : IFittedModel
{
    /// <summary>The columns it was fitted with and asks for.</summary>
    FeatureSchema Features { get; }

    /// <summary>The columns it gives.</summary>
    FeatureSchema Targets { get; }

    /// <summary>Predicts each row by itself: the answer for a row does not depend on the others.</summary>
    /// <param name="features">Row x feature, in exactly the schema <see cref="Features"/>.</param>
    /// <returns>Row x target.</returns>
    /// <exception cref="SchemaMismatchException">A column is missing, extra, in another place or in another unit.</exception>
    /// <exception cref="NonFiniteException">The answer overflows for some row.</exception>
    FeatureTable Predict(FeatureTable features);
}
