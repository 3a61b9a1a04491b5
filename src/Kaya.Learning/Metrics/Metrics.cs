namespace Kaya.Learning;

/// <summary>Metrics of predictions and observations, used in the whole project.</summary>
/// <remarks>All take observed and predicted numbers of equal, non-zero count.</remarks>
public static class Metrics
{
    /// <summary>The middle of numbers in order; the mean of both middle ones if their count is even.</summary>
    /// <param name="values">One number or more.</param>
    /// <returns>The median.</returns>
    /// <exception cref="ArgumentException">No number.</exception>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0) throw new ArgumentException("one number or more is needed", nameof(values));
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Mean absolute percentage error as a fraction: mean of |observed - predicted| / |observed|.</summary>
    /// <param name="observed">Observed numbers, none of them 0.</param>
    /// <param name="predicted">Predicted numbers.</param>
    /// <returns>0 or more; 0.05 is 5 %.</returns>
    /// <exception cref="ArgumentException">Unequal or no numbers, or an observed 0, where it is undefined.</exception>
    public static double MeanAbsolutePercentageError(ReadOnlySpan<double> observed, ReadOnlySpan<double> predicted)
    {
        RequirePairs(observed, predicted);
        double sum = 0;
        for (int i = 0; i < observed.Length; i++)
        {
            if (observed[i] == 0) throw new ArgumentException($"observation {i} is 0: exclude it", nameof(observed));
            sum += Math.Abs((observed[i] - predicted[i]) / observed[i]);
        }

        return sum / observed.Length;
    }

    /// <summary>Mean of |observed - predicted|.</summary>
    /// <param name="observed">Observed numbers.</param>
    /// <param name="predicted">Predicted numbers.</param>
    /// <returns>0 or more, in the unit of the numbers.</returns>
    /// <exception cref="ArgumentException">Unequal or no numbers.</exception>
    public static double MeanAbsoluteError(ReadOnlySpan<double> observed, ReadOnlySpan<double> predicted)
    {
        RequirePairs(observed, predicted);
        double sum = 0;
        for (int i = 0; i < observed.Length; i++) sum += Math.Abs(observed[i] - predicted[i]);
        return sum / observed.Length;
    }

    /// <summary>Square root of the mean squared error.</summary>
    /// <param name="observed">Observed numbers.</param>
    /// <param name="predicted">Predicted numbers.</param>
    /// <returns>0 or more, in the unit of the numbers.</returns>
    /// <exception cref="ArgumentException">Unequal or no numbers.</exception>
    public static double RootMeanSquaredError(ReadOnlySpan<double> observed, ReadOnlySpan<double> predicted)
    {
        RequirePairs(observed, predicted);
        return Math.Sqrt(SquaredError(observed, predicted) / observed.Length);
    }

    /// <summary>Mean of predicted - observed: above 0 when predictions are too high.</summary>
    /// <param name="observed">Observed numbers.</param>
    /// <param name="predicted">Predicted numbers.</param>
    /// <returns>The bias, in the unit of the numbers.</returns>
    /// <exception cref="ArgumentException">Unequal or no numbers.</exception>
    public static double Bias(ReadOnlySpan<double> observed, ReadOnlySpan<double> predicted)
    {
        RequirePairs(observed, predicted);
        double sum = 0;
        for (int i = 0; i < observed.Length; i++) sum += predicted[i] - observed[i];
        return sum / observed.Length;
    }

    /// <summary>Coefficient of determination: 1 - squared error / squared deviation of the observations from their mean.</summary>
    /// <param name="observed">Observed numbers, not constant.</param>
    /// <param name="predicted">Predicted numbers.</param>
    /// <returns>1 or less; 0 is no better than the mean.</returns>
    /// <exception cref="ArgumentException">Unequal or no numbers, or constant observations.</exception>
    public static double RSquared(ReadOnlySpan<double> observed, ReadOnlySpan<double> predicted)
    {
        RequirePairs(observed, predicted);
        double mean = Mean(observed);
        double deviation = 0;
        foreach (double value in observed) deviation += (value - mean) * (value - mean);
        if (deviation == 0) throw new ArgumentException("all observations are equal: R2 is undefined", nameof(observed));
        return 1 - SquaredError(observed, predicted) / deviation;
    }

    /// <summary>Spearman's rank correlation: Pearson's correlation of the ranks, ties sharing their mean rank.</summary>
    /// <param name="observed">Observed numbers, not constant.</param>
    /// <param name="predicted">Predicted numbers, not constant.</param>
    /// <returns>From -1 to 1.</returns>
    /// <exception cref="ArgumentException">Unequal or no numbers, or one side is constant.</exception>
    public static double Spearman(ReadOnlySpan<double> observed, ReadOnlySpan<double> predicted)
    {
        RequirePairs(observed, predicted);
        return Pearson(Ranks(observed), Ranks(predicted));
    }

    /// <summary>Pearson's linear correlation.</summary>
    /// <param name="observed">Observed numbers, not constant.</param>
    /// <param name="predicted">Predicted numbers, not constant.</param>
    /// <returns>From -1 to 1.</returns>
    /// <exception cref="ArgumentException">Unequal or no numbers, or one side is constant.</exception>
    public static double Pearson(ReadOnlySpan<double> observed, ReadOnlySpan<double> predicted)
    {
        RequirePairs(observed, predicted);
        (double meanX, double meanY) = (Mean(observed), Mean(predicted));
        double xx = 0, yy = 0, xy = 0;
        for (int i = 0; i < observed.Length; i++)
        {
            (double x, double y) = (observed[i] - meanX, predicted[i] - meanY);
            (xx, yy, xy) = (xx + x * x, yy + y * y, xy + x * y);
        }

        if (xx == 0 || yy == 0) throw new ArgumentException("one side is constant: the correlation is undefined", nameof(observed));
        return Math.Clamp(xy / Math.Sqrt(xx * yy), -1, 1);
    }

    internal static double[] Ranks(ReadOnlySpan<double> values)
    {
        int[] order = [.. Enumerable.Range(0, values.Length)];
        double[] keys = values.ToArray();
        Array.Sort(keys, order);
        double[] ranks = new double[values.Length];
        for (int start = 0, end; start < order.Length; start = end)
        {
            end = start + 1;
            while (end < order.Length && keys[end] == keys[start]) end++;
            for (int i = start; i < end; i++) ranks[order[i]] = (start + end + 1) / 2.0;
        }

        return ranks;
    }

    private static double SquaredError(ReadOnlySpan<double> observed, ReadOnlySpan<double> predicted)
    {
        double sum = 0;
        for (int i = 0; i < observed.Length; i++) sum += (observed[i] - predicted[i]) * (observed[i] - predicted[i]);
        return sum;
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values) sum += value;
        return sum / values.Length;
    }

    private static void RequirePairs(ReadOnlySpan<double> observed, ReadOnlySpan<double> predicted)
    {
        if (observed.IsEmpty || observed.Length != predicted.Length)
            throw new ArgumentException($"{observed.Length} observed and {predicted.Length} predicted numbers", nameof(predicted));
    }
}
