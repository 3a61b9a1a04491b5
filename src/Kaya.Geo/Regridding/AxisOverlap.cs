namespace Kaya.Geo;

/// <summary>Overlaps along one axis: the source cells of each target cell, and their weights.</summary>
internal sealed class AxisOverlap
{
    private AxisOverlap(AxisSegment[][] targets) => Targets = targets;

    /// <summary>For each target cell its stretches of source cells; two where a target crosses the seam of the globe.</summary>
    public AxisSegment[][] Targets { get; }

    /// <summary>Measures overlaps between consecutive edges.</summary>
    /// <param name="source">Edges of the source cells, in order, rising or falling.</param>
    /// <param name="target">Edges of the target cells.</param>
    /// <param name="period">Period of the axis (360 for longitudes); 0 for none.</param>
    /// <param name="asFraction">Weights as shares of the source cell; otherwise as lengths.</param>
    public static AxisOverlap Between(double[] source, double[] target, double period, bool asFraction)
    {
        AxisSegment[][] targets = new AxisSegment[target.Length - 1][];
        for (int cell = 0; cell < targets.Length; cell++)
        {
            double low = Math.Min(target[cell], target[cell + 1]), high = Math.Max(target[cell], target[cell + 1]);
            List<AxisSegment> segments = [];
            for (int turn = period > 0 ? -1 : 0; turn <= (period > 0 ? 1 : 0); turn++)
                if (Segment(source, low + (turn * period), high + (turn * period), asFraction) is { } segment) segments.Add(segment);
            targets[cell] = [.. segments];
        }

        return new AxisOverlap(targets);
    }

    /// <summary>Total weight that each source cell gives away; 1 where it lies inside the target, with weights as fractions.</summary>
    public double[] Given(int sourceCells)
    {
        double[] given = new double[sourceCells];
        foreach (AxisSegment segment in Targets.SelectMany(target => target))
            for (int k = 0; k < segment.Weights.Length; k++) given[segment.Start + k] += segment.Weights[k];
        return given;
    }

    private static AxisSegment? Segment(double[] source, double low, double high, bool asFraction)
    {
        int cells = source.Length - 1;
        bool rising = source[cells] > source[0];
        // The first source cell that ends after low, or, counted from the other side on a falling axis, begins below high.
        int first = FirstWhere(cells, cell => rising ? source[cell + 1] > low : source[cell + 1] < high);
        int end = FirstWhere(cells, cell => rising ? source[cell] >= high : source[cell] <= low);
        if (first >= end) return null;
        double[] weights = new double[end - first];
        for (int k = 0; k < weights.Length; k++)
        {
            double from = Math.Min(source[first + k], source[first + k + 1]), to = Math.Max(source[first + k], source[first + k + 1]);
            double overlap = Math.Min(to, high) - Math.Max(from, low);
            weights[k] = from >= low && to <= high ? (asFraction ? 1 : to - from) : asFraction ? overlap / (to - from) : overlap;
        }

        return new AxisSegment(first, weights);
    }

    private static int FirstWhere(int count, Func<int, bool> holds)
    {
        int low = 0, high = count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (holds(middle)) high = middle;
            else low = middle + 1;
        }

        return low;
    }
}

/// <summary>A stretch of source cells with their weights in one target cell.</summary>
/// <param name="Start">First source cell.</param>
/// <param name="Weights">One for each source cell from there on.</param>
internal sealed record AxisSegment(int Start, double[] Weights);
