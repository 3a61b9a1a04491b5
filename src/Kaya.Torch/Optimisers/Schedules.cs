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

    /// <summary>Whether the schedule and therefore the training has ended.</summary>
    public virtual bool IsFinished => false;

    /// <summary>The state of the schedule, saved in checkpoints.</summary>
    /// <returns>None for a schedule that depends on the step alone.</returns>
    public virtual double[] ToState() => [];

    /// <summary>Restores the state from <see cref="ToState"/>.</summary>
    /// <param name="state">The numbers.</param>
    public virtual void LoadState(ReadOnlySpan<double> state) { }

    private sealed class ConstantSchedule : Schedule
    {
        public override double Factor(long step) => 1;
    }
}

/// <summary>The rate increases linearly, then decreases along half a cosine (Loshchilov and Hutter 2017, equation 5).</summary>
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
