namespace Kaya.Energy;

/// <summary>Days missing in the data of some regions.</summary>
/// <param name="First">First absent day.</param>
/// <param name="Last">Last absent day.</param>
/// <param name="Regions">The regions; all of them if the whole file has the gap.</param>
/// <param name="EveryRegion">True if every region of the dataset lacks these days.</param>
public sealed record DayGap(DateOnly First, DateOnly Last, IReadOnlyList<string> Regions, bool EveryRegion)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"absent: {First:yyyy-MM-dd}{(First == Last ? "" : $" to {Last:yyyy-MM-dd}")} "
            + $"({(EveryRegion ? "every region" : string.Join(", ", Regions))})";
}

/// <summary>A region and one of its sources or sectors.</summary>
/// <param name="Region">Region.</param>
/// <param name="Category">Source or sector, as displayed.</param>
public sealed record RegionCategory(string Region, string Category);

/// <summary>A region whose daily values are a scaled monthly mix, without daily information on the mix.</summary>
/// <param name="Region">Region.</param>
/// <param name="Sources">Which sources: all of them, or coal, gas and oil.</param>
/// <param name="RepeatedMonths">Months in which the split is repeated.</param>
/// <param name="Months">Months examined.</param>
/// <param name="ResidualGWh">Median over months of the largest root mean square deviation from the monthly mix, GWh per day.</param>
public sealed record RepeatedMix(string Region, string Sources, int RepeatedMonths, int Months, double ResidualGWh)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"repeated: {Region}, the mix of {Sources} is constant within a month in {RepeatedMonths} of {Months} months (deviation "
            + $"{ResidualGWh:0.00} GWh, within the noise)");
}
