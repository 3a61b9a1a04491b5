using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>How a difference of predicted and observed counts.</summary>
public enum LossShape
{
    /// <summary>|x|: the mean absolute error, equation 5 of paper 003.</summary>
    Absolute,

    /// <summary>x^2 / 2.</summary>
    Squared,

    /// <summary>x^2 / 2 up to a width w, beyond it w (|x| - w / 2).</summary>
    Huber,
}

/// <summary>How differences of the pollutants are put together.</summary>
public enum LossWeighting
{
    /// <summary>The mean over all observations, ppb and micrograms per cubic metre alike (equation 5 of paper 003).</summary>
    Pooled,

    /// <summary>Differences are divided by the spread (standard deviation) of their pollutant; each pollutant weighs the same.</summary>
    EqualByPollutant,

    /// <summary>Differences are divided by the error of the observation, and added up, not averaged: with <see cref="LossShape.Squared"/>
    /// the negative logarithm of the likelihood, for 4D-Var.</summary>
    ByError,
}

/// <summary>Settings of the loss.</summary>
public sealed record ObservationLossOptions
{
    /// <summary>How a difference counts.</summary>
    public LossShape Shape { get; init; } = LossShape.Absolute;

    /// <summary>How pollutants are put together.</summary>
    public LossWeighting Weighting { get; init; } = LossWeighting.EqualByPollutant;

    /// <summary>Width of the Huber loss, in the unit of the divided difference.</summary>
    public double HuberWidth { get; init; } = 1;

    /// <summary>Error of an observation as a part of its level, for <see cref="LossWeighting.ByError"/>: the mean of its cell and
    /// pollutant over <see cref="LevelDays"/> before and after it.</summary>
    /// <remarks>Not as a part of the value itself: a value that its error made small would then count more than one that its error made
    /// large, and predictions would be drawn below the truth, by twice the square of the relative error.</remarks>
    public double RelativeError { get; init; } = 0.15;

    /// <summary>Days before and after an observation whose mean is its level.</summary>
    public const int LevelDays = 15;

    /// <summary>Error of an observation at 0, in the unit of the pollutant.</summary>
    public ImmutableDictionary<Pollutant, double> AbsoluteErrors { get; init; } = AtmosphericSpecies.Pollutants.ToImmutableDictionary(
        pollutant => pollutant, pollutant => pollutant is Pollutant.O3 or Pollutant.Pm25 ? 3.0 : 1.0);

    /// <summary>What these errors are multiplied by, by pollutant; 1 where none is named.</summary>
    public ImmutableDictionary<Pollutant, double> ErrorFactors { get; init; } = ImmutableDictionary<Pollutant, double>.Empty;

    /// <summary>Options for 4D-Var: half of the squares of differences over errors.</summary>
    public static ObservationLossOptions Likelihood { get; } =
        new() { Shape = LossShape.Squared, Weighting = LossWeighting.ByError };

    /// <summary>The same settings with the errors that an update has shown.</summary>
    /// <param name="errors">Estimates by the errors of these settings, which had no factors yet.</param>
    /// <returns>Pollutants without an estimate keep the errors that were assumed.</returns>
    public ObservationLossOptions With(IEnumerable<ObservationErrorEstimate> errors) =>
        this with { ErrorFactors = errors.ToImmutableDictionary(one => one.Pollutant, one => one.Factor) };
}

/// <summary>Loss of predicted against observed concentrations, and its derivatives.</summary>
/// <remarks>Observation n counts weight(n) shape((predicted - observed) / scale(n)); masked ones count nothing.</remarks>
public sealed class ObservationLoss
{
    private readonly double[] _values;
    private readonly double[] _weights;
    private readonly double[] _scales;

    private ObservationLoss(
        UpdateObservations observations, ObservationLossOptions options, double[] values, double[] weights, double[] scales)
    {
        (Observations, Options, _values, _weights, _scales) = (observations, options, values, weights, scales);
    }

    /// <summary>What was observed.</summary>
    public UpdateObservations Observations { get; }

    /// <summary>Settings.</summary>
    public ObservationLossOptions Options { get; }

