namespace Kaya.Energy;

/// <summary>What a reader does with a region-day that has a faulty value: empty, not finite, negative beyond rounding, or a source
/// missing.</summary>
public enum FaultyDays
{
    /// <summary>The file is refused, with the place of the first fault.</summary>
    Refuse,

    /// <summary>The whole region-day is left out and listed with its line and reason; nothing is filled in.</summary>
    LeaveOut,
}

/// <summary>How provider files are read.</summary>
/// <param name="FaultyDays">What happens to a region-day with a faulty value.</param>
/// <param name="NegativeTolerance">
/// Negative values down to minus this become 0 and are counted; null takes the provider's: 1.5 GWh for generation, three times the
/// noise of 0.5 GWh that rebuilding daily values from published 7-day means leaves; 1e-6 MtCO2 for emission, the last printed digit.
/// </param>
public sealed record ReadOptions(FaultyDays FaultyDays = FaultyDays.Refuse, double? NegativeTolerance = null)
{
    /// <summary>Faulty days are refused, the provider's tolerance.</summary>
    public static ReadOptions Default { get; } = new();
}
