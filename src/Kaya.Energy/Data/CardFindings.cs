using Kaya.Core;

namespace Kaya.Energy;

/// <summary>Computes the findings of a data card.</summary>
internal static class CardFindings
{
    /// <summary>Smallest number of days of a month for the check of constancy.</summary>
    internal const int DaysToJudgeMonth = 10;

    internal static IReadOnlyList<DayGap> Gaps(EnergyDataset dataset)
    {
        Dictionary<(DateOnly First, DateOnly Last), List<string>> found = [];
        foreach ((string region, int[] rows) in RowsByRegion(dataset))
        {
            DateOnly[] days = [.. rows.Select(row => dataset.Day[row]).Order()];
            for (int i = 1; i < days.Length; i++)
            {
                if (days[i].DayNumber - days[i - 1].DayNumber <= 1) continue;
                (DateOnly, DateOnly) gap = (days[i - 1].AddDays(1), days[i].AddDays(-1));
                if (!found.TryGetValue(gap, out List<string>? regions)) found[gap] = regions = [];
                regions.Add(region);
            }
        }

        return Array.AsReadOnly<DayGap>([.. found.OrderBy(pair => pair.Key.First).ThenBy(pair => pair.Key.Last)
            .Select(pair =>
                new DayGap(pair.Key.First, pair.Key.Last, pair.Value.AsReadOnly(), pair.Value.Count == dataset.Regions.Count))]);
    }

    internal static IReadOnlyList<RegionCategory> AbsentSources(EnergyDataset dataset) => Array.AsReadOnly<RegionCategory>(
        [.. RowsByRegion(dataset).SelectMany(region => EnergySources.All
            .Where(source => region.Rows.All(row => dataset.Generation(source)[row] == 0))
            .Select(source => new RegionCategory(region.Name, source.Label())))]);

    internal static IReadOnlyList<RegionCategory> ZeroSectors(EnergyDataset dataset) => Array.AsReadOnly<RegionCategory>(
        [.. RowsByRegion(dataset).SelectMany(region => Sectors.All
            .Where(sector => region.Rows.All(row => dataset.Emission(sector)[row] == 0))
            .Select(sector => new RegionCategory(region.Name, sector.Label())))]);

    internal static IReadOnlyList<RegionCategory> MonthlySectors(EnergyDataset dataset) => Array.AsReadOnly<RegionCategory>(
        [.. RowsByRegion(dataset).SelectMany(region => Sectors.All
            .Where(sector => IsMonthly(dataset, sector, region.Rows))
            .Select(sector => new RegionCategory(region.Name, sector.Label())))]);

    internal static IEnumerable<(string Name, int[] Rows)> RowsByRegion(EnergyDataset dataset) =>
        Enumerable.Range(0, dataset.Count).GroupBy(row => dataset.RegionIndex[row])
            .Select(group => (dataset.Regions[group.Key], group.ToArray()));

    internal static IEnumerable<int[]> RowsByMonth(EnergyDataset dataset, int[] rows) =>
        rows.GroupBy(row => (dataset.Day[row].Year, dataset.Day[row].Month)).Select(group => group.ToArray())
            .Where(month => month.Length >= DaysToJudgeMonth);

    private static bool IsMonthly(EnergyDataset dataset, Sector sector, int[] rows)
    {
        int[][] months = [.. RowsByMonth(dataset, rows)];
        return months.Length > 0 && rows.Any(row => dataset.Emission(sector)[row] > 0)
            && months.All(month => month.All(row => dataset.Emission(sector)[row] == dataset.Emission(sector)[month[0]]));
    }
}
