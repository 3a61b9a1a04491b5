using System.Collections.Immutable;
using Kaya.Torch;

namespace Kaya.Inversion;

/// <summary>How a network is used in an update.</summary>
/// <param name="Period">Period of the data.</param>
/// <param name="Run">Run of the period whose emissions are the prior and whose concentrations come before each window.</param>
/// <param name="Rolls">Whether the concentrations before a window are those that the network gave itself, as far as it has given any within
/// the part, so that they answer to factors too; else those of the run, as in paper 003.</param>
public sealed record NetworkForwardOptions(int Period = 0, int Run = 0, bool Rolls = false);

/// <summary>A network that has learnt the transport model, from correction factors to concentrations at observed points.</summary>
/// <remarks>
/// Hours of the observations count from the begin of the period. A part, such as a day, is predicted from the emissions of its hours and of
/// the history before them; the concentrations before each window are those of the run, as in paper 003, so they do not answer to factors,
/// unless the network rolls out (<see cref="NetworkForwardOptions.Rolls"/>): then one part should be the whole period.
/// Nothing of a prediction stays in memory: its gradient goes forwards once more.
/// </remarks>
public sealed class NetworkForwardModel : IForwardModel
{
    private readonly SurrogateModel _model;
    private readonly SurrogateData _data;
    private readonly ImmutableArray<HourStretch> _targets;
    private readonly int _offset;
    private readonly RollOut _rollOut;

    /// <summary>Prepares the network for some points.</summary>
    /// <param name="model">The network.</param>
    /// <param name="data">Meteorology, geography and the prior run; the caller disposes of them after the last prediction.</param>
    /// <param name="layout">The factors.</param>
    /// <param name="observations">The points.</param>
    /// <param name="options">Period, run, and how hours follow each other; null for the defaults.</param>
    /// <exception cref="ArgumentException">A point without the history before it, after the period or outside of the grid; or
    /// blocks that do not begin with a whole hour of the period.</exception>
    /// <exception cref="Kaya.Core.GridMismatchException">Factors of other cells than those of the data.</exception>
    /// <exception cref="Kaya.Core.SchemaMismatchException">Data with other channels than those of the network.</exception>
    public NetworkForwardModel(
        SurrogateModel model, SurrogateData data, FactorLayout layout, UpdateObservations observations,
        NetworkForwardOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(observations);
        (int period, int run, bool rolls) = options ?? new NetworkForwardOptions();
        layout.RequireCells(data.Grid.Horizontal, "data of the network");
        foreach (ObservationPoint point in observations.Points)
            if (point.Cell < 0 || point.Cell >= layout.Cells)
                throw new ArgumentException($"a point in cell {point.Cell} of {layout.Cells}", nameof(observations));
        (_model, _data, _rollOut, Layout, Observations) = (model, data, new RollOut(rolls), layout, observations);
        _targets = [.. Enumerable.Range(0, observations.Parts).Select(part => TargetsOf(part, period, run))];
        foreach (HourStretch some in _targets.Where(some => some.Hours > 0)) data.Require(some, model.HistoryHours);
        double offset = (data.TimeOf(period, 0) - layout.Blocks.Start).TotalHours;
        _offset = (int)Math.Round(offset);
        if (offset != _offset) throw new ArgumentException("blocks begin with a whole hour of the period", nameof(layout));
        // Other channels are refused here, not at the first prediction.
        model.Differentiate(data, _ => true);
    }

    /// <inheritdoc/>
    public FactorLayout Layout { get; }

