using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kaya.Geo;

/// <summary>Number of cells of a band with data, and minimum, maximum and sum of their values.</summary>
/// <param name="Cells">Number of cells.</param>
/// <param name="WithData">Number of cells with data.</param>
/// <param name="Smallest">Smallest value; NaN without data.</param>
/// <param name="Largest">Largest value; NaN without data.</param>
/// <param name="Sum">Sum of the values, compensated.</param>
public sealed record BandStatistics(long Cells, long WithData, double Smallest, double Largest, double Sum)
{
    /// <summary>Number of cells with an infinite value; sum and mean are then not finite.</summary>
    public long Infinite { get; init; }

    /// <summary>Share of the cells that have no data.</summary>
    public double NoDataShare => 1 - ((double)WithData / Cells);

    /// <summary>Mean of the values; NaN without data.</summary>
    public double Mean => WithData == 0 ? double.NaN : Sum / WithData;

    /// <summary>Reads a band once.</summary>
    /// <param name="source">The source.</param>
    /// <param name="band">Band from 0.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>The statistics.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static BandStatistics Of(IRasterSource source, int band = 0, CancellationToken cancellation = default) =>
        new StatisticsSource(source, band).Finish(cancellation);
}

/// <summary>Statistics of one row of cells.</summary>
internal readonly record struct RowStatistics(CompensatedSum Sum, long Count, double Smallest, double Largest)
{
    /// <summary>Vectorised compensated sums (Ogita, Rump and Oishi 2005, algorithm Sum2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static RowStatistics Of(ReadOnlySpan<double> values)
    {
        ReadOnlySpan<Vector<double>> vectors = MemoryMarshal.Cast<double, Vector<double>>(values);
        Vector<double> sum = default, low = default, least = new(double.PositiveInfinity), most = new(double.NegativeInfinity);
        Vector<long> count = default;
        foreach (Vector<double> value in vectors)
        {
            Vector<long> valid = Vector.Equals(value, value);
            Vector<double> term = Vector.ConditionalSelect(valid, value, Vector<double>.Zero);
            Vector<double> total = sum + term, part = total - sum;
            low += (sum - (total - part)) + (term - part);
            sum = total;
            count -= valid;
            least = Vector.ConditionalSelect(valid & Vector.LessThan(value, least), value, least);
            most = Vector.ConditionalSelect(valid & Vector.GreaterThan(value, most), value, most);
        }

        (CompensatedSum all, long counted, double smallest, double largest) = (default, Vector.Sum(count), double.PositiveInfinity,
            double.NegativeInfinity);
        for (int lane = 0; lane < Vector<double>.Count; lane++)
        {
            all.Add(sum[lane]);
            all.Add(low[lane]);
            (smallest, largest) = (Math.Min(smallest, least[lane]), Math.Max(largest, most[lane]));
        }

        foreach (double value in values[(vectors.Length * Vector<double>.Count)..])
        {
            if (double.IsNaN(value)) continue;
            all.Add(value);
            counted++;
            (smallest, largest) = (Math.Min(smallest, value), Math.Max(largest, value));
        }

        return new RowStatistics(all, counted, smallest, largest);
    }
}
