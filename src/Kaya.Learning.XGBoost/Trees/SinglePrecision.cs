using System.Globalization;
using Kaya.Core;

namespace Kaya.Learning.XGBoost;

/// <summary>Numbers as XGBoost sees them: 32-bit floats.</summary>
internal static class SinglePrecision
{
    /// <summary>Rounds numbers to floats.</summary>
    /// <param name="values">Row x column.</param>
    /// <param name="schema">Their columns, for the message.</param>
    /// <param name="firstRow">Number of the first row, for the message.</param>
    /// <param name="rounded">Row x column.</param>
    /// <exception cref="NonFiniteException">A number is too large for a float; names the column and the row.</exception>
    public static void Round(ReadOnlySpan<double> values, FeatureSchema schema, int firstRow, Span<float> rounded)
    {
        for (int i = 0; i < values.Length; i++)
        {
            rounded[i] = (float)values[i];
            if (float.IsFinite(rounded[i])) continue;
            FeatureColumn column = schema[i % schema.Count];
            throw new NonFiniteException(new Fault(
                $"Column '{column.Name}' holds a number too large for single precision, in row {firstRow + i / schema.Count}.",
                new SourceLocation(Variable: column.Name), Expected: "at most 3.4e38 in size",
                Found: values[i].ToString(CultureInfo.InvariantCulture), Remedy: "Use a larger unit or a logarithm."));
        }
    }

    /// <summary>A whole table as floats, row x column.</summary>
    public static float[] Of(FeatureTable table)
    {
        float[] rounded = new float[table.Values.Length];
        Round(table.Values.Span, table.Schema, 0, rounded);
        return rounded;
    }
}
