using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>The embedded transport model, with its adjoint, from correction factors to concentrations at observed points.</summary>
/// <remarks>
/// Hours of the observations count from the begin of the run, that is of the meteorology. The whole run is one part, as every hour depends
/// on those before it. A prediction costs a forward run, its gradient an adjoint run. One thread at a time may predict, as fields are
/// read hour by hour.
/// </remarks>
public sealed class TransportForwardModel : IForwardModel
{
    private readonly EmbeddedTransportModel _model;
    private readonly TransportInputs _inputs;
    private readonly int[] _begins;
    private readonly FitContext _context;

    /// <summary>Prepares the model for some points.</summary>
    /// <param name="model">The transport model.</param>
    /// <param name="inputs">Meteorology, prior emissions and the air outside; without factors, which come with each prediction.</param>
    /// <param name="layout">The factors. Hours of the run before the first block, as of a spin-up, take its factors, and hours after the
    /// last block those of the last.</param>
    /// <param name="observations">The points, in one part: <see cref="UpdateObservations.Of"/> with as many hours of a part as the run
    /// has.</param>
    /// <param name="spinUpHours">Hours at the begin of the run that no point may lie in; their emissions act on later hours all the
    /// same.</param>
    /// <param name="cancellation">Stops a prediction or a gradient between two hours.</param>
    /// <exception cref="ArgumentException">Inputs with factors, blocks that do not begin with a whole hour of the run, several
    /// parts, or points in the spin-up, after the run or outside of the grid.</exception>
    /// <exception cref="GridMismatchException">Factors or emissions on another grid than the meteorology.</exception>
    /// <exception cref="DataNotFoundException">Emissions that do not cover the run.</exception>
    public TransportForwardModel(EmbeddedTransportModel model, TransportInputs inputs, FactorLayout layout, UpdateObservations observations,
        int spinUpHours = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(observations);
        ArgumentOutOfRangeException.ThrowIfNegative(spinUpHours);
        if (inputs.Factors is not null) throw new ArgumentException("factors come with each prediction", nameof(inputs));
        InputChecks.Require(inputs);
        (_model, _inputs, Layout, Observations, SpinUpHours) = (model, inputs, layout, observations, spinUpHours);
        layout.RequireCells(inputs.Meteorology.Grid.Horizontal, "meteorology");
        if ((layout.Blocks.Start - inputs.Meteorology.Start).Ticks % TimeSpan.TicksPerHour != 0)
            throw new ArgumentException("blocks begin with a whole hour of the run", nameof(layout));
        _begins = Begins(observations, inputs.Meteorology, spinUpHours);
        // Without a folder of checkpoints: those of the update hold what is worth keeping.
        _context = new FitContext(new RandomSource(0)) { Cancellation = cancellation };
    }

    /// <inheritdoc/>
    public FactorLayout Layout { get; }

    /// <inheritdoc/>
    public UpdateObservations Observations { get; }

    /// <summary>Hours at the begin of the run that no point lies in.</summary>
    public int SpinUpHours { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> BlocksOf(int part)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(part, 0);
        ReadOnlySpan<ObservationPoint> points = Observations.Points;
        int last = points[^1].Hour;
        int Block(int hour) => Layout.Blocks.BlockOf(_inputs.Meteorology.Start.AddHours(hour));
        return [.. Enumerable.Range(Block(0), Block(last) - Block(0) + 1)];
    }

