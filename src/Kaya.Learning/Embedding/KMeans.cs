using Kaya.Core;

namespace Kaya.Learning;

/// <summary>Divides points into groups around their means (Lloyd 1982), from first means far apart (k-means++, Arthur and Vassilvitskii
/// 2007).</summary>
/// <param name="Groups">Number of groups, 1 or more.</param>
public sealed record KMeans(int Groups)
{
    private const int MostRounds = 200;

    /// <summary>Divides points.</summary>
    /// <param name="points">[n x width].</param>
    /// <param name="count">n, at least the number of groups.</param>
    /// <param name="random">Decides the first means.</param>
    /// <returns>[n] group of each point from 0; groups are numbered by their first point.</returns>
    /// <exception cref="ArgumentException">Fewer points than groups, or an array of another length.</exception>
    public int[] Divide(ReadOnlySpan<float> points, int count, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (Groups < 1 || count < Groups || points.Length == 0 || points.Length % count != 0)
            throw new ArgumentException($"{count} points of {points.Length} numbers in all are no {Groups} groups", nameof(count));
        int width = points.Length / count;
        double[] means = FirstMeans(points, count, random.Derive("k-means").Sequence());
        int[] groups = new int[count];
        Array.Fill(groups, -1);
        for (int round = 0; round < MostRounds; round++)
        {
            bool changes = false;
            for (int i = 0; i < count; i++)
            {
                int nearest = Nearest(points.Slice(i * width, width), means).Group;
                changes |= groups[i] != nearest;
                groups[i] = nearest;
            }

            if (!changes) break;
            Update(points, groups, means, width);
        }

        Dictionary<int, int> names = [];
        foreach (int group in groups) names.TryAdd(group, names.Count);
        return [.. groups.Select(group => names[group])];
    }

    // Each next mean is a point drawn in proportion to its squared distance from those before.
    private double[] FirstMeans(ReadOnlySpan<float> points, int count, RandomSequence random)
    {
        int width = points.Length / count;
        double[] means = new double[Groups * width], squared = new double[count];
        for (int group = 0; group < Groups; group++)
        {
            int chosen = random.NextInt32(count);
            if (group > 0)
            {
                double sum = 0;
                for (int i = 0; i < count; i++)
                    sum += squared[i] = Nearest(points.Slice(i * width, width), means.AsSpan(0, group * width)).Squared;
                double place = random.NextDouble() * sum;
                for (chosen = 0; chosen < count - 1 && (place -= squared[chosen]) > 0;) chosen++;
            }

            for (int c = 0; c < width; c++) means[(group * width) + c] = points[(chosen * width) + c];
        }

        return means;
    }

    // A group without points keeps its mean.
    private void Update(ReadOnlySpan<float> points, int[] groups, double[] means, int width)
    {
        double[] sums = new double[means.Length];
        int[] sizes = new int[Groups];
        for (int i = 0; i < groups.Length; i++)
        {
            sizes[groups[i]]++;
            for (int c = 0; c < width; c++) sums[(groups[i] * width) + c] += points[(i * width) + c];
        }

        for (int i = 0; i < means.Length; i++)
            if (sizes[i / width] > 0) means[i] = sums[i] / sizes[i / width];
    }

    private static (int Group, double Squared) Nearest(ReadOnlySpan<float> point, ReadOnlySpan<double> means)
    {
        (int best, double nearest) = (0, double.PositiveInfinity);
        for (int group = 0; group < means.Length / point.Length; group++)
        {
            double squared = 0;
            for (int c = 0; c < point.Length; c++)
            {
                double difference = point[c] - means[(group * point.Length) + c];
                squared += difference * difference;
            }

            if (squared < nearest) (best, nearest) = (group, squared);
        }

        return (best, nearest);
    }
}
