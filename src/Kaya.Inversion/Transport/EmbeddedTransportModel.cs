using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>The transport model inside Kaya: Eulerian, a few layers, differentiable. Immutable; may be used again and again.</summary>
/// <remarks>
/// Emissions of NOx, NH3, SO2, VOC and primary PM2.5 become hourly NO2, SO2, O3 and PM2.5 at the ground. Every equation, its source and
/// what is
/// simpler than in CMAQ: docs/methods/inversion.md, "Embedded transport model".
/// </remarks>
public sealed class EmbeddedTransportModel : ITransportModel
{
    private readonly TransportOptions _options;
    private readonly SpeciesTable _species;

    /// <summary>Makes a model.</summary>
    /// <param name="options">Settings; the usual ones if left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting outside of its range.</exception>
    public EmbeddedTransportModel(TransportOptions? options = null)
    {
        _options = options ?? new TransportOptions();
        _options.Validate();
        _species = SpeciesTable.Of(_options);
    }

    /// <summary>Its settings.</summary>
    public TransportOptions Options => _options;

    /// <summary>What it carries, in the order of <see cref="TransportHour.Air"/>.</summary>
    public ImmutableArray<TransportedSpecies> Species => _species.Species;

    /// <summary>Runs the hours of the meteorology one after the other, as they are asked for. Of the hours before nothing is kept, and
    /// there are no checkpoints.</summary>
    /// <param name="inputs">As for a run.</param>
    /// <param name="context">Progress and cancellation.</param>
    /// <param name="withAir">Whether the hours tell what is in the air; else only what is at the ground.</param>
    /// <returns>The hours; each is the caller's.</returns>
    /// <exception cref="GridMismatchException">As of a run, when the first hour is asked for.</exception>
    /// <exception cref="DataNotFoundException">A field or an hour is missing.</exception>
    /// <exception cref="NonFiniteException">A value is not a number, or out of its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled between two hours.</exception>
    public IEnumerable<TransportHour> Hours(TransportInputs inputs, FitContext context, bool withAir)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(context);
        return _options.Precision == TransportPrecision.Double
            ? new TransportRun<double>(inputs, _options, _species).Hours(context, withAir)
            : new TransportRun<float>(inputs, _options, _species).Hours(context, withAir);
    }

    /// <inheritdoc/>
    public TransportResult Run(TransportInputs inputs, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(context);
        return _options.Precision == TransportPrecision.Double
            ? new TransportRun<double>(inputs, _options, _species).Forward(context)
            : new TransportRun<float>(inputs, _options, _species).Forward(context);
    }

    /// <summary>The derivative of a loss with respect to correction factors, by the adjoint of the model.</summary>
    /// <param name="inputs">As for a run; factors of 1 for every species in one block are taken where none are given.</param>
    /// <param name="loss">Given the concentrations of an hour, its part of the loss and the derivatives of that; hours come from the
    /// last to
    /// the first.</param>
    /// <param name="context">Progress and cancellation.</param>
    /// <param name="spinUpHours">Hours at the start that are no part of the loss; their emissions act on later ones all the same.</param>
    /// <returns>The loss and its gradient.</returns>
    /// <exception cref="GridMismatchException">Emissions or factors on another grid than the meteorology.</exception>
    /// <exception cref="DataNotFoundException">A field or an hour is missing.</exception>
    /// <exception cref="NonFiniteException">A value is not a number, or out of its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled between two hours.</exception>
    public AdjointResult Gradient(TransportInputs inputs, SurfaceLoss loss, FitContext context, int spinUpHours = 0)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfNegative(spinUpHours);
        IHourlyFields<MeteorologyVariable> weather = inputs.Meteorology;
        TransportInputs all = inputs with
        {
            Factors = inputs.Factors ?? CorrectionFactors.Ones(new FactorLayout(
                TimeBlocks.Whole(weather.Start, weather.Hours), AtmosphericSpecies.Emitted, weather.Grid.Horizontal)),
        };
        return _options.Precision == TransportPrecision.Double
            ? new AdjointRun<double>(all, _options, _species).Run(loss, spinUpHours, context)
            : new AdjointRun<float>(all, _options, _species).Run(loss, spinUpHours, context);
    }
}