    /// <summary>Observed values, or what stands for them.</summary>
    public ReadOnlySpan<double> Observed => _values;

    /// <summary>What each difference is divided by.</summary>
    public ReadOnlySpan<double> Scales => _scales;

    /// <summary>What each observation counts; 0 where it is masked.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>Makes a loss.</summary>
    /// <param name="observations">What was observed.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="isMasked">Marks observations that count nothing, such as those held out; empty for none.</param>
    /// <returns>The loss. Spreads are those of the observations that count.</returns>
    /// <exception cref="ArgumentException">Marks that are not as many as observations.</exception>
    /// <exception cref="DataNotFoundException">Every observation is masked.</exception>
    public static ObservationLoss Of(
        UpdateObservations observations, ObservationLossOptions? options = null, ImmutableArray<bool> isMasked = default)
    {
        ArgumentNullException.ThrowIfNull(observations);
        options ??= new ObservationLossOptions();
        if (!isMasked.IsDefaultOrEmpty && isMasked.Length != observations.Count)
            throw new ArgumentException("one mark for each observation is needed", nameof(isMasked));
        double[] weights = new double[observations.Count], scales = new double[observations.Count];
        bool[] counts = [.. Enumerable.Range(0, observations.Count).Select(n => isMasked.IsDefaultOrEmpty || !isMasked[n])];
        int all = counts.Count(one => one);
        if (all == 0)
            throw new DataNotFoundException(new Fault("Every observation is held out or masked: nothing can be learnt.",
                Expected: "at least one observation that counts", Found: $"{observations.Count} masked ones",
                Remedy: "Hold out fewer clusters of stations."));
        double[] levels = options.Weighting == LossWeighting.ByError
            ? observations.RunningMeans(24 * ObservationLossOptions.LevelDays) : [];
        ImmutableArray<Pollutant> present = [.. Enumerable.Range(0, counts.Length).Where(n => counts[n])
            .Select(n => observations.Points[n].Pollutant).Distinct().Order()];
        foreach (Pollutant pollutant in AtmosphericSpecies.Pollutants)
        {
            int[] own = [.. Enumerable.Range(0, counts.Length).Where(n => observations.Points[n].Pollutant == pollutant)];
            int[] used = [.. own.Where(n => counts[n])];
            double spread = Spread([.. used.Select(n => observations.Values[n])]);
            foreach (int n in own)
            {
                (double weight, scales[n]) = options.Weighting switch
                {
                    LossWeighting.Pooled => (1.0 / all, 1.0),
                    LossWeighting.EqualByPollutant => (1.0 / (used.Length * present.Length), spread),
                    _ => (1.0, Error(options, pollutant, levels[n])),
                };
                weights[n] = counts[n] ? weight : 0;
            }
        }

        return new ObservationLoss(observations, options, observations.Values.ToArray(), weights, scales);
    }

    /// <summary>The same loss of other values, such as perturbed observations: weights and scales stay.</summary>
    /// <param name="values">One for each observation.</param>
    /// <returns>The loss.</returns>
    public ObservationLoss With(ReadOnlySpan<double> values)
    {
        if (values.Length != _values.Length) throw new ArgumentException($"{_values.Length} values are needed", nameof(values));
        return new ObservationLoss(Observations, Options, values.ToArray(), _weights, _scales);
    }

    /// <summary>Loss of a part, and its derivatives by the predicted concentrations.</summary>
    /// <param name="part">Part from 0.</param>
    /// <param name="predicted">Predicted concentrations at the points of the part.</param>
    /// <param name="derivatives">Receives a derivative for each; empty if not needed.</param>
    /// <returns>The loss of the part; the parts add up to that of all observations.</returns>
    /// <exception cref="NonFiniteException">A prediction that counts is not a number.</exception>
    public double Of(int part, ReadOnlySpan<double> predicted, Span<double> derivatives)
    {
        (int first, int count) = Observations.RangeOf(part);
        if (predicted.Length != count) throw new ArgumentException($"part {part} has {count} observations", nameof(predicted));
        double sum = 0;
        for (int k = 0; k < count; k++)
        {
            int n = first + k;
            if (!derivatives.IsEmpty) derivatives[k] = 0;
            if (_weights[n] == 0) continue;
            double x = (predicted[k] - _values[n]) / _scales[n], size = Math.Abs(x), width = Options.HuberWidth;
            if (!double.IsFinite(x)) throw NotFinite(Observations.Points[n], predicted[k]);
            bool isQuadratic = Options.Shape == LossShape.Squared || (Options.Shape == LossShape.Huber && size <= width);
            sum += _weights[n] * (isQuadratic ? x * x / 2 : Options.Shape == LossShape.Absolute ? size : width * (size - (width / 2)));
            double slope = isQuadratic ? x : Math.Sign(x) * (Options.Shape == LossShape.Absolute ? 1 : width);
            if (!derivatives.IsEmpty) derivatives[k] = _weights[n] * slope / _scales[n];
        }

        return sum;
    }

