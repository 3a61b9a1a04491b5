namespace Kaya.Learning;

/// <summary>A range that is to hold the true number with the stated probability.</summary>
/// <param name="Level">The probability, such as 0.95.</param>
/// <param name="Lower">Lower end, in the unit of the target.</param>
/// <param name="Upper">Upper end.</param>
public readonly record struct Interval(double Level, double Lower, double Upper)
{
    /// <summary>Whether a number is in the range, ends included.</summary>
    /// <param name="value">Any number in the unit of the target.</param>
    /// <returns>True when it is.</returns>
    public bool Contains(double value) => Lower <= value && value <= Upper;
}
