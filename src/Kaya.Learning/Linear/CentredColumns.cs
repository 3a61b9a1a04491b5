namespace Kaya.Learning;

/// <summary>Centred columns of a table, so that a fit without intercept gives the slopes.</summary>
/// <param name="Values">Column by column; may be overwritten.</param>
/// <param name="Means">The mean subtracted from each column; 0 if none.</param>
internal sealed record CentredColumns(double[][] Values, double[] Means)
{
    /// <summary>Copies the columns of a table.</summary>
    /// <param name="table">Row x column.</param>
    /// <param name="centre">Whether the means are subtracted.</param>
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

    /// <summary>The intercept for the subtracted means; 0 if none.</summary>
    /// <param name="targetMean">The mean subtracted from the target.</param>
    /// <param name="slopes">One per column.</param>
    /// <returns>In the unit of the target.</returns>
    public double Intercept(double targetMean, IReadOnlyList<double> slopes) =>
        targetMean - Means.Zip(slopes, (mean, slope) => mean * slope).Sum();
}
