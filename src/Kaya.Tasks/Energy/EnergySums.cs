using Kaya.Energy;

namespace Kaya.Tasks;

/// <summary>Sums of predicted emissions over months and years, absolute and per generation.</summary>
internal static class EnergySums
{
    private static readonly Unit s_mass = Unit.Parse("Mt");
    private static readonly Unit s_energy = Unit.Parse("GWh");
    private static readonly Unit s_intensity = Unit.Parse("t GWh-1");

    /// <summary>One row for each region and month.</summary>
    public static ResultTable Months(EnergyDataset data, ProfileForecast forecast, CountryStatistics? statistics) => Table("months",
        (data, forecast, statistics), day => (day.Year, day.Month), day => Period.Month(day.Year, day.Month));

    /// <summary>One row for each region and year.</summary>
    public static ResultTable Years(EnergyDataset data, ProfileForecast forecast, CountryStatistics? statistics) => Table("years",
        (data, forecast, statistics), day => (day.Year, 0), day => Period.Year(day.Year));

    /// <summary>The same sums without sectors, in the columns that fit on a page.</summary>
    public static ResultTable Short(ResultTable sums)
    {
        int[] kept = [.. Enumerable.Range(0, sums.Columns.Count).Where(column => Sectors.All.All(sector =>
            sums.Columns[column].Name != sector.Label() && sums.Columns[column].Name != "days of the period"))];
        return ResultTable.Computed(sums.Name, kept.Select(column => sums.Columns[column]), sums.RowCount,
            row => [.. kept.Select(column => sums[row, column])], $"{sums.Description}. Sectors are in {sums.Name}.csv");
    }

    private static ResultTable Table(string name, (EnergyDataset Data, ProfileForecast Forecast, CountryStatistics? Statistics) own,
        Func<DateOnly, (int, int)> key, Func<DateOnly, Period> period) => new(name,
        [
            new("region"), new("period"), new("days", null, null, "with data; a sum holds these days only"), new("days of the period"),
            new("emission", s_mass), .. Sectors.All.Select(sector => new ResultColumn(sector.Label(), s_mass)), new("generation", s_energy),
            new("emission per generation", s_intensity, 1, "of all sectors"),
            new("power emission per generation", s_intensity, 1), .. CountryRates.Columns(own.Statistics, "emission"),
        ],
        Enumerable.Range(0, own.Data.Count).GroupBy(row => (own.Data.RegionOf(row), key(own.Data.Day[row])))
            .Select(group => (IReadOnlyList<object?>)
            [
                .. Row(own.Data, own.Forecast, [.. group], period(own.Data.Day[group.First()])),
                .. CountryRates.Values(own.Statistics, group.Key.Item1, own.Data.Day[group.First()].Year, group.Count(),
                    group.Sum(own.Forecast.Total)),
            ]),
        "Sums of the predicted days; the interval of a sum is not that of its days, and is not"
            + " given") { FileDigits = ScenarioTables.Digits };

    private static IReadOnlyList<object?> Row(EnergyDataset data, ProfileForecast forecast, int[] rows, Period period)
    {
        double emission = rows.Sum(forecast.Total), generation = rows.Sum(row => data.TotalGeneration[row]);
        double[] sectors = [.. Sectors.All.Select(sector => rows.Sum(row => forecast.Part(row, (int)sector)))];
        return
        [
            data.RegionOf(rows[0]), period.ToString(), rows.Length, period.DayCount, emission, .. sectors.Select(value => (object?)value),
            generation, 1e6 * emission / generation, 1e6 * sectors[(int)Sector.Power] / generation,
        ];
    }
}