    /// <summary>Multiplies changes of predictions by the second derivatives of the loss: what Gauss-Newton steps need.</summary>
    /// <param name="part">Part from 0.</param>
    /// <param name="predicted">Predicted concentrations, where the derivatives are taken.</param>
    /// <param name="changes">Multiplied in place.</param>
    /// <remarks>The absolute and the linear part of the Huber loss have none; there slope / |x| stands for it, as in iteratively
    /// reweighted least squares.</remarks>
    public void TimesCurvature(int part, ReadOnlySpan<double> predicted, Span<double> changes)
    {
        (int first, int count) = Observations.RangeOf(part);
        for (int k = 0; k < count; k++)
        {
            int n = first + k;
            double size = Math.Max(1e-3, Math.Abs((predicted[k] - _values[n]) / _scales[n]));
            double curvature = Options.Shape switch
            {
                LossShape.Squared => 1, LossShape.Absolute => 1 / size, _ => Math.Min(1, Options.HuberWidth / size),
            };
            changes[k] *= _weights[n] == 0 ? 0 : _weights[n] * curvature / (_scales[n] * _scales[n]);
        }
    }

    /// <summary>Error of the observations that are marked, pollutant by pollutant.</summary>
    /// <param name="predicted">Predicted concentrations at all points.</param>
    /// <param name="isChosen">Marks; empty for all.</param>
    /// <returns>Mean absolute errors of the pollutants that have marked observations, in their unit.</returns>
    public ImmutableDictionary<Pollutant, double> MeanAbsoluteErrors(
        ReadOnlySpan<double> predicted, ImmutableArray<bool> isChosen = default)
    {
        double[] sums = new double[AtmosphericSpecies.Pollutants.Length];
        int[] counts = new int[sums.Length];
        for (int n = 0; n < Observations.Count; n++)
        {
            if (!isChosen.IsDefaultOrEmpty && !isChosen[n]) continue;
            sums[(int)Observations.Points[n].Pollutant] += Math.Abs(predicted[n] - _values[n]);
            counts[(int)Observations.Points[n].Pollutant]++;
        }

        return AtmosphericSpecies.Pollutants.Where(pollutant => counts[(int)pollutant] > 0)
            .ToImmutableDictionary(pollutant => pollutant, pollutant => sums[(int)pollutant] / counts[(int)pollutant]);
    }

    private static double Error(ObservationLossOptions options, Pollutant pollutant, double level)
    {
        double relative = options.RelativeError * level, absolute = options.AbsoluteErrors[pollutant];
        return options.ErrorFactors.GetValueOrDefault(pollutant, 1) * Math.Sqrt((relative * relative) + (absolute * absolute));
    }

    // Standard deviation; 1 where there is none, so that a single value or equal ones still count.
    private static double Spread(double[] values)
    {
        if (values.Length == 0) return 1;
        double mean = values.Average(), spread = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        return spread > 0 ? spread : 1;
    }

    private static NonFiniteException NotFinite(ObservationPoint point, double value) => new(new Fault(
        $"The predicted concentration of {point.Pollutant.Symbol()} in hour {point.Hour}, cell {point.Cell} is not a number.",
        Expected: "a finite concentration", Found: FormattableString.Invariant($"{value}"),
        Remedy: "Check the meteorology and the emissions of this hour."));
}
