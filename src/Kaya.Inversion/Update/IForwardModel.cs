namespace Kaya.Inversion;

/// <summary>From correction factors to concentrations at the observed points, and back: the embedded transport model with its adjoint, or
/// a network.</summary>
/// <remarks>
/// A model is made for the points of one <see cref="UpdateObservations"/>, whose parts it predicts one at a time: days for a network, or
/// one part for a whole run of a transport model. It predicts all points, held out ones too; the loss decides which of them count.
/// </remarks>
public interface IForwardModel
{
    /// <summary>The factors.</summary>
    FactorLayout Layout { get; }

    /// <summary>The points.</summary>
    UpdateObservations Observations { get; }

    /// <summary>The time blocks whose factors can change a part, rising.</summary>
    /// <param name="part">Part from 0.</param>
    /// <returns>Blocks from 0.</returns>
    IReadOnlyList<int> BlocksOf(int part);

    /// <summary>Predicts a part.</summary>
    /// <param name="factors">All factors.</param>
    /// <param name="part">Part from 0.</param>
    /// <returns>The prediction, which may hold memory for <see cref="IPrediction.AddGradient"/> until it is disposed of.</returns>
    IPrediction Predict(ReadOnlySpan<double> factors, int part);
}

/// <summary>Predicted concentrations of a part, and the way back to the factors.</summary>
public interface IPrediction : IDisposable
{
    /// <summary>Concentrations at the points of the part, ppb or micrograms per cubic metre.</summary>
    ReadOnlySpan<double> Values { get; }

    /// <summary>Adds the derivatives of a loss by the factors (the adjoint, once for each prediction).</summary>
    /// <param name="derivatives">Derivatives of the loss by <see cref="Values"/>.</param>
    /// <param name="gradient">Derivatives by all factors; those of this part are added.</param>
    void AddGradient(ReadOnlySpan<double> derivatives, Span<double> gradient);
}

/// <summary>A forward model that knows its tangent; for others it is taken as a difference of two predictions.</summary>
public interface ITangentModel : IForwardModel
{
    /// <summary>Changes of the predictions of a part with the factors.</summary>
    /// <param name="factors">All factors, where the derivative is taken.</param>
    /// <param name="direction">Changes of all factors.</param>
    /// <param name="part">Part from 0.</param>
    /// <param name="changes">Receives a change for each point of the part.</param>
    void Tangent(ReadOnlySpan<double> factors, ReadOnlySpan<double> direction, int part, Span<double> changes);
}
