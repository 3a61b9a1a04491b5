using Kaya.Core;

namespace Kaya.Learning;

/// <summary>Standardisation of the columns of one table: subtract the mean, divide by the standard deviation.</summary>
/// <remarks>The deviation is that of the population (divided by n); a column that does not vary is divided by 1.</remarks>
public sealed class ColumnScaling
{
    private readonly double[] _means;
    private readonly double[] _deviations;

    private ColumnScaling(double[] means, double[] deviations) => (_means, _deviations) = (means, deviations);

    /// <summary>One mean per column, in its unit.</summary>
    public ReadOnlyMemory<double> Means => _means;

    /// <summary>One standard deviation per column, in its unit, above 0.</summary>
    public ReadOnlyMemory<double> Deviations => _deviations;

    /// <summary>Computes the scaling of the columns of a table.</summary>
    /// <param name="table">At least one row; only training rows belong here.</param>
    /// <returns>The scaling.</returns>
    public static ColumnScaling Of(FeatureTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfLessThan(table.RowCount, 1, nameof(table));
        double[] means = new double[table.ColumnCount];
        double[] deviations = new double[table.ColumnCount];
        for (int column = 0; column < means.Length; column++)
        {
            double[] values = [.. table.Column(column)];
            double mean = values.Average();
            double deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / values.Length);
            // A constant column may have a deviation of rounding size, which must not be scaled to one.
            bool varies = deviation > 1e-14 * Math.Abs(mean);
            (means[column], deviations[column]) = (mean, varies ? deviation : 1);
        }

        return new ColumnScaling(means, deviations);
    }

    /// <summary>Standardises a table.</summary>
    /// <param name="table">Any table with the same number of columns.</param>
    /// <param name="schema">Schema of the result.</param>
    /// <returns>Row x column without unit.</returns>
    public FeatureTable Apply(FeatureTable table, FeatureSchema schema) =>
        Map(table, schema, (value, column) => (value - _means[column]) / _deviations[column]);

    /// <summary>Converts standardised values back to their units.</summary>
    /// <param name="table">Output of <see cref="Apply"/>, or predictions on that scale.</param>
    /// <param name="schema">Schema of the result.</param>
    /// <returns>Row x column in the units of the schema.</returns>
    public FeatureTable Invert(FeatureTable table, FeatureSchema schema) =>
        Map(table, schema, (value, column) => value * _deviations[column] + _means[column]);

    /// <summary>Adds the scaling to the arrays of a model.</summary>
    /// <param name="arrays">The arrays.</param>
    /// <param name="name">First part of their names.</param>
    public void AddTo(IDictionary<string, StateArray> arrays, string name)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        arrays.Add($"{name}/means", StateArray.Of(_means));
        arrays.Add($"{name}/deviations", StateArray.Of(_deviations));
    }

    /// <summary>Reads the output of <see cref="AddTo"/>.</summary>
    /// <param name="state">The model's state.</param>
    /// <param name="name">First part of the names.</param>
    /// <param name="columnCount">Required number of columns.</param>
    /// <returns>The scaling.</returns>
    /// <exception cref="ModelFormatException">The arrays are missing, have the wrong shape, or a deviation is not above 0.</exception>
    public static ColumnScaling FromState(ModelState state, string name, int columnCount)
    {
        double[] deviations = state.Numbers<double>($"{name}/deviations", columnCount);
        if (deviations.Any(deviation => deviation <= 0))
            throw new ModelFormatException(new Fault("A standard deviation of the model is not above 0.",
                new SourceLocation(Variable: name), Remedy: "The model file is damaged: train it again."));
        return new ColumnScaling(state.Numbers<double>($"{name}/means", columnCount), deviations);
    }

    private static FeatureTable Map(FeatureTable table, FeatureSchema schema, Func<double, int, double> change)
    {
        ArgumentNullException.ThrowIfNull(table);
        return FeatureTable.Create(schema, table.RowCount, memory =>
        {
            Span<double> answers = memory.Span;
            ReadOnlySpan<double> values = table.Values.Span;
            for (int i = 0; i < values.Length; i++) answers[i] = change(values[i], i % schema.Count);
        });
    }
}
