namespace Kaya.Bench;

/// <summary>One timed piece of work.</summary>
/// <param name="Wall">Seconds on the clock.</param>
/// <param name="Processor">Seconds of processor time over all threads: the measure that a busy machine disturbs least.</param>
/// <param name="PeakMebibytes">Peak resident memory of the process so far.</param>
/// <param name="Loss">Mean final loss.</param>
internal sealed record Timing(double Wall, double Processor, double PeakMebibytes, double Loss)
{
    /// <summary>What a peer answered: wall, processor, peak memory, loss; anything after that is the benchmark's own.</summary>
    public static Timing Of(double[] answer) => new(answer[0], answer[1], answer[2], answer[3]);

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
