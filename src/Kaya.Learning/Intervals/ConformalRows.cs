namespace Kaya.Learning;

/// <summary>Predictions of one target next to what was observed, for calibration or for measuring coverage.</summary>
/// <remarks>The rows must be exchangeable with those of the intervals, and must not be training rows.</remarks>
public sealed record ConformalRows
{
    /// <summary>Observed numbers.</summary>
    public required ReadOnlyMemory<double> Observed { get; init; }

    /// <summary>Predicted numbers, same length.</summary>
    public required ReadOnlyMemory<double> Predicted { get; init; }

    /// <summary>Uncertainty scale of each prediction, above 0, such as the spread of an ensemble; empty if all are the
    /// same.</summary>
    public ReadOnlyMemory<double> Scales { get; init; }

    /// <summary>Group of each row, such as its region; null for one group.</summary>
    public IReadOnlyList<string>? Groups { get; init; }

    internal int Count => Observed.Length;

    internal double Scale(int row) => Scales.IsEmpty ? 1 : Scales.Span[row];

    internal string? Group(int row) => Groups?[row];

    internal void RequireFit()
    {
        if (Count == 0 || Predicted.Length != Count || !(Scales.IsEmpty || Scales.Length == Count)
            || (Groups is not null && Groups.Count != Count))
            throw new ArgumentException(
            $"{Count} observed, {Predicted.Length} predicted, {Scales.Length} scales, {Groups?.Count ?? 0} groups");
        foreach (double scale in Scales.Span)
            if (!(scale > 0 && double.IsFinite(scale))) throw new ArgumentException($"a scale is above 0, not {scale}");
    }
}
