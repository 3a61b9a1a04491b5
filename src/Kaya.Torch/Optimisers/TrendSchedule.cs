namespace Kaya.Torch;

/// <summary>The rate is reduced when a line through the last validation errors no longer decreases clearly; at the lowest rate the training
/// ends.</summary>
/// <remarks>
/// The line is a least-squares fit over the last errors; it does not decrease clearly if the standard error of its slope, times a factor,
/// exceeds the fall
/// (Shocher et al. 2018, section 3; Liu et al. 2023, section ZSSR).
/// </remarks>
/// <param name="window">Number of errors for the line, at least 3.</param>
/// <param name="lowest">Factor on the rate below which the training ends.</param>
/// <param name="tolerance">Factor on the standard error.</param>
/// <param name="factor">Factor of one reduction.</param>
public sealed class TrendSchedule(int window, double lowest = 1e-3, double tolerance = 1.5, double factor = 0.1) : Schedule
{
    private readonly List<double> _errors = [];
    private double _factor = 1;

    /// <inheritdoc/>
    public override bool IsFinished => _factor < lowest * (1 - 1e-9);

    /// <inheritdoc/>
    public override double Factor(long step) => _factor;

    /// <inheritdoc/>
    public override void Observe(double error)
    {
        _errors.Add(error);
        if (_errors.Count < window) return;
        if (_errors.Count > window) _errors.RemoveAt(0);
        (double slope, double standardError) = Line();
        if (slope < 0 && tolerance * standardError <= -slope) return;
        _factor *= factor;
        _errors.Clear();
    }

    /// <inheritdoc/>
    public override double[] ToState() => [_factor, .. _errors];

    /// <inheritdoc/>
    public override void LoadState(ReadOnlySpan<double> state)
    {
        _factor = state[0];
        _errors.Clear();
        _errors.AddRange(state[1..]);
    }

    private (double Slope, double StandardError) Line()
    {
        double middle = (_errors.Count - 1) / 2.0, mean = _errors.Average();
        double squares = 0, products = 0;
        for (int i = 0; i < _errors.Count; i++)
        {
            squares += (i - middle) * (i - middle);
            products += (i - middle) * (_errors[i] - mean);
        }

        double slope = products / squares, residual = 0;
        for (int i = 0; i < _errors.Count; i++)
        {
            double off = _errors[i] - mean - (slope * (i - middle));
            residual += off * off;
        }

        return (slope, Math.Sqrt(residual / (_errors.Count - 2) / squares));
    }
}
