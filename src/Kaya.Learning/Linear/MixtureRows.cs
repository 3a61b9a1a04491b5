using System.Globalization;
using Kaya.Core;

namespace Kaya.Learning;

/// <summary>Rows of a <see cref="ProportionalMixture"/>: features over their geometric means, and the steps of its fit.</summary>
/// <param name="scaled">Column by column.</param>
/// <param name="means">Geometric mean of the positive values of each column.</param>
/// <param name="rowCount">Rows.</param>
internal sealed class MixtureRows(double[][] scaled, double[] means, int rowCount)
{
    private int Count => means.Length;

    /// <summary>Scales the columns and refuses values without a logarithm.</summary>
    public static MixtureRows Of(FeatureTable features)
    {
        double[][] columns = [.. Enumerable.Range(0, features.ColumnCount).Select(i => features.Column(i).ToArray())];
        for (int row = 0; row < features.RowCount; row++)
        {
            int negative = features.Row(row).IndexOfAnyInRange(double.NegativeInfinity, -double.Epsilon);
            if (negative >= 0) throw NoLogarithm(features.Schema[negative].Name, row, "a number, 0 or more", features[row, negative]);
            if (!features.Row(row).ContainsAnyExcept(0)) throw NoLogarithm(features.Schema[0].Name, row, "a row with a feature above 0", 0);
        }

        double[] means = [.. columns.Select(GeometricMean)];
        for (int i = 0; i < columns.Length; i++)
            for (int row = 0; row < columns[i].Length; row++)
                columns[i][row] /= means[i];
        return new MixtureRows(columns, means, features.RowCount);
    }

    /// <summary>The logarithms of one target.</summary>
    public static double[] Logarithms(FeatureTable targets, int target)
    {
        double[] values = [.. targets.Column(target)];
        int wrong = Array.FindIndex(values, value => !(value > 0));
        if (wrong >= 0) throw NoLogarithm(targets.Schema[target].Name, wrong, "a number above 0", values[wrong]);
        return [.. values.Select(value => Math.Log(value))];
    }

    /// <summary>Logarithms of equal shares, at the best-fitting level.</summary>
    public double[] EqualShares(double[] logarithms)
    {
        double[] shares = new double[Count];
        double level = Residuals(logarithms, shares, null).Average();
        Array.Fill(shares, level);
        return shares;
    }

    /// <summary>Variance of the residuals around the fit, with one degree of freedom for the level.</summary>
    public double Variance(double[] logarithms, double[] shares) =>
        Residuals(logarithms, shares, null).Sum(residual => residual * residual) / Math.Max(1, rowCount - 1);

    /// <summary>Takes one Gauss-Newton step, halved until it descends.</summary>
    /// <returns>The resulting penalised sum of squares.</returns>
    public double Descend(double[] logarithms, double[] shares, double penalty)
    {
        double[] step = Step(logarithms, shares, Math.Sqrt(penalty));
        double before = Loss(logarithms, shares, penalty);
        for (double length = Math.Min(1, 1 / step.Max(change => Math.Abs(change))); length > 1e-9; length /= 2)
        {
            double[] tried = [.. shares.Zip(step, (share, change) => share + (length * change))];
            double loss = Loss(logarithms, tried, penalty);
            if (!(loss < before)) continue;
            tried.CopyTo(shares, 0);
            return loss;
        }

        return before;
    }

    /// <summary>Coefficients in the original units of features.</summary>
    public double[] Coefficients(double[] shares) => [.. shares.Zip(means, (share, mean) => Math.Exp(share) / mean)];

    private double[] Step(double[] logarithms, double[] shares, double root)
    {
        double[][] slopes = [.. scaled.Select(_ => new double[rowCount + Count])];
        double[] right = new double[rowCount + Count];
        Residuals(logarithms, shares, slopes).CopyTo(right, 0);
        double centre = shares.Average();
        for (int i = 0; i < Count; i++)
        {
            right[rowCount + i] = -root * (shares[i] - centre);
            for (int j = 0; j < Count; j++) slopes[j][rowCount + i] = root * ((i == j ? 1 : 0) - (1.0 / Count));
        }

        return LeastSquares.Solve(slopes, [right]).Solutions[0];
    }

    private double Loss(double[] logarithms, double[] shares, double penalty)
    {
        double centre = shares.Average();
        return Residuals(logarithms, shares, null).Sum(residual => residual * residual)
            + (penalty * shares.Sum(share => (share - centre) * (share - centre)));
    }

    private double[] Residuals(double[] logarithms, double[] shares, double[][]? slopes)
    {
        double[] residuals = new double[rowCount];
        for (int row = 0; row < rowCount; row++)
        {
            double total = 0;
            for (int i = 0; i < Count; i++) total += Math.Exp(shares[i]) * scaled[i][row];
            residuals[row] = logarithms[row] - Math.Log(total);
            for (int i = 0; slopes is not null && i < Count; i++) slopes[i][row] = Math.Exp(shares[i]) * scaled[i][row] / total;
        }

        return residuals;
    }

    private static double GeometricMean(double[] column)
    {
        double[] logarithms = [.. column.Where(value => value > 0).Select(value => Math.Log(value))];
        return logarithms.Length == 0 ? 1 : Math.Exp(logarithms.Average());
    }

    private static NonFiniteException NoLogarithm(string column, int row, string expected, double found) => new(new Fault(
        $"Column '{column}' has no logarithm in row {row}.", new SourceLocation(Variable: column), expected,
        found.ToString(CultureInfo.InvariantCulture), "Leave out such rows, or use another model."));
}
