namespace Kaya.Inversion;

/// <summary>The part of a loss that one hour of concentrations gives.</summary>
/// <param name="hour">Hour of the run from 0. Hours come from the last to the first.</param>
/// <param name="surface">Concentrations at the ground: pollutant (in the order of <see cref="Pollutant"/>) x row x column; gases in ppb,
/// PM2.5 in ug m-3.</param>
/// <param name="gradient">Room for the derivative of the part with respect to each of them; 0 at the start.</param>
/// <returns>The part.</returns>
public delegate double SurfaceLoss(int hour, ReadOnlySpan<double> surface, Span<double> gradient);

/// <summary>A loss and its derivative with respect to correction factors, by the adjoint of the transport model.</summary>
/// <param name="Loss">Sum of the parts of all hours after the spin-up.</param>
/// <param name="Gradient">Derivative with respect to each factor: block x species x row x column.</param>
public sealed record AdjointResult(double Loss, ReadOnlyMemory<double> Gradient)
{
    /// <summary>Most bytes that states kept for the way back took at once, without the tensors of one step.</summary>
    public long StateBytes { get; init; }
}
