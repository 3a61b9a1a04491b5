using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Inversion;

namespace Kaya.Samples;

/// <summary>Which transport model makes the true concentrations of a twin.</summary>
public enum TwinTruth
{
    /// <summary>The embedded model on a grid that is twice as fine: stations see what the model of the inversion cannot resolve.</summary>
    FinerGrid,

    /// <summary>The embedded model on the same grid with another scheme of advection (<see cref="AdvectionScheme"/>) and steps a third as
    /// long: the errors of a grid are missing, those of a scheme are there.</summary>
    OtherAdvection,

    /// <summary>The model of the inversion itself. Results are too good: nothing but noise and the limits of the stations is in the
    /// way.</summary>
    SameModel,
}

/// <summary>Settings of a twin experiment.</summary>
public sealed record SampleTwinOptions
{
    /// <summary>Size, errors of the prior, stations. The default grid is coarser than that of the sample atmosphere.</summary>
    public SampleAtmosphereOptions Atmosphere { get; init; } = new() { Rows = 36, Columns = 36, CellSize = 12 };

    /// <summary>Begin of the first hour.</summary>
    public DateTimeOffset Start { get; init; } = SampleAtmosphere.Months[0];

    /// <summary>Number of hours.</summary>
    public int Hours { get; init; } = 96;

    /// <summary>Which model makes the truth.</summary>
    public TwinTruth Truth { get; init; }

    /// <summary>Number of the truth, from 0. The prior, the weather and the stations are the same for all of them; the true emissions
    /// differ from the prior by other ratios, and the errors of the observations are others.</summary>
    public int Member { get; init; }
}

/// <summary>A twin experiment in the sample atmosphere: prior emissions, observations of a truth that is known, and that truth.</summary>
/// <remarks>
/// The truth of member 0 is that of <see cref="SampleInventoryError"/>; for others, the ratios of prior to true emissions are dealt anew to
/// provinces and species from the same range. Stations observe the mean of the cell of the inversion's grid that they lie in, also where
/// the truth comes from a finer grid, with the errors and gaps of the options. The truth starts from the same clean air as the prior run.
/// </remarks>
public sealed class SampleTwin
{
    private readonly TransportOptions _transport;
    private readonly SampleAtmosphere _fine;
    private readonly TransportInputs _real;
    private readonly float[] _factors;

    private SampleTwin(SampleTwinOptions options, SampleAtmosphere atmosphere, TransportInputs inputs,
        (TransportOptions Transport, SampleAtmosphere Fine, TransportInputs Inputs) truth)
    {
        (Options, Atmosphere, Inputs, _transport, _fine, _real) =
            (options, atmosphere, inputs, truth.Transport, truth.Fine, truth.Inputs);
        _factors = [.. Truth(atmosphere, options).Values.ToArray().Select(value => (float)value)];
    }

    /// <summary>What it was made with.</summary>
    public SampleTwinOptions Options { get; }

    /// <summary>The world of it, on the grid of the inversion.</summary>
    public SampleAtmosphere Atmosphere { get; }

    /// <summary>Weather, prior emissions and emissions of plants and soils, in memory.</summary>
    public TransportInputs Inputs { get; }

    /// <summary>True emissions divided by prior ones, species x row x column, on the grid of the inversion.</summary>
    public ReadOnlyMemory<float> TrueFactors => _factors;

    /// <summary>True concentrations at the ground, means of the cells of the inversion's grid, without errors.</summary>
    public required HourlyFields<Pollutant> Concentrations { get; init; }

    /// <summary>What the stations measured of them.</summary>
    public required SampleObservations Observations { get; init; }

