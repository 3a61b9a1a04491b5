namespace Kaya.Learning;

/// <summary>Minimises |y - Xw|^2 / 2 + l1 |w|_1 + l2 |w|^2 / 2 by cyclic coordinate descent.</summary>
/// <param name="columns">Columns of X; read only.</param>
/// <param name="l1">Weight of the absolute values, above 0.</param>
/// <param name="l2">Weight of the squares, 0 or more.</param>
internal sealed class CoordinateDescent(double[][] columns, double l1, double l2)
{
    private readonly double[] _lengths = [.. columns.Select(Squared)];

    /// <summary>Squared length of a vector.</summary>
    public static double Squared(double[] values) => LinearPredictor.Dot(values, values);

    /// <summary>Passes over the coefficients until the duality gap is small.</summary>
    /// <param name="target">y; read only.</param>
    /// <param name="tolerance">The gap to reach, as a share of |y|^2.</param>
    /// <param name="maximumPasses">Maximum number of passes.</param>
    /// <param name="cancellation">Stops the work between two passes.</param>
    /// <returns>The coefficients and the duality gap: the objective is at most this much above its minimum.</returns>
    public (double[] Slopes, double Gap) Run(double[] target, double tolerance, int maximumPasses, CancellationToken cancellation)
    {
        double[] slopes = new double[columns.Length], residual = [.. target];
        double allowed = tolerance * Squared(target), gap = double.PositiveInfinity;
        for (int pass = 1; pass <= maximumPasses; pass++)
        {
            cancellation.ThrowIfCancellationRequested();
            (double largest, double change) = Pass(slopes, residual);
            // Computing the gap costs a pass, so it is only computed when coefficients hardly change, and at the end.
            if (largest != 0 && change >= tolerance * largest && pass < maximumPasses) continue;
            gap = Gap(target, slopes, residual);
            if (gap <= allowed) break;
        }

        return (slopes, gap);
    }

    /// <summary>Sets each coefficient to its optimum given the others, and updates the residual.</summary>
    /// <returns>The largest absolute coefficient and the largest absolute change.</returns>
    private (double Largest, double Change) Pass(double[] slopes, double[] residual)
    {
        double largest = 0, change = 0;
        for (int column = 0; column < columns.Length; column++)
        {
            // A constant column explains nothing.
            if (_lengths[column] == 0) continue;
            double before = slopes[column];
            double pull = LinearPredictor.Dot(columns[column], residual) + before * _lengths[column];
            double after = Math.Sign(pull) * Math.Max(Math.Abs(pull) - l1, 0) / (_lengths[column] + l2);
            for (int row = 0; row < residual.Length; row++) residual[row] -= (after - before) * columns[column][row];
            slopes[column] = after;
            (largest, change) = (Math.Max(largest, Math.Abs(after)), Math.Max(change, Math.Abs(after - before)));
        }

        return (largest, change);
    }

    /// <summary>The objective minus that of a dual feasible point: the residual, scaled until no column correlates with it by more
    /// than l1.</summary>
    /// <remarks>The L2 term counts as further rows sqrt(l2) I of X, with 0 in y (Zou and Hastie 2005, lemma 1); what is left is a
    /// lasso.</remarks>
    private double Gap(double[] target, double[] slopes, double[] residual)
    {
        double steepest = 0;
        for (int column = 0; column < columns.Length; column++)
            steepest = Math.Max(steepest, Math.Abs(LinearPredictor.Dot(columns[column], residual) - l2 * slopes[column]));
        double shrink = steepest > l1 ? l1 / steepest : 1;
        double augmented = Squared(residual) + l2 * Squared(slopes);
        double primal = augmented / 2 + l1 * slopes.Sum(Math.Abs);
        double dual = shrink * LinearPredictor.Dot(residual, target) - shrink * shrink * augmented / 2;
        return primal - dual;
    }
}