    /// <inheritdoc/>
    public UpdateObservations Observations { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> BlocksOf(int part)
    {
        HourStretch hours = HistoryOf(_targets[part]);
        if (_targets[part].Hours == 0) return [];
        return [.. Enumerable.Range(hours.FirstHour, hours.Hours).Select(hour => Layout.Blocks.BlockOf(hour + _offset)).Distinct()];
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Not as many factors as the layout has, or one that is not a number.</exception>
    public IPrediction Predict(ReadOnlySpan<double> factors, int part)
    {
        HourStretch targets = _targets[part];
        if (targets.Hours == 0) return new Prediction(this, part, [], []);
        float[] emissions = Corrected(new CorrectionFactors(Layout, factors), HistoryOf(targets));
        float[] surface = _model.Differentiate(_data, surrogate =>
        {
            using TensorScope scope = new();
            using NoGradient none = new();
            return surrogate.Predict(ToTensor(emissions), targets, _rollOut).ToArray<float>();
        });
        double[] values = new double[Observations.RangeOf(part).Count];
        for (int k = 0; k < values.Length; k++) values[k] = surface[PlaceOf(part, k)];
        return new Prediction(this, part, emissions, values);
    }

    // From the first observed hour of a part to the last.
    private HourStretch TargetsOf(int part, int period, int run)
    {
        ReadOnlySpan<ObservationPoint> points = Observations.PointsOf(part);
        return points.IsEmpty ? new HourStretch(period, run, 0, 0)
            : new HourStretch(period, run, points[0].Hour, points[^1].Hour - points[0].Hour + 1);
    }

    private HourStretch HistoryOf(HourStretch targets) =>
        targets with { FirstHour = targets.FirstHour - _model.HistoryHours + 1, Hours = targets.Hours + _model.HistoryHours - 1 };

    // hour x species x row x column.
    private float[] Corrected(CorrectionFactors factors, HourStretch hours)
    {
        float[] values = Prior(hours);
        for (int hour = 0; hour < hours.Hours; hour++)
            foreach (EmittedSpecies species in Layout.Species)
            {
                Span<float> plane = PlaneOf(values, hour, species);
                ReadOnlySpan<double> field = factors.Field(Layout.Blocks.BlockOf(hours.FirstHour + hour + _offset), species);
                for (int cell = 0; cell < plane.Length; cell++) plane[cell] = (float)(plane[cell] * field[cell]);
            }

        return values;
    }

    private float[] Prior(HourStretch hours)
    {
        float[] values = new float[hours.Hours * _data.EmissionLength];
        _data.ReadEmissions(hours, values);
        return values;
    }

    private Tensor ToTensor(float[] emissions) =>
        Tensor.From(emissions, emissions.Length / _data.EmissionLength, AtmosphericSpecies.Emitted.Length, Layout.Rows, Layout.Columns);

    private Span<float> PlaneOf(float[] values, int hour, EmittedSpecies species) =>
        values.AsSpan((hour * _data.EmissionLength) + ((int)species * Layout.Cells), Layout.Cells);

    private int PlaceOf(int part, int number)
    {
        ObservationPoint point = Observations.PointsOf(part)[number];
        int hour = point.Hour - _targets[part].FirstHour;
        return (((hour * AtmosphericSpecies.Pollutants.Length) + (int)point.Pollutant) * Layout.Cells) + point.Cell;
    }

    private void AddGradient(int part, float[] emissions, ReadOnlySpan<double> derivatives, Span<double> gradient)
    {
        HourStretch targets = _targets[part], history = HistoryOf(targets);
        float[] seed = new float[targets.Hours * AtmosphericSpecies.Pollutants.Length * Layout.Cells];
        for (int k = 0; k < derivatives.Length; k++) seed[PlaceOf(part, k)] += (float)derivatives[k];
        float[] sensitivity = _model.Differentiate(_data, surrogate =>
        {
            using TensorScope scope = new();
            Tensor from = ToTensor(emissions);
            from.RequiresGradient = true;
            Tensor weights = Tensor.From(seed, targets.Hours, AtmosphericSpecies.Pollutants.Length, Layout.Rows, Layout.Columns);
            return Autograd.Gradients(surrogate.Predict(from, targets, _rollOut), [from], weights)[0]!.Value.ToArray<float>();
        });
        float[] prior = Prior(history);
        for (int hour = 0; hour < history.Hours; hour++)
            foreach (EmittedSpecies species in Layout.Species)
                Layout.AddGradient(history.FirstHour + hour + _offset, species, PlaneOf(prior, hour, species),
                    PlaneOf(sensitivity, hour, species), gradient);
    }

    private sealed class Prediction(NetworkForwardModel model, int part, float[] emissions, double[] values) : IPrediction
    {
        public ReadOnlySpan<double> Values => values;

        public void AddGradient(ReadOnlySpan<double> derivatives, Span<double> gradient)
        {
            if (derivatives.Length != values.Length) throw new ArgumentException($"{values.Length} are needed", nameof(derivatives));
            if (derivatives.ContainsAnyExcept(0.0)) model.AddGradient(part, emissions, derivatives, gradient);
        }

        public void Dispose()
        {
            // The emissions of a prediction are all it holds.
        }
    }
}
