using System.Collections.Immutable;
using Kaya.Learning;

namespace Kaya.Urban;

/// <summary>What emissions of cells have to do with categories of points, with neighbours, and with the weights of a model.</summary>
public static class UrbanPatterns
{
    /// <summary>Rank correlation of each category's share of the points of a cell with its emission (figure 1a of the paper).</summary>
    /// <param name="data">Cells with points and targets.</param>
    /// <returns>[categories]; NaN where a share or the emission does not vary. Cells without a point or a target are left out.</returns>
    public static ImmutableArray<double> ShareCorrelations(UrbanDataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        int[][] counts = [.. Enumerable.Range(0, data.Count).Where(cell => data.Has(cell, UrbanModality.Points)
            && double.IsFinite(data.Target(cell)) && data.Points(cell).Length > 0)
            .Select(cell => data.PointCounts(cell).Append(cell).ToArray())];
        double[] emission = [.. counts.Select(row => data.Target(row[^1]))];
        return [.. Enumerable.Range(0, data.Tables.Categories.Length).Select(category =>
        {
            double[] shares = [.. counts.Select(row => (double)row[category] / row[..^1].Sum())];
            return shares.Length < 3 || !shares.AsSpan().ContainsAnyExcept(shares[0]) || !emission.AsSpan().ContainsAnyExcept(emission[0])
                ? double.NaN : Metrics.Spearman(emission, shares);
        })];
    }

    /// <summary>Moran's I of ln t by distance: how alike cells so many cells apart are (figure 1b of the paper).</summary>
    /// <param name="data">Cells with targets.</param>
    /// <param name="farthest">Largest distance, in cells along the longer of both axes.</param>
    /// <returns>[farthest] from distance 1 on; NaN without pairs. Cells without emission are left out.</returns>
    public static ImmutableArray<double> Autocorrelation(UrbanDataset data, int farthest)
    {
        ArgumentNullException.ThrowIfNull(data);
        int[] cells = [.. Enumerable.Range(0, data.Count).Where(cell => data.Target(cell) > 0)];
        double[] logs = [.. cells.Select(cell => Math.Log(data.Target(cell)))];
        double mean = logs.DefaultIfEmpty(0).Average(), variance = logs.DefaultIfEmpty(0).Average(log => (log - mean) * (log - mean));
        double[] sums = new double[farthest];
        long[] pairs = new long[farthest];
        Dictionary<int, int> places = cells.Select((cell, i) => (cell, i)).ToDictionary(pair => pair.cell, pair => pair.i);
        for (int i = 0; i < cells.Length; i++)
        {
            (int row, int column) = data.PlaceOf(cells[i]);
            // Each pair once: the cells before this one, row by row.
            for (int r = row - farthest; r <= row; r++)
                for (int c = column - farthest; c <= (r == row ? column - 1 : column + farthest); c++)
                {
                    if (data.At(r, c) is not (>= 0 and var cell) || !places.TryGetValue(cell, out int j)) continue;
                    int distance = Math.Max(row - r, Math.Abs(c - column));
                    sums[distance - 1] += (logs[i] - mean) * (logs[j] - mean);
                    pairs[distance - 1]++;
                }
        }

        return [.. sums.Select((sum, i) => pairs[i] == 0 || variance == 0 ? double.NaN : sum / pairs[i] / variance)];
    }

    /// <summary>Means of a value over groups of cells of rising emission, equally many in each.</summary>
    /// <param name="emission">[n] emissions.</param>
    /// <param name="value">[n] a value, such as the weight of a modality.</param>
    /// <param name="groups">Number of groups, at most n.</param>
    /// <returns>Mean emission and mean value of each group.</returns>
    public static ImmutableArray<(double Emission, double Value)> ByEmission(IReadOnlyList<double> emission, IReadOnlyList<double> value,
        int groups)
    {
        ArgumentNullException.ThrowIfNull(emission);
        ArgumentNullException.ThrowIfNull(value);
        int[] order = [.. Enumerable.Range(0, emission.Count).OrderBy(i => emission[i])];
        int count = Math.Min(groups, order.Length);
        return [.. Enumerable.Range(0, count).Select(group =>
        {
            int[] members = order[(group * order.Length / count)..((group + 1) * order.Length / count)];
            return (members.Average(i => emission[i]), members.Average(i => value[i]));
        })];
    }

    /// <summary>Cells along the rise of emission, for pictures: the one in the middle of each of equally large groups whose
    /// representation lies
    /// nearest to the group's mean (the anchor points of figure 5).</summary>
    /// <param name="emission">[n] emissions.</param>
    /// <param name="representation">[n x width].</param>
    /// <param name="count">Number of anchors, at most n.</param>
    /// <returns>Places in the arrays, of rising emission.</returns>
    public static ImmutableArray<int> Anchors(IReadOnlyList<double> emission, ReadOnlySpan<float> representation, int count)
    {
        ArgumentNullException.ThrowIfNull(emission);
        int width = representation.Length / Math.Max(1, emission.Count);
        int[] order = [.. Enumerable.Range(0, emission.Count).OrderBy(i => emission[i])];
        List<int> anchors = [];
        for (int group = 0; group < Math.Min(count, order.Length); group++)
        {
            int[] members = order[(group * order.Length / count)..((group + 1) * order.Length / count)];
            double[] mean = new double[width];
            foreach (int member in members)
                for (int c = 0; c < width; c++) mean[c] += representation[(member * width) + c] / (double)members.Length;
            (int best, double nearest) = (members[0], double.PositiveInfinity);
            foreach (int member in members)
            {
                double distance = 0;
                for (int c = 0; c < width; c++) distance += Math.Pow(representation[(member * width) + c] - mean[c], 2);
                if (distance < nearest) (best, nearest) = (member, distance);
            }

            anchors.Add(best);
        }

        return [.. anchors];
    }
}
