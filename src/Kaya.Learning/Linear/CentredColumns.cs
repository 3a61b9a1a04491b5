namespace Kaya.Learning;

/// <summary>Columns of a table with their means taken out, so that a fit without a constant finds the slopes.</summary>
/// <param name="Values">Column by column, free to be overwritten.</param>
/// <param name="Means">What was taken out of each; 0 where nothing was.</param>
internal sealed record CentredColumns(double[][] Values, double[] Means)
{
    /// <summary>Copies the columns of a table.</summary>
    /// <param name="table">Row x column.</param>
    /// <param name="centre">Whether the means are taken out.</param>
    /// <returns>The columns.</returns>
    public static CentredColumns Of(FeatureTable table, bool centre)
    {
        double[][] columns = [.. Enumerable.Range(0, table.ColumnCount).Select(i => table.Column(i).ToArray())];
        double[] means = [.. columns.Select(column => centre ? column.Average() : 0)];
        for (int i = 0; i < columns.Length; i++)
            for (int row = 0; row < columns[i].Length; row++)
                columns[i][row] -= means[i];
        return new CentredColumns(columns, means);
    }

    /// <summary>The constant that puts the means back: 0 where none were taken out.</summary>
    /// <param name="targetMean">What was taken out of the target.</param>
    /// <param name="slopes">One per column.</param>
    /// <returns>In the unit of the target.</returns>
    public double Intercept(double targetMean, IReadOnlyList<double> slopes) =>
        targetMean - Means.Zip(slopes, (mean, slope) => mean * slope).Sum();
}
