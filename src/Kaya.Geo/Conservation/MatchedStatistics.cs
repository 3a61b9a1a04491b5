using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Geo;

/// <summary>Statistics matched with their zones.</summary>
/// <param name="Values">One for each zone; NaN for one that is left out.</param>
/// <param name="LeftOutZones">Zones without a statistic.</param>
/// <param name="LeftOutStatistics">Statistics without a zone.</param>
internal sealed record MatchedStatistics(double[] Values, ImmutableArray<string> LeftOutZones, ImmutableArray<string> LeftOutStatistics)
{
    public static MatchedStatistics Of(ImmutableArray<string> codes, IReadOnlyDictionary<string, double> statistics,
        ApportionmentOptions options)
    {
        double[] values = [.. codes.Select(code => statistics.TryGetValue(code, out double value) ? value : double.NaN)];
        foreach ((string code, double value) in codes.Zip(values)) Require(code, value);
        string[] zones = [.. codes.Where((_, zone) => double.IsNaN(values[zone]))];
        string[] lonely = [.. statistics.Where(pair => !double.IsNaN(pair.Value) && !codes.Contains(pair.Key))
            .Select(pair => pair.Key)];
        if (zones.Length == values.Length)
            throw new DataNotFoundException(
                new Fault("No zone has a statistic.", Expected: $"the codes {List(codes)}", Found: List(statistics.Keys),
                Remedy: "Check that the codes of zones and statistics are the same."));
        if (zones.Length > 0 && !options.LeaveOutZonesWithoutStatistic)
            throw new DataNotFoundException(
                new Fault("Some zones have no statistic.", Expected: "a total for every zone", Found: $"none for {List(zones)}",
                Remedy: "Add the totals, or leave these zones out by {option}.") { Option = "leave-out" });
        if (lonely.Length > 0 && !options.LeaveOutStatisticsWithoutZone)
            throw new DataNotFoundException(
                new Fault("Some statistics have no zone on the grid.", Expected: $"the codes {List(codes)}", Found: List(lonely),
                Remedy: "Correct the codes, add the zones, or leave these statistics out by {option}.") { Option = "leave-out" });
        return new MatchedStatistics(values, [.. zones], [.. lonely]);
    }

    private static void Require(string code, double value)
    {
        if (double.IsInfinity(value))
            throw new NonFiniteException(
                new Fault("A statistic is infinite.", new SourceLocation(Variable: code), "a finite number", "infinity",
                "Correct the table."));
        if (value < 0)
            throw new DataFormatException(
                new Fault("A statistic is negative and cannot be distributed over cells.", new SourceLocation(Variable: code), "0 or more",
                FormattableString.Invariant($"{value}"),
                    "Correct the table. For a sink, distribute its absolute value and change the sign afterwards."));
    }

    private static string List(IEnumerable<string> codes)
    {
        string[] all = [.. codes];
        return all.Length <= 8 ? string.Join(", ", all) : $"{string.Join(", ", all.Take(8))} and {all.Length - 8} more";
    }
}
