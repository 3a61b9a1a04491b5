using System.Collections.Immutable;
using System.Numerics;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>The transport model inside Kaya: Eulerian, a few layers, differentiable. Immutable; may be used again and again.</summary>
/// <remarks>
/// Emissions of NOx, NH3, SO2, VOC and primary PM2.5 become hourly NO2, SO2, O3 and PM2.5 at the ground. Every equation, its source and what is
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

    /// <inheritdoc/>
    public TransportResult Run(TransportInputs inputs, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(context);
        return _options.Precision == TransportPrecision.Double
            ? new TransportRun<double>(inputs, _options, _species).Forward(context)
            : new TransportRun<float>(inputs, _options, _species).Forward(context);
    }
}
