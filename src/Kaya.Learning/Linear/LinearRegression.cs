using Kaya.Core;

namespace Kaya.Learning;

/// <summary>Ordinary least squares, any number of targets at once.</summary>
/// <remarks>
/// Features that depend on one another linearly (shares that add up to one) are no obstacle: of all best
/// solutions the one of least norm is taken. Its only randomness is none.
/// </remarks>
public sealed record LinearRegression : IEstimator
{
    /// <summary>Whether a constant is fitted too; without it the fit goes through the origin.</summary>
    public bool Intercept { get; init; } = true;

    /// <inheritdoc/>
    public string Name => "LR";

    /// <inheritdoc/>
    public IPredictor Fit(FeatureTable features, FeatureTable targets, FitContext context)
    {
        TrainingRows.Require(features, targets, context);
        double[][] x = Columns(features, out double[] featureMeans);
        double[][] y = Columns(targets, out double[] targetMeans);
        (double[][] solutions, int rank) = LeastSquares.Solve(x, y);
        double[] intercepts = new double[targets.ColumnCount];
        if (Intercept)
            for (int target = 0; target < intercepts.Length; target++)
                intercepts[target] = targetMeans[target] - featureMeans.Zip(solutions[target], (mean, slope) => mean * slope).Sum();
        context.Cancellation.ThrowIfCancellationRequested();
        return new LinearPredictor(features.Schema, targets.Schema, [.. solutions.SelectMany(s => s)], intercepts) { Rank = rank };
    }

    private double[][] Columns(FeatureTable table, out double[] means)
    {
        double[][] columns = [.. Enumerable.Range(0, table.ColumnCount).Select(i => table.Column(i).ToArray())];
        means = [.. columns.Select(column => Intercept ? column.Average() : 0)];
        for (int i = 0; i < columns.Length; i++)
            for (int row = 0; row < columns[i].Length; row++)
                columns[i][row] -= means[i];
        return columns;
    }
}