    /// <summary>Makes a twin; the truth is one forward run, on the finer grid about ten times as long as one of the inversion.</summary>
    /// <param name="options">Size, hours, truth.</param>
    /// <param name="transport">Settings of the transport model, with the way from the grid to degrees.</param>
    /// <param name="context">Progress, cancellation, checkpoints of the true run.</param>
    /// <param name="country">The country below; null to compute the default one.</param>
    /// <returns>The twin.</returns>
    public static SampleTwin Create(
        SampleTwinOptions options, TransportOptions transport, FitContext context, SampleCountry? country = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(context);
        country ??= SampleCountry.Create();
        SampleAtmosphere coarse = SampleAtmosphere.Create(options.Atmosphere, country);
        HourRange range = new(options.Start, options.Hours);
        TransportInputs inputs = InputsOf(coarse, range, context.Cancellation);
        SampleAtmosphereOptions own = options.Atmosphere;
        if (options.Truth != TwinTruth.FinerGrid)
        {
            TransportOptions other = options.Truth == TwinTruth.SameModel ? transport : OtherScheme(transport);
            return Of(options, coarse, inputs, (other, coarse, inputs), context);
        }

        SampleAtmosphere fine = SampleAtmosphere.Create(
            own with { Rows = own.Rows * 2, Columns = own.Columns * 2, CellSize = own.CellSize / 2 }, country);
        return Of(options, coarse, inputs, (transport, fine, InputsOf(fine, range, context.Cancellation)), context);
    }

    /// <summary>A twin of the same world with another truth.</summary>
    /// <param name="member">Number of the truth.</param>
    /// <param name="context">Progress, cancellation, checkpoints of the true run.</param>
    /// <returns>The twin.</returns>
    public SampleTwin WithTruth(int member, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Of(Options with { Member = member }, Atmosphere, Inputs, (_transport, _fine, _real), context);
    }

    private static TransportOptions OtherScheme(TransportOptions transport) => transport with
    {
        Advection = transport.Advection == AdvectionScheme.VanLeer ? AdvectionScheme.PiecewiseParabolic : AdvectionScheme.VanLeer,
        MaximumStep = transport.MaximumStep / 3,
    };

    private static SampleTwin Of(SampleTwinOptions options, SampleAtmosphere atmosphere, TransportInputs inputs,
        (TransportOptions Transport, SampleAtmosphere Fine, TransportInputs Inputs) truth, FitContext context)
    {
        HourlyFields<Pollutant> surface = new EmbeddedTransportModel(truth.Transport)
            .Run(truth.Inputs with { Factors = Truth(truth.Fine, options) }, context).Surface;
        HourlyFields<Pollutant> concentrations = Coarser(surface, atmosphere.Grid, truth.Fine.Grid.Rows / atmosphere.Grid.Rows);
        return new SampleTwin(options, atmosphere, inputs, truth)
        {
            Concentrations = concentrations, Observations = atmosphere.Observe(concentrations, options.Member),
        };
    }

    private static TransportInputs InputsOf(SampleAtmosphere atmosphere, HourRange range, CancellationToken cancellation) =>
        new(atmosphere.Meteorology(range.Start, range.Hours).InMemory(cancellation),
            atmosphere.PriorEmissions(range.Start, range.Hours).InMemory(range, cancellation))
        {
            OtherEmissions = atmosphere.NaturalEmissions(range.Start, range.Hours).InMemory(range, cancellation),
        };

    private static CorrectionFactors Truth(SampleAtmosphere atmosphere, SampleTwinOptions options)
    {
        FactorLayout layout = new(
            TimeBlocks.Whole(options.Start, options.Hours), AtmosphericSpecies.Emitted, atmosphere.Grid.Horizontal);
        SampleInventoryError error = options.Member == 0 ? atmosphere.InventoryError : atmosphere.OtherError(options.Member);
        ReadOnlySpan<float> factors = error.TrueFactors.Span;
        double[] values = new double[layout.Count];
        for (int at = 0; at < values.Length; at++) values[at] = factors[at];
        return new CorrectionFactors(layout, values);
    }

    // Means over blocks of cells.
    private static HourlyFields<Pollutant> Coarser(HourlyFields<Pollutant> fine, TransportGrid grid, int by)
    {
        if (by == 1) return fine;
        int cells = grid.Rows * grid.Columns, columns = grid.Columns * by;
        float[] field = new float[cells * by * by];
        Dictionary<Pollutant, (ReadOnlyMemory<float>, int)> means = [];
        foreach (Pollutant pollutant in AtmosphericSpecies.Pollutants)
        {
            float[] values = new float[fine.Hours * cells];
            for (int hour = 0; hour < fine.Hours; hour++)
            {
                fine.Read(pollutant, hour, field);
                for (int at = 0; at < field.Length; at++)
                    values[(hour * cells) + (at / columns / by * grid.Columns) + (at % columns / by)] += field[at] / (by * by);
            }

            means[pollutant] = (values, 1);
        }

        return new HourlyFields<Pollutant>(grid, fine.Start, fine.Hours, means);
    }
}
