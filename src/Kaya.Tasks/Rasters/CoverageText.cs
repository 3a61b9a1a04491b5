using System.Globalization;

namespace Kaya.Tasks;

/// <summary>What is said of zones that are not wholly on a grid, in the same words everywhere.</summary>
internal static class CoverageText
{
    /// <summary>The share of a zone that may lie off the grid: outlines and grids are rarely exact to the cell.</summary>
    public const double Tolerance = 0.01;

    private const int MostNamed = 8;

    /// <summary>One sentence for zones off the grid, and one for polygons that were left out; none if there are none.</summary>
    public static IEnumerable<string> Sentences(IReadOnlyList<string> codes, IReadOnlyList<double> onGrid, ZoneInput zones)
    {
        int[] off = [.. Enumerable.Range(0, codes.Count).Where(zone => onGrid[zone] < 1 - Tolerance)];
        if (off.Length > 0) yield return $"Partly or wholly off the grid: {Named(off, codes, onGrid)}.";
        foreach (string sentence in LeftOut(zones)) yield return sentence;
    }

    /// <summary>One sentence for polygons without a code that were left out; none if there are none.</summary>
    public static IEnumerable<string> LeftOut(ZoneInput zones) => zones.LeftOut is not { Count: > 0 } without ? []
        : [$"Polygons without a code, left out ({without.Count}): {string.Join("; ", without.Take(MostNamed))}{More(without.Count)}."];

    /// <summary>Such as <c>Aa (50.0 % on the grid), Ee (0 %)</c>.</summary>
    public static string Named(IReadOnlyList<int> zones, IReadOnlyList<string> codes, IReadOnlyList<double> onGrid) =>
        string.Join(", ", zones.Take(MostNamed).Select(zone => string.Create(CultureInfo.InvariantCulture,
            $"{codes[zone]} ({100 * onGrid[zone]:0.0} % on the grid)"))) + More(zones.Count);

    private static string More(int count) => count > MostNamed ? $" and {count - MostNamed} more" : "";
}