    /// <inheritdoc/>
    /// <remarks>Concentrations are rounded to 32-bit floats unless the model computes with <see cref="TransportPrecision.Double"/>.
    /// </remarks>
    /// <exception cref="ArgumentException">Not as many factors as the layout has, or one below 0 or not a number.</exception>
    /// <exception cref="NonFiniteException">A field is not a number, or out of its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled between two hours.</exception>
    public IPrediction Predict(ReadOnlySpan<double> factors, int part)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(part, 0);
        TransportInputs inputs = _inputs with { Factors = new CorrectionFactors(Layout, factors) };
        return new Prediction(this, inputs, _model.Options.Precision == TransportPrecision.Double ? Exact(inputs) : Rounded(inputs));
    }

    // From a plain run, whose concentrations are 32-bit floats.
    private double[] Rounded(TransportInputs inputs)
    {
        HourlyFields<Pollutant> surface = _model.Run(inputs, _context).Surface;
        double[] values = new double[Observations.Count];
        float[] field = new float[Layout.Cells];
        ReadOnlySpan<ObservationPoint> points = Observations.Points;
        for (int n = 0; n < values.Length; n++)
        {
            // Points come by hour and pollutant.
            if (n == 0 || points[n].Hour != points[n - 1].Hour || points[n].Pollutant != points[n - 1].Pollutant)
                surface.Read(points[n].Pollutant, points[n].Hour, field);
            values[n] = field[points[n].Cell];
        }

        return values;
    }

    // From the hours as the adjoint sees them: 64-bit floats, for differences of predictions.
    private double[] Exact(TransportInputs inputs)
    {
        double[] values = new double[Observations.Count];
        double Take(int hour, ReadOnlySpan<double> surface, Span<double> slope)
        {
            for (int n = _begins[hour]; n < _begins[hour + 1]; n++) values[n] = surface[PlaceOf(n)];
            return 0;
        }

        new AdjointRun<double>(inputs, _model.Options, SpeciesTable.Of(_model.Options)).Loss(Take, SpinUpHours, _context);
        return values;
    }

    // Place of a point among the concentrations of its hour.
    private int PlaceOf(int point) => ((int)Observations.Points[point].Pollutant * Layout.Cells) + Observations.Points[point].Cell;

    // Place of the first point of each hour, and the number of points.
    private static int[] Begins(UpdateObservations observations, IHourlyFields<MeteorologyVariable> weather, int spinUp)
    {
        if (observations.Parts != 1)
            throw new ArgumentException($"a run is one part, there are {observations.Parts}", nameof(observations));
        int cells = weather.Grid.Rows * weather.Grid.Columns;
        int[] begins = new int[weather.Hours + 1];
        foreach (ObservationPoint point in observations.Points)
        {
            if (point.Hour < spinUp || point.Hour >= weather.Hours)
                throw new ArgumentException(
                    $"a point in hour {point.Hour}; after the spin-up there are {spinUp} to {weather.Hours - 1}", nameof(observations));
            if (point.Cell < 0 || point.Cell >= cells)
                throw new ArgumentException($"a point in cell {point.Cell} of {cells}", nameof(observations));
            begins[point.Hour + 1]++;
        }

        for (int hour = 0; hour < weather.Hours; hour++) begins[hour + 1] += begins[hour];
        return begins;
    }

    private sealed class Prediction(TransportForwardModel model, TransportInputs inputs, double[] values) : IPrediction
    {
        public ReadOnlySpan<double> Values => values;

        public void AddGradient(ReadOnlySpan<double> derivatives, Span<double> gradient)
        {
            if (derivatives.Length != values.Length) throw new ArgumentException($"{values.Length} are needed", nameof(derivatives));
            if (!derivatives.ContainsAnyExcept(0.0)) return;
            double[] slopes = derivatives.ToArray();
            double Linear(int hour, ReadOnlySpan<double> surface, Span<double> slope)
            {
                double sum = 0;
                for (int n = model._begins[hour]; n < model._begins[hour + 1]; n++)
                {
                    int at = model.PlaceOf(n);
                    slope[at] += slopes[n];
                    sum += slopes[n] * surface[at];
                }

                return sum;
            }

            AdjointResult result = model._model.Gradient(inputs, Linear, model._context, model.SpinUpHours);
            for (int at = 0; at < gradient.Length; at++) gradient[at] += result.Gradient.Span[at];
        }

        public void Dispose()
        {
            // The factors of a prediction are all it holds.
        }
    }
}
