using System.Collections.Immutable;
using System.Globalization;
using Kaya.Downscaling;
using Kaya.Geo;

namespace Kaya.Tasks;

/// <summary>The statistics as they can be placed on a grid: joined with the zones, whole or in part, and what is said of the
/// rest.</summary>
/// <param name="Statistics">Totals to be placed, by code of the zone.</param>
/// <param name="OnGrid">The share of each zone's area on the grid, by code.</param>
/// <param name="Portions">Zones of which more than a hundredth is off the grid.</param>
/// <param name="Notices">What does not reach the map, or reaches it otherwise than its zone says; one sentence each.</param>
internal sealed record StatisticsOnGrid(ZoneStatistics Statistics, IReadOnlyDictionary<string, double> OnGrid,
    ImmutableArray<ZonePortion> Portions, ImmutableArray<string> Notices)
{
    private const int MostNamed = 8;

    /// <summary>Joins statistics with zones, and settles those that leave the grid.</summary>
    /// <param name="given">Totals of the table.</param>
    /// <param name="coverage">Zones on the coarse grid.</param>
    /// <param name="areas">Areas of its cells.</param>
    /// <param name="options">What to do with zones that do not match, or leave the grid.</param>
    /// <exception cref="DataNotFoundException">A zone without a statistic, or the reverse.</exception>
    /// <exception cref="GridMismatchException">A zone of which more than a hundredth lies off the grid, without a choice.</exception>
    public static StatisticsOnGrid Of(ZoneStatistics given, ZoneCoverage coverage, CellAreas areas, DownscaleDataOptions options)
    {
        if (options.SpreadCovered && options.KeepUncoveredShare)
            throw new DataFormatException(new Fault("Two treatments of zones off the grid are given.",
                Expected: "--spread-covered or --keep-uncovered-share", Found: "both", Remedy: "Give one of them."));
        List<string> notices = [];
        Dictionary<string, double> values = new(given.Values);
        JoinByValue(values, coverage.Codes, notices);
        ImmutableArray<double> onGrid = coverage.SharesOnGrid(areas);
        Dictionary<string, double> shares = coverage.Codes.Zip(onGrid).ToDictionary(pair => pair.First, pair => pair.Second);
        Unmatched(values, coverage.Codes, shares, options, notices);
        ZonePortion[] off = [.. coverage.Codes.Where(code => values.ContainsKey(code) && shares[code] < 1 - CoverageText.Tolerance)
            .Select(code => new ZonePortion(code, shares[code], values[code]))];
        if (off.Length > 0 && !options.SpreadCovered && !options.KeepUncoveredShare) throw OffGrid(off);
        foreach (ZonePortion portion in off)
            if (options.KeepUncoveredShare) values[portion.Zone] = portion.Given * portion.OnGrid;
        if (off.Length > 0) notices.Add(options.KeepUncoveredShare
            ? $"Only the share on the grid is spread: {List(off, portion => Amounts(portion, values[portion.Zone], given.Unit))}."
            : $"The whole statistic is spread over the part on the grid: {List(off, Share)}.");
        return new StatisticsOnGrid(given with { Values = values }, shares, [.. off], [.. notices]);
    }

    // 01 in one file and 1 in the other: joined where the numbers leave no doubt.
    private static void JoinByValue(Dictionary<string, double> values, ImmutableArray<string> codes, List<string> notices)
    {
        static string? Number(string code) => code.Length > 0 && code.All(char.IsAsciiDigit) ? code.TrimStart('0') : null;
        ILookup<string?, string> zones = codes.Where(code => !values.ContainsKey(code)).ToLookup(Number),
            rows = values.Keys.Where(code => !codes.Contains(code)).ToLookup(Number);
        List<string> joined = [];
        foreach (IGrouping<string?, string> same in rows)
        {
            if (same.Key is null || same.Count() != 1 || zones[same.Key].Count() != 1) continue;
            (string row, string zone) = (same.Single(), zones[same.Key].Single());
            values[zone] = values[row];
            values.Remove(row);
            joined.Add($"{row} is {zone}");
        }

        if (joined.Count > 0) notices.Add($"Codes joined by their number, statistics and zones: {List(joined, text => text)}.");
    }

    private static void Unmatched(Dictionary<string, double> values, ImmutableArray<string> codes, Dictionary<string, double> shares,
        DownscaleDataOptions options, List<string> notices)
    {
        string Total(IEnumerable<string> rows) =>
            string.Create(CultureInfo.InvariantCulture, $"{rows.Sum(row => values[row]):G6} t in all");
        string[] outside = [.. codes.Where(code => values.ContainsKey(code) && shares[code] == 0)];
        if (options.SkipUnmatched && outside.Length > 0)
        {
            notices.Add($"Statistics of zones off the grid, not on the map: {List(outside, code => code)}; {Total(outside)}.");
            foreach (string code in outside) values.Remove(code);
        }

        ReaderFaults.WithFlags(() =>
        {
            Conservation.RequireMatch(codes, values, new ApportionmentOptions { LeaveOutZonesWithoutStatistic = options.SkipUnmatched,
                LeaveOutStatisticsWithoutZone = options.SkipUnmatched });
            return true;
        }, _ => "--skip-unmatched");
        string[] rows = [.. values.Where(pair => !double.IsNaN(pair.Value) && !codes.Contains(pair.Key)).Select(pair => pair.Key)];
        if (rows.Length > 0) notices.Add($"Statistics without a zone, not on the map: {List(rows, code => code)}; {Total(rows)}.");
        string[] zones = [.. codes.Where(code => !outside.Contains(code) && double.IsNaN(values.GetValueOrDefault(code, double.NaN)))];
        if (zones.Length > 0) notices.Add($"Zones without a statistic, left out of the map: {List(zones, code => code)}.");
    }

    private static string Share(ZonePortion portion) => string.Create(CultureInfo.InvariantCulture,
        $"{portion.Zone} ({100 * portion.OnGrid:0.0} % on the grid)");

    private static string Amounts(ZonePortion portion, double spread, Unit unit) => string.Create(CultureInfo.InvariantCulture,
        $"{portion.Zone} {100 * portion.OnGrid:0.0} %, {spread:G6} of {portion.Given:G6} {unit}");

    private static string List<T>(IReadOnlyList<T> all, Func<T, string> text) =>
        string.Join(", ", all.Take(MostNamed).Select(text)) + (all.Count > MostNamed ? $" and {all.Count - MostNamed} more" : "");

    private static GridMismatchException OffGrid(ZonePortion[] off) => new(new Fault(
        "Zones with a statistic are not wholly on the grid.", Expected: "zones of which at least 99 % of the area lies on the grid",
        Found: List(off, Share),
        Remedy: "Give drivers that cover the zones (--like for another grid); or spread the whole statistic over the part on the grid by "
            + "--spread-covered; or only the covered share of it by --keep-uncovered-share. Zones wholly off the grid are left out by "
            + "--skip-unmatched."));
}
