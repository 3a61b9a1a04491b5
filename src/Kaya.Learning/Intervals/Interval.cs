namespace Kaya.Learning;

/// <summary>A range that contains the true value with the stated probability.</summary>
/// <param name="Level">The probability, such as 0.95.</param>
/// <param name="Lower">Lower limit, in the unit of the target.</param>
/// <param name="Upper">Upper limit.</param>
public readonly record struct Interval(double Level, double Lower, double Upper)
{
    /// <summary>Whether a number is in the range, including its limits.</summary>
    /// <param name="value">Any number in the unit of the target.</param>
    /// <returns>True if it is.</returns>
    public bool Contains(double value) => Lower <= value && value <= Upper;
}
