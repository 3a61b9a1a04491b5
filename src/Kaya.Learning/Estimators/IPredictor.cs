using Kaya.Core;

namespace Kaya.Learning;

/// <summary>A fitted model: immutable, safe to use from several threads, saveable.</summary>
/// <remarks>
/// A predictor holds managed memory only, never a native handle, so there is nothing to dispose. Each kind has a static
/// <c>FromState(ModelState)</c> that reads what <see cref="ToState"/> gave.
/// </remarks>
public interface IPredictor
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

    /// <summary>The model as plain data.</summary>
    /// <returns>Everything needed to predict the same numbers, bit by bit.</returns>
    ModelState ToState();
}
