namespace Kaya.Torch;

/// <summary>The learning rate over the steps of a training, as a factor on the optimiser's own.</summary>
public abstract class Schedule
{
    /// <summary>The same rate throughout.</summary>
    public static Schedule Constant { get; } = new ConstantSchedule();

    /// <summary>The factor on the rate at a step.</summary>
    /// <param name="step">Step number from 0.</param>
    /// <returns>A number from 0.</returns>
    public abstract double Factor(long step);

    /// <summary>Called with every validation error; only schedules that wait for progress use it.</summary>
    /// <param name="error">Lower is better.</param>
    public virtual void Observe(double error) { }

    /// <summary>Whether the rate has come to its end, and the training with it.</summary>
    public virtual bool IsFinished => false;

    /// <summary>Numbers that the schedule remembers; saved in checkpoints.</summary>
    /// <returns>None for a schedule that depends on the step alone.</returns>
    public virtual double[] ToState() => [];

    /// <summary>Takes over what <see cref="ToState"/> returned.</summary>
    /// <param name="state">The numbers.</param>
    public virtual void LoadState(ReadOnlySpan<double> state) { }

    private sealed class ConstantSchedule : Schedule
    {
        public override double Factor(long step) => 1;
    }
}

/// <summary>The rate falls by a factor every so many steps.</summary>
/// <param name="every">Steps between two falls.</param>
/// <param name="factor">Factor of one fall.</param>
public sealed class StepSchedule(long every, double factor = 0.1) : Schedule
{
    /// <inheritdoc/>
    public override double Factor(long step) => Math.Pow(factor, step / every);
}

/// <summary>The rate rises linearly, then falls along half a cosine (Loshchilov and Hutter 2017, equation 5).</summary>
/// <param name="steps">Steps of the whole training.</param>
/// <param name="warmup">Steps of the rise.</param>
/// <param name="floor">Factor at the end.</param>
public sealed class CosineSchedule(long steps, long warmup = 0, double floor = 0) : Schedule
{
    /// <inheritdoc/>
    public override double Factor(long step)
    {
        if (step < warmup) return (step + 1.0) / warmup;
        double done = Math.Min(1, (double)(step - warmup) / Math.Max(1, steps - warmup));
        return floor + (1 - floor) * 0.5 * (1 + Math.Cos(Math.PI * done));
    }
}

/// <summary>The rate rises from a fraction to its peak and falls to almost nothing, both along half a cosine (Smith and Topin 2019).</summary>
/// <param name="steps">Steps of the whole training.</param>
/// <param name="rise">Part of the steps that rise.</param>
/// <param name="start">Factor at the start.</param>
/// <param name="end">Factor at the end.</param>
public sealed class OneCycleSchedule(long steps, double rise = 0.3, double start = 0.04, double end = 4e-6) : Schedule
{
    /// <inheritdoc/>
    public override double Factor(long step)
    {
        double peak = rise * steps - 1, last = steps - 1;
        return step <= peak
            ? Between(start, 1, step / Math.Max(1, peak))
            : Between(1, end, Math.Min(1, (step - peak) / Math.Max(1, last - peak)));
    }

    private static double Between(double from, double to, double done) => to + (from - to) / 2 * (1 + Math.Cos(Math.PI * done));
}

/// <summary>The rate falls by a factor whenever validation has stopped getting better.</summary>
/// <param name="patience">Validations without progress before a fall.</param>
/// <param name="factor">Factor of one fall.</param>
/// <param name="floor">Lowest factor.</param>
/// <param name="threshold">Relative progress that counts.</param>
public sealed class PlateauSchedule(int patience, double factor = 0.5, double floor = 1e-3, double threshold = 1e-4) : Schedule
{
    private double _factor = 1, _best = double.PositiveInfinity, _waited;

    /// <inheritdoc/>
    public override double Factor(long step) => _factor;

    /// <inheritdoc/>
    public override void Observe(double error)
    {
        if (error < _best * (1 - threshold) || double.IsPositiveInfinity(_best)) (_best, _waited) = (error, 0);
        else if (++_waited > patience) (_factor, _waited) = (Math.Max(floor, _factor * factor), 0);
    }

    /// <inheritdoc/>
    public override double[] ToState() => [_factor, _best, _waited];

    /// <inheritdoc/>
    public override void LoadState(ReadOnlySpan<double> state) => (_factor, _best, _waited) = (state[0], state[1], state[2]);
}
