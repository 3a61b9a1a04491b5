namespace Kaya.Energy;

/// <summary>Treatment of a region-day with an invalid value: empty, not finite, negative beyond rounding, or a source
/// missing.</summary>
public enum FaultyDays
{
    /// <summary>The file is refused; the message gives the location of the first invalid value.</summary>
    Refuse,

    /// <summary>The whole region-day is left out and listed with line and reason; no values are imputed.</summary>
    LeaveOut,
}

/// <summary>How provider files are read.</summary>
/// <param name="FaultyDays">Treatment of region-days with an invalid value.</param>
/// <param name="NegativeTolerance">
/// Negative values down to minus this are set to 0 and counted; null for the provider's value: 1.5 GWh for generation, three times the
/// noise of 0.5 GWh from reconstructing daily values from published 7-day means; 1e-6 MtCO2 for emissions, the last printed digit.
/// </param>
/// <param name="Columns">What the columns of a table hold, where its headings do not say so; null for a known layout.</param>
public sealed record ReadOptions(FaultyDays FaultyDays = FaultyDays.Refuse, double? NegativeTolerance = null, TableMapping? Columns = null)
{
    /// <summary>Invalid days are refused; tolerance of the provider.</summary>
    public static ReadOptions Default { get; } = new();
}
